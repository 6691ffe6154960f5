"""Taking a hand-in back, and handing in again what was signed off at a lower level."""

import pytest

from portfolios import portfolio as portfolios
from portfolios import sign_off
from portfolios.enums import Outcome, State
from portfolios.errors import Refused
from portfolios.models import Portfolio, SignOff
from tests.factories import (
    add_evidence,
    assess,
    hand_in,
    make_portfolio,
    signed_off,
)

pytestmark = pytest.mark.usefixtures("in_english")


def cell_of(portfolio, code):
    return SignOff.objects.get(portfolio=portfolio, work_process__code=code)


@pytest.mark.parametrize("before", [State.IN_PROGRESS, State.RETURNED])
def test_withdrawing_brings_back_the_state_before(portfolio, student, teacher, before):
    add_evidence(portfolio, "1.1")
    if before == State.RETURNED:
        assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    submission = hand_in(portfolio, "1.1")
    sign_off.withdraw(submission=submission, by=student)
    submission.refresh_from_db()
    assert cell_of(portfolio, "1.1").state == before
    assert submission.withdrawn_at is not None
    assert submission.closed_at is None


def test_what_somebody_assessed_is_not_withdrawn(portfolio, student, teacher, level4):
    level4.required_assessors = 2
    level4.save()
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    with pytest.raises(Refused, match="A teacher is busy with this already"):
        sign_off.withdraw(submission=submission, by=student)
    assert cell_of(portfolio, "1.1").state == State.SUBMITTED


def test_an_earlier_hand_in_is_not_withdrawn_in_place_of_the_open_one(portfolio, student, teacher):
    earlier = hand_in(portfolio, "1.1")
    assess(earlier, teacher, Outcome.INSUFFICIENT)
    latest = hand_in(portfolio, "1.1")
    with pytest.raises(Refused, match="decided or withdrawn meanwhile"):
        sign_off.withdraw(submission=earlier, by=student)
    latest.refresh_from_db()
    assert latest.is_open


@pytest.fixture
def raised(student, level3, level4, school_class, teacher, coordinator):
    """A portfolio with 2.1 signed off good at level 3 that moved up to level 4."""
    portfolio = make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher, Outcome.GOOD)
    portfolios.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Wants more."
    )
    return Portfolio.objects.get(pk=portfolio.pk)


def test_what_is_signed_off_at_the_level_is_not_handed_in_again(portfolio, teacher):
    signed_off(portfolio, "1.1", teacher)
    with pytest.raises(Refused, match="signed off already"):
        hand_in(portfolio, "1.1")


def test_below_the_level_it_may_be_handed_in_and_the_result_stands_until_the_next(
    raised, teacher, level3, level4
):
    def result():
        cell = cell_of(raised, "2.1")
        return cell.state, cell.grade, cell.given_at

    found = [result()]
    submission = hand_in(raised, "2.1")
    found.append(result())
    assess(submission, teacher, Outcome.INSUFFICIENT)
    found.append(result())
    again = hand_in(raised, "2.1")
    assess(again, teacher, Outcome.SUFFICIENT)
    found.append(result())
    assert found == [
        (State.SIGNED_OFF, "good", level3),
        (State.SUBMITTED, "good", level3),
        (State.RETURNED, "good", level3),
        (State.SIGNED_OFF, "sufficient", level4),
    ]


def test_withdrawing_it_leaves_it_signed_off_as_it_was(raised, student, level3):
    sign_off.withdraw(submission=hand_in(raised, "2.1"), by=student)
    cell = cell_of(raised, "2.1")
    assert (cell.state, cell.grade, cell.given_at) == (State.SIGNED_OFF, "good", level3)


def test_an_open_hand_in_is_judged_at_the_level_it_was_handed_in_for(
    portfolio, level3, level4, teacher, coordinator
):
    submission = hand_in(portfolio, "1.1")
    portfolios.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=level3, reason="Too much."
    )
    assess(submission, teacher)
    assert cell_of(portfolio, "1.1").given_at == level4
