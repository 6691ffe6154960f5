"""The matrix of a class: what each square shows, where it leads, and what the filters leave."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock
from portfolios import portfolio as steps
from portfolios.enums import Outcome, Shown
from tests import factories
from tests.factories import assess, hand_in, signed_off, work_process
from tests.portfolios.views.reading import read, sign_in
from tests.portfolios.views.test_school_class import mixed_class  # noqa: F401


def line_of(response, name):
    """What the squares of one student show, by the head of their column; None: not asked."""
    found = response.context["matrix"]
    line = next(one for one in found.lines if one.row.portfolio.student.first_name == name)
    heads = [
        column.work_process.code if column.work_process else f"choice {column.core_task.number}"
        for column in found.columns
    ]
    return dict(zip(heads, line.squares, strict=True))


def shown(response, name):
    squares = line_of(response, name)
    return {head: square and square.shown for head, square in squares.items()}


def names(response):
    return [line.row.portfolio.student.first_name for line in response.context["lines"]]


def test_a_mixed_class_has_the_columns_of_both_levels(client, mixed_class, teacher):  # noqa: F811
    response, _text = read(client, teacher, mixed_class.get_absolute_url())
    assert shown(response, "Ann") == {
        "1.1": Shown.SUFFICIENT,
        "1.2": Shown.SUBMITTED,
        "2.1": Shown.GOOD,
        "2.2": Shown.NOT_STARTED,
        "2.3": Shown.NOT_STARTED,
        "choice 7": Shown.NOT_STARTED,
        "choice 8": None,
    }
    assert shown(response, "Cas") == {
        "1.1": None,
        "1.2": None,
        "2.1": Shown.SUFFICIENT,
        "2.2": Shown.RETURNED,
        "2.3": None,
        "choice 7": None,
        "choice 8": Shown.NOT_STARTED,
    }


def test_what_was_handed_in_opens_the_review_and_the_rest_the_work_process(
    client,
    mixed_class,  # noqa: F811
    teacher,
):
    response, _text = read(client, teacher, mixed_class.get_absolute_url())
    squares = line_of(response, "Ann")
    ann = mixed_class.portfolios.get(student__first_name="Ann")
    waiting = ann.sign_offs.get(work_process__code="1.2").submissions.get()
    assert squares["1.2"].address == waiting.get_absolute_url()
    assert squares["1.2"].is_late
    for code in ("1.1", "2.2"):
        page = reverse("portfolios:work_process_of", args=[ann.pk, code])
        assert squares[code].address == page
        assert client.get(page).status_code == 200
    assert squares["choice 7"].address == ann.get_absolute_url()


def test_a_choice_shows_what_was_chosen_and_then_what_counts(client, portfolio, teacher, student):
    school_class = portfolio.school_class
    chosen = work_process(portfolio, "7.2")
    steps.choose_specialisation(
        portfolio=portfolio, by=student, core_task=chosen.core_task, work_processes=[chosen]
    )
    hand_in(portfolio, "7.2")
    squares = line_of(read(client, teacher, school_class.get_absolute_url())[0], student.first_name)
    assert (squares["choice 7"].code, squares["choice 7"].shown) == ("7.2", Shown.SUBMITTED)
    signed_off(portfolio, "7.1", teacher, Outcome.GOOD)
    squares = line_of(read(client, teacher, school_class.get_absolute_url())[0], student.first_name)
    assert (squares["choice 7"].code, squares["choice 7"].shown) == ("7.1", Shown.GOOD)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ann", "Bob", "Cas"]),
        ("?sort=progress", ["Bob", "Ann", "Cas"]),
        ("?sort=waiting", ["Ann", "Bob", "Cas"]),
        ("?state=returned", ["Cas"]),
        ("?state=good", ["Ann"]),
        ("?state=to_confirm", []),
        ("?sort=nonsense&state=nonsense&level=x&core_task=0&to_class=0", ["Ann", "Bob", "Cas"]),
    ],
)
def test_students_are_sorted_and_filtered(client, mixed_class, teacher, query, expected):  # noqa: F811
    response, text = read(client, teacher, mixed_class.get_absolute_url() + query)
    assert names(response) == expected
    assert ("No student fits these filters" in text) == (not expected)


def test_a_level_and_a_core_task_leave_their_own_columns(client, mixed_class, teacher, level3):  # noqa: F811
    address = mixed_class.get_absolute_url()
    response = read(client, teacher, f"{address}?level={level3.pk}")[0]
    assert shown(response, "Cas").keys() == {"2.1", "2.2", "choice 8"}
    assert names(response) == ["Cas"]
    first = level3.qualification.core_tasks.get(number=1)
    response = read(client, teacher, f"{address}?core_task={first.pk}")[0]
    assert shown(response, "Ann").keys() == {"1.1", "1.2"}


def test_the_student_of_whom_nothing_came_in_for_longest_stands_first(
    client, school_class, level4, teacher
):
    ann, _bob = factories.make_students(2, level4, school_class)
    with clock.at(timezone.now() - timedelta(days=20)):
        hand_in(ann, "1.1")
    response, text = read(client, teacher, school_class.get_absolute_url() + "?sort=activity")
    silent = {
        line.row.portfolio.pk: line.row.silent_days for line in response.context["matrix"].lines
    }
    assert silent[ann.pk] == 20
    assert list(silent.values()) == sorted(silent.values(), reverse=True)
    assert "nothing came in for more than 14 days" in text


def test_another_class_is_one_choice_away_and_takes_the_order_along(
    client, school_class, teacher, class_elsewhere
):
    own = factories.make_class("4C", [teacher])
    address = school_class.get_absolute_url()
    response = read(client, teacher, f"{address}?to_class={own.pk}&sort=waiting&core_task=3")[0]
    assert response.url == f"{own.get_absolute_url()}?sort=waiting"
    response, _text = read(client, teacher, f"{address}?to_class={class_elsewhere.pk}")
    assert response.status_code == 200
    assert response.context["school_class"] == school_class


def test_names_and_titles_are_escaped(client, school_class, level4, teacher):
    student = factories.make_person("ann", last_name="<b>Bold</b>")
    factories.make_portfolio(student, level4, school_class)
    level4.qualification.core_tasks.update(title='"><i>1')
    page = read(client, teacher, school_class.get_absolute_url())[0].content.decode()
    assert "<b>Bold" not in page
    assert "<i>1" not in page


def test_every_square_says_whose_it_is_and_what_it_shows(client, mixed_class, teacher):  # noqa: F811
    page = read(client, teacher, mixed_class.get_absolute_url())[0].content.decode()
    assert 'aria-label="Ann ann, 1.1: signed off: sufficient"' in page
    assert 'aria-label="Ann ann, 1.2: handed in, waits longer than 5 days"' in page
    assert page.count('<tr><th class="name" scope="row">') == 3


def test_who_has_no_part_in_the_class_finds_nothing(client, school_class, teacher_elsewhere):
    address = school_class.get_absolute_url()
    assert read(client, teacher_elsewhere, address)[0].status_code == 404


def test_an_empty_class_says_so(client, school_class, teacher):
    text = read(client, teacher, school_class.get_absolute_url())[1]
    assert "There are no students in this class" in text


@pytest.mark.parametrize("students", [1, 30])
def test_the_matrix_costs_the_same_for_any_number(
    client, level4, school_class, teacher, students, django_assert_num_queries
):
    for made in factories.make_students(students, level4, school_class):
        signed_off(made, "1.1", teacher)
        assess(hand_in(made, "1.2"), teacher, Outcome.INSUFFICIENT)
        hand_in(made, "2.1")
    sign_in(client, teacher)
    with django_assert_num_queries(12):
        response = client.get(school_class.get_absolute_url())
    assert len(response.context["lines"]) == students
    assert len(gzip.compress(response.content)) < 60_000
