"""The engine reads from the database what one counts by hand, for several portfolios at once."""

import pytest

from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from portfolios import clock, progress
from portfolios.models import ChosenSpecialisation, Exemption, Portfolio, SignOff
from tests import factories
from tests.portfolios.progress_by_hand import count
from tests.portfolios.random_qualification import LEVELS, school

# The structures, the cells with their exemptions, the choices.
QUERIES = 3


def write(made, school_class):
    """The rows of a random school: the portfolios in order, and the exit profiles in order.

    What was given at a level was given at a profile of an earlier version.
    """
    earlier = Qualification.objects.create(name="Random", slug="random", version=1)
    given_at = {level: _profile(earlier, level, level) for level in LEVELS}
    qualification = Qualification.objects.create(name="Random", slug="random", version=2)
    profiles = [_profile(qualification, place, level) for place, level in enumerate(made.levels)]
    rows = {}
    for task in made.tasks:
        # Neither the number nor the code tells the order; the position does.
        core_task = CoreTask.objects.create(
            qualification=qualification,
            number=100 - task.number,
            choose=task.choose,
            position=task.number,
        )
        for place, row in enumerate(task.rows):
            rows[row.code] = WorkProcess.objects.create(
                qualification=qualification,
                core_task=core_task,
                code=row.code,
                position=place,
                retired=row.retired,
            )
            for profile, provisional in row.marks.items():
                Requirement.objects.create(
                    exit_profile=profiles[profile],
                    work_process=rows[row.code],
                    provisional=provisional,
                )
    portfolios = []
    for number, (own, work) in enumerate(made.students):
        portfolio = Portfolio.objects.create(
            student=factories.make_person(f"random{number}"),
            exit_profile=profiles[own],
            qualification=qualification,
            school_class=school_class,
            starts_on="2026-08-24",
            ends_on="2030-07-12",
        )
        portfolios.append(portfolio)
        for code, done in work.items():
            _write_cell(portfolio, rows[code], done, given_at)
    return portfolios, profiles


def _profile(qualification, number, level):
    return ExitProfile.objects.create(
        qualification=qualification, slug=f"p{number}", name="Profile", level=level, position=number
    )


def _write_cell(portfolio, work_process, done, given_at):
    cell = {"portfolio": portfolio, "work_process": work_process}
    if (done.state, done.grade) != ("not_started", ""):
        SignOff.objects.create(
            **cell, state=done.state, grade=done.grade, given_at=given_at.get(done.given)
        )
    for level, stands in done.exemptions:
        Exemption.objects.create(
            **cell,
            exit_profile=given_at[level],
            granted_by=portfolio.student,
            granted_at=clock.now(),
            ended_at=None if stands else clock.now(),
        )
    if done.chosen:
        ChosenSpecialisation.objects.create(**cell)


def compare(seed, school_class, django_assert_num_queries):
    made = school(seed, students=4)
    portfolios, profiles = write(made, school_class)
    # Somebody of another qualification is read along, and changes nothing.
    other = factories.make_qualification(slug="other")
    person = factories.make_person("other")
    portfolios.append(
        factories.make_portfolio(person, other.exit_profiles.get(level=4), school_class)
    )
    with django_assert_num_queries(QUERIES):
        overviews = progress.of(portfolios)
    assert (overviews[portfolios.pop().pk].own.done, len(overviews)) == (0, 5)
    for portfolio, (own, work) in zip(portfolios, made.students, strict=True):
        overview = overviews[portfolio.pk]
        assert numbers(overview.own) == expected(made, work, own)
        others = [place for place in range(len(profiles)) if place != own]
        assert [numbers(one) for one in overview.others] == [
            expected(made, work, place) for place in others
        ]
        for place, profile in enumerate(profiles):
            assert numbers(overview.at(profile)) == expected(made, work, place)


def numbers(found):
    """What the engine found, as plain data."""
    cells = [(c.code, c.marked, c.provisional, str(c.shown), c.done, c.chosen) for c in found.cells]
    places = [
        (unit.code if unit else None, str(shows))
        for task in found.tasks
        for unit, shows in zip(task.units, task.states, strict=True)
    ]
    return found.done, found.total, cells, places


def expected(made, work, profile):
    """The same by hand."""
    by_hand = count(made, work, profile)
    cells = [(u.code, u.asked, u.provisional, u.shows, u.counts, u.chosen) for u in by_hand.units]
    places = [place for task in by_hand.tasks for place in task.places]
    return by_hand.done, by_hand.total, cells, places


@pytest.mark.parametrize("seed", [7, 111, 150, 199])
def test_rows_give_what_one_counts_by_hand(seed, school_class, django_assert_num_queries):
    compare(seed, school_class, django_assert_num_queries)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(200, 400))
def test_rows_give_what_one_counts_by_hand_for_long(seed, school_class, django_assert_num_queries):
    compare(seed, school_class, django_assert_num_queries)
