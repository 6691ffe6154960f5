"""The matrix of a class as a file: what is in it, for whom, and that it is the page's."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from portfolios import clock
from portfolios import portfolio as steps
from portfolios.enums import Outcome
from portfolios.models import Portfolio
from tests import factories
from tests.factories import assess, hand_in, signed_off, work_process
from tests.portfolios.exports import comparing, reading
from tests.portfolios.views.reading import sign_in
from tests.portfolios.views.test_school_class import mixed_class  # noqa: F401

EXTENSIONS = ["xlsx", "csv", "json"]
address = comparing.class_file


def get(client, person, school_class, extension, query=""):
    sign_in(client, person)
    return client.get(address(school_class, extension, query))


def lines(client, person, school_class, query=""):
    """What the page and each file say, each in the shape of the page."""
    sign_in(client, person)
    return comparing.lines(client, school_class, query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sort=progress",
        "?sort=waiting",
        "?state=returned",
        "?state=to_confirm",
        "?level={level3}",
        "?core_task={first}&sort=activity",
        "?sort=nonsense&state=nonsense&level=x&core_task=0&to_class=0",
    ],
)
def test_every_file_holds_what_the_page_holds(client, mixed_class, teacher, level3, query):  # noqa: F811
    first = level3.qualification.core_tasks.get(number=1)
    query = query.format(level3=level3.pk, first=first.pk)
    page, *files = lines(client, teacher, mixed_class, query)
    assert files == [page, page, page]
    assert len(page) == {"?state=returned": 1, "?state=to_confirm": 0}.get(
        query, 1 if "level=" in query and "nonsense" not in query else 3
    )


def test_each_row_has_its_numbers_and_its_states(client, mixed_class, teacher):  # noqa: F811
    answer = get(client, teacher, mixed_class, "json", "?sort=waiting")
    found = json.loads(answer.content)
    level4, level3 = {"slug": "small-4", "level": 4}, {"slug": "small-3", "level": 3}
    ann, bob, cas = Portfolio.objects.order_by("student__first_name")
    assert found["facts"] == {
        "class": {"id": mixed_class.pk, "name": "4A"},
        "school_year": "2026-2027",
        "filter": {"exit_profile": None, "core_task": None, "state": None, "order": "waiting"},
        "made_by": "Teacher Example",
    }
    today = clock.today().isoformat()
    assert [list(row.values())[:8] for row in found["rows"]] == [
        [student(ann), level4, 2, 6, 1, 7, 0, today],
        [student(bob), level4, 0, 6, 0, None, 0, None],
        [student(cas), level3, 1, 3, 0, None, 1, today],
    ]
    assert [list(row.values())[8:] for row in found["rows"]] == [
        ["sufficient", "submitted", "good", "not_started", "not_started",
         {"work_process": None, "state": "not_started"}, None],
        ["not_started"] * 5 + [{"work_process": None, "state": "not_started"}, None],
        [None, None, "sufficient", "returned", None, None,
         {"work_process": None, "state": "not_started"}],
    ]  # fmt: skip
    assert found["columns"][-3:] == [
        {"key": "small/1/2.3", "type": "state", "qualification": "small",
         "qualification_version": 1, "core_task": 2, "work_process": "2.3"},
        {"key": "small/1/7/choice/1", "type": "state", "qualification": "small",
         "qualification_version": 1, "core_task": 7, "choice": 1},
        {"key": "small/1/8/choice/1", "type": "state", "qualification": "small",
         "qualification_version": 1, "core_task": 8, "choice": 1},
    ]  # fmt: skip


def student(portfolio):
    person = portfolio.student
    return {
        "portfolio": portfolio.pk,
        "first_name": person.first_name,
        "last_name": person.last_name,
    }


def test_a_workbook_says_whose_it_is_which_filter_it_has_and_when_it_was_made(
    client,
    mixed_class,  # noqa: F811
    teacher,
    level3,
):
    with clock.at(timezone.now()):
        made = timezone.localtime(clock.now())
        answer = get(client, teacher, mixed_class, "xlsx", f"?level={level3.pk}")
    found, head = reading.sheet(answer.content)
    assert found.title == "Class 4A"
    assert found["A1"].value == "Class 4A"
    line = found["A2"].value
    assert line.startswith(f"Made at {made.day} {made:%B %Y, %H:%M}")
    assert "School year: 2026-2027. Filter: Level: Level 3, Order: Name. Made by: Teacher" in line
    assert [cell.value for cell in found[head]] == [
        "Student", "Level", "Done", "Total", "Waiting", "Longest waiting in days", "Returned",
        "Last activity", "2.1", "2.2", "8 choice",
    ]  # fmt: skip
    assert [cell.value for cell in found[head - 1]][8:] == ["does 2.1", "does 2.2", "Core task 8"]
    assert found[head + 1][7].is_date


def test_a_csv_says_so_at_the_end_of_each_row(client, mixed_class, teacher):  # noqa: F811
    answer = get(client, teacher, mixed_class, "csv", "?state=returned")
    head, row = reading.csv_rows(answer.content)
    assert head[8:10] == ["1.1: does 1.1", "1.2: does 1.2"]
    assert head[-5:] == ["Class", "School year", "Filter", "Made by", "Made at"]
    assert row[-5:-1] == ["4A", "2026-2027", "State: returned, Order: Name", "Teacher Example"]
    assert abs(reading.moment(row[-1]) - clock.now()) < timedelta(minutes=2)


def test_a_choice_is_named_in_each_file(client, portfolio, teacher, student):
    chosen = work_process(portfolio, "7.2")
    steps.choose_specialisation(
        portfolio=portfolio, by=student, core_task=chosen.core_task, work_processes=[chosen]
    )
    hand_in(portfolio, "7.2")
    school_class = portfolio.school_class
    row = reading.csv_rows(get(client, teacher, school_class, "csv").content)[1]
    assert row[8:-5][-1] == "7.2 handed in"
    found = json.loads(get(client, teacher, school_class, "json").content)["rows"][0]
    assert found["small/1/7/choice/1"] == {"work_process": "7.2", "state": "submitted"}


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
    ],
)
def test_a_file_is_kept_and_never_opened_as_a_page(
    client, portfolio, teacher, extension, content_type
):
    answer = get(client, teacher, portfolio.school_class, extension)
    day = clock.today().isoformat()
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="class-4A-{day}.{extension}"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_a_class_may_be_called_anything(client, level4, teacher, student):
    school_class = factories.make_class('=cmd"\r\nX-Evil: 1;[4]/A', [teacher])
    factories.make_portfolio(student, level4, school_class)
    for extension in EXTENSIONS:
        answer = get(client, teacher, school_class, extension)
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        name = answer.headers["Content-Disposition"]
        assert f'filename="class-cmd-X-Evil-1-4-A-{clock.today()}.{extension}"' in name


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_names_reach_the_reader_as_texts(client, level4, school_class, teacher, extension):
    names = ['=HYPERLINK("x")', "+1", "李 Zoë 🛠️", "N" * 100]
    for place, name in enumerate(names):
        person = factories.make_person(f"student{place}", last_name=name)
        factories.make_portfolio(person, level4, school_class)
    content = get(client, teacher, school_class, extension).content
    if extension == "json":
        found = [row["student"]["last_name"] for row in json.loads(content)["rows"]]
        assert sorted(found) == sorted(names)
        return
    if extension == "xlsx":
        found, head = reading.sheet(content)
        assert {row[0].data_type for row in found.iter_rows(min_row=head)} == {"s"}
        found = [row[0].value for row in found.iter_rows(min_row=head + 1)]
        expected = names
    else:
        found = [row[0] for row in reading.csv_rows(content)[1:]]
        expected = ["'" + name if name[0] in "=+" else name for name in names]
    assert sorted(text.rpartition(", ")[0] for text in found) == sorted(expected)


def test_an_empty_class_is_an_empty_table(client, school_class, teacher):
    page, *files = lines(client, teacher, school_class)
    assert [page, *files] == [[], [], [], []]
    found, head = reading.sheet(get(client, teacher, school_class, "xlsx").content)
    assert found[head][0].value == "Student"


def test_a_student_with_nothing_has_a_row_of_nothing(client, portfolio, teacher):
    content = get(client, teacher, portfolio.school_class, "csv").content
    assert reading.of_csv(content, "en") == [
        reading.FullLine(
            reading.Line("Example, Student", 0, 6, ("not_started",) * 6),
            "Level 4",
            0,
            None,
            0,
            None,
        )
    ]


def test_a_format_that_is_not_made_has_no_address(client, portfolio, teacher):
    sign_in(client, teacher)
    known = address(portfolio.school_class, "csv")
    for other in ("pdf", "XLSX", "xlsx2", "csv/../json"):
        assert client.get(known.replace("csv/", f"{other}/")).status_code == 404
    assert client.get(known).status_code == 200
    assert client.post(known).status_code == 405


def test_the_page_links_to_the_files_with_its_own_filters(client, mixed_class, teacher, level3):  # noqa: F811
    sign_in(client, teacher)
    page = client.get(
        f"{mixed_class.get_absolute_url()}?to_class={mixed_class.pk}&level={level3.pk}&state=x"
        "&sort=waiting"
    ).content.decode()
    for extension in EXTENSIONS:
        query = f"?level={level3.pk}&amp;sort=waiting"
        assert f'href="{address(mixed_class, extension, query)}"' in page
    page = client.get(mixed_class.get_absolute_url()).content.decode()
    assert f'href="{address(mixed_class, "csv")}"' in page


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize("students", [1, 30])
def test_a_file_costs_the_same_for_any_number(
    client, level4, school_class, teacher, students, extension, django_assert_num_queries
):
    for made in factories.make_students(students, level4, school_class):
        signed_off(made, "1.1", teacher)
        assess(hand_in(made, "1.2"), teacher, Outcome.INSUFFICIENT)
        hand_in(made, "2.1")
    sign_in(client, teacher)
    with django_assert_num_queries(11):
        answer = client.get(address(school_class, extension))
    assert answer.status_code == 200
