"""The numbers of a whole school against those that explain themselves."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portfolios import progress
from portfolios.models import Portfolio
from tests.portfolios.random_qualification import school
from tests.portfolios.test_progress_reading import write


def numbers(portfolios):
    """The numbers of each portfolio, counted by the database and explained by the engine."""
    tallies = progress.tally(portfolios)
    counted, explained = {}, {}
    for pk, overview in progress.of(portfolios).items():
        counted[pk] = tallies.of(pk, overview.portfolio.exit_profile_id)
        states = [facts.state for facts in overview.facts.values()]
        own = overview.own
        explained[pk] = (own.done, own.total, states.count("submitted"), states.count("returned"))
        assert counted[pk].is_complete == own.is_complete
    return counted, explained


@pytest.mark.parametrize("first", [0, 20, 120, 180])
def test_a_random_school_counts_to_the_same(school_class, first):
    for seed in range(first, first + 10):
        with transaction.atomic():
            write(school(seed, students=4), school_class)
            counted, explained = numbers(Portfolio.objects.all())
            assert len(counted) == 4
            assert counted == explained, seed
            transaction.set_rollback(True)


def test_a_portfolio_without_anything_has_its_total(portfolio):
    counted = progress.tally(Portfolio.objects.all()).of(portfolio.pk, portfolio.exit_profile_id)
    assert counted == (0, 6, 0, 0)


def test_two_queries_count_everything(portfolio):
    with CaptureQueriesContext(connection) as captured:
        progress.tally(Portfolio.objects.all())
    assert len(captured) == 2
