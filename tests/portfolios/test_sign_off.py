"""The legal steps of a sign-off: from which state, by whom, and what they leave."""

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import evidence, sign_off
from portfolios.enums import Outcome, State, Verb
from portfolios.errors import Refused
from portfolios.models import Portfolio, SignOff
from tests import factories
from tests.factories import add_evidence, assess, hand_in, work_process

pytestmark = pytest.mark.usefixtures("in_english")

CODE = "1.1"


def cell_of(portfolio, code=CODE):
    return SignOff.objects.get(portfolio=portfolio, work_process__code=code)


def bring_to(state, portfolio, teacher):
    """A cell in this state that had a hand-in before, by steps alone. Returns its last hand-in."""
    piece = add_evidence(portfolio, CODE, "2.1")
    submission = hand_in(portfolio, CODE)
    if state in (State.NOT_STARTED, State.IN_PROGRESS):
        sign_off.withdraw(submission=submission, by=portfolio.student)
    if state == State.NOT_STARTED:
        evidence.unlink(
            evidence=piece, by=portfolio.student, work_process=work_process(portfolio, CODE)
        )
    if state == State.RETURNED:
        assess(submission, teacher, Outcome.INSUFFICIENT)
    if state == State.SIGNED_OFF:
        assess(submission, teacher)
    assert cell_of(portfolio).state == state
    return submission


def take(step, portfolio, submission, by):
    """Take one step on the cell, as this person."""
    match step:
        case "submit":
            sign_off.submit(
                portfolio=portfolio,
                work_process=work_process(portfolio, CODE),
                by=by,
                own_work=True,
            )
        case "withdraw":
            sign_off.withdraw(submission=submission, by=by)
        case "assess":
            sign_off.assess(submission=submission, by=by, outcome=Outcome.GOOD)
        case "release":
            sign_off.release_seat(submission=submission, seat=1, by=by, reason="Left.")
        case "revoke":
            sign_off.revoke(sign_off=cell_of(portfolio), by=by, reason="A mistake.")


def standing(portfolio):
    """Everything a refused step must leave as it was."""
    cell = cell_of(portfolio)
    count = Portfolio.objects.get(pk=portfolio.pk).log_count
    return cell.state, cell.grade, cell.given_at_id, count, cell.submissions.count()


# (step, state) -> the state it leads to; every pair that is not here is refused.
LEGAL = {
    ("submit", State.IN_PROGRESS): State.SUBMITTED,
    ("submit", State.RETURNED): State.SUBMITTED,
    ("withdraw", State.SUBMITTED): State.IN_PROGRESS,
    ("assess", State.SUBMITTED): State.SIGNED_OFF,
    ("revoke", State.SIGNED_OFF): State.RETURNED,
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", ["submit", "withdraw", "assess", "release", "revoke"])
def test_a_step_is_legal_from_its_states_and_refused_from_all_others(
    step, state, portfolio, student, teacher, coordinator
):
    submission = bring_to(state, portfolio, teacher)
    by = {"submit": student, "withdraw": student, "release": coordinator}.get(step, teacher)
    before = standing(portfolio)
    if (step, state) in LEGAL:
        take(step, portfolio, submission, by)
        assert cell_of(portfolio).state == LEGAL[step, state]
        assert standing(portfolio)[3] > before[3]
    else:
        with pytest.raises(Refused):
            take(step, portfolio, submission, by)
        assert standing(portfolio) == before


WHO = {
    "submit": {"student"},
    "withdraw": {"student"},
    "assess": {"teacher", "second_teacher"},
    "release": {"coordinator"},
    "revoke": {"teacher", "second_teacher", "coordinator"},
}
PEOPLE = (
    "student", "classmate", "teacher", "second_teacher", "teacher_elsewhere", "coordinator",
    "board_member", "administrator",
)  # fmt: skip
FROM = {
    "submit": State.IN_PROGRESS,
    "revoke": State.SIGNED_OFF,
}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("step", WHO)
def test_a_step_is_taken_by_the_right_people_alone(
    step, name, portfolio, teacher, class_elsewhere, request
):
    by = request.getfixturevalue(name)
    submission = bring_to(FROM.get(step, State.SUBMITTED), portfolio, teacher)
    before = standing(portfolio)
    if name not in WHO[step]:
        with pytest.raises(PermissionDenied):
            take(step, portfolio, submission, by)
        assert standing(portfolio) == before
    elif step == "release":
        with pytest.raises(Refused, match="cannot be released now"):
            take(step, portfolio, submission, by)
    else:
        take(step, portfolio, submission, by)
        assert standing(portfolio) != before


@pytest.mark.parametrize(("name", "step"), [("student", "withdraw"), ("teacher", "assess")])
def test_somebody_who_left_the_school_takes_no_step(name, step, portfolio, teacher, request):
    submission = bring_to(State.SUBMITTED, portfolio, teacher)
    person = request.getfixturevalue(name)
    person.is_active = False
    person.save()
    with pytest.raises(PermissionDenied):
        take(step, portfolio, submission, person)
    assert cell_of(portfolio).state == State.SUBMITTED


def test_the_first_link_starts_a_cell_and_the_last_one_empties_it(portfolio, student):
    first = add_evidence(portfolio, CODE, "2.1")
    second = add_evidence(portfolio, CODE, "2.1")
    cell = work_process(portfolio, CODE)
    states = [cell_of(portfolio).state]
    for piece in (first, second):
        evidence.unlink(evidence=piece, by=student, work_process=cell)
        states.append(cell_of(portfolio).state)
    assert states == [State.IN_PROGRESS, State.IN_PROGRESS, State.NOT_STARTED]


def test_removing_the_last_piece_empties_its_cells(portfolio, student):
    evidence.remove(evidence=add_evidence(portfolio, CODE, "2.1"), by=student)
    assert [cell_of(portfolio, code).state for code in (CODE, "2.1")] == [State.NOT_STARTED] * 2


@pytest.mark.parametrize(
    ("outcome", "state", "grade"),
    [
        (Outcome.INSUFFICIENT, State.RETURNED, ""),
        (Outcome.SUFFICIENT, State.SIGNED_OFF, "sufficient"),
        (Outcome.GOOD, State.SIGNED_OFF, "good"),
    ],
)
def test_one_assessor_decides(portfolio, level4, teacher, outcome, state, grade):
    submission = hand_in(portfolio, CODE)
    assess(submission, teacher, outcome)
    cell = cell_of(portfolio)
    assert (cell.state, cell.grade) == (state, grade)
    assert cell.given_at == (level4 if grade else None)
    submission.refresh_from_db()
    assert submission.closed_at is not None
    assert [entry.verb for entry in portfolio.log.order_by("number")][-2:] == [
        Verb.ASSESSED,
        Verb.RETURNED if state == State.RETURNED else Verb.SIGNED_OFF,
    ]


@pytest.mark.parametrize("feedback", ["", "   \n"])
def test_insufficient_needs_feedback(portfolio, teacher, feedback):
    submission = hand_in(portfolio, CODE)
    with pytest.raises(Refused, match="Write what is missing"):
        assess(submission, teacher, Outcome.INSUFFICIENT, feedback)
    assert submission.assessments.count() == 0
    assert cell_of(portfolio).state == State.SUBMITTED


@pytest.mark.parametrize("outcome", [Outcome.SUFFICIENT, Outcome.GOOD])
def test_what_passes_needs_no_feedback(portfolio, teacher, outcome):
    assert assess(hand_in(portfolio, CODE), teacher, outcome, "").outcome == outcome


def test_a_decided_hand_in_is_not_judged_again(portfolio, teacher, second_teacher):
    submission = hand_in(portfolio, CODE)
    assess(submission, teacher)
    with pytest.raises(Refused, match="decided or withdrawn meanwhile"):
        assess(submission, second_teacher, Outcome.INSUFFICIENT)
    assert cell_of(portfolio).grade == "sufficient"


@pytest.mark.parametrize("reason", ["", "  "])
def test_revoking_needs_a_reason(portfolio, teacher, reason):
    cell = factories.signed_off(portfolio, CODE, teacher)
    with pytest.raises(Refused, match="Write why"):
        sign_off.revoke(sign_off=cell, by=teacher, reason=reason)
    assert cell_of(portfolio).state == State.SIGNED_OFF


def test_revoking_empties_the_standing_result_and_keeps_what_was_decided(
    portfolio, teacher, coordinator
):
    cell = factories.signed_off(portfolio, CODE, teacher, Outcome.GOOD)
    sign_off.revoke(sign_off=cell, by=coordinator, reason="The photo shows other work.")
    cell = cell_of(portfolio)
    assert (cell.state, cell.grade, cell.given_at) == (State.RETURNED, "", None)
    assert [row.outcome for row in cell.submissions.get().assessments.all()] == [Outcome.GOOD]
    assert portfolio.log.last().log_text.text == "The photo shows other work."


def test_after_a_revocation_the_same_evidence_can_be_handed_in_again(portfolio, teacher):
    cell = factories.signed_off(portfolio, CODE, teacher)
    sign_off.revoke(sign_off=cell, by=teacher, reason="A mistake.")
    again = hand_in(portfolio, CODE)
    assert (again.attempt, again.state_before) == (2, State.RETURNED)
    assess(again, teacher, Outcome.GOOD)
    assert cell_of(portfolio).grade == "good"


def test_the_log_names_every_step_and_who_took_it(portfolio, student, teacher):
    submission = bring_to(State.SUBMITTED, portfolio, teacher)
    sign_off.withdraw(submission=submission, by=student)
    assess(hand_in(portfolio, CODE), teacher)
    sign_off.revoke(sign_off=cell_of(portfolio), by=teacher, reason="A mistake.")
    assert list(portfolio.log.order_by("number").values_list("verb", "actor")) == [
        (Verb.PORTFOLIO_STARTED, None),
        (Verb.EVIDENCE_ADDED, student.pk),
        (Verb.EVIDENCE_LINKED, student.pk),
        (Verb.EVIDENCE_LINKED, student.pk),
        (Verb.SUBMITTED, student.pk),
        (Verb.WITHDRAWN, student.pk),
        (Verb.SUBMITTED, student.pk),
        (Verb.ASSESSED, teacher.pk),
        (Verb.SIGNED_OFF, teacher.pk),
        (Verb.REVOKED, teacher.pk),
    ]
