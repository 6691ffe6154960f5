"""The queue of a teacher."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock
from portfolios import portfolio as steps
from portfolios.enums import Outcome
from tests import factories
from tests.factories import add_evidence, assess, hand_in
from tests.portfolios.views.reading import read, sign_in

QUEUE = reverse("portfolios:review_queue")


def ago(days):
    return timezone.now() - timedelta(days=days)


def handed_in(portfolio, code, days, **fields):
    with clock.at(ago(days)):
        return hand_in(portfolio, code, **fields)


def test_queue_shows_the_longest_waiting_first_in_groups(client, portfolio, teacher):
    for code, days in {"2.1": 0, "1.1": 9, "1.2": 5, "2.2": 6}.items():
        handed_in(portfolio, code, days)
    response, text = read(client, teacher, QUEUE)
    found = [
        (
            group["title"],
            [(entry.days, row.sign_off.work_process.code) for entry, row in group["rows"]],
        )
        for group in response.context["groups"]
    ]
    assert found == [
        ("Longer than 5 days", [(9, "1.1"), (6, "2.2")]),
        ("This week", [(5, "1.2")]),
        ("New since yesterday", [(0, "2.1")]),
    ]
    assert "4 handed in, 2 longer than 5 days." in text


def test_queue_holds_only_the_own_classes_and_can_be_narrowed_to_one(
    client, portfolio, level4, teacher, class_elsewhere
):
    here = hand_in(portfolio, "1.1")
    own_other = factories.make_class("3B", [teacher])
    there = hand_in(factories.make_students(1, level4, own_other)[0], "1.1")
    hand_in(factories.make_students(1, level4, class_elsewhere)[0], "1.1")

    assert read(client, teacher, QUEUE)[0].context["queue"].ids == [here.pk, there.pk]
    narrowed = client.get(QUEUE, {"class": own_other.pk})
    assert narrowed.context["queue"].ids == [there.pk]
    assert f"{there.get_absolute_url()}?class={own_other.pk}" in narrowed.content.decode()
    assert client.get(QUEUE, {"class": class_elsewhere.pk}).context["chosen"] is None


def test_queue_tells_what_waits_for_others(client, portfolio, level4, teacher):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    assess(hand_in(portfolio, "1.1"), teacher)
    level4.required_assessors = 1
    level4.save()
    portfolio.refresh_from_db()
    assess(hand_in(portfolio, "1.2"), teacher, Outcome.INSUFFICIENT)

    text = read(client, teacher, QUEUE)[1]

    assert "Nothing waits for you" in text
    assert "1 assessment of yours waits for a second assessor" in text
    assert "1 work process is back with a student" in text


def test_queue_counts_the_pieces_and_names_the_attempt(client, portfolio, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    add_evidence(portfolio, "1.1")
    hand_in(portfolio, "1.1")
    text = read(client, teacher, QUEUE)[1]
    assert "1.1 does 1.1 attempt 2 2 pieces" in text


def test_queue_shows_how_far_each_own_class_is(client, portfolio, teacher):
    factories.signed_off(portfolio, "1.1", teacher)
    factories.signed_off(portfolio, "1.2", teacher)
    hand_in(portfolio, "2.1")
    text = read(client, teacher, QUEUE)[1]
    assert "4A 1 student 1 to review" in text
    assert "Level 4: on average 2 of 6 signed off" in text


def test_hand_ins_of_a_closed_portfolio_leave_the_queue(client, portfolio, teacher, coordinator):
    submission = hand_in(portfolio, "1.1")
    steps.close(portfolio=portfolio, by=coordinator, reason="Moved away.")
    assert read(client, teacher, QUEUE)[0].context["queue"].ids == []
    text = read(client, teacher, submission.get_absolute_url())[1]
    assert "This portfolio is not active" in text


@pytest.mark.parametrize("person", ["student", "coordinator", "board_member", "administrator"])
def test_queue_is_for_teachers(client, portfolio, person, request):
    assert read(client, request.getfixturevalue(person), QUEUE)[0].status_code == 403


@pytest.mark.parametrize("students", [1, 30])
def test_queue_costs_the_same_for_any_number(
    client, level4, school_class, teacher, students, django_assert_num_queries
):
    for portfolio in factories.make_students(students, level4, school_class):
        hand_in(portfolio, "1.1")
    sign_in(client, teacher)
    with django_assert_num_queries(11):
        assert client.get(QUEUE).status_code == 200
