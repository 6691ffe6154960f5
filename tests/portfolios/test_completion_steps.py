"""Completing a level: proposed, decided, sealed, lapsed and reopened."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import completion, evidence, log, people, seal, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import CompletionState, MessageKind, PortfolioState, Role, Verb
from portfolios.errors import Refused
from portfolios.models import Completion, Message, Portfolio, User
from tests.factories import (
    add_evidence,
    hand_in,
    make_person,
    make_portfolio,
    signed_off,
    work_process,
)

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def complete(student, level3, school_class, teacher, board_member):
    """Level 3 with 2.1 and 8.1 signed off, and an exemption for 2.2."""
    portfolio = make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher)
    signed_off(portfolio, "8.1", teacher)
    exempt(portfolio, "2.2", board_member)
    return portfolio


@pytest.fixture
def second_member(db):
    person = make_person("member")
    people.set_role(person, Role.BOARD, True, by=None)
    return User.objects.get(pk=person.pk)


def exempt(portfolio, code, by):
    return sign_off.exempt(
        portfolio=portfolio,
        work_process=work_process(portfolio, code),
        by=by,
        ground="A diploma.",
    )


def fresh(portfolio):
    return Portfolio.objects.get(pk=portfolio.pk)


def propose(portfolio, by):
    return completion.propose(portfolio=portfolio, by=by)


def confirm(made, by):
    completion.confirm(completion=made, by=by)
    made.refresh_from_db()


def refuse(made, by, reason="2.1 shows too little."):
    completion.refuse(completion=made, by=by, reason=reason)


def reopen(made, by, reason="The photo was of somebody else."):
    completion.reopen(completion=made, by=by, reason=reason)


def standing():
    """Everything that a refused step must leave as it was."""
    return (
        list(Completion.objects.order_by("pk").values()),
        list(Portfolio.objects.order_by("pk").values("state", "log_count")),
        Message.objects.count(),
    )


def refused(sentence, step, *about):
    before = standing()
    with pytest.raises(Refused, match=sentence):
        step(*about)
    assert standing() == before


def denied(step, *about):
    before = standing()
    with pytest.raises(PermissionDenied):
        step(*about)
    assert standing() == before


def told(kind):
    return {message.receiver for message in Message.objects.filter(kind=kind)}


def last_facts(portfolio):
    entry = portfolio.log.order_by("number").last()
    return entry.verb, entry.actor, json.loads(entry.facts)


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


# Confirming


def test_confirming_completes_the_portfolio_and_seals_what_counted(
    complete, student, teacher, board_member, level3
):
    made = propose(complete, teacher)
    before = fresh(complete)
    confirm(made, board_member)
    assert (made.state, made.decided_by) == (CompletionState.CONFIRMED, board_member)
    assert fresh(complete).state == PortfolioState.COMPLETED
    assert log.sha256(made.sealed) == made.sealed_sha256
    sealed = seal.read_completion(made)
    assert log.canonical(sealed) == made.sealed
    assert (sealed["student"], sealed["number"]) == (student.pk, made.pk)
    assert sealed["exit_profile"] == {
        "id": level3.pk, "slug": "small-3", "name": "Level 3", "level": 3,
    }  # fmt: skip
    assert (sealed["log_count"], sealed["log_head"]) == (before.log_count, before.log_head)
    assert len(sealed["salt"]) == 32
    rows = [{**row, "at": row["at"][:2]} for row in sealed["work_processes"]]
    signed = {
        "at": "20",
        "grade": "sufficient",
        "exempted": False,
        "level": 3,
        "assessors": [teacher.pk],
        "confirmed_by": [],
        "granted_by": None,
    }
    exempted = {
        **signed, "grade": "", "exempted": True, "assessors": [], "granted_by": board_member.pk,
    }  # fmt: skip
    assert rows == [
        {"core_task": 2, "code": "2.1", "title": "does 2.1", **signed},
        {"core_task": 2, "code": "2.2", "title": "does 2.2", **exempted},
        {"core_task": 8, "code": "8.1", "title": "does 8.1", **signed},
    ]
    assert last_facts(complete) == (
        Verb.COMPLETION_CONFIRMED,
        board_member,
        {
            "completion": made.pk,
            "exit_profile": "small-3",
            "sealed": made.sealed_sha256,
            "assessed_here": False,
        },
    )


def test_the_sealed_list_names_who_confirmed_a_carry_over_and_when(
    student, level3, level4, school_class, teacher, second_teacher, coordinator, board_member
):
    portfolio = make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher)
    portfolios.change_profile(portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Up")
    cell = portfolio.sign_offs.get(work_process__code="2.1")
    confirmation = sign_off.carry_over(sign_off=cell, by=second_teacher)
    for code in ("1.1", "1.2", "2.2", "2.3", "7.1"):
        exempt(portfolio, code, board_member)
    made = propose(portfolio, teacher)
    confirm(made, board_member)
    (row,) = [r for r in seal.read_completion(made)["work_processes"] if r["code"] == "2.1"]
    assert (row["assessors"], row["confirmed_by"], row["level"]) == (
        [teacher.pk], [second_teacher.pk], 4,
    )  # fmt: skip
    assert row["at"] >= log.moment(confirmation.confirmed_at)


def test_in_a_choice_no_more_is_sealed_than_counts(complete, teacher, board_member):
    signed_off(complete, "8.2", teacher)
    portfolios.choose_specialisation(
        portfolio=complete,
        by=complete.student,
        core_task=complete.qualification.core_tasks.get(number=8),
        work_processes=[work_process(complete, "8.2")],
    )
    made = propose(complete, teacher)
    confirm(made, board_member)
    codes = [row["code"] for row in seal.read_completion(made)["work_processes"]]
    assert codes == ["2.1", "2.2", "8.2"]


def test_a_sealed_list_outlives_the_matrix(complete, teacher, board_member):
    made = propose(complete, teacher)
    confirm(made, board_member)
    complete.qualification.work_processes.update(title="Something else")
    made.refresh_from_db()
    titles = [row["title"] for row in seal.read_completion(made)["work_processes"]]
    assert titles == ["does 2.1", "does 2.2", "does 8.1"]


def test_a_completed_portfolio_refuses_every_other_step(
    complete, student, teacher, coordinator, board_member, level4, class_elsewhere
):
    piece = add_evidence(complete, "8.2")
    exemption = complete.exemptions.get()
    cell = complete.sign_offs.get(work_process__code="2.1")
    made = propose(complete, teacher)
    confirm(made, board_member)
    why = {"by": coordinator, "reason": "Because."}
    steps = [
        lambda: add_evidence(complete, "8.2"),
        lambda: evidence.remove(evidence=piece, by=student),
        lambda: hand_in(complete, "8.2"),
        lambda: sign_off.revoke(sign_off=cell, by=teacher, reason="A mistake."),
        lambda: sign_off.carry_over(sign_off=cell, by=teacher),
        lambda: exempt(complete, "8.2", board_member),
        lambda: sign_off.end_exemption(exemption=exemption, by=board_member, reason="No."),
        lambda: propose(complete, teacher),
        lambda: confirm(made, board_member),
        lambda: refuse(made, board_member),
        lambda: portfolios.change_profile(portfolio=complete, exit_profile=level4, **why),
        lambda: portfolios.change_class(portfolio=complete, school_class=class_elsewhere, **why),
        lambda: portfolios.close(portfolio=complete, **why),
    ]
    for step in steps:
        refused("This portfolio is completed", step)
    refused("Only a closed portfolio", lambda: portfolios.reopen(portfolio=complete, **why))


def test_the_student_and_the_proposer_are_told(complete, student, teacher, board_member):
    confirm(propose(complete, teacher), board_member)
    assert told(MessageKind.COMPLETED) == {student, teacher}


def test_what_is_not_complete_any_more_is_not_confirmed(complete, teacher, board_member):
    """A change that no step made: steps let the proposal lapse."""
    made = propose(complete, teacher)
    complete.exit_profile.requirements.create(work_process=work_process(complete, "1.1"))
    refused("not complete: 3 of 4", confirm, made, board_member)


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
