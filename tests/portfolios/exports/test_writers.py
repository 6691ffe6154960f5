"""What a file holds when names and titles are not what anybody expects."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from portfolios import exports
from portfolios.exports import Column, Fact, Kind, Table, Words
from portfolios.exports.names import MAX_SHEET, sheet_name
from tests.portfolios.exports.reading import csv_rows, sheet

FORMULAS = [
    '=HYPERLINK("http://example.org";"Klik")',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "#REF!",
    "#N/A",
]
ODD = [
    'een "aanhaling"; en een puntkomma, komma',
    "regel een\nregel twee",
    "Zoë Ünal 李 🛠️",
    "N" * 300,
    "'alvast een aanhaling",
    "TRUE",
    "007",
    "2026-01-02",
]
MADE_AT = datetime(2026, 11, 26, 8, 15, 30, 987, tzinfo=UTC)


def table(names=(), title="Klas 4A", **fields):
    """One row for each name: a number, a part of a number, a day and a state beside it."""
    found = {
        "name": "class_matrix",
        "title": title,
        "file_stem": title,
        "made_at": MADE_AT,
        "facts": [Fact("made_by", "Made by", Words("=cmd()", "=cmd()"))],
        "columns": [
            Column("student", "Student"),
            Column("done", "=Done", Kind.NUMBER),
            Column("average", "Average", Kind.DECIMAL),
            Column("day", "Day", Kind.DATE),
            Column("1.1", "1.1", Kind.STATE, "1 Maken", "=titel", {"work_process": "1.1"}),
        ],
        "rows": [
            [Words(name, name), -3, 15.5, date(2026, 11, 2), Words("terug", "returned", "returned")]
            for name in names
        ],
    }
    return Table(**{**found, **fields})


def written(extension, **fields):
    return exports.WRITERS[extension].write(table(**fields))


@pytest.mark.parametrize("name", FORMULAS + ODD)
def test_in_a_workbook_every_text_is_a_text(name):
    found, head = sheet(written("xlsx", names=[name], title=name))
    types = {cell.data_type for row in found.iter_rows() for cell in row if cell.value is not None}
    assert types == {"s", "n", "d"}
    # A workbook writes every end of a line in one way.
    assert found.cell(head + 1, 1).value.replace("\n", "\r") == name.replace("\n", "\r")
    looks_like_one = name.strip().startswith(("=", "+", "-", "@"))
    assert found.cell(head + 1, 1).quotePrefix == looks_like_one


def test_a_workbook_holds_no_formula_at_all():
    content = written("xlsx", names=FORMULAS)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        sheet_xml = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet_xml
    assert "<f " not in sheet_xml
    assert sheet_xml.count("<row ") == len(FORMULAS) + 5


@pytest.mark.parametrize("name", FORMULAS + ODD)
def test_in_csv_no_text_begins_like_a_formula(name):
    rows = csv_rows(written("csv", names=[name]))
    assert [len(row) for row in rows] == [7, 7]
    signs = ("=", "+", "-", "@", "＝", "\t", "\r", "\n")
    texts = [text for row in rows for place, text in enumerate(row) if place != 1]
    assert not [text for text in texts if text.strip(" ").startswith(signs)]
    dangerous = name.strip(" ").startswith(signs)
    assert rows[1][0] == (f"'{name}" if dangerous else name)


def test_in_csv_numbers_and_days_are_as_a_dutch_spreadsheet_reads_them():
    content = written("csv", names=["Ann"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert csv_rows(content) == [
        ["Student", "'=Done", "Average", "Day", "1.1: =titel", "Made by", "Gemaakt op"],
        ["Ann", "-3", "15,5", "2026-11-02", "terug", "'=cmd()", "2026-11-26T09:15:30+01:00"],
    ]
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[-1] == ""
    assert lines[1].startswith('"Ann";"-3";"15,5";')


def test_a_text_ends_no_cell_and_no_line_of_a_csv():
    name = 'x";=1+1;"\r\n=2+2;"'
    content = written("csv", names=[name])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [len(row) for row in rows] == [7, 7]
    assert rows[1][0] == name


@pytest.mark.parametrize("name", FORMULAS + ODD)
def test_json_keeps_texts_as_they_are(name):
    assert json.loads(written("json", names=[name])) == {
        "table": "class_matrix",
        "version": 1,
        "made_at": "2026-11-26T09:15:30+01:00",
        "facts": {"made_by": "=cmd()"},
        "columns": [
            {"key": "student", "type": "text"},
            {"key": "done", "type": "number"},
            {"key": "average", "type": "decimal"},
            {"key": "day", "type": "date"},
            {"key": "1.1", "type": "state", "work_process": "1.1"},
        ],
        "rows": [
            {"student": name, "done": -3, "average": 15.5, "day": "2026-11-02", "1.1": "returned"}
        ],
    }


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_what_no_file_can_hold_is_replaced(extension):
    content = written(extension, names=["a\x00b\x0bc"], title="t\x00\x1b")
    if extension == "xlsx":
        found, head = sheet(content)
        name = found.cell(head + 1, 1).value
    else:
        name = csv_rows(content)[1][0]
    assert name == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


def test_a_workbook_has_a_frozen_head_filter_buttons_and_real_dates():
    found, head = sheet(written("xlsx", names=["Ann", "Bob"]))
    assert (head, found.freeze_panes, found.auto_filter.ref) == (5, "B6", "A5:E7")
    assert [cell.value for cell in found[head]] == ["Student", "=Done", "Average", "Day", "1.1"]
    assert [found.cell(3, 5).value, found.cell(4, 5).value] == ["1 Maken", "=titel"]
    row = found[head + 1]
    assert [cell.value for cell in row] == ["Ann", -3, 15.5, datetime(2026, 11, 2), "terug"]  # noqa: DTZ001
    assert [cell.number_format for cell in row[1:4]] == ["0", "General", "mm-dd-yy"]
    assert row[3].is_date
    assert row[4].fill.start_color.rgb == "00F6EAF3"
    assert found.column_dimensions["E"].width == 21
    assert "26" in found["A2"].value
    assert "09:15 CET (UTC+0100)" in found["A2"].value
    assert "Made by: =cmd()" in found["A2"].value


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Klas 4A", "Klas 4A"),
        ("[4]:A*?/\\B", "4 A B"),
        ("'quoted'", "quoted"),
        ("N" * 40, "N" * 31),
        ("🛠" * 20, "🛠" * 15),
        ("History", "1"),
        ("///", "1"),
        ("", "1"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(title, name):
    assert sheet_name(title) == name
    assert len(name.encode("utf-16-le")) <= 2 * MAX_SHEET
    book = load_workbook(io.BytesIO(written("xlsx", title=title)))
    assert book.sheetnames == [name]


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("klas WTB4-2A", "klas-WTB4-2A-2026-11-26.csv"),
        ('=HYPERLINK("x")', "HYPERLINK-x-2026-11-26.csv"),
        ("../../etc/passwd\r\nX: y", "etc-passwd-X-y-2026-11-26.csv"),
        ("klas Zoë", "klas-Zoë-2026-11-26.csv"),
        ("N" * 300, "N" * 80 + "-2026-11-26.csv"),
        ("-+@", "2026-11-26.csv"),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(stem, name):
    assert exports.file_name(table(file_stem=stem), "csv") == name
