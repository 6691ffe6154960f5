"""The overview of a class: where everybody is, where it is stuck, and one's own work."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import class_overview, clock, people, stuck
from portfolios import portfolio as steps
from portfolios.enums import Outcome, Role, Shown
from tests import factories
from tests.factories import assess, hand_in, signed_off, work_process
from tests.portfolios.views.reading import read, sign_in
from tests.portfolios.views.test_school_class import mixed_class  # noqa: F401


def overview_of(school_class):
    return reverse("portfolios:class_overview", args=[school_class.pk])


def spots(school_class):
    """What is found of each work process, by its code, most trouble first."""
    rows = class_overview.rows(class_overview.portfolios_of([school_class]))
    return {spot.work_process.code: spot for spot in stuck.find(rows)}


def returned(portfolio, code, teacher, times):
    for _time in range(times):
        assess(hand_in(portfolio, code), teacher, Outcome.INSUFFICIENT)


def test_each_level_has_its_line(client, mixed_class, teacher):  # noqa: F811
    response, _text = read(client, teacher, overview_of(mixed_class))
    assert [
        (one.profile.level, one.done, one.total, [row.name[0] for row in rows])
        for one, rows in response.context["standings"]
    ] == [(4, (0, 2), 6, ["ann", "bob"]), (3, (1,), 3, ["cas"])]
    page = response.text
    assert page.count('<circle class="person" cx="8"') == 1
    assert page.count("<circle ") == 3 + 2
    assert "<title>Ann ann: 2</title>" in page
    assert "2 students on a line from 0 to 6 signed off. Lowest 0, middle 1, highest 2." in page


def test_silent_students_have_an_open_dot_and_stand_in_a_list(
    client, school_class, level4, teacher
):
    ann, bob = factories.make_students(2, level4, school_class)
    with clock.at(timezone.now() - timedelta(days=20)):
        hand_in(ann, "1.1")
    hand_in(bob, "1.1")
    response, text = read(client, teacher, overview_of(school_class))
    assert [row.portfolio for row in response.context["silent"]] == [ann]
    assert "silent for 20 days, 0 of 6" in text
    assert response.text.count('<circle class="still"') == 1 + 1


def test_most_trouble_comes_first(school_class, level4, teacher):
    ann, bob, _cas = factories.make_students(3, level4, school_class)
    returned(ann, "2.1", teacher, times=2)
    returned(bob, "2.1", teacher, times=1)
    returned(bob, "1.2", teacher, times=1)
    hand_in(ann, "2.3")
    signed_off(ann, "1.1", teacher)
    found = spots(school_class)
    assert list(found) == ["2.1", "1.2", "2.3", "2.2", "1.1"]
    first = found["2.1"]
    assert (first.students, first.again, first.returned, first.share) == (3, 1, 2, 0)
    assert (found["1.1"].done, found["1.1"].share, found["1.1"].is_trouble) == (1, 33, False)
    assert found["2.3"].waiting == 1
    assert found["2.2"].is_hardly_begun
    assert found["1.1"].cells == [Shown.SUFFICIENT, *[Shown.NOT_STARTED] * 2]


def test_who_passed_in_the_end_is_not_stuck(school_class, level4, teacher):
    (ann,) = factories.make_students(1, level4, school_class)
    returned(ann, "2.1", teacher, times=2)
    assert spots(school_class)["2.1"].again == 1
    signed_off(ann, "2.1", teacher)
    assert (spots(school_class)["2.1"].again, spots(school_class)["2.1"].done) == (0, 1)


def test_of_a_choice_those_count_who_chose_it(school_class, level4, teacher):
    ann, _bob = factories.make_students(2, level4, school_class)
    assert "7.2" not in spots(school_class)
    chosen = work_process(ann, "7.2")
    steps.choose_specialisation(
        portfolio=ann, by=ann.student, core_task=chosen.core_task, work_processes=[chosen]
    )
    assert (spots(school_class)["7.2"].students, spots(school_class)["7.2"].is_hardly_begun) == (
        1,
        False,
    )


def test_the_page_says_where_the_class_is_stuck(client, school_class, level4, teacher):
    ann, _bob = factories.make_students(2, level4, school_class)
    returned(ann, "2.1", teacher, times=2)
    text = read(client, teacher, overview_of(school_class))[1]
    assert "2.1 does 2.1 1 returned twice or more" in text
    assert "Begun by almost nobody: 1.1, 1.2, 2.2, 2.3." in text


def test_a_teacher_sees_what_waits_for_themselves(client, mixed_class, teacher):  # noqa: F811
    response, text = read(client, teacher, overview_of(mixed_class))
    work = response.context["work"]
    assert (work["days"], work["median"]) == ([7], None)
    assert "1 work process waits for you, 1 longer than 5 days." in text
    assert reverse("portfolios:review", args=[work["longest"]]) in response.text


def test_days_to_a_decision_are_told_where_the_school_shows_them(
    client,
    settings,
    mixed_class,  # noqa: F811
    teacher,
    second_teacher,
    level4,
):
    settings.TEACHER_FIGURES = True
    elsewhere = factories.make_class("4C", [teacher, second_teacher])
    (dan,) = factories.make_students(1, level4, elsewhere)
    submission = hand_in(dan, "1.1")
    with clock.at(submission.submitted_at + timedelta(days=9)):
        assess(submission, teacher)
    response, text = read(client, teacher, overview_of(mixed_class))
    assert (response.context["work"]["median_here"], response.context["work"]["median"]) == (0, 0)
    assert "In this class you decide after 0 days" in text
    response, text = read(client, second_teacher, overview_of(mixed_class))
    assert response.context["work"]["median"] is None
    assert "you decide after" not in text


@pytest.mark.parametrize("person", ["coordinator", "board_member"])
def test_nobody_else_sees_the_work_of_a_teacher(
    client,
    settings,
    mixed_class,  # noqa: F811
    person,
    request,
):
    settings.TEACHER_FIGURES = True
    response, text = read(client, request.getfixturevalue(person), overview_of(mixed_class))
    assert response.context["work"] is None
    assert "Your work" not in text


def test_a_coordinator_who_teaches_sees_their_own_work(client, mixed_class, teacher):  # noqa: F811
    people.set_role(teacher, Role.COORDINATOR, True, by=None)
    again = type(teacher).objects.get(pk=teacher.pk)
    assert read(client, again, overview_of(mixed_class))[0].context["work"]["days"] == [7]


def test_an_empty_class_says_so(client, school_class, teacher):
    text = read(client, teacher, overview_of(school_class))[1]
    assert "There are no students in this class" in text


@pytest.mark.parametrize("students", [1, 30])
def test_the_page_costs_the_same_for_any_number(
    client, level4, school_class, teacher, students, django_assert_num_queries
):
    for made in factories.make_students(students, level4, school_class):
        signed_off(made, "1.1", teacher)
        assess(hand_in(made, "1.2"), teacher, Outcome.INSUFFICIENT)
        hand_in(made, "2.1")
    sign_in(client, teacher)
    with django_assert_num_queries(13):
        response = client.get(overview_of(school_class))
    assert len(response.context["rows"]) == students
