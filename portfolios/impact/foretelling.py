"""Tells beforehand what a change of one version would do.

The change is made, the structure is read as the engine of progress reads it, and all of it is
rolled back at once; only then the engine computes, so that nobody waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction

from curriculum import exporter, structure
from curriculum.models import Qualification
from portfolios import progress
from portfolios.enums import PortfolioState
from portfolios.impact.effects import Impact, change_of
from portfolios.models import Completion, Portfolio

AT_A_TIME = 1_000
"""Of how many portfolios the cells are held at once."""


@dataclass(frozen=True)
class Plan:
    """A change of one version that is not carried out yet; `step` takes the version."""

    qualification: Qualification
    step: Callable


@dataclass(frozen=True)
class Reading:
    """One version at one moment, as data and as the engine reads it."""

    data: dict
    structure: progress.Structure

    @classmethod
    def now(cls, qualification):
        return cls(
            exporter.as_data(_fresh(qualification)),
            progress.read_structures([qualification.pk])[qualification.pk],
        )


def foretell(plan):
    """The `Impact` of a plan; nothing stays."""
    before = Reading.now(plan.qualification)
    try:
        after = _try_out(plan)
    except structure.Refused as reason:
        return Impact(plan.qualification, before.data, before.data, refusal=str(reason))
    return compare(plan, before, after)


def carried_out(plan):
    """The version as it reads once the step is taken, in the transaction of the caller."""
    plan.step(_fresh(plan.qualification))
    return Reading.now(plan.qualification)


def running(qualification):
    """The portfolios that would feel a change of this version."""
    return Portfolio.objects.active().filter(qualification=qualification)


def compare(plan, before, after, locked=None):
    """The `Impact` of a version that read so before, and reads so after.

    On the running portfolios toward the exit profiles that ask something else; where some are
    `locked`, on those alone: what began since begins with what is asked then.
    """
    changed = [
        pk
        for pk in before.structure.profiles
        if _asks(before.structure, pk) != _asks(after.structure, pk)
    ]
    portfolios = [
        portfolio
        for portfolio in running(plan.qualification).filter(exit_profile__in=changed).with_people()
        if locked is None or portfolio.pk in locked
    ]
    proposals = Completion.objects.open().filter(portfolio__exit_profile__in=changed)
    proposed = set(proposals.values_list("portfolio", flat=True))
    completed = Portfolio.objects.filter(exit_profile__in=changed, state=PortfolioState.COMPLETED)
    return Impact(
        plan.qualification,
        before.data,
        after.data,
        profiles=tuple(before.structure.profiles[pk] for pk in changed),
        changes=tuple(_changes(portfolios, before.structure, after.structure, proposed)),
        completed=completed.count(),
    )


def _changes(portfolios, before, after, proposed):
    """A `Change` for each portfolio, some at a time: what was read of one is not kept."""
    for start in range(0, len(portfolios), AT_A_TIME):
        some = portfolios[start : start + AT_A_TIME]
        overviews = progress.of(some)
        for portfolio in some:
            found = overviews.pop(portfolio.pk)
            was, then = (replace(found, structure=one).own for one in (before, after))
            yield change_of(portfolio, was, then, portfolio.pk in proposed)


def _try_out(plan):
    with transaction.atomic():
        after = carried_out(plan)
        transaction.set_rollback(True)
    return after


def _fresh(qualification):
    """A row of its own: a step that is rolled back must leave nothing in the one at hand."""
    return Qualification.objects.get(pk=qualification.pk)


def _asks(read, profile):
    """What an exit profile asks for, and how many where there is a choice."""
    marks = read.marks.get(profile, {})
    return [
        (task.choose, {row.pk: marks[row.pk] for row in rows})
        for task in read.core_tasks
        if (rows := [row for row in read.work_processes[task.pk] if row.pk in marks])
    ]
