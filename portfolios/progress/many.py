"""Counts a whole school: the numbers of progress alone, in a fixed number of queries.

`of` makes an object for each cell, which explains itself; for thousands of portfolios the database
counts instead. The rules are those of `shown` and `counting`; a test holds the two ways together.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, Value, When

from curriculum.models import ExitProfile
from portfolios.enums import State
from portfolios.models import Exemption, SignOff
from portfolios.progress.counting import needed
from portfolios.shown import is_marked, is_signed_off

# The core task, where it has a choice: no more than it asks for counts. None for all others.
_CHOICE = Case(
    When(work_process__core_task__choose__isnull=False, then=F("work_process__core_task"))
)


class Tally(NamedTuple):
    """The numbers of one portfolio toward its own exit profile."""

    done: int
    total: int
    waiting: int
    returned: int

    @property
    def is_complete(self):
        return self.done == self.total


@dataclass(frozen=True)
class Tallies:
    """The numbers of many portfolios, and the exit profiles that they are toward."""

    profiles: dict
    _totals: dict
    _limits: dict
    _done: dict
    _ongoing: dict

    def of(self, portfolio_id, profile_id):
        """The `Tally` of a portfolio that has this exit profile."""
        limits = self._limits.get(profile_id, {})
        done = sum(
            number if choice is None else min(number, limits[choice])
            for choice, number in self._done.get(portfolio_id, {}).items()
        )
        waiting, returned = self._ongoing.get(portfolio_id, (0, 0))
        return Tally(done, self._totals.get(profile_id, 0), waiting, returned)


def tally(portfolios):
    """The `Tallies` of a query of portfolios, of any number, in two queries."""
    profiles, totals, limits = {}, defaultdict(int), defaultdict(dict)
    asked = ExitProfile.objects.filter(pk__in=portfolios.order_by().values("exit_profile"))
    for profile in asked.annotate(
        core_task=F("requirements__work_process__core_task"),
        choose=F("requirements__work_process__core_task__choose"),
        marked=Count("requirements"),
    ):
        profiles.setdefault(profile.pk, profile)
        units = needed(profile.choose, profile.marked)
        totals[profile.pk] += units
        limits[profile.pk][profile.core_task] = units
    done, ongoing = defaultdict(dict), {}
    counted = _cells(portfolios).union(_exempted(portfolios), all=True)
    for portfolio, choice, number, waiting, returned in counted:
        if number:
            done[portfolio][choice] = done[portfolio].get(choice, 0) + number
        if waiting or returned:
            before = ongoing.get(portfolio, (0, 0))
            ongoing[portfolio] = before[0] + waiting, before[1] + returned
    return Tallies(profiles, totals, limits, done, ongoing)


def _cells(portfolios):
    """What was signed off and what goes on: (portfolio, choice, done, waiting, returned)."""
    goes_on = Q(state__in=(State.SUBMITTED, State.RETURNED))
    return (
        SignOff.objects.current()
        .filter(goes_on | Q(given_at__isnull=False), portfolio__in=portfolios.order_by())
        .order_by()
        .annotate(
            choice=_CHOICE,
            mark=FilteredRelation(
                "work_process__requirements",
                condition=Q(work_process__requirements__exit_profile=F("portfolio__exit_profile")),
            ),
        )
        .values_list("portfolio", "choice")
        .annotate(
            done=Count("mark", filter=is_signed_off()),
            waiting=Count("pk", filter=Q(state=State.SUBMITTED)),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
        )
    )


def _exempted(portfolios):
    """What is done by an exemption and not by a sign-off: (portfolio, choice, done, 0, 0)."""
    cell = SignOff.objects.filter(
        is_signed_off(), portfolio=OuterRef("portfolio"), work_process=OuterRef("work_process")
    )
    return (
        Exemption.objects.standing()
        .filter(
            Q(is_marked()),
            ~Exists(cell),
            portfolio__in=portfolios.order_by(),
            exit_profile__level__gte=F("portfolio__exit_profile__level"),
            to_confirm=False,
        )
        .order_by()
        .annotate(choice=_CHOICE)
        .values_list("portfolio", "choice")
        .annotate(done=Count("work_process", distinct=True), waiting=Value(0), returned=Value(0))
    )
