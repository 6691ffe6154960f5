"""What a cell shows: the rule in Python and the rule in the database say the same, everywhere."""

from itertools import product

import pytest

from curriculum.models import ExitProfile, Requirement, WorkProcess
from portfolios import clock, progress
from portfolios.enums import Grade, Shown, State
from portfolios.models import Exemption, Portfolio, SignOff
from portfolios.progress import Facts
from portfolios.shown import is_done, shown, shown_expression

LEVELS = (2, 3, 4)


@pytest.mark.parametrize(
    ("facts", "marked", "expected"),
    [
        (Facts("not_started"), True, Shown.NOT_STARTED),
        (Facts("in_progress"), True, Shown.IN_PROGRESS),
        (Facts("submitted"), True, Shown.SUBMITTED),
        (Facts("returned"), True, Shown.RETURNED),
        (Facts("signed_off", "good", 3), True, Shown.GOOD),
        (Facts("signed_off", "sufficient", 4), True, Shown.SUFFICIENT),
        (Facts("signed_off", "good", 2), True, Shown.TO_CONFIRM),
        (Facts("submitted", "good", 2), True, Shown.SUBMITTED),
        (Facts("returned", "good", 2), True, Shown.RETURNED),
        (Facts("submitted", "good", 3), True, Shown.GOOD),
        (Facts("not_started", exempt_level=3), True, Shown.EXEMPT),
        (Facts("in_progress", exempt_level=4), True, Shown.EXEMPT),
        (Facts("not_started", exempt_level=2), True, Shown.TO_CONFIRM),
        (Facts("signed_off", "good", 2, exempt_level=3), True, Shown.EXEMPT),
        (Facts("signed_off", "good", 3, exempt_level=3), True, Shown.GOOD),
        (Facts("not_started"), False, Shown.NOT_STARTED),
        (Facts("in_progress"), False, Shown.IN_PROGRESS),
        (Facts("submitted"), False, Shown.SUBMITTED),
        (Facts("signed_off", "good", 3), False, Shown.OUTSIDE),
        (Facts("signed_off", "good", 2), False, Shown.OUTSIDE),
        (Facts("not_started", exempt_level=3), False, Shown.OUTSIDE),
    ],
)
def test_a_cell_at_level_three_shows(facts, marked, expected):
    assert shown(facts, 3, marked) == expected


@pytest.mark.parametrize(
    ("given", "exempt", "expected"),
    [
        (None, None, False),
        (2, None, False),
        (3, None, True),
        (4, None, True),
        (None, 2, False),
        (None, 3, True),
        (2, 4, True),
        (2, 2, False),
    ],
)
def test_done_is_signed_off_or_exempt_at_the_level_or_a_higher_one(given, exempt, expected):
    facts = Facts("signed_off" if given else "not_started", "good" if given else "", given, exempt)
    assert is_done(facts, 3) is expected


EXEMPTIONS = ((), (2,), (3,), (4,), (2, 3))
"""The levels at which a cell is exempted; beside them each has one that was ended."""


def cells(profiles):
    """Every state with every standing result that the database allows."""
    results = [("", None), *product(Grade.values, profiles.values())]
    for state, (grade, given_at) in product(State.values, results):
        if state != State.SIGNED_OFF or grade:
            yield state, grade, given_at


def exempt(portfolio, work_process, profile, **fields):
    Exemption.objects.create(
        portfolio=portfolio,
        work_process=work_process,
        exit_profile=profile,
        granted_by=portfolio.student,
        granted_at=clock.now(),
        **fields,
    )


def test_python_and_the_database_agree_on_every_combination(
    student, level4, qualification, school_class
):
    """Each cell is a real row, seen from each level, asked for and not, exempted and not."""
    Requirement.objects.all().delete()
    ExitProfile.objects.create(qualification=qualification, slug="small-2", name="Level 2", level=2)
    profiles = {level: qualification.exit_profiles.get(level=level) for level in LEVELS}
    portfolio = Portfolio.objects.create(
        student=student,
        exit_profile=level4,
        qualification=qualification,
        school_class=school_class,
        starts_on="2026-08-24",
        ends_on="2030-07-12",
    )
    task = qualification.core_tasks.first()
    combinations = list(product((True, False), EXEMPTIONS, cells(profiles)))
    for index, (marked, exempted, (state, grade, given_at)) in enumerate(combinations):
        work_process = WorkProcess.objects.create(
            qualification=qualification, core_task=task, code=f"x{index}", title="x"
        )
        SignOff.objects.create(
            portfolio=portfolio,
            work_process=work_process,
            state=state,
            grade=grade,
            given_at=given_at,
        )
        exempt(portfolio, work_process, profiles[4], ended_at=clock.now())
        for level in exempted:
            exempt(portfolio, work_process, profiles[level])
        if marked:
            for profile in profiles.values():
                Requirement.objects.create(exit_profile=profile, work_process=work_process)
    assert len(combinations) == 2 * 5 * (4 * 7 + 6)
    for profile in profiles.values():
        Portfolio.objects.update(exit_profile=profile)
        rows = SignOff.objects.annotate(shown=shown_expression()).order_by("pk")
        python = [
            shown(
                Facts(
                    state,
                    grade,
                    given_at.level if given_at else None,
                    exempt_level=max(exempted, default=None),
                ),
                profile.level,
                marked,
            )
            for marked, exempted, (state, grade, given_at) in combinations
        ]
        assert [row.shown for row in rows] == python
        read = progress.of_one(Portfolio.objects.get()).own.by_code
        assert [read[f"x{index}"].shown for index in range(len(python))] == python
