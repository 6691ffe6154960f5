"""Lenient in: the many ways in which people write the same table."""

import pytest

from curriculum import exchange, readers
from curriculum.readers import Asked, aligning
from tests.curriculum.exchange import office

pytestmark = pytest.mark.usefixtures("in_english")

ASKED = Asked(slug="q", version=1, name="Q")


def read(raw, asked=ASKED, stored=None):
    reading = readers.read(raw, asked, lambda *key: stored)
    data, faults = exchange.check(reading.data)
    reading.sort_faults(faults)
    assert reading.told == []
    return data, reading


def processes(data):
    return {
        row["code"]: (task["number"], row["title"], row["marks"])
        for task in data["core_tasks"]
        for row in task["work_processes"]
    }


MADE = {"1.1": (1, "maakt", {"niveau-3": "x"}), "2.1": (2, "één", {"niveau-3": "?"})}
TABLES = {
    "semicolons": "code;titel;niveau 3\n1.1;maakt;X\n2.1;één;?\n".encode(),
    "commas": "code,titel,niveau 3\n1.1,maakt,X\n2.1,één,?\n".encode(),
    "tabs": "code\ttitel\tniveau 3\n1.1\tmaakt\tX\n2.1\téén\t?\n".encode(),
    "a byte order mark": "code;titel;niveau 3\r\n1.1;maakt;X\r\n2.1;één;?\r\n".encode("utf-8-sig"),
    "UTF-16": "code\ttitel\tniveau 3\n1.1\tmaakt\tX\n2.1\téén\t?\n".encode("utf-16"),
    "Windows-1252": "code;titel;niveau 3\n1.1;maakt;X\n2.1;één;?\n".encode("cp1252"),
    "English heads": (
        "Number;Work process;Exit profile: niveau 3\n1.1;maakt;x\n2.1;één;?\n"
    ).encode(),
    "a title above, empty rows, and totals": (
        "Matrix 2026;;\n;;\nCode;Titel;Uitstroom niveau 3\n;;\n1.1;maakt;x\n;;\n2.1;één;x?\n"
        "Totaal;;2\n"
    ).encode(),
    "codes in front of titles": (
        "werkproces;kerntaak;niveau 3\n1.1 maakt;1;✓\n2.1: één;2;?\n"
    ).encode(),
    "other columns": "nr;niveau 3;titel;opmerking\n1.1;ja;maakt;\n2.1;voorlopig;één;\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_codes_titles_and_marks_is_enough(name):
    data, reading = read(TABLES[name])

    assert processes(data) == MADE
    assert [(p["slug"], p["level"]) for p in data["exit_profiles"]] == [("niveau-3", 3)]
    assert any("Windows-1252" in doubt for doubt in reading.doubts) == (name == "Windows-1252")


def test_rows_that_are_no_rows_are_named_with_why():
    _data, reading = read(TABLES["a title above, empty rows, and totals"])

    assert [(row.place, row.skipped) for row in reading.rows if row.skipped] == [
        ("row 1", "stands above the table"),
        ("row 2", "empty"),
        ("row 4", "empty"),
        ("row 6", "empty"),
        ("row 8", "a total"),
    ]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("X", "x"), ("x ", "x"), ("✓", "x"), ("Ja", "x"), ("yes", "x"), ("1", "x"), ("WAAR", "x"),
        ("?", "?"), ("X?", "?"), ("(x)", "?"), ("voorlopig", "?"),
        ("", None), ("-", None), ("–", None), ("nee", None), ("0", None), ("onwaar", None),
    ],
)  # fmt: skip
def test_a_mark_is_written_in_many_ways(text, sign):
    data, _reading = read(f"code;titel;uitstroom niveau 3\n1.1;maakt;{text}\n".encode())

    assert data["core_tasks"][0]["work_processes"][0]["marks"] == (
        {"niveau-3": sign} if sign else {}
    )


def test_numbers_of_a_workbook_are_read_as_they_were_typed():
    rows = [
        ["kerntaak", "titel kerntaak", "code", "titel", "niveau 3"],
        ['<c r="A2"><v>1</v></c>', "Taak", '<c r="C2"><v>1.1000000000000001</v></c>', "maakt", "X"],
        ['<c r="A3"><v>2.0</v></c>', "Taak", '<c r="C3"><v>2.1</v></c>', "één", "?"],
    ]

    data, _reading = read(office.workbook(rows))

    assert processes(data) == MADE


def test_cells_that_are_merged_downward_hold_for_each_of_their_rows():
    rows = [
        ["kerntaak", "code", "titel", "niveau 3", "niveau 4"],
        ["1 Taak", "1.1", "maakt", "X", "X"],
        ["", "1.2", "tekent", "", ""],
        ["2 Andere", "2.1", "boort", "", "X"],
    ]
    merged = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="D2:D3"/></mergeCells>'

    data, _reading = read(office.workbook(office.sheet(rows, merged)))

    assert processes(data) == {
        "1.1": (1, "maakt", {"niveau-3": "x", "niveau-4": "x"}),
        "1.2": (1, "tekent", {"niveau-3": "x"}),
        "2.1": (2, "boort", {"niveau-4": "x"}),
    }


def test_a_merged_sheet_of_millions_of_cells_costs_nothing():
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    rows = [["code", "titel", "niveau 3"], ["1.1", "maakt", "X"]]

    data, _reading = read(office.workbook(office.sheet(rows, merged)))

    assert list(processes(data)) == ["1.1"]


def test_every_sheet_is_read_and_named_and_a_hidden_one_is_said():
    raw = office.workbook(
        [["Uitleg"], ["Zo werkt het."]],
        [["code", "titel", "niveau 3"], ["1.1", "maakt", "X"]],
    )

    data, reading = read(raw)

    assert list(processes(data)) == ["1.1"]
    assert [row.place for row in reading.rows] == [
        "Sheet1, row 1",
        "Sheet1, row 2",
        "Sheet2, row 2",
    ]


def test_codes_and_titles_of_national_files_are_known():
    data, _reading = read(
        b"kerntaak;werkproces;niveau 4\n1;B1-K1-W1 Stelt op;x\n;B1-K1-W2 Maakt;\n"
    )

    assert processes(data) == {
        "B1-K1-W1": (1, "Stelt op", {"niveau-4": "x"}),
        "B1-K1-W2": (1, "Maakt", {}),
    }


def test_an_apostrophe_that_keeps_a_formula_a_text_is_taken_away_and_no_other():
    data, _reading = read(b"code;titel;niveau 3\n1.1;'=1+1;x\n1.2;'s middags;x\n1.3;''=x;x\n")

    assert [title for _task, title, _marks in processes(data).values()] == [
        "=1+1",
        "'s middags",
        "'=x",
    ]


def test_what_a_table_leaves_out_stays_as_the_draft_has_it():
    whole, _reading = read(TABLES["semicolons"])
    row = whole["core_tasks"][0]["work_processes"][0]
    row.update(description="What is asked", note="A note", title_en="makes")
    whole["core_tasks"][0].update(title="Taak", choose=1)
    whole["exit_profiles"][0].update(name="Level three", reflection_required=True)

    data, reading = read(b"code;titel;niveau-3\n1.1;bouwt;X\n2.1;boort;\n", stored=whole)

    changed = data["core_tasks"][0]["work_processes"][0]
    assert changed == {**row, "title": "bouwt"}
    assert data["exit_profiles"] == whole["exit_profiles"]
    assert (data["core_tasks"][0]["title"], data["core_tasks"][0]["choose"]) == ("Taak", 1)
    assert reading.doubts == []


@pytest.mark.parametrize(
    ("lines", "titles", "rulers", "marks", "rivals"),
    [
        ("", 3, [], {}, ()),
        ("X", 1, [], {0: "x"}, ()),
        ("X|X|X", 3, [], {0: "x", 1: "x", 2: "x"}, ()),
        ("X|.|X|.|.|X", 3, [], {0: "x", 1: "x", 2: "x"}, ()),
        ("X|X", 4, [], {0: "x", 1: "x"}, ()),
        (".|X|X", 3, [[0, 1, 2]], {1: "x", 2: "x"}, ()),
        (".|X|.|X", 3, [[0, 1, 3]], {1: "x", 2: "x"}, ()),
        ("X|.|.|X", 4, [], {0: "x", 3: "x"}, ()),
        ("X|.|X|X", 4, [], {0: "x", 1: "?", 2: "x"}, (3,)),
        (".|X", 3, [], {0: "?"}, (1,)),
        ("X|.|.|.|.|X", 3, [], {0: "?", 1: "?"}, ()),
        ("X|X|X", 2, [], {0: "?", 1: "?"}, ()),
        ("?|X", 2, [], {0: "?", 1: "x"}, ()),
    ],
)  # fmt: skip
def test_marks_are_put_beside_their_titles_or_left_open(lines, titles, rulers, marks, rivals):
    signs = [{"X": "x", "?": "?"}.get(sign, "") for sign in lines.split("|")]

    found = aligning.align(signs, titles, rulers)

    assert (found.marks, found.rivals) == (marks, rivals)


def test_a_core_task_that_goes_on_in_the_next_row_of_a_document_is_one():
    raw = office.document(
        [
            [["Kerntaak"], ["Werkproces"], ["niveau 4"]],
            [["1 Taak"], ["1.1 maakt"], ["X"]],
            [[""], ["1.2 tekent"], [""]],
        ]
    )

    data, _reading = read(raw)

    assert processes(data) == {
        "1.1": (1, "maakt", {"niveau-4": "x"}),
        "1.2": (1, "tekent", {}),
    }
