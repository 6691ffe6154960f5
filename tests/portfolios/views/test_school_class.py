"""Classes: the list, and the progress of each student of one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock
from portfolios import portfolio as steps
from portfolios.enums import Outcome
from tests import factories
from tests.factories import assess, hand_in, signed_off
from tests.portfolios.views.reading import read, sign_in

LIST = reverse("portfolios:school_class_list")


def students_of(school_class):
    return reverse("portfolios:class_students", args=[school_class.pk])


def names(response):
    """The first names of the rows, in their order."""
    return [row.portfolio.student.first_name for row in response.context["rows"]]


@pytest.fixture
def mixed_class(school_class, teacher, level4, level3):
    """Ann: two of six and one waiting; Bob: nothing; Cas, one level lower: one of three."""
    ann, _bob, cas = (
        factories.make_portfolio(factories.make_person(name, last_name=name), profile, school_class)
        for name, profile in {"ann": level4, "bob": level4, "cas": level3}.items()
    )
    signed_off(ann, "1.1", teacher)
    signed_off(ann, "2.1", teacher, Outcome.GOOD)
    with clock.at(timezone.now() - timedelta(days=7)):
        hand_in(ann, "1.2")
    signed_off(cas, "2.1", teacher)
    assess(hand_in(cas, "2.2"), teacher, Outcome.INSUFFICIENT)
    return school_class


def test_each_student_has_a_row_with_numbers_of_progress(client, mixed_class, teacher):
    response, text = read(client, teacher, students_of(mixed_class))
    found = [
        (row.portfolio.student.first_name, row.progress.done, row.progress.total, row.waiting,
         row.returned, row.days)
        for row in response.context["rows"]
    ]  # fmt: skip
    assert found == [
        ("Ann", 2, 6, 1, 0, 7),
        ("Bob", 0, 6, 0, 0, None),
        ("Cas", 1, 3, 0, 1, None),
    ]
    assert "Ann ann Level 4 2 of 6 1 longest 7 days 0" in text
    assert "Bob bob Level 4 0 of 6 0 0 never" in text
    assert "Level 4: on average 1 of 6 signed off" in text
    assert response.content.decode().count('<tr class="late">') == 1


def test_last_hand_in_is_the_latest_that_stands(client, mixed_class, teacher):
    response = read(client, teacher, students_of(mixed_class))[0]
    days = [
        row.last_hand_in and timezone.localdate(row.last_hand_in)
        for row in response.context["rows"]
    ]
    assert days == [timezone.localdate(), None, timezone.localdate()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ann", "Bob", "Cas"]),
        ("?sort=progress", ["Bob", "Ann", "Cas"]),
        ("?sort=waiting", ["Ann", "Bob", "Cas"]),
        ("?sort=nonsense&level=nonsense", ["Ann", "Bob", "Cas"]),
    ],
)
def test_rows_are_sorted_as_the_address_says(client, mixed_class, teacher, query, expected):
    response = read(client, teacher, students_of(mixed_class) + query)[0]
    assert names(response) == expected


def test_names_are_looked_up_without_the_words_before_them(client, school_class, level4, teacher):
    for first, last in {"Ann": "Wiersma", "Bob": "van den Berg", "Cas": "El Amrani"}.items():
        person = factories.make_person(first.lower(), last_name=last)
        factories.make_portfolio(person, level4, school_class)
    response = read(client, teacher, students_of(school_class))[0]
    assert names(response) == ["Bob", "Cas", "Ann"]


def test_rows_are_filtered_by_level(client, mixed_class, teacher, level3):
    address = f"{students_of(mixed_class)}?level={level3.pk}"
    response, text = read(client, teacher, address)
    assert names(response) == ["Cas"]
    assert "3 students" in text


def test_who_left_is_not_listed(client, mixed_class, teacher, coordinator):
    bob = mixed_class.portfolios.get(student__first_name="Bob")
    steps.close(portfolio=bob, by=coordinator, reason="Left the school.")
    assert names(read(client, teacher, students_of(mixed_class))[0]) == ["Ann", "Cas"]


def test_an_empty_class_says_so(client, school_class, teacher):
    text = read(client, teacher, students_of(school_class))[1]
    assert "There are no students in this class" in text


def test_teachers_see_their_own_classes_in_the_list(client, mixed_class, class_elsewhere, teacher):
    response, text = read(client, teacher, LIST)
    summaries = response.context["summaries"]
    assert [(one.school_class, one.students, one.waiting) for one in summaries] == [
        (mixed_class, 3, 1)
    ]
    assert "4B" not in text


@pytest.mark.parametrize("person", ["coordinator", "board_member"])
def test_coordinators_and_board_see_all_classes_latest_year_first(
    client, mixed_class, class_elsewhere, person, request
):
    factories.make_class("3A", school_year="2025-2026")
    response = read(client, request.getfixturevalue(person), LIST)[0]
    assert [str(one.school_class) for one in response.context["summaries"]] == [
        "4A (2026-2027)",
        "4B (2026-2027)",
        "3A (2025-2026)",
    ]


@pytest.mark.parametrize("person", ["student", "administrator"])
def test_others_have_no_list_and_find_no_class(client, portfolio, school_class, person, request):
    person = request.getfixturevalue(person)
    assert read(client, person, LIST)[0].status_code == 403
    assert read(client, person, students_of(school_class))[0].status_code == 404


def test_a_teacher_of_another_class_finds_nothing(client, school_class, class_elsewhere):
    elsewhere = class_elsewhere.teachers.get()
    assert read(client, elsewhere, students_of(school_class))[0].status_code == 404


@pytest.mark.parametrize("students", [1, 30])
def test_class_page_costs_the_same_for_any_number(
    client, level4, school_class, teacher, students, django_assert_num_queries
):
    for portfolio in factories.make_students(students, level4, school_class):
        signed_off(portfolio, "1.1", teacher)
        hand_in(portfolio, "1.2")
    sign_in(client, teacher)
    with django_assert_num_queries(10):
        assert client.get(students_of(school_class)).status_code == 200


@pytest.mark.parametrize("classes", [1, 10])
def test_list_costs_the_same_for_any_number(
    client, level4, teacher, classes, django_assert_num_queries
):
    for number in range(classes):
        school_class = factories.make_class(f"4{number}", [teacher])
        hand_in(factories.make_students(1, level4, school_class)[0], "1.2")
    sign_in(client, teacher)
    with django_assert_num_queries(8):
        assert client.get(LIST).status_code == 200
