"""A move and a step of somebody else at once: one wins, the other is told."""

import pytest
from django.db import connection

from portfolios import moving
from portfolios.models import Portfolio
from tests.factories import add_evidence, hand_in, make_person, signed_off
from tests.portfolios.at_once import WON, at_once
from tests.portfolios.moving import versions

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]


@pytest.mark.parametrize("turn", range(5))
def test_a_move_and_a_hand_in(portfolio, mapping, administrator, turn):
    add_evidence(portfolio, "1.1")
    ends = at_once(
        lambda: moving.move(portfolio=portfolio, mapping=mapping, by=administrator),
        lambda: hand_in(portfolio, "1.1"),
    )
    assert ends.count(WON) == 1
    now = Portfolio.objects.get(pk=portfolio.pk)
    has_moved = now.qualification_id == mapping.target.pk
    assert has_moved is (ends[0] == WON)
    assert versions.states(now) == {"1.1": "in_progress" if has_moved else "submitted"}
    assert versions.breaks() == []


def test_two_moves_of_one_portfolio(portfolio, teacher, mapping, administrator):
    signed_off(portfolio, "1.1", teacher)
    other = make_person("other", is_staff=True)
    ends = at_once(
        lambda: moving.move(portfolio=portfolio, mapping=mapping, by=administrator),
        lambda: moving.move(portfolio=portfolio, mapping=mapping, by=other),
    )
    assert sorted(ends) == sorted([WON, "This portfolio has another version already."])
    assert versions.breaks() == []
