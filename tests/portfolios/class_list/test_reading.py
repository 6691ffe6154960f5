"""What is read of a file: any order and language of the heads, separators, encodings and dates."""

from datetime import date, datetime

import pytest
from django.utils import translation

from portfolios.class_list import heads, values
from portfolios.class_list.reading import SURPLUS
from tests.portfolios.class_list import lists
from tests.portfolios.class_list.lists import HEADS, as_csv, as_xlsx, row


def found(name, data):
    """The fields, and the rows as dicts with their number."""
    content = lists.read(name, data)
    rows = [
        (number, {field: text for field, text in zip(content.fields, cells, strict=True) if text})
        for number, *cells in content.rows
    ]
    return rows, content.unused


ANNA = {
    "first_name": "Anna", "last_name": "Smit", "email": "anna@school.example",
    "school_class": "4A", "exit_profile": "small-4", "starts_on": "24-08-2026",
    "ends_on": "12-07-2030",
}  # fmt: skip


@pytest.mark.parametrize("separator", ";,\t")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings_of_a_csv_are_found_out(separator, encoding):
    data = as_csv(row(achternaam="Möller"), separator=separator, encoding=encoding)
    assert found("list.csv", data) == ([(2, {**ANNA, "last_name": "Möller"})], [])


def test_a_workbook_is_the_same_list():
    assert found("list.xlsx", as_xlsx(row())) == ([(2, ANNA)], [])
    # What it is called does not matter.
    assert found("list.csv", as_xlsx(row())) == ([(2, ANNA)], [])


def test_heads_stand_in_any_order_and_language_and_below_a_title():
    names = ("Planned end", "CLASS", "E-mailadres", "Geboortedatum", "First name", "Tussen-voegsel")
    title = ["Klassen 2026", "", "", "", "", ""]
    people = ["12-07-2030", "4A", "anna@school.example", "1-1-2009", "Anna", "van der"]
    data = as_csv(names, people, ["", "", "", "", "", ""], people, heads=title)
    rows, unused = found("list.csv", data)
    anna = {
        "ends_on": "12-07-2030", "school_class": "4A", "email": "anna@school.example",
        "first_name": "Anna", "infix": "van der",
    }  # fmt: skip
    # Rows are counted as a spreadsheet counts them, and nothing is kept of a birth date.
    assert rows == [(3, anna), (5, anna)]
    assert unused == ["Geboortedatum"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_label_of_ours_is_understood_as_a_head(language):
    with translation.override(language):
        found = {field: heads.field_of(str(label)) for field, label in heads.LABELS.items()}
    assert found == {field: field for field in heads.LABELS}


def test_what_is_no_text_is_taken_out():
    cells = row(voornaam="An\x01na\u200b", achternaam="  van\n der  Berg\ufeff ")
    rows, _unused = found("list.csv", as_csv(cells, encoding="utf-8-sig"))
    assert rows == [(2, {**ANNA, "first_name": "An na", "last_name": "van der Berg"})]


def test_a_row_with_too_many_cells_is_marked():
    cells = [row().get(head, "") for head in HEADS]
    rows, _unused = found("list.csv", as_csv([*cells, "", " "], [*cells, "", "more"]))
    assert [cells.get(SURPLUS) for _number, cells in rows] == [None, "x"]


def test_a_workbook_says_dates_numbers_and_formulas_as_text():
    given = row(
        begin=datetime.fromisoformat("2026-08-24T00:00"),
        einde=date(2030, 7, 12),
        klas=41.0,
        achternaam="=A1",
    )
    rows, _unused = found("list.xlsx", as_xlsx(given))
    dates = {"starts_on": "2026-08-24", "ends_on": "2030-07-12"}
    assert rows == [(2, {**ANNA, **dates, "school_class": "41", "last_name": "=A1"})]


@pytest.mark.parametrize(
    "text",
    ["24-08-2026", "24/8/2026", "24.8.26", "2026-08-24", "2026-08-24 00:00:00",
     "24 augustus 2026", "24 AUG 2026", "24-aug.-2026", "46258"],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(text):
    assert values.day(text) == date(2026, 8, 24)


@pytest.mark.parametrize("text", ["2026-2027", "2026/2027", "2026-27", "2026 - 2027"])
def test_a_school_year_is_read_however_it_is_written(text):
    assert values.school_year(text) == "2026-2027"


@pytest.mark.parametrize(("text", "role"), [("", "student"), ("Leerling", "student"),
                                            ("DOCENT", "teacher")])  # fmt: skip
def test_a_role_is_a_students_unless_it_is_said(text, role):
    assert values.role(text) == role
