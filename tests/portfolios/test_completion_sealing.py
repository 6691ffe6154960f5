"""Confirming a completion: what is sealed, and that nothing changes from then on."""

import pytest

from portfolios import evidence, log, seal, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import CompletionState, MessageKind, PortfolioState, Verb
from tests.factories import add_evidence, hand_in, make_portfolio, signed_off, work_process
from tests.portfolios.completing import (
    confirm,
    exempt,
    fresh,
    last_facts,
    propose,
    refuse,
    refused,
    told,
)

pytestmark = pytest.mark.usefixtures("in_english")


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
