"""A stored qualification as data, as an exchange file and as tables for a spreadsheet.

What is exported comes back by an import: the same qualification gives the same bytes again.
"""

import csv
import io
import json

from curriculum import exchange, matrix, workbook
from curriculum.exchange.rules import MARKS
from curriculum.readers import heads
from curriculum.readers.cells import guarded

MARK_SIGNS = {provisional: sign for sign, provisional in MARKS.items()}
TEXTS = [
    "core_task", "choose", "code", "title", "title_en", "source_title", "description", "note",
    "retired",
]  # fmt: skip


def as_data(qualification):
    """The qualification in the form of the exchange file: what `exchange.read` gives."""
    table = matrix.build(qualification)
    return {
        **_plain(qualification, exchange.QUALIFICATION),
        "exit_profiles": [_plain(profile, exchange.EXIT_PROFILE) for profile in table.profiles],
        "core_tasks": [
            {
                **_plain(group.core_task, exchange.CORE_TASK),
                "work_processes": [
                    {
                        **_plain(row.work_process, exchange.WORK_PROCESS),
                        "marks": {
                            profile.slug: MARK_SIGNS[mark.provisional]
                            for profile, mark in zip(table.profiles, row.marks, strict=True)
                            if mark
                        },
                    }
                    for row in group.rows
                ],
            }
            for group in table.groups
        ],
    }


def as_json(qualification):
    """The exchange file: the same qualification always gives the same text."""
    return _json(as_data(qualification))


def as_csv(qualification):
    """The tables that `readers` describes, as a spreadsheet in Dutch opens them by a double click.

    Semicolons, quotes around all of it, line ends by RFC 4180; an empty line between the tables.
    """
    return _csv(as_data(qualification))


def _json(data):
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _csv(data):
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for number, rows in enumerate(_tables(data).values()):
        if number:
            output.write("\r\n")
        writer.writerows(rows)
    return output.getvalue()


def _xlsx(data):
    """A workbook with a sheet for each table: the matrix is the first."""
    tables = _tables(data)
    return workbook.write({name: tables[name] for name in reversed(tables)})


def _tables(data):
    """The three tables of `readers`, each with its heads, by their names: whole and in order."""
    slugs = [profile["slug"] for profile in data["exit_profiles"]]
    said = exchange.QUALIFICATION.plain
    of_profile = exchange.EXIT_PROFILE.plain
    rows = []
    for task in data["core_tasks"]:
        number = str(task["number"])
        rows.append(_row({**task, "core_task": number}, TEXTS, ["" for _slug in slugs]))
        for process in task["work_processes"]:
            marks = [process["marks"].get(slug, "") for slug in slugs]
            rows.append(_row({**process, "core_task": number}, TEXTS, marks))
    return {
        heads.QUALIFICATION: [["qualification", *said[1:]], _row(data, said)],
        heads.PROFILES: [
            ["exit_profile", *of_profile[1:]],
            *(_row(profile, of_profile) for profile in data["exit_profiles"]),
        ],
        heads.MATRIX: [[*TEXTS, *(guarded(heads.of_profile(slug)) for slug in slugs)], *rows],
    }


def _row(item, names, marks=()):
    return [*(_cell(item.get(name)) for name in names), *marks]


def _cell(value):
    if isinstance(value, bool):
        return "x" if value else ""
    return "" if value is None else guarded(str(value))


def _plain(row, record):
    return {name: getattr(row, name) for name in record.plain}


FORMATS = {
    "json": ("application/json", lambda data: _json(data).encode()),
    # Without the byte order mark Excel takes another encoding.
    "csv": ("text/csv; charset=utf-8", lambda data: _csv(data).encode("utf-8-sig")),
    "xlsx": (workbook.CONTENT_TYPE, _xlsx),
}
"""The media type of each format, and what writes its bytes."""


def file_of(qualification, extension):
    """The media type, the name and the bytes of a file of this format."""
    media_type, write = FORMATS[extension]
    name = f"{qualification.slug}-{qualification.version}.{extension}"
    return media_type, name, write(as_data(qualification))
