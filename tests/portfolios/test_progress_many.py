"""The numbers of a whole school against those that explain themselves."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from portfolios import clock, progress
from portfolios.models import Exemption, Portfolio, SignOff
from tests import factories
from tests.portfolios.test_progress_engine import LEVELS, schools


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


@pytest.fixture
def students(db):
    return [factories.make_person(f"level{level}") for level in LEVELS], factories.make_class("4A")


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(schools(), min_size=1, max_size=2))
def test_a_random_school_counts_to_the_same(students, board_member, made):
    with transaction.atomic():
        for number, tasks in enumerate(made):
            write(number, tasks, *students, board_member)
        counted, explained = numbers(Portfolio.objects.all())
        assert len(counted) == len(LEVELS) * len(made)
        assert counted == explained
        transaction.set_rollback(True)


def write(number, tasks, people, school_class, board_member):
    """A random qualification as rows, and at each level a portfolio in which all of it is so."""
    qualification = Qualification.objects.create(name="Random", slug=f"random{number}", version=1)
    profiles = {
        level: ExitProfile.objects.create(
            qualification=qualification, slug=str(level), name=str(level), level=level
        )
        for level in LEVELS
    }
    portfolios = [
        Portfolio.objects.create(
            student=person,
            exit_profile=profiles[level],
            qualification=qualification,
            school_class=school_class,
            starts_on=date(2026, 8, 24),
            ends_on=date(2030, 7, 12),
        )
        for level, person in zip(LEVELS, people, strict=True)
    ]
    cells, exemptions = [], []
    for place, (choose, options) in enumerate(tasks, 1):
        task = CoreTask.objects.create(
            qualification=qualification, number=place, title="Task", choose=choose, position=place
        )
        for position, (marks, facts, _chosen) in enumerate(options):
            work_process = WorkProcess.objects.create(
                qualification=qualification,
                core_task=task,
                code=f"{place}.{position}",
                title="Does",
                position=position,
            )
            for level in marks:
                Requirement.objects.create(exit_profile=profiles[level], work_process=work_process)
            for portfolio in portfolios if facts else ():
                cells.append(
                    SignOff(
                        portfolio=portfolio,
                        work_process=work_process,
                        state=facts.state,
                        grade=facts.grade,
                        given_at=profiles.get(facts.given_level),
                    )
                )
                # Of a lower level too: the highest is what counts.
                exemptions += [
                    Exemption(
                        portfolio=portfolio,
                        work_process=work_process,
                        exit_profile=profiles[level],
                        granted_by=board_member,
                        granted_at=clock.now(),
                    )
                    for level in LEVELS
                    if level <= (facts.exempt_level or 0)
                ]
    SignOff.objects.bulk_create(cells)
    Exemption.objects.bulk_create(exemptions)


def test_a_portfolio_without_anything_has_its_total(portfolio):
    counted = progress.tally(Portfolio.objects.all()).of(portfolio.pk, portfolio.exit_profile_id)
    assert counted == (0, 6, 0, 0)


def test_two_queries_count_everything(portfolio):
    with CaptureQueriesContext(connection) as captured:
        progress.tally(Portfolio.objects.all())
    assert len(captured) == 2
