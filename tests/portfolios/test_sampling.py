"""Samples of the examination board: what is drawn, and what a second look records."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from portfolios import clock, people, sampling, sign_off, timeline
from portfolios import portfolio as portfolios
from portfolios.enums import LookOutcome, MessageKind, Outcome, Role, SampleReason, Verb
from portfolios.errors import Refused
from portfolios.models import LogText, Message, Sample, SecondLook, SignOff, Submission
from tests import factories
from tests.factories import add_evidence, assess, hand_in, signed_off

RANDOM = SampleReason.RANDOM


@st.composite
def pools(draw):
    """Some sign-offs, each with the gravest reason to draw it."""
    reasons = draw(st.lists(st.sampled_from(SampleReason), max_size=70))
    return list(enumerate(reasons, start=100))


NUMBERS = st.integers(1, sampling.MOST)
CHANCES = st.integers(0, 2**32).map(random.Random)


@given(pools(), NUMBERS, CHANCES)
def test_never_more_than_asked_nothing_twice_and_as_many_as_there_are(pool, number, chance):
    drawn = [pk for pk, _reason in sampling.pick(pool, number, chance)]
    assert len(drawn) == len(set(drawn)) == min(number, len(pool))
    assert set(drawn) <= {pk for pk, _reason in pool}


@given(pools(), NUMBERS, CHANCES)
def test_half_is_the_gravest_there_is_and_gravest_first(pool, number, chance):
    order = list(SampleReason)
    drawn = [reason for _pk, reason in sampling.pick(pool, number, chance) if reason != RANDOM]
    risky = sorted((reason for _pk, reason in pool if reason != RANDOM), key=order.index)
    assert drawn == risky[: (number + 1) // 2]


@given(pools(), NUMBERS, CHANCES)
def test_who_is_drawn_for_a_reason_has_that_reason(pool, number, chance):
    reasons = dict(pool)
    for pk, reason in sampling.pick(pool, number, chance):
        assert reason in (reasons[pk], RANDOM)


def test_nobody_is_safe_from_the_random_half():
    pool = [(pk, SampleReason.SINGLE if pk < 10 else RANDOM) for pk in range(40)]
    found = Counter()
    for seed in range(400):
        found.update(pk for pk, _reason in sampling.pick(pool, 4, random.Random(seed)))
    assert set(found) == set(range(40))


@pytest.fixture
def experienced(teacher, level3, class_elsewhere, school_class):
    """A teacher who has assessed ten times already, in a class that is not looked at."""
    people.set_teachers(class_elsewhere, [teacher], by=None)
    for made in factories.make_students(5, level3, class_elsewhere):
        for code in ("2.1", "2.2"):
            assess(hand_in(made, code), teacher, Outcome.INSUFFICIENT)
    return teacher


def pieces(portfolio, code, number=2, **fields):
    for _piece in range(number):
        add_evidence(portfolio, code, **fields)


def decided_after(portfolio, code, teacher, **wait):
    """A sign-off that took this long."""
    submission = hand_in(portfolio, code)
    with clock.at(submission.submitted_at + timedelta(**wait)):
        return assess(submission, teacher).submission


def reasons_of(school_class):
    found = dict(sampling.candidates(school_class))
    submissions = Submission.objects.select_related("sign_off__work_process").in_bulk(found)
    return {submissions[pk].sign_off.work_process.code: reason for pk, reason in found.items()}


def test_each_sign_off_has_its_gravest_reason(portfolio, experienced, third_teacher):
    link = {"text": "", "url": "https://example.org/"}
    pieces(portfolio, "1.1", **link)
    pieces(portfolio, "1.2", **link)
    pieces(portfolio, "2.1", number=1, **link)
    pieces(portfolio, "2.2")
    pieces(portfolio, "2.3", **link)
    decided_after(portfolio, "1.1", experienced, seconds=60)
    decided_after(portfolio, "1.2", third_teacher, seconds=61)
    decided_after(portfolio, "2.1", experienced, hours=1)
    decided_after(portfolio, "2.2", experienced, hours=1)
    decided_after(portfolio, "2.3", experienced, hours=1)
    assert reasons_of(portfolio.school_class) == {
        "1.1": SampleReason.FAST,
        "1.2": SampleReason.NEW_ASSESSOR,
        "2.1": SampleReason.SINGLE,
        "2.2": SampleReason.TEXT_ONLY,
        "2.3": RANDOM,
    }


def test_only_what_led_to_a_standing_result_can_be_drawn(portfolio, teacher, coordinator):
    hand_in(portfolio, "1.1")
    assess(hand_in(portfolio, "1.2"), teacher, Outcome.INSUFFICIENT)
    revoked = signed_off(portfolio, "2.1", teacher)
    sign_off.revoke(sign_off=revoked, by=teacher, reason="A mistake.")
    assess(hand_in(portfolio, "2.2"), teacher, Outcome.INSUFFICIENT)
    stands = assess(hand_in(portfolio, "2.2"), teacher).submission
    assert [pk for pk, _reason in sampling.candidates()] == [stands.pk]


def test_second_attempt_that_fails_leaves_the_first_one_to_draw(
    level3, level4, school_class, student, teacher, coordinator
):
    made = factories.make_portfolio(student, level3, school_class)
    first = assess(hand_in(made, "2.1"), teacher).submission
    portfolios.change_profile(portfolio=made, by=coordinator, exit_profile=level4, reason="Up.")
    made.refresh_from_db()
    assess(hand_in(made, "2.1"), teacher, Outcome.INSUFFICIENT)
    assert [pk for pk, _reason in sampling.candidates()] == [first.pk]


def test_round_that_failed_does_not_hide_the_one_that_passed(
    portfolio, level4, teacher, second_teacher
):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    submission = hand_in(portfolio, "1.1")
    for outcome in (Outcome.INSUFFICIENT, Outcome.SUFFICIENT):
        assess(submission, teacher, outcome)
        assess(submission, second_teacher, Outcome.GOOD)
    assert [pk for pk, _reason in sampling.candidates()] == [submission.pk]


def test_database_itself_refuses_to_draw_a_sign_off_twice(portfolio, teacher, board_member):
    signed_off(portfolio, "1.1", teacher)
    look = sampling.draw(by=board_member, number=1).looks.get()
    again = Sample.objects.create(drawn_by=board_member, drawn_at=clock.now(), out_of=1)
    with pytest.raises(IntegrityError):
        SecondLook.objects.create(sample=again, submission=look.submission, reason=RANDOM)


def test_sample_keeps_to_its_class(
    portfolio, level4, class_elsewhere, teacher, teacher_elsewhere, board_member
):
    other = factories.make_portfolio(factories.make_person("other"), level4, class_elsewhere)
    for code in ("1.1", "1.2"):
        signed_off(portfolio, code, teacher)
        signed_off(other, code, teacher_elsewhere)
    sample = sampling.draw(by=board_member, number=50, school_class=class_elsewhere)
    drawn = SignOff.objects.filter(submissions__second_looks__sample=sample)
    assert {cell.portfolio for cell in drawn} == {other}
    assert (sample.out_of, sample.looks.count(), sample.school_class) == (2, 2, class_elsewhere)
    assert sampling.draw(by=board_member, number=50).out_of == 2


def test_student_who_left_is_not_drawn(portfolio, teacher, coordinator):
    signed_off(portfolio, "1.1", teacher)
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Left.")
    assert sampling.candidates() == []


def test_what_was_drawn_once_is_not_drawn_again(portfolio, teacher, board_member, in_english):
    signed_off(portfolio, "1.1", teacher)
    signed_off(portfolio, "1.2", teacher)
    first = sampling.draw(by=board_member, number=1)
    sampling.look(second_look=first.looks.get(), by=board_member, outcome=LookOutcome.AGREES)
    second = sampling.draw(by=board_member, number=1)
    assert first.looks.get().submission != second.looks.get().submission
    with pytest.raises(Refused, match="no sign-off to draw"):
        sampling.draw(by=board_member, number=1)
    assert Sample.objects.count() == 2


@pytest.mark.parametrize("number", [0, 51])
def test_sample_has_one_to_fifty(portfolio, teacher, board_member, number, in_english):
    signed_off(portfolio, "1.1", teacher)
    with pytest.raises(Refused, match="Draw 1 to 50 sign-offs"):
        sampling.draw(by=board_member, number=number)


@pytest.mark.parametrize("person", ["student", "teacher", "coordinator", "administrator"])
def test_others_do_not_draw(portfolio, teacher, person, request):
    signed_off(portfolio, "1.1", teacher)
    with pytest.raises(PermissionDenied):
        sampling.draw(by=request.getfixturevalue(person), number=1)


@pytest.mark.parametrize("students", [1, 30])
def test_drawing_costs_the_same_for_any_number(
    level4, school_class, teacher, board_member, students, django_assert_num_queries
):
    for made in factories.make_students(students, level4, school_class):
        signed_off(made, "1.1", teacher)
    with django_assert_num_queries(8):
        sampling.draw(by=board_member, number=30)


@pytest.fixture
def drawn(portfolio, teacher, board_member):
    signed_off(portfolio, "1.1", teacher, Outcome.GOOD)
    return sampling.draw(by=board_member, number=1).looks.get()


def test_look_is_recorded_and_logged_and_the_sign_off_stays(
    drawn, portfolio, teacher, student, board_member
):
    before = SignOff.objects.values().get()
    Message.objects.all().delete()
    sampling.look(
        second_look=drawn, by=board_member, outcome=LookOutcome.DOUBTS, remark=" No measures. "
    )
    drawn.refresh_from_db()
    assert (drawn.outcome, drawn.remark, drawn.looked_by) == (
        LookOutcome.DOUBTS, "No measures.", board_member,
    )  # fmt: skip
    entry = portfolio.log.last()
    assert (entry.verb, entry.actor) == (Verb.LOOKED_AGAIN, board_member)
    assert f'"look":{drawn.pk}' in entry.facts
    assert '"outcome":"doubts"' in entry.facts
    assert "measures" not in entry.facts
    assert LogText.objects.get(entry=entry).text == "No measures."
    assert SignOff.objects.values().get() == before
    told = Message.objects.get()
    assert (told.receiver, told.kind) == (teacher, MessageKind.LOOKED_AGAIN)


def test_a_second_look_stands_in_the_history_of_the_cell_for_the_board_alone(
    drawn, portfolio, teacher, student, coordinator, board_member
):
    sampling.look(
        second_look=drawn, by=board_member, outcome=LookOutcome.DOUBTS, remark="No measures."
    )
    cell = factories.work_process(portfolio, "1.1")
    for person, known in {
        board_member: [("Board Example", "No measures.")],
        teacher: [],
        student: [],
        coordinator: [],
    }.items():
        found = timeline.history(portfolio, cell, person, ()).events
        assert [(e.by, e.words) for e in found if e.icon == "search"] == known


def test_nobody_is_disturbed_where_the_board_agrees(drawn, board_member):
    Message.objects.all().delete()
    sampling.look(second_look=drawn, by=board_member, outcome=LookOutcome.AGREES)
    assert not Message.objects.exists()
    assert not LogText.objects.exists()


@pytest.mark.parametrize("outcome", [LookOutcome.DOUBTS, LookOutcome.DIFFERS])
def test_who_does_not_agree_says_why(drawn, board_member, outcome, in_english):
    with pytest.raises(Refused, match="Write what you saw"):
        sampling.look(second_look=drawn, by=board_member, outcome=outcome, remark="  ")
    assert SecondLook.objects.open().count() == 1


def test_each_look_is_recorded_once(drawn, board_member, in_english):
    colleague = factories.make_person("colleague")
    people.set_role(colleague, Role.BOARD, True, by=None)
    sampling.look(second_look=drawn, by=colleague, outcome=LookOutcome.AGREES)
    with pytest.raises(Refused, match="Colleague Example has recorded a second look"):
        sampling.look(second_look=drawn, by=board_member, outcome=LookOutcome.AGREES)


@pytest.mark.parametrize("person", ["teacher", "student"])
def test_board_members_do_not_look_at_what_they_had_a_part_in(drawn, person, request):
    person = request.getfixturevalue(person)
    people.set_role(person, Role.BOARD, True, by=None)
    with pytest.raises(PermissionDenied):
        sampling.look(second_look=drawn, by=person, outcome=LookOutcome.AGREES)


def test_portfolio_that_is_not_active_can_be_looked_at(drawn, portfolio, coordinator, board_member):
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Left.")
    sampling.look(second_look=drawn, by=board_member, outcome=LookOutcome.AGREES)
    assert portfolio.log.last().verb == Verb.LOOKED_AGAIN
