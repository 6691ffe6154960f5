"""Figures about one's own assessing: off by default, and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portfolios import clock
from portfolios.enums import Outcome
from tests import factories
from tests.factories import assess, hand_in
from tests.portfolios.views.reading import read, sign_in

FIGURES, QUEUE = reverse("portfolios:figures"), reverse("portfolios:review_queue")


@pytest.fixture
def turned_on(settings):
    settings.TEACHER_FIGURES = True


def judge(portfolio, code, teacher, outcome, days):
    submission = hand_in(portfolio, code)
    with clock.at(submission.submitted_at + timedelta(days=days)):
        assess(submission, teacher, outcome)


def test_without_the_setting_there_are_none(client, portfolio, teacher):
    response, _text = read(client, teacher, FIGURES)
    assert response.status_code == 404
    assert FIGURES not in read(client, teacher, QUEUE)[0].text


def test_teacher_sees_own_numbers_alone(client, turned_on, portfolio, teacher, second_teacher):
    judge(portfolio, "1.1", teacher, Outcome.INSUFFICIENT, days=1)
    judge(portfolio, "1.2", teacher, Outcome.GOOD, days=2)
    judge(portfolio, "2.1", teacher, Outcome.GOOD, days=9)
    judge(portfolio, "2.2", second_teacher, Outcome.SUFFICIENT, days=30)
    hand_in(portfolio, "2.3")
    response, text = read(client, teacher, FIGURES)
    found = response.context["figures"]
    assert (found.decisions, found.median_days, found.waiting) == (3, 2, 1)
    assert "Insufficient 1 33% Sufficient 0 0% Good 2 67%" in text
    assert FIGURES in read(client, teacher, QUEUE)[0].text


def test_teacher_who_is_new_reads_so(client, turned_on, portfolio, teacher):
    assert "You have not assessed anything yet" in read(client, teacher, FIGURES)[1]


@pytest.mark.parametrize("person", ["student", "coordinator", "board_member", "administrator"])
def test_nobody_else_has_a_page(client, turned_on, portfolio, person, request):
    assert read(client, request.getfixturevalue(person), FIGURES)[0].status_code == 403


def test_address_names_nobody(client, turned_on, portfolio, teacher, second_teacher):
    judge(portfolio, "1.1", second_teacher, Outcome.GOOD, days=1)
    response = read(client, teacher, f"{FIGURES}?assessor={second_teacher.pk}")[0]
    assert response.context["figures"].decisions == 0


@pytest.mark.parametrize("students", [1, 30])
def test_figures_cost_the_same_for_any_number(
    client, turned_on, level4, school_class, teacher, students, django_assert_num_queries
):
    for made in factories.make_students(students, level4, school_class):
        assess(hand_in(made, "1.1"), teacher)
    sign_in(client, teacher)
    with django_assert_num_queries(5):
        assert client.get(FIGURES).context["figures"].decisions == students
