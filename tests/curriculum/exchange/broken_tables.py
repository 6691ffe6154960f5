"""Broken tables as CSV and as XLSX: what is wrong, and how the answer begins to say it."""

import copy

from tests.curriculum.exchange import office

GOOD = [
    ["qualification", "version", "state", "name"],
    ["q", "1", "draft", "Q"],
    [],
    ["exit_profile", "name", "level", "required_assessors", "reflection_required"],
    ["high", "High", "4", "1", ""],
    [],
    ["core_task", "choose", "code", "title", "retired", "high"],
    ["1", "", "", "Task", "", ""],
    ["1", "", "1.1", "makes", "", "x"],
    ["1", "", "1.2", "draws", "", "?"],
]


def put(*cells):
    """A damage: these texts at (row, column), counted from 1."""

    def damage(rows):
        for row, column, text in cells:
            rows[row - 1] += [""] * (column - len(rows[row - 1]))
            rows[row - 1][column - 1] = text

    return damage


def add(place, *cells):
    """A damage: one row more, which becomes the row of this number."""
    return lambda rows: rows.insert(place - 1, list(cells))


def more(number, *cells):
    return lambda rows: rows.extend(list(cells) for _row in range(number))


TABLES = {
    "no mark": (put((9, 6, "maybe")), "row 9, high: “maybe” is no mark"),
    "a number for a mark": (put((9, 6, "38")), "row 9, high: “38” is no mark"),
    "a code twice": (put((10, 3, "1.1")), 'row 10, code: "1.1" is used twice'),
    "no code": (put((9, 3, "")), "row 9, has marks, but no code"),
    "a blank in a code": (put((9, 3, "1 1")), 'row 9, code: "1 1" may only hold'),
    "a long code": (put((9, 3, "1" * 21)), "row 9, code: has 21 characters"),
    "no title": (put((9, 4, "")), "row 9, title: is empty"),
    "a long title": (put((9, 4, "x" * 301)), "row 9, title: has 301 characters"),
    "retired or not": (put((9, 5, "perhaps")), "row 9, retired: “perhaps” is neither yes nor no"),
    "a task with number 0": (put((8, 1, "0")), "row 8, number: must be from 1 to 32767"),
    "a task with a large number": (put((8, 1, "99999")), "row 8, number: must be from 1 to 32767"),
    "a task without number": (
        put((8, 1, "first")),
        "row 8, the core task has no number in front: “first”",
    ),
    "choose what": (put((8, 2, "two")), "row 8, choose: must be a whole number"),
    "choose none": (put((8, 2, "0")), "row 8, choose: must be from 1 to 32767"),
    "choose less than none": (put((8, 2, "-1")), "row 8, choose: must be from 1 to 32767"),
    "a retired task": (put((8, 5, "x")), "row 8, a core task has no field “retired”"),
    "marks of a task": (put((8, 6, "x")), "row 8, has marks, but no code"),
    "no version": (put((2, 2, "")), "row 2, version: must be a whole number"),
    "version one": (put((2, 2, "one")), "row 2, version: must be a whole number"),
    "version 0": (put((2, 2, "0")), "row 2, version: must be from 1 to 32767"),
    "a blank in a short name": (put((2, 1, "q q")), 'row 2, short name: "q q" may only hold'),
    "no short name": (put((2, 1, "")), "row 2, short name: is empty"),
    "no such state": (put((2, 3, "final")), "row 2, state: must be one of draft"),
    "no name": (put((2, 4, "")), "row 2, name: is empty"),
    "level four": (put((5, 3, "four")), "row 5, level: must be a whole number"),
    "three assessors": (put((5, 4, "3")), "row 5, assessors needed: must be from 1 to 2"),
    "perhaps reflection": (
        put((5, 5, "perhaps")),
        "row 5, reflection_required: “perhaps” is neither yes nor no",
    ),
    "a profile without name": (put((5, 2, "")), "row 5, name: is empty"),
    "a text beside the table": (
        put((9, 7, "extra")),
        "row 9, “extra” stands in a column without a head",
    ),
    "a column of texts": (
        put((7, 7, "teacher"), (9, 7, "somebody")),
        "row 9, “somebody” stands in a column that is not known: teacher",
    ),
    "two qualifications": (
        add(3, "r", "1", "draft", "R"),
        "row 3, the qualification is described a second time",
    ),
    "a profile twice": (add(6, "high", "H", "4", "1"), 'row 6, short name: "high" is used twice'),
    "two columns of titles": (
        put((7, 5, "titel")),
        "row 7, has two columns with the same meaning: title",
    ),
    "two titles of a task": (
        add(9, "1", "", "", "Another"),
        "row 9, core task 1 has another title in an earlier row",
    ),
    "two columns of a profile": (
        put((7, 7, "High"), (9, 7, "x")),
        "has two columns of one exit profile: high",
    ),
    "no heads": (
        lambda rows: rows.clear() or rows.append(["1.1", "makes", "x"]),
        "no row of heads",
    ),
    "too many rows": (more(5_000, "1", "", "1.1", "makes"), "has more than 5000 rows"),
    "too many columns": (put((9, 101, "x")), "has more than 100 columns"),
}


def rows(damage):
    found = copy.deepcopy(GOOD)
    damage(found)
    return found


def as_csv(table):
    return "\n".join(";".join(row) for row in table).encode()


CSV = {name: (as_csv(rows(damage)), fault) for name, (damage, fault) in TABLES.items()} | {
    "an open quotation mark": (as_csv(rows(put((9, 4, '"makes')))), "row 9 cannot be read"),
    "a text after a quotation mark": (as_csv(rows(put((9, 4, '"a"b')))), "row 9 cannot be read"),
    "nothing": (b"", "the file: is empty"),
    "blanks": (b" \r\n\t\r\n", "the file: is empty"),
    "a zero byte": (as_csv(rows(put((9, 4, "a\0b")))), "the file: is no text"),
    "a bell": (as_csv(rows(put((9, 4, "a\ab")))), "row 9, title: holds a character"),
    "a byte that means nothing": (b"code;title\n1.1;\x81\n", "no text that can be read (byte 16)"),
    "half of UTF-16": ("code;title".encode("utf-16")[:-1], "no text that can be read"),
    "bars": (b"code|title|x\n1.1|makes|x\n", "no row of heads"),
    "a page of the web": (b"<!doctype html><p>code;title</p>", "no row of heads"),
    "a PDF": (b"%PDF-1.7\n...", "the file: is a PDF"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old or locked document"),
    "a cell without end": (b"code;title\n1.1;" + b"x" * 200_000, "row 2 cannot be read"),
    "a file without end": (b"x" * 3_000_001, "the file: is larger than 3 MB"),
}

XLSX_TABLES = {
    name: (office.workbook(rows(damage)), fault) for name, (damage, fault) in TABLES.items()
}
