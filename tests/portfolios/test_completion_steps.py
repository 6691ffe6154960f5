"""Completing a level: proposed, decided, refused and reopened."""

import pytest

from portfolios import completion, people, sign_off
from portfolios.enums import CompletionState, MessageKind, Role, Verb
from portfolios.models import Completion, User
from tests.factories import make_portfolio
from tests.portfolios.completing import (
    confirm,
    denied,
    fresh,
    last_facts,
    propose,
    refuse,
    refused,
    reopen,
    told,
)

pytestmark = pytest.mark.usefixtures("in_english")


# Proposing


def test_an_assessor_proposes_what_the_engine_calls_complete(complete, teacher, level3):
    made = propose(complete, teacher)
    assert (made.state, made.exit_profile, made.proposed_by) == (
        CompletionState.PROPOSED, level3, teacher,
    )  # fmt: skip
    assert last_facts(complete) == (
        Verb.COMPLETION_PROPOSED,
        teacher,
        {"completion": made.pk, "exit_profile": "small-3"},
    )


def test_what_is_not_complete_is_not_proposed(complete, teacher):
    cell = complete.sign_offs.get(work_process__code="2.1")
    sign_off.revoke(sign_off=cell, by=teacher, reason="A mistake.")
    refused("not complete: 2 of 3", propose, complete, teacher)


def test_there_is_one_open_proposal(complete, teacher, second_teacher):
    propose(complete, teacher)
    refused("proposed already", propose, complete, second_teacher)


@pytest.mark.parametrize(
    "name",
    ["student", "classmate", "teacher_elsewhere", "coordinator", "board_member", "administrator"],
)
def test_only_assessors_of_the_class_propose(complete, class_elsewhere, name, request):
    denied(propose, complete, request.getfixturevalue(name))


def test_the_board_is_told_of_a_proposal(complete, teacher, board_member, second_member):
    propose(complete, teacher)
    assert told(MessageKind.PROPOSED) == {board_member, second_member}


# Who decides


@pytest.mark.parametrize(
    "name", ["student", "classmate", "teacher", "second_teacher", "coordinator", "administrator"]
)
def test_only_the_board_decides_and_reopens(complete, teacher, second_member, name, request):
    person = request.getfixturevalue(name)
    made = propose(complete, teacher)
    denied(confirm, made, person)
    denied(refuse, made, person)
    confirm(made, second_member)
    denied(reopen, made, person)


def test_who_proposed_does_not_decide(complete, teacher, second_member):
    people.set_role(teacher, Role.BOARD, True, by=None)
    made = propose(complete, teacher)
    refused("You proposed this yourself", confirm, made, teacher)
    refused("You proposed this yourself", refuse, made, teacher)
    confirm(made, second_member)


def test_a_board_member_does_not_decide_on_themselves(complete, student, teacher):
    people.set_role(student, Role.BOARD, True, by=None)
    student = User.objects.get(pk=student.pk)
    made = propose(complete, teacher)
    denied(confirm, made, student)
    denied(refuse, made, student)


@pytest.mark.parametrize("decide", [confirm, refuse], ids=["confirm", "refuse"])
def test_the_log_says_that_a_board_member_assessed_in_this_portfolio(
    complete, teacher, second_teacher, decide
):
    people.set_role(teacher, Role.BOARD, True, by=None)
    made = propose(complete, second_teacher)
    assert completion.assessed_here(complete, teacher)
    assert not completion.assessed_here(complete, second_teacher)
    decide(made, teacher)
    assert last_facts(complete)[2]["assessed_here"] is True


# Refusing


def test_refusing_says_why_and_leaves_the_portfolio_as_it_is(
    complete, student, teacher, board_member
):
    made = propose(complete, teacher)
    refused("Write why", refuse, made, board_member, " ")
    refuse(made, board_member)
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.sealed) == (
        CompletionState.REFUSED, board_member, "",
    )  # fmt: skip
    assert fresh(complete).is_active
    entry = complete.log.order_by("number").last()
    assert (entry.verb, entry.log_text.text) == (Verb.COMPLETION_REFUSED, "2.1 shows too little.")
    assert told(MessageKind.REFUSED) == {student, teacher}
    assert propose(complete, teacher).pk != made.pk


def test_a_proposal_is_decided_once(complete, teacher, board_member, second_member):
    made = propose(complete, teacher)
    refuse(made, board_member)
    refused("lapsed or was decided meanwhile", confirm, made, second_member)
    refused("lapsed or was decided meanwhile", refuse, made, second_member)


# Reopening


def test_reopening_keeps_the_sealed_list_and_lets_the_portfolio_go_on(
    complete, student, teacher, coordinator, board_member, second_member
):
    made = propose(complete, teacher)
    confirm(made, board_member)
    refused("Write why", reopen, made, second_member, "")
    reopen(made, second_member)
    again = Completion.objects.get()
    assert (again.state, again.reopened_by, again.decided_by) == (
        CompletionState.REOPENED, second_member, board_member,
    )  # fmt: skip
    assert (again.sealed, again.sealed_sha256) == (made.sealed, made.sealed_sha256)
    assert fresh(complete).is_active
    assert told(MessageKind.REOPENED) == {student, teacher, coordinator}
    entry = complete.log.order_by("number").last()
    assert (entry.verb, entry.log_text.text) == (
        Verb.COMPLETION_REOPENED, "The photo was of somebody else.",
    )  # fmt: skip
    confirm(propose(complete, teacher), board_member)
    assert Completion.objects.confirmed().count() == 1


def test_only_what_was_completed_is_reopened(complete, teacher, board_member):
    made = propose(complete, teacher)
    refused("Only a completed level", reopen, made, board_member)
    confirm(made, board_member)
    reopen(made, board_member)
    refused("Only a completed level", reopen, made, board_member)


def test_reopening_beside_a_newer_portfolio_is_refused(
    complete, student, level4, school_class, teacher, board_member
):
    made = propose(complete, teacher)
    confirm(made, board_member)
    make_portfolio(student, level4, school_class)
    refused("already has an active portfolio", reopen, made, board_member)
