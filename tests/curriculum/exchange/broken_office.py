"""Broken workbooks and Word documents: what is wrong, and how the answer begins to say it."""

import io
import zipfile

from tests.curriculum.exchange import office
from tests.curriculum.exchange.broken_tables import GOOD, XLSX_TABLES, put, rows

BOMB = b" " * 25_000_000
TEN_TIMES = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
ENTITIES = f'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">{TEN_TIMES}]>'
FAR_ENTITY = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_cell(cell, row=9, column=3):
    """A good workbook with this XML for one cell."""
    return office.workbook(rows(put((row, column, cell))))


def damaged(raw, old, new):
    assert old in raw
    return raw.replace(old, new)


def locked(raw):
    """The same zip, said to be encrypted, in both of the places that say so."""
    file = bytearray(raw)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := file.find(sign, place + 1)) >= 0:
            file[place + offset] |= 1
    return bytes(file)


def with_other_bytes(raw):
    """The same zip, with a bit of its first member turned over."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        member = package.infolist()[0]
    place = member.header_offset + 30 + len(member.filename) + member.compress_size // 2
    return raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :]


def deep(tag, inside=""):
    return f"<{tag}>" * 10_000 + inside + f"</{tag}>" * 10_000


def sheet(inside):
    return f'<worksheet xmlns="{office.SHEET}">{inside}</worksheet>'


_BOOK = office.workbook(GOOD)
XLSX = XLSX_TABLES | {
    "cut short": (_BOOK[:-40], "damaged: it cannot be unpacked"),
    "another zip": (office.packed({"readme.txt": "x"}), "is a zip, and neither a workbook"),
    "a bit turned over": (with_other_bytes(_BOOK), "is damaged"),
    "a password": (locked(_BOOK), "is locked with a password"),
    "another packing": (
        office.packed({"xl/workbook.xml": "<a/>"}, zipfile.ZIP_BZIP2),
        "packed in a way that no office program uses",
    ),
    "a part that is missing": (
        office.packed({"xl/workbook.xml": "<workbook/>"}),
        "xl/_rels/workbook.xml.rels is missing",
    ),
    "no XML": (office.workbook("code;title"), "xl/worksheets/sheet1.xml is not XML"),
    "XML without end": (office.workbook("<worksheet>"), "xl/worksheets/sheet1.xml is not XML"),
    "an unknown encoding": (
        office.workbook('<?xml version="1.0" encoding="nonsense"?><a/>'),
        "xl/worksheets/sheet1.xml is not XML",
    ),
    "a bomb": (office.workbook(sheet(BOMB.decode())), "is too large once it is unpacked"),
    "entities": (office.workbook(f"{ENTITIES}<a>&h;</a>"), "declares a document type"),
    "an entity of a file": (office.workbook(f"{FAR_ENTITY}<a>&a;</a>"), "declares a document type"),
    "nesting": (office.workbook(deep("row")), "is nested deeper"),
    "elements": (office.workbook(f"<a>{'<b/>' * 200_001}</a>"), "is nested deeper, or is larger"),
    "a long cell": (office.workbook(rows(put((9, 4, "x" * 40_001)))), "more than 40000 signs"),
    "many parts": (
        office.workbook(GOOD, **{f"xl/{n}.xml": "" for n in range(2_001)}),
        "holds too many parts",
    ),
    "many sheets": (office.workbook(*[GOOD] * 21), "has more than 20 sheets"),
    "many merged cells": (
        office.workbook(office.sheet(GOOD, '<mergeCell ref="A1:B2"/>' * 2_001)),
        "too many merged cells",
    ),
    "a row far away": (
        office.workbook(sheet('<row r="1048576"><c r="A1048576" t="str"><v>x</v></c></row>')),
        "has more than 5000 rows",
    ),
    "a row 0": (
        office.workbook(sheet('<row r="0"><c t="str"><v>x</v></c></row>')),
        "a row has the number 0",
    ),
    "a column far away": (with_cell('<c r="XFD9" t="str"><v>x</v></c>'), "more than 100 columns"),
    "an error": (
        with_cell('<c r="C9" t="e"><v>#REF!</v></c>'),
        "row 9, column 3 holds an error: #REF!",
    ),
    "a formula without result": (
        with_cell('<c r="C9"><f>A1</f></c>'),
        "row 9, column 3 holds a formula without its result",
    ),
    "a text that is not there": (
        with_cell('<c r="C9" t="s"><v>7</v></c>'),
        "row 9, column 3 names a text that is not in the file",
    ),
    "a date for a code": (
        office.workbook(
            rows(put((9, 3, '<c r="C9" s="1"><v>45689</v></c>'))),
            **{
                "xl/styles.xml": f'<styleSheet xmlns="{office.SHEET}"><cellXfs>'
                '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
            },
        ),
        "row 9, column 3 holds a date",
    ),
    "a sign that is no text": (
        office.workbook(rows(put((9, 4, "a_x0007_b")))),
        "row 9, title: holds a character that is no text",
    ),
    "no rows": (office.workbook([]), "has no row of heads"),
}

HEAD = [["kerntaak"], ["werkproces"], ["niveau 4"], ["niveau 3"]]
TASK = [["1 Task"], ["1.1 makes", "1.2 draws"], ["X", "X"], ["", "X"]]


def task(column=None, lines=(), **lines_of):
    """A document with one core task, one cell of which holds these lines."""
    cells = [list(cell) for cell in TASK]
    if column is not None:
        cells += [[] for _column in range(column - len(cells))]
        cells[column - 1] = list(lines)
    return office.document([HEAD, cells])


_WORD = task()
_NESTED = "<w:tbl><w:tr><w:tc><w:tbl/></w:tc></w:tr></w:tbl>"
DOCX = {
    "cut short": (_WORD[:-30], "damaged: it cannot be unpacked"),
    "another zip": (office.packed({"word/readme.xml": "<a/>"}), "is a zip, and neither"),
    "a bit turned over": (with_other_bytes(_WORD), "is damaged"),
    "a password": (locked(_WORD), "is locked with a password"),
    "another packing": (
        office.packed({"word/document.xml": "<a/>"}, zipfile.ZIP_LZMA),
        "packed in a way that no office program uses",
    ),
    "no XML": (office.packed({"word/document.xml": "core task"}), "document.xml is not XML"),
    "no end": (office.packed({"word/document.xml": "<a>"}), "document.xml is not XML"),
    "no bytes": (office.packed({"word/document.xml": ""}), "document.xml is not XML"),
    "a bomb": (
        office.packed({"word/document.xml": b"<a>" + BOMB}),
        "too large once it is unpacked",
    ),
    "entities": (office.document([HEAD, TASK], before=ENTITIES), "declares a document type"),
    "an entity of a file": (
        office.document([HEAD, TASK], before=FAR_ENTITY),
        "declares a document type",
    ),
    "nesting": (office.word(deep("p")), "is nested deeper"),
    "elements": (office.word(f"<a>{'<b/>' * 200_001}</a>"), "is nested deeper, or is larger"),
    "many parts": (
        office.packed({"word/document.xml": "<a/>"} | {f"word/{n}": "" for n in range(2_001)}),
        "holds too many parts",
    ),
    "no table": (office.document(inside=office.paragraph("1.1 makes")), "has no table with"),
    "another table": (office.document([[["a"], ["b"]], [["1"], ["2"]]]), "has no table with"),
    "an empty table": (office.document([]), "has no table with"),
    "a table in a table": (office.document([HEAD, TASK], inside=_NESTED), "a table within a table"),
    "many rows": (office.document([HEAD, *[TASK] * 5_000]), "has more than 5000 rows"),
    "many columns": (office.document([HEAD, [["x"]] * 101]), "has more than 100 columns"),
    "a long cell": (task(2, ["1.1 " + "x" * 40_000]), "more than 40000 signs"),
    "two columns of a profile": (
        office.document([[*HEAD[:3], ["Niveau 4"]], TASK]),
        "has two columns of one exit profile: niveau-4",
    ),
    "no number of a task": (
        task(1, ["Task"]),
        "row 2, core task, the core task has no number in front: “Task”",
    ),
    "number 0": (task(1, ["0 Task"]), "row 2, core task, number: must be from 1 to 32767"),
    "a large number": (task(1, ["32768 Task"]), "row 2, core task, number: must be from 1"),
    "a task twice": (
        office.document([HEAD, TASK, [["1 Other"], ["2.1 x"], [], []]]),
        "row 3, core task, core task 1 has another title in an earlier row",
    ),
    "a long title of a task": (
        task(1, ["1 " + "x" * 301]),
        "row 2, core task, title: has 301 characters",
    ),
    "no code": (task(2, ["1.1 makes", "draws"]), "row 2, line 2, has no code in front"),
    "a code twice": (
        task(2, ["1.1 makes", "1.1 draws"]),
        'row 2, line 2, code: "1.1" is used twice',
    ),
    "a code alone": (task(2, ["1.1", "1.2 draws"]), "row 2, line 1, title: is empty"),
    "a long code": (task(2, [f"1.{'1' * 30} makes"]), "row 2, line 1, code: has 32 characters"),
    "a long title": (task(2, ["1.1 " + "x" * 301]), "row 2, line 1, title: has 301 characters"),
    "no mark": (task(3, ["X", "maybe"]), "row 2, line 2, niveau-4: “maybe” is no mark"),
    "a number for a mark": (task(4, ["", "38"]), "row 2, line 2, niveau-3: “38” is no mark"),
    "a cell without head": (task(5, ["more"]), "row 2, “more” stands in a column without a head"),
}
