"""The queue of a teacher."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import class_overview, clock
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


def titles_and_codes(response):
    return [
        (group["title"], [row.sign_off.work_process.code for _entry, row in group["rows"]])
        for group in response.context["groups"]
    ]


def test_queue_can_be_ordered_by_work_process_in_the_order_of_the_matrix(
    client, portfolio, level4, school_class, teacher
):
    (other,) = factories.make_students(1, level4, school_class)
    late = handed_in(other, "1.2", 3)
    for mine, code, days in [(portfolio, "7.2", 9), (portfolio, "1.2", 7), (other, "2.1", 8)]:
        handed_in(mine, code, days)

    response, text = read(client, teacher, f"{QUEUE}?order=work-process")

    assert titles_and_codes(response) == [
        ("1.2 does 1.2", ["1.2", "1.2"]),
        ("2.1 does 2.1", ["2.1"]),
        ("7.2 does 7.2", ["7.2"]),
    ]
    assert response.context["queue"].ids[1] == late.pk
    assert "1.2 does 1.2 2" in text
    assert "Start at the top" in text


def test_queue_can_be_ordered_by_class_longest_waiting_first(client, portfolio, level4, teacher):
    (elsewhere,) = factories.make_students(1, level4, factories.make_class("3B", [teacher]))
    handed_in(portfolio, "1.1", 9)
    for code, days in {"1.2": 1, "2.1": 6}.items():
        handed_in(elsewhere, code, days)
    response = read(client, teacher, f"{QUEUE}?order=class")[0]
    assert titles_and_codes(response) == [("3B", ["2.1", "1.2"]), ("4A", ["1.1"])]


def test_an_order_that_does_not_exist_is_the_usual_one(client, portfolio, teacher):
    hand_in(portfolio, "1.1")
    response = read(client, teacher, f"{QUEUE}?order=colour")[0]
    assert titles_and_codes(response) == [("New since yesterday", ["1.1"])]


def test_save_and_next_goes_on_in_the_order_that_was_opened(client, portfolio, level4, teacher):
    (other,) = factories.make_students(1, level4, portfolio.school_class)
    handed_in(portfolio, "2.1", 9)
    first = handed_in(portfolio, "1.1", 5)
    second = handed_in(other, "1.1", 2)
    sign_in(client, teacher)
    answer = client.post(
        f"{first.get_absolute_url()}?order=work-process", {"outcome": "good", "feedback": "Fine."}
    )
    assert answer.url == f"{second.get_absolute_url()}?order=work-process"


def test_students_who_did_nothing_for_long_are_listed_longest_silent_first(
    client, level4, school_class, teacher, coordinator
):
    ann, bob, cas, dan = factories.make_students(4, level4, school_class)
    with clock.at(ago(20)):
        add_evidence(ann, "1.1")
    handed_in(cas, "1.1", 40)
    hand_in(bob, "1.1")
    steps.close(portfolio=dan, by=coordinator, reason="Moved away.")

    response, text = read(client, teacher, QUEUE)

    assert [(one, one.silent_days) for one in response.context["silent"]] == [(cas, 40), (ann, 20)]
    assert "4A, silent for 20 days" in text
    rows = class_overview.rows(class_overview.portfolios_of([school_class]))
    assert {row.portfolio for row in rows if row.is_silent} == {ann, cas}


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
    with django_assert_num_queries(12):
        assert client.get(QUEUE).status_code == 200
