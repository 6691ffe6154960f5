"""What a workplace trainer states: once, under the seal of what was shown, told to everybody."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from portfolios import log, seal, sign_off, timeline, workplace
from portfolios import portfolio as portfolio_steps
from portfolios.enums import Answer, LinkState, MessageKind, State, Verb
from portfolios.errors import Refused
from portfolios.models import Message, WorkplaceLink, WorkplaceStatement
from tests import factories
from tests.factories import hand_in, open_link, state


@pytest.fixture
def link(portfolio, teacher):
    return open_link(portfolio, teacher, "1.1", "2.1")


def test_each_work_process_is_answered_on_its_own(link):
    state(link, Answer.SEEN, "Well done.", codes=["1.1"], capacity="foreman")
    assert WorkplaceLink.objects.get().state == LinkState.OPEN
    state(link, Answer.PARTLY, codes=["2.1"])
    assert WorkplaceLink.objects.get().state == LinkState.ANSWERED
    first, second = WorkplaceStatement.objects.all()
    assert (first.answer, first.remark, first.capacity) == (Answer.SEEN, "Well done.", "foreman")
    assert (second.answer, second.remark) == (Answer.PARTLY, "")
    assert first.shown_sha256 == first.question.shown_sha256 != ""


def test_an_answer_is_given_once(link):
    state(link, codes=["1.1"])
    with pytest.raises(Refused, match=r"1\.1 was answered meanwhile"):
        state(link, Answer.NOT_RECOGNISED)
    assert WorkplaceStatement.objects.count() == 1


def test_the_log_names_the_statement_by_its_hash_and_nobody_as_actor(portfolio, link, teacher):
    (statement,) = state(link, remark="A secret sentence.", codes=["1.1"])
    entry = portfolio.log.latest("number")
    facts = json.loads(entry.facts)
    assert (entry.verb, entry.actor) == (Verb.STATEMENT_GIVEN, None)
    assert facts["statement"] == statement.pk
    assert facts["statement_hash"] == seal.statement_hash(statement)
    assert facts["checked_by"] == teacher.pk
    assert "secret" not in entry.facts
    statement.remark = "Another sentence."
    assert facts["statement_hash"] != seal.statement_hash(statement)


@pytest.mark.parametrize("answer", Answer)
def test_student_and_teachers_are_told_whatever_the_answer_is(
    portfolio, student, teacher, second_teacher, third_teacher, link, answer
):
    state(link, answer, codes=["1.1"])
    told = Message.objects.filter(kind=MessageKind.STATEMENT)
    assert {message.receiver for message in told} == {
        student, teacher, second_teacher, third_teacher
    }  # fmt: skip


def test_a_statement_is_no_sign_off(portfolio, link):
    state(link)
    cell = portfolio.sign_offs.get(work_process__code="1.1")
    assert (cell.state, cell.grade) == (State.IN_PROGRESS, "")


def test_a_question_of_another_link_is_not_answered(portfolio, teacher, link):
    other = open_link(portfolio, teacher, "1.2")
    question = other.questions.get()
    for answers in ({question.pk: (Answer.SEEN, "")}, {0: (Answer.SEEN, "")}, {}):
        with pytest.raises(Refused, match="does not ask about that"):
            workplace.state(link=link, answers=answers, name="Wim")
    assert not WorkplaceStatement.objects.exists()


def test_without_a_name_nothing_is_stated(link):
    with pytest.raises(Refused, match="Write your name"):
        state(link, name="  ")


def test_a_revoked_link_and_a_closed_portfolio_take_no_answer(
    portfolio, link, teacher, coordinator
):
    portfolio_steps.close(portfolio=portfolio, by=coordinator, reason="Left.")
    with pytest.raises(Refused, match="This portfolio is closed"):
        state(link)
    portfolio_steps.reopen(portfolio=portfolio, by=coordinator, reason="Back.")
    workplace.revoke_link(link=link, by=teacher)
    with pytest.raises(Refused, match="does not work any more"):
        state(link)
    assert not WorkplaceStatement.objects.exists()


def test_a_statement_given_before_is_sealed_with_the_hand_in(portfolio, teacher, link):
    (statement,) = state(link, Answer.NOT_RECOGNISED, codes=["1.1"])
    sealed = seal.read(hand_in(portfolio, "1.1"))
    assert sealed["format"] == 2
    assert sealed["statements"] == [
        {
            "id": statement.pk,
            "answer": "not_recognised",
            "shown_sha256": statement.shown_sha256,
            "statement_hash": seal.statement_hash(statement),
            "trainer": link.trainer_id,
            "checked_by": teacher.pk,
        }
    ]
    assert seal.read(hand_in(portfolio, "1.2"))["statements"] == []


def test_a_statement_of_a_trainer_who_was_declined_is_not_sealed(portfolio, teacher, link):
    state(link, codes=["1.1"])
    workplace.decline_trainer(trainer=link.trainer, by=teacher)
    assert seal.read(hand_in(portfolio, "1.1"))["statements"] == []


def test_the_history_tells_who_was_asked_what_was_said_and_who_checked_that(
    portfolio, student, teacher, link
):
    state(link, Answer.NOT_RECOGNISED, "I was away.", codes=["1.1"], capacity="foreman")
    events = timeline.history(
        portfolio, factories.work_process(portfolio, "1.1"), student, []
    ).events
    said, made, asked = events
    assert (said.title, said.words) == ("Not recognised at the workplace", "I was away.")
    assert said.by == "Wim Brandsma, foreman, Brandsma"
    assert said.trainer.checked_by == teacher
    assert made.title == "Link made for Wim Brandsma, Brandsma"
    assert asked.title == "Workplace trainer asked: Wim Brandsma, Brandsma"
    other = timeline.history(
        portfolio, factories.work_process(portfolio, "2.1"), student, []
    ).events
    assert [event.title for event in other] == [made.title, asked.title]


def test_the_log_of_a_whole_story_verifies(portfolio, student, teacher, second_teacher, link):
    state(link, codes=["1.1"])
    submission = hand_in(portfolio, "1.1")
    sign_off.withdraw(submission=submission, by=student)
    workplace.decline_trainer(trainer=link.trainer, by=second_teacher)
    again = factories.name_trainer(portfolio, teacher)
    taken_back = factories.ask_trainer(again, "2.1", by=student)
    workplace.revoke_link(link=taken_back, by=student)
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert "whole" in out.getvalue()
    assert log.sha256(submission.manifest) == submission.manifest_sha256
