"""Every event and who is told of it; never who did it, who has left, or a stranger."""

import pytest

from portfolios import completion, notify, people, portfolio, sign_off, workplace
from portfolios.enums import Answer, Outcome
from portfolios.models import Message, User
from tests import factories
from tests.factories import assess, hand_in, signed_off

FAIL, PASS, GOOD = Outcome.INSUFFICIENT, Outcome.SUFFICIENT, Outcome.GOOD

pytestmark = pytest.mark.usefixtures("class_elsewhere", "classmate", "coordinator", "board_member")


@pytest.fixture
def with_two(portfolio, level4):
    """Two assessors judge at this level."""
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()


def test_all_teachers_of_the_class_are_told_what_was_handed_in(portfolio, told):
    hand_in(portfolio, "1.1")
    assert told() == ["Second: handed in", "Teacher: handed in", "Third: handed in"]


@pytest.mark.parametrize(("outcome", "kind"), [(FAIL, "returned"), (PASS, "signed off")])
def test_the_student_is_told_the_decision_and_the_assessor_who_took_it_is_not(
    portfolio, teacher, told, outcome, kind
):
    submission = hand_in(portfolio, "1.1")
    Message.objects.all().delete()
    assess(submission, teacher, outcome)
    assert told() == [f"Student: {kind}"]


@pytest.mark.usefixtures("with_two")
@pytest.mark.parametrize("outcome", [FAIL, PASS, GOOD])
def test_after_a_first_assessment_the_others_are_told_that_one_is_needed_and_not_by_whom(
    portfolio, teacher, told, outcome
):
    submission = hand_in(portfolio, "1.1")
    Message.objects.all().delete()
    assess(submission, teacher, outcome)
    assert told() == ["Second: another assessor needed", "Third: another assessor needed"]
    assert set(Message.objects.values_list("actor", flat=True)) == {None}


@pytest.mark.usefixtures("with_two")
def test_both_are_told_that_they_differ_and_after_the_last_round_the_coordinator_too(
    portfolio, teacher, second_teacher, told
):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher, FAIL)
    Message.objects.all().delete()
    assess(submission, second_teacher, PASS)
    assert told() == ["Teacher: assessments differ"]
    Message.objects.all().delete()
    assess(submission, teacher, FAIL)
    assert told() == []
    assess(submission, second_teacher, PASS)
    assert told() == ["Coordinator: assessments differ", "Teacher: assessments differ"]


@pytest.mark.usefixtures("with_two")
def test_a_free_seat_is_told_to_who_never_sat_there_as_if_nobody_had(
    portfolio, teacher, second_teacher, coordinator, told
):
    submission = hand_in(portfolio, "1.1")
    for _round in range(2):
        assess(submission, teacher, FAIL)
        assess(submission, second_teacher, PASS)
    Message.objects.all().delete()
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Stuck.")
    assert told() == ["Third: seat released"]
    assert Message.objects.get().actor is None


@pytest.mark.usefixtures("with_two")
def test_of_two_assessors_the_first_is_told_what_came_of_it(
    portfolio, teacher, second_teacher, told
):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    Message.objects.all().delete()
    assess(submission, second_teacher)
    assert told() == ["Student: signed off", "Teacher: signed off"]


def test_who_signed_off_is_told_that_it_was_revoked_and_who_sent_it_back_before_is_not(
    portfolio, teacher, second_teacher, coordinator, told
):
    assess(hand_in(portfolio, "1.1"), second_teacher, FAIL)
    cell = signed_off(portfolio, "1.1", teacher)
    Message.objects.all().delete()
    sign_off.revoke(sign_off=cell, by=coordinator, reason="Not his.")
    assert told() == ["Student: sign-off revoked", "Teacher: sign-off revoked"]


def test_who_has_left_the_class_or_the_school_is_told_nothing(
    portfolio, teacher, second_teacher, third_teacher, coordinator, told
):
    cell = signed_off(portfolio, "1.1", teacher)
    User.objects.filter(pk=second_teacher.pk).update(is_active=False)
    people.set_teachers(portfolio.school_class, [second_teacher, third_teacher], by=None)
    Message.objects.all().delete()
    sign_off.revoke(sign_off=cell, by=coordinator, reason="Not his.")
    hand_in(portfolio, "2.1")
    assert told() == ["Student: sign-off revoked", "Third: handed in"]


def test_a_move_to_a_higher_level_is_told_where_there_is_something_to_confirm(
    student, level3, level4, school_class, teacher, coordinator, told
):
    made = factories.make_portfolio(student, level3, school_class)
    signed_off(made, "2.1", teacher)
    Message.objects.all().delete()
    portfolio.change_profile(portfolio=made, by=coordinator, exit_profile=level4, reason="Up.")
    assert told() == [
        "Second: sign-offs to confirm",
        "Student: sign-offs to confirm",
        "Teacher: sign-offs to confirm",
        "Third: sign-offs to confirm",
    ]
    Message.objects.all().delete()
    sign_off.carry_over(sign_off=made.sign_offs.get(), by=teacher)
    assert told() == ["Student: carried over to this level"]


def test_an_exemption_and_its_end_are_told_to_the_student_alone(portfolio, board_member, told):
    exempted = sign_off.exempt(
        portfolio=portfolio,
        work_process=factories.work_process(portfolio, "1.1"),
        by=board_member,
        ground="Has a diploma.",
    )
    sign_off.end_exemption(exemption=exempted, by=board_member, reason="Not the same.")
    assert told() == ["Student: exempted", "Student: exemption ended"]


def test_a_completion_is_told_to_the_board_then_to_student_and_proposer(
    student, level3, school_class, teacher, board_member, coordinator, told
):
    made = factories.make_portfolio(student, level3, school_class)
    for code in ("2.1", "2.2", "8.1"):
        signed_off(made, code, teacher)
    Message.objects.all().delete()
    refused = completion.propose(portfolio=made, by=teacher)
    assert told() == ["Board: completion proposed"]
    completion.refuse(completion=refused, by=board_member, reason="Not yet.")
    proposed = completion.propose(portfolio=made, by=teacher)
    Message.objects.all().delete()
    completion.confirm(completion=proposed, by=board_member)
    assert told() == ["Student: level completed", "Teacher: level completed"]
    Message.objects.all().delete()
    completion.reopen(completion=proposed, by=board_member, reason="A mistake.")
    assert told() == [
        "Coordinator: completion reopened",
        "Student: completion reopened",
        "Teacher: completion reopened",
    ]


def test_a_refused_completion_is_told_to_student_and_proposer(
    student, level3, school_class, teacher, board_member, told
):
    made = factories.make_portfolio(student, level3, school_class)
    for code in ("2.1", "2.2", "8.1"):
        signed_off(made, code, teacher)
    proposed = completion.propose(portfolio=made, by=teacher)
    Message.objects.all().delete()
    completion.refuse(completion=proposed, by=board_member, reason="Not yet.")
    assert told() == ["Student: completion refused", "Teacher: completion refused"]


def test_a_named_trainer_is_told_to_the_teachers_and_a_declined_one_to_who_named(
    portfolio, student, teacher, told
):
    trainer = factories.name_trainer(portfolio, student)
    assert told() == [
        "Second: workplace trainer to check",
        "Teacher: workplace trainer to check",
        "Third: workplace trainer to check",
    ]
    Message.objects.all().delete()
    workplace.decline_trainer(trainer=trainer, by=teacher)
    assert told() == ["Student: workplace trainer declined"]


@pytest.mark.parametrize("answer", Answer)
def test_a_statement_reaches_student_and_teachers_whatever_it_says(
    portfolio, teacher, told, answer
):
    hand_in(portfolio, "1.1")
    link = factories.open_link(portfolio, teacher, "1.1")
    Message.objects.all().delete()
    factories.state(link, answer)
    assert told() == [
        "Second: workplace statement received",
        "Student: workplace statement received",
        "Teacher: workplace statement received",
        "Third: workplace statement received",
    ]


def test_a_second_look_is_told_to_the_assessors(portfolio, teacher, board_member, told):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    Message.objects.all().delete()
    notify.looked_again(submission, by=board_member)
    assert told() == ["Teacher: looked at again by the examination board"]


def test_what_a_step_that_was_undone_told_was_never_told(portfolio, told):
    from django.db import transaction

    with transaction.atomic():
        hand_in(portfolio, "1.1")
        transaction.set_rollback(True)
    assert told() == []
