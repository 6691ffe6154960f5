"""What is not moved, and what a move ends."""

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import completion, moving, sign_off
from portfolios import portfolio as steps
from portfolios.enums import CompletionState, MessageKind, Verb
from portfolios.errors import Refused
from portfolios.models import Confirmation, Message
from portfolios.notify import turn
from tests import factories
from tests.factories import add_evidence, assess, completed, hand_in, signed_off, work_process
from tests.portfolios.moving import versions


@pytest.fixture(autouse=True)
def _in_english(in_english):
    """Sentences are compared as they stand in the code."""


def refused(portfolio, mapping, by, **options):
    before = portfolio.log.count()
    with pytest.raises(Refused) as refusal:
        moving.move(portfolio=portfolio, mapping=mapping, by=by, **options)
    portfolio.refresh_from_db()
    assert (portfolio.log.count(), portfolio.qualification) == (before, mapping.source)
    return str(refusal.value)


def test_what_lies_with_a_teacher_refuses_the_move_until_it_is_decided(
    portfolio, teacher, student, mapping, administrator
):
    decided, withdrawn = hand_in(portfolio, "2.3"), hand_in(portfolio, "1.2")
    (foretold,) = moving.try_out([portfolio], mapping)
    sentence = "Handed in and not decided yet: 1.2, 2.3."
    assert foretold.refusal == refused(portfolio, mapping, administrator) == sentence
    assess(decided, teacher)
    sign_off.withdraw(submission=withdrawn, by=student)
    now = versions.moved(portfolio, mapping, administrator)
    assert versions.states(now) == {"1.2": "in_progress", "3.1": "sufficient"}


def test_completed_and_closed_portfolios_never_move(
    portfolio, classmate, teacher, board_member, coordinator, mapping, administrator
):
    other = classmate.portfolios.get()
    completed(portfolio, teacher, board_member)
    steps.close(portfolio=other, by=coordinator, reason="Left.")
    assert list(moving.running(mapping.source)) == []
    assert "completed" in refused(portfolio, mapping, administrator)
    assert "closed" in refused(other, mapping, administrator)
    assert versions.breaks() == []


@pytest.mark.parametrize("who", ["student", "teacher", "coordinator", "board_member"])
def test_only_an_administrator_moves(portfolio, mapping, request, who):
    with pytest.raises(PermissionDenied):
        moving.move(portfolio=portfolio, mapping=mapping, by=request.getfixturevalue(who))


def test_what_was_looked_at_and_changed_since_is_not_moved(portfolio, mapping, administrator):
    seen = portfolio.log_head
    add_evidence(portfolio, "1.1")
    sentence = refused(portfolio, mapping, administrator, seen_head=seen)
    assert sentence == "Something happened in this portfolio meanwhile. Look at it again."


def test_a_draft_and_another_qualification_are_no_target(portfolio, qualification, administrator):
    for options in ({"slug": "small", "version": 2, "state": "draft"}, {"slug": "other"}):
        target = factories.make_qualification(**options)
        mapping = moving.propose(qualification, target)
        sentence = "Choose a published version of the same qualification."
        assert refused(portfolio, mapping, administrator) == sentence


def test_without_an_exit_profile_to_go_to_a_portfolio_stays(
    portfolio, qualification, newer, administrator
):
    mapping = versions.mapping(qualification, newer, profiles={"small-3": "small-3"})
    sentence = "There is no exit profile to go to for Level 4."
    (foretold,) = moving.try_out([portfolio], mapping)
    assert foretold.refusal == refused(portfolio, mapping, administrator) == sentence


def test_who_has_a_portfolio_in_the_other_version_stays(
    portfolio, newer, mapping, administrator, school_class
):
    other = newer.exit_profiles.get(level=4)
    factories.make_portfolio(portfolio.student, other, school_class)
    (foretold,) = moving.try_out([portfolio], mapping)
    assert foretold.refusal == refused(portfolio, mapping, administrator)
    assert "already has an active portfolio" in foretold.refusal


def test_an_open_proposal_lapses(portfolio, teacher, mapping, administrator):
    factories.everything_signed_off(portfolio, teacher)
    proposal = completion.propose(portfolio=portfolio, by=teacher)
    now = versions.moved(portfolio, mapping, administrator)
    proposal.refresh_from_db()
    assert proposal.state == CompletionState.VOID
    assert now.log.filter(verb=Verb.COMPLETION_VOIDED).count() == 1


def test_a_confirmation_that_waits_for_another_assessor_ends(
    portfolio, level3, level4, teacher, coordinator, mapping, administrator, qualification
):
    change = {"portfolio": portfolio, "by": coordinator, "reason": "As it should be."}
    steps.change_profile(exit_profile=level3, **change)
    portfolio.refresh_from_db()
    signed_off(portfolio, "2.1", teacher)
    qualification.exit_profiles.filter(level=4).update(required_assessors=2)
    steps.change_profile(exit_profile=level4, **change)
    portfolio.refresh_from_db()
    sign_off.carry_over(sign_off=versions.cell(portfolio, "2.1"), by=teacher)
    assert Confirmation.objects.standing().count() == 1
    versions.moved(portfolio, mapping, administrator)
    assert Confirmation.objects.standing().count() == 0


def test_nothing_changes_any_more_in_the_version_that_was_left(
    portfolio, teacher, student, board_member, mapping, administrator
):
    old = signed_off(portfolio, "1.1", teacher)
    asked = work_process(portfolio, "2.1")
    exempted = factories.exempt(portfolio, "1.2", board_member)
    versions.moved(portfolio, mapping, administrator)
    for step in (
        lambda: sign_off.revoke(sign_off=old, by=teacher, reason="No."),
        lambda: sign_off.carry_over(sign_off=old, by=teacher),
        lambda: sign_off.end_exemption(exemption=exempted, by=board_member, reason="No."),
        lambda: sign_off.exempt(
            portfolio=portfolio, work_process=asked, by=board_member, ground="x"
        ),
    ):
        with pytest.raises(Refused):
            step()
    assert versions.breaks() == []


def test_students_and_teachers_are_told(portfolio, teacher, mapping, administrator):
    signed_off(portfolio, "2.2", teacher)
    versions.moved(portfolio, mapping, administrator)
    told = Message.objects.filter(kind=MessageKind.MOVED)
    teachers = portfolio.school_class.teachers.count()
    assert told.count() == 1 + teachers
    assert turn.of(told.filter(receiver=teacher), teacher).count() == 1
    for code in ("2.2", "2.3"):
        sign_off.carry_over(sign_off=versions.cell(portfolio, code), by=teacher)
    assert turn.of(told.filter(receiver=teacher), teacher).count() == 0
