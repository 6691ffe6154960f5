"""Confirming sign-offs of a lower level: who, how many, one by one and all at once."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import people, progress, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import MessageKind, Outcome, Shown, State, Verb
from portfolios.errors import Refused
from portfolios.models import Confirmation, Message, Portfolio, SignOff
from tests.factories import assess, hand_in, make_portfolio, signed_off

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def moved_up(student, level3, level4, school_class, teacher, coordinator):
    """A student with 2.1 (good), 2.2 and 8.1 of level 3, who is at level 4 now."""
    portfolio = make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher, Outcome.GOOD)
    signed_off(portfolio, "2.2", teacher)
    signed_off(portfolio, "8.1", teacher)
    move(portfolio, coordinator, level4)
    return Portfolio.objects.get(pk=portfolio.pk)


def move(portfolio, coordinator, profile):
    portfolios.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=profile, reason="Wants more."
    )


def two_assessors(profile):
    profile.required_assessors = 2
    profile.save()


def cell_of(portfolio, code="2.1"):
    return SignOff.objects.get(portfolio=portfolio, work_process__code=code)


def carry_over(portfolio, by, code="2.1"):
    return sign_off.carry_over(sign_off=cell_of(portfolio, code), by=by)


def carry_over_all(portfolio, by, *codes):
    cells = [cell_of(portfolio, code) for code in codes]
    return sign_off.carry_over_all(portfolio=portfolio, sign_offs=cells, by=by)


def standing(portfolio):
    """Everything that a refused step must leave as it was."""
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    cells = list(portfolio.sign_offs.order_by("pk").values_list("state", "grade", "given_at"))
    return cells, list(Confirmation.objects.values()), portfolio.log_count, Message.objects.count()


def result(portfolio, code="2.1"):
    cell = cell_of(portfolio, code)
    return cell.state, cell.grade, cell.given_at.level


def facts(portfolio, number=1):
    """The verbs, actors and facts of the last entries."""
    entries = list(portfolio.log.order_by("number"))[-number:]
    return [(entry.verb, entry.actor, json.loads(entry.facts)) for entry in entries]


def test_one_assessor_carries_a_sign_off_over_and_the_grade_stays(moved_up, second_teacher):
    confirmation = carry_over(moved_up, second_teacher)
    assert result(moved_up) == (State.SIGNED_OFF, "good", 4)
    found = progress.of_one(moved_up).own
    assert (found.by_code["2.1"].shown, found.done) == (Shown.GOOD, 1)
    confirmation.refresh_from_db()
    assert confirmation.ended_at is not None
    assert facts(moved_up, 2) == [
        (
            Verb.CONFIRMED,
            second_teacher,
            {
                "work_process": "2.1",
                "confirmation": confirmation.pk,
                "exit_profile": "small-4",
                "given_at": "small-3",
                "grade": "good",
            },
        ),
        (
            Verb.CARRIED_OVER,
            second_teacher,
            {
                "work_process": "2.1",
                "grade": "good",
                "given_at": "small-4",
                "level": 4,
                "confirmations": [confirmation.pk],
            },
        ),
    ]


def test_the_student_is_told_that_it_counts_now(moved_up, student, teacher):
    carry_over(moved_up, teacher)
    told = Message.objects.get(kind=MessageKind.CARRIED_OVER)
    assert (told.receiver, told.actor, told.sign_off) == (student, teacher, cell_of(moved_up))


def test_two_assessors_must_confirm_where_the_level_asks_for_two(
    moved_up, level4, teacher, second_teacher
):
    two_assessors(level4)
    first = carry_over(moved_up, teacher)
    assert result(moved_up) == (State.SIGNED_OFF, "good", 3)
    assert progress.of_one(moved_up).own.by_code["2.1"].shown == Shown.TO_CONFIRM
    second = carry_over(moved_up, second_teacher)
    assert result(moved_up) == (State.SIGNED_OFF, "good", 4)
    assert facts(moved_up)[0][2]["confirmations"] == [first.pk, second.pk]
    assert not Confirmation.objects.standing().exists()


def test_nobody_confirms_twice(moved_up, level4, teacher):
    two_assessors(level4)
    carry_over(moved_up, teacher)
    before = standing(moved_up)
    with pytest.raises(Refused, match=r"You have confirmed 2.1 already"):
        carry_over(moved_up, teacher)
    assert standing(moved_up) == before


def test_who_left_the_class_counts_no_more(
    moved_up, level4, school_class, teacher, second_teacher, third_teacher
):
    two_assessors(level4)
    carry_over(moved_up, teacher)
    people.set_teachers(school_class, [second_teacher, third_teacher], by=None)
    second = carry_over(moved_up, second_teacher)
    assert result(moved_up) == (State.SIGNED_OFF, "good", 3)
    third = carry_over(moved_up, third_teacher)
    assert result(moved_up) == (State.SIGNED_OFF, "good", 4)
    assert facts(moved_up)[0][2]["confirmations"] == [second.pk, third.pk]
    assert not Confirmation.objects.standing().exists()


def revoke(portfolio, teacher, coordinator, level3, level4):
    sign_off.revoke(sign_off=cell_of(portfolio), by=teacher, reason="A mistake.")


def hand_in_and_pass(portfolio, teacher, coordinator, level3, level4):
    level4.required_assessors = 1
    level4.save()
    assess(hand_in(portfolio, "2.1"), teacher)


def hand_in_and_fail(portfolio, teacher, coordinator, level3, level4):
    level4.required_assessors = 1
    level4.save()
    assess(hand_in(portfolio, "2.1"), teacher, Outcome.INSUFFICIENT)


def move_down_and_up(portfolio, teacher, coordinator, level3, level4):
    move(portfolio, coordinator, level3)
    move(portfolio, coordinator, level4)


@pytest.mark.parametrize(
    "step", [revoke, hand_in_and_pass, hand_in_and_fail, move_down_and_up], ids=lambda s: s.__name__
)
def test_what_waits_for_a_second_assessor_ends_when_the_result_or_the_level_changes(
    moved_up, level3, level4, teacher, second_teacher, coordinator, step
):
    two_assessors(level4)
    carry_over(moved_up, second_teacher)
    assert Confirmation.objects.standing().count() == 1
    step(moved_up, teacher, coordinator, level3, level4)
    assert not Confirmation.objects.standing().exists()
    assert Confirmation.objects.count() == 1


def test_after_moving_down_and_up_again_both_confirm_anew(
    moved_up, level3, level4, teacher, second_teacher, coordinator
):
    two_assessors(level4)
    carry_over(moved_up, teacher)
    move_down_and_up(moved_up, teacher, coordinator, level3, level4)
    carry_over(moved_up, second_teacher)
    assert result(moved_up) == (State.SIGNED_OFF, "good", 3)
    carry_over(moved_up, teacher)
    assert result(moved_up) == (State.SIGNED_OFF, "good", 4)


def test_what_is_signed_off_at_the_level_is_not_carried_over(moved_up, teacher):
    carry_over(moved_up, teacher)
    before = standing(moved_up)
    with pytest.raises(Refused, match=r"2\.1 is signed off for Level 4 already"):
        carry_over(moved_up, teacher)
    assert standing(moved_up) == before


def test_what_the_level_does_not_ask_for_is_not_carried_over(moved_up, teacher):
    before = standing(moved_up)
    with pytest.raises(Refused, match=r"Level 4 does not ask for 8\.1"):
        carry_over(moved_up, teacher, "8.1")
    assert standing(moved_up) == before


@pytest.mark.parametrize("how", ["handed in", "returned"])
def test_what_is_being_shown_again_is_not_carried_over(moved_up, teacher, how):
    submission = hand_in(moved_up, "2.1")
    if how == "returned":
        assess(submission, teacher, Outcome.INSUFFICIENT)
    before = standing(moved_up)
    with pytest.raises(Refused, match=f"2.1 is “{how}” meanwhile"):
        carry_over(moved_up, teacher)
    assert standing(moved_up) == before


@pytest.mark.parametrize(
    "name",
    ["student", "classmate", "teacher_elsewhere", "coordinator", "board_member", "administrator"],
)
def test_only_assessors_of_the_class_confirm(moved_up, class_elsewhere, name, request):
    person = request.getfixturevalue(name)
    before = standing(moved_up)
    for step in (carry_over, carry_over_all):
        with pytest.raises(PermissionDenied):
            step(moved_up, person, "2.1")
    assert standing(moved_up) == before


def test_all_that_are_shown_are_confirmed_in_one_go_and_logged_each(moved_up, teacher):
    confirmations = carry_over_all(moved_up, teacher, "2.2", "2.1")
    assert [one.sign_off.work_process.code for one in confirmations] == ["2.2", "2.1"]
    assert [result(moved_up, code)[2] for code in ("2.1", "2.2")] == [4, 4]
    assert [(verb, by, about["work_process"]) for verb, by, about in facts(moved_up, 4)] == [
        (Verb.CONFIRMED, teacher, "2.2"),
        (Verb.CARRIED_OVER, teacher, "2.2"),
        (Verb.CONFIRMED, teacher, "2.1"),
        (Verb.CARRIED_OVER, teacher, "2.1"),
    ]


def test_one_that_cannot_be_confirmed_is_named_and_none_is(moved_up, teacher):
    sign_off.revoke(sign_off=cell_of(moved_up, "2.2"), by=teacher, reason="A mistake.")
    before = standing(moved_up)
    with pytest.raises(Refused, match=r"2\.2 is “returned” meanwhile"):
        carry_over_all(moved_up, teacher, "2.1", "2.2")
    assert standing(moved_up) == before


def test_who_moves_up_is_told_what_waits_and_the_teachers_too(
    moved_up, student, teacher, second_teacher, third_teacher
):
    told = Message.objects.filter(kind=MessageKind.TO_CONFIRM)
    receivers = {message.receiver for message in told}
    assert receivers == {student, teacher, second_teacher, third_teacher}


def test_who_moves_with_nothing_to_confirm_tells_nobody(portfolio, coordinator, level3):
    move(portfolio, coordinator, level3)
    assert not Message.objects.filter(kind=MessageKind.TO_CONFIRM).exists()
