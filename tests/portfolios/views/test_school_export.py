"""The overview of the school as a file: what is in it, for whom, and what it costs."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock, school_overview
from tests import factories
from tests.factories import hand_in, signed_off
from tests.portfolios.exports import comparing, reading
from tests.portfolios.views.reading import sign_in
from tests.portfolios.views.test_school_class import mixed_class  # noqa: F401

EXTENSIONS = ["xlsx", "csv", "json"]
WEEKS = [monday.isoformat() for monday in school_overview.last_weeks()]


@pytest.fixture
def classes(mixed_class, teacher_elsewhere, level3, coordinator, client):  # noqa: F811
    """A mixed class, a class of one student of whom something waits for long, and an empty one."""
    other = factories.make_class("4B", [teacher_elsewhere])
    late = factories.make_portfolio(factories.make_person("dan"), level3, other)
    with clock.at(timezone.now() - timedelta(days=12)):
        hand_in(late, "2.1")
    factories.make_class("=4C", [])
    sign_in(client, coordinator)


def get(client, extension, query=""):
    return client.get(comparing.school_file(extension, query))


@pytest.mark.parametrize("query", ["", "?level=3", "?sort=oldest", "?level=x&sort=x"])
def test_every_file_holds_what_the_page_holds(client, classes, query):
    page, *files = comparing.school(client, query)
    in_csv = [replace(line, name=line.name.removeprefix("'")) for line in files.pop(1)]
    assert [*files, in_csv] == [page, page, page]
    assert len(page) == (2 if "level=3" in query else 3)
    on_page, in_json, in_words, _weeks = comparing.totals(client, query)
    assert on_page == in_json == in_words


def test_each_class_has_its_numbers(client, classes, level4, level3):
    found = json.loads(get(client, "json", "?sort=oldest").content)
    names = ("students", "complete", "waiting", "longest_waiting_days", "late", "overdue",
             "silent", f"signed_off/{WEEKS[-1]}")  # fmt: skip
    assert {row["class"]["name"]: [row[name] for name in names] for row in found["rows"]} == {
        "4B": [1, 0, 1, 12, 1, 1, 0, 0],
        "4A": [3, 0, 1, 7, 1, 0, 1, 3],
        "=4C": [0, 0, 0, None, 0, 0, 0, 0],
    }
    assert [row["class"]["name"] for row in found["rows"]] == ["4B", "4A", "=4C"]
    assert [row["teachers"] for row in found["rows"]] == [
        ["E. Example"], ["S. Example", "T. Example", "T. Example"], []
    ]  # fmt: skip
    numbers = ("students", "lowest", "middle", "highest", "total")
    assert [
        [row[f"exit_profile/{profile.pk}/{name}"] for name in numbers]
        for row in found["rows"]
        for profile in (level4, level3)
    ] == [
        [0, None, None, None, None], [1, 0, 0, 0, 3],
        [2, 0, 1, 2, 6], [1, 1, 1, 1, 3],
        [0, None, None, None, None], [0, None, None, None, None],
    ]  # fmt: skip


def test_what_holds_for_all_of_it_is_told_to_programs(client, classes):
    found = json.loads(get(client, "json", "?level=3&sort=oldest").content)
    assert found["facts"] == {
        "school_year": "2026-2027",
        "filter": {"level": 3, "order": "oldest"},
        "totals": {
            "classes": 2, "students": 2, "complete": 0, "waiting": 1, "late": 1, "overdue": 1,
            "signed_off_this_week": 1,
        },
        "made_by": "Coordinator Example",
    }  # fmt: skip
    assert [column["week"] for column in found["columns"] if "week" in column] == WEEKS
    assert abs(reading.moment(found["made_at"]) - clock.now()) < timedelta(minutes=2)


def test_a_workbook_has_a_head_that_says_what_it_is(client, classes):
    sheet, head = reading.sheet(get(client, "xlsx", "?level=3").content)
    assert sheet["A1"].value == "School 2026-2027"
    assert "Filter: Level: 3, Order: Name. All these classes: Classes: 2, " in sheet["A2"].value
    titles = [cell.value for cell in sheet[head]]
    assert titles[:6] == ["Class", "Teachers", "Students", "Complete", "Level 3: Students",
                          "Level 3: Lowest"]  # fmt: skip
    assert len(set(titles)) == len(titles)
    assert sheet.freeze_panes == f"B{head + 1}"
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert types == {"s", "n"}


def test_a_class_with_the_name_of_a_formula_is_a_text(client, classes):
    names = [row[0] for row in reading.csv_rows(get(client, "csv").content)[1:]]
    assert names == ["4A", "4B", "'=4C"]
    sheet, head = reading.sheet(get(client, "xlsx").content)
    assert [sheet.cell(head + line, 1).data_type for line in (1, 2, 3)] == ["s", "s", "s"]


def test_a_file_is_kept_and_never_opened_as_a_page(client, classes):
    for extension in EXTENSIONS:
        headers = get(client, extension).headers
        name = f"School-2026-2027-{clock.today()}.{extension}"
        assert headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]


def test_a_school_without_classes_is_an_empty_table(client, coordinator):
    sign_in(client, coordinator)
    assert comparing.school(client) == [[], [], [], []]


def test_a_teacher_and_a_student_get_no_figures_of_the_school(client, portfolio, teacher, student):
    for person in (teacher, student):
        sign_in(client, person)
        assert [get(client, one).status_code for one in EXTENSIONS] == [403, 403, 403]


def test_the_page_links_to_the_files_with_its_own_filters(client, classes):
    page = client.get(reverse("portfolios:school") + "?level=3&sort=waiting&page=1").content
    for extension in EXTENSIONS:
        query = "?year=2026-2027&amp;level=3&amp;sort=waiting"
        assert f'href="{comparing.school_file(extension)}{query}"' in page.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_a_file_costs_the_same_for_any_number_of_classes(
    client, level4, teacher, coordinator, number, django_assert_num_queries
):
    for place in range(number):
        school_class = factories.make_class(f"class {place:02}", [teacher])
        (made,) = factories.make_students(1, level4, school_class)
        signed_off(made, "1.1", teacher)
        hand_in(made, "2.1")
    sign_in(client, coordinator)
    with django_assert_num_queries(11):
        answer = get(client, "csv")
    assert len(reading.csv_rows(answer.content)) == number + 1
