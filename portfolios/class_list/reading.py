"""Reads a class list: from CSV or a workbook to rows of texts, of the columns that mean something.

Nothing else of the file is kept. Which row is right is the matter of the plan; here a whole file is
refused where no row of it can be told.
"""

import csv
import io
import json
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios import inspection
from portfolios.class_list import heads

MAX_BYTES = 2_500_000
MAX_ROWS = 20_000
MAX_CELL = 500
# How far down the heads may stand, under a title.
HEADS_WITHIN = 20
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff"
                       r"\ud800-\udfff\ufffe\uffff]")  # fmt: skip
_ZIP, _OLD_OFFICE = b"PK\3\4", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ";,\t"
# In the place of the fields: this row has more cells than there are heads.
SURPLUS = "surplus"


class Unreadable(Exception):
    """A file that is no class list; the message is a sentence for who chose it."""


@dataclass(frozen=True)
class Content:
    """What is kept of a file: its columns, its rows, and the heads that mean nothing here."""

    fields: list
    rows: list
    unused: list

    def as_text(self):
        return json.dumps([self.fields, self.rows, self.unused], separators=(",", ":"))

    @classmethod
    def from_text(cls, text):
        return cls(*json.loads(text))


def read(received):
    """The `Content` of an uploaded file. Raises Unreadable."""
    if received.size > MAX_BYTES:
        raise Unreadable(
            _("This file is too large. A class list is at most %s MB.") % (MAX_BYTES / 1_000_000)
        )
    received.seek(0)
    data = received.read()
    if not data:
        raise Unreadable(_("This file is empty."))
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(
            _("This is a file of an old Excel, or locked with a password. Save it as xlsx or CSV.")
        )
    if data.startswith(_ZIP):
        return _content(_workbook(received.temporary_path()))
    return _content(_from_csv(_decoded(data)))


def _workbook(path):
    try:
        rows, reason = inspection.read_rows(path, MAX_ROWS + HEADS_WITHIN)
    except inspection.Unreadable:
        raise Unreadable(_("This workbook cannot be read. Save it as CSV and try again.")) from None
    if reason in (inspection.Reason.UNKNOWN_KIND, inspection.Reason.ARCHIVE):
        raise Unreadable(_("This is no workbook. Send a CSV or an xlsx file."))
    if reason:
        raise Unreadable(str(reason.label))
    return rows


def _decoded(data):
    """The text of a CSV: UTF-8, UTF-16 with its mark, or what Windows writes in the Netherlands."""
    if data.startswith(_UTF_16):
        encodings = ("utf-16",)
    elif b"\0" in data:
        encodings = ()
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("This is no text. Send a CSV or an xlsx file."))


def _from_csv(text):
    """(number, cells) of the rows that hold something, with the separator that shows most heads."""
    start = text[:20_000]
    by_heads = {
        separator: max(
            (len({*map(heads.field_of, line.replace('"', "").split(separator))} - {None})
             for line in start.splitlines()[:HEADS_WITHIN]),
            default=0,
        )
        for separator in SEPARATORS
    }  # fmt: skip
    separator = max(SEPARATORS, key=by_heads.get)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, number = [], 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
    except csv.Error:
        raise Unreadable(
            _("Row %d cannot be read. Look for a quotation mark that is not closed.") % (number + 1)
        ) from None
    return rows


def _content(rows):
    """The rows below the heads. Raises Unreadable where the heads are missing or stand twice."""
    place, fields = _find_heads(rows)
    names = [str(heads.LABELS[one]) for one in heads.REQUIRED if one not in fields]
    if names:
        raise Unreadable(_("There is no column for: %s.") % ", ".join(names))
    twice = sorted({one for one in fields if one and fields.count(one) > 1})
    if twice:
        raise Unreadable(
            _("Two columns say the same: %s. Keep one of them.")
            % ", ".join(str(heads.LABELS[one]) for one in twice)
        )
    below = rows[place + 1 :]
    if not below:
        raise Unreadable(_("There are no rows below the heads."))
    if len(below) > MAX_ROWS:
        raise Unreadable(
            ngettext(
                "This list is too long. At most %d row fits in one file.",
                "This list is too long. At most %d rows fit in one file.",
                MAX_ROWS,
            )
            % MAX_ROWS
        )
    used = [index for index, field in enumerate(fields) if field]
    unused = [_clean(head) for head, field in zip(rows[place][1], fields, strict=True) if not field]
    return Content(
        fields=[*(fields[index] for index in used), SURPLUS],
        rows=[[number, *_cells(cells, used, len(fields))] for number, cells in below],
        unused=[head for head in unused if head],
    )


def _find_heads(rows):
    for place, (_number, cells) in enumerate(rows[:HEADS_WITHIN]):
        if fields := heads.fields_of(cells):
            return place, fields
    raise Unreadable(
        _(
            "We find no heads. The first row names the columns, such as %(email)s and "
            "%(school_class)s. Take the template as an example."
        )
        % heads.LABELS
    )


def _cells(cells, used, width):
    texts = [_clean(cells[index]) if index < len(cells) else "" for index in used]
    return [*texts, "x" if any(cell.strip() for cell in cells[width:]) else ""]


def _clean(text):
    """Without what is no text and without blanks at the ends or side by side."""
    return " ".join(_NOT_TEXT.sub(" ", text[:MAX_CELL]).split())
