"""What the tests of the steps share."""

import pytest
from django.utils import translation

from portfolios.enums import Role
from tests.factories import make_person_with_role, make_portfolio, signed_off
from tests.portfolios.completing import exempt


@pytest.fixture
def in_english():
    """The sentences of refusals as they stand in the code, whatever the default language says."""
    with translation.override("en"):
        yield


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
    return make_person_with_role("member", Role.BOARD)
