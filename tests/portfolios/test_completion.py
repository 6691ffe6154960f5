"""Completing a level: proposed, decided, sealed, lapsed and reopened."""

import pytest

from portfolios import completion, log, sign_off
from portfolios.enums import CompletionState, PortfolioState
from portfolios.errors import Refused
from portfolios.models import Completion, Portfolio
from tests.factories import make_portfolio, signed_off, work_process

pytestmark = pytest.mark.usefixtures("in_english")


def fresh(portfolio):
    return Portfolio.objects.get(pk=portfolio.pk)


@pytest.fixture
def complete(student, level3, school_class, teacher, board_member):
    portfolio = make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher)
    signed_off(portfolio, "8.1", teacher)
    sign_off.exempt(
        portfolio=portfolio,
        work_process=work_process(portfolio, "2.2"),
        by=board_member,
        ground="A diploma.",
    )
    return portfolio


def test_a_completed_portfolio_is_sealed_and_can_be_reopened(complete, teacher, board_member):
    made = completion.propose(portfolio=complete, by=teacher)
    completion.confirm(completion=made, by=board_member)
    made.refresh_from_db()
    assert fresh(complete).state == PortfolioState.COMPLETED
    assert made.sealed_sha256 == log.sha256(made.sealed)
    with pytest.raises(Refused, match="is completed"):
        signed_off(complete, "8.2", teacher)
    completion.reopen(completion=made, by=board_member, reason="A mistake.")
    assert Completion.objects.get().state == CompletionState.REOPENED
    assert fresh(complete).state == PortfolioState.ACTIVE
