"""Makes class lists as files, and takes them in as the pages do."""

import csv
import io

from openpyxl import Workbook

from portfolios import class_list, clock, uploads
from portfolios.models import (
    ClassList,
    LogEntry,
    LogText,
    Mail,
    Portfolio,
    RoleChange,
    SchoolClass,
    Teaching,
    User,
)

HEADS = (
    "voornaam", "tussenvoegsel", "achternaam", "mail", "klas", "uitstroom", "begin", "einde", "rol",
    "schooljaar", "versie",
)  # fmt: skip
ROW = {
    "voornaam": "Anna", "achternaam": "Smit", "mail": "anna@school.example", "klas": "4A",
    "uitstroom": "small-4", "begin": "24-08-2026", "einde": "12-07-2030",
}  # fmt: skip
WRITTEN = (
    User, Portfolio, LogEntry, LogText, SchoolClass, Teaching, RoleChange, Mail,
)  # fmt: skip


def row(**cells):
    """A row that is right, but for these cells."""
    return {**ROW, **cells}


def as_csv(*rows, heads=HEADS, separator=";", encoding="utf-8-sig"):
    """The bytes of a CSV; a row is a dict or a list of cells."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([heads, *(_cells(one, heads) for one in rows)])
    return file.getvalue().encode(encoding)


def as_xlsx(*rows, heads=HEADS):
    """The bytes of a workbook of the same rows; a value of another type stays what it is."""
    book = Workbook()
    for one in (heads, *(_cells(one, heads) for one in rows)):
        book.active.append(list(one))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cells(one, heads):
    return [one.get(head, "") for head in heads] if isinstance(one, dict) else one


def received(name, data):
    """The bytes as the upload of a form brings them; gone once they are read."""
    handler = uploads.LimitedUploadHandler()
    handler.new_file("file", name, "application/octet-stream", len(data), None)
    handler.receive_data_chunk(data, 0)
    return handler.file_complete(len(data))


def read(name, data):
    with received(name, data) as file:
        return class_list.read(file)


def keep(by, data, name="list.csv", **fields):
    """A class list that waits, as the page keeps it."""
    content = read(name, data)
    given = {"school_year": "2026-2027", "why": "Class list", "invites": False, **fields}
    return ClassList.objects.create(
        uploaded_by=by, uploaded_at=clock.now(), name=name, content=content.as_text(), **given
    )


def plan(by, *rows, **fields):
    """What these rows would do."""
    return class_list.build(keep(by, as_csv(*rows), **fields), by=by)


def faults(by, *rows, **fields):
    """The sentences of each row that has an error, by its number."""
    return {item.number: item.faults for item in plan(by, *rows, **fields).items if item.faults}


def take(by, waiting):
    """Take a list over as it is shown now; the steps that it told."""
    shown = class_list.build(waiting, by=by).digest
    return list(class_list.take(waiting, by=by, shown=shown))


def whole(by, *rows, **fields):
    """Keep these rows and take them over."""
    waiting = keep(by, as_csv(*rows), **fields)
    take(by, waiting)
    waiting.refresh_from_db()
    return waiting


def written():
    """All rows of everything that a class list writes, for a comparison."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in WRITTEN}
