"""As it was on a day: portfolios as they stood that evening, read from what was logged.

The log says where the cells and the portfolio stood, `StructureChange` what was asked then, and
the engine of `progress` computes with both. Of the log only steps are read that everybody who
sees the portfolio may know, so the past looks the same to all of them.
"""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from curriculum.models import QualificationState
from portfolios import progress
from portfolios.enums import PortfolioState, State, Verb
from portfolios.models import LogEntry, Portfolio, StructureChange
from portfolios.progress.past import rebuild
from portfolios.replay import Replay


@dataclass(frozen=True)
class Past:
    """One portfolio as it stood at a moment."""

    portfolio: Portfolio
    replayed: Replay
    structure: progress.Structure

    @property
    def state(self):
        return PortfolioState(self.replayed.state)

    @property
    def is_active(self):
        return self.state == PortfolioState.ACTIVE

    @property
    def school_class_id(self):
        return self.replayed.school_class

    @cached_property
    def profile(self):
        """The exit profile that the portfolio had then."""
        return self._profiles[self.replayed.exit_profile]

    @cached_property
    def progress(self):
        """Toward the exit profile of then."""
        return self.at(self.profile)

    def at(self, profile):
        return self.structure.progress(profile.pk, self.facts, self.chosen)

    @cached_property
    def facts(self):
        """What was known of each cell, by the id of its work process."""
        found = {
            self._ids[code]: progress.Facts(
                cell.state, cell.grade, self._given_level(cell), to_confirm=cell.to_confirm
            )
            for code, cell in self.replayed.cells.items()
            if code in self._ids
        }
        for code, slug, level in self.replayed.exemptions.values():
            level = self._profiles[slug].level if level is None else level
            pk = self._ids[code]
            found[pk] = found.get(pk, progress.Facts()).exempted(level)
        return found

    @cached_property
    def chosen(self):
        codes = self.replayed.chosen_codes
        return frozenset(pk for code, pk in self._ids.items() if code in codes)

    @property
    def waiting(self):
        """How many cells lay with the teacher."""
        return self._cells_in(State.SUBMITTED)

    @property
    def returned(self):
        return self._cells_in(State.RETURNED)

    def _cells_in(self, state):
        return sum(facts.state == state for facts in self.facts.values())

    def _given_level(self, cell):
        if not cell.given_at:
            return None
        if cell.given_level is None:
            return self._profiles[cell.given_at].level
        return cell.given_level

    @cached_property
    def _profiles(self):
        return {profile.slug: profile for profile in self.structure.profiles.values()}

    @cached_property
    def _ids(self):
        rows = self.structure.work_processes.values()
        return {row.code: row.pk for group in rows for row in group}


def evening(day):
    """The moment that ends this day in the school's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def as_it_was(portfolio, moment):
    """The `Past` of one portfolio before this moment; None where it had not begun."""
    return of([portfolio], moment).get(portfolio.pk)


def class_as_it_was(school_class, moment, *, by):
    """Who was in a class before this moment and had not left the school, as this person may know.

    A `Past` for each of them: of those who went to another class since, only where the person
    may see them now.
    """
    left = LogEntry.objects.filter(
        verb=Verb.CLASS_CHANGED, facts__contains=f'"former":{school_class.pk},'
    )
    candidates = (
        Portfolio.objects.visible_to(by)
        .filter(Q(school_class=school_class) | Q(pk__in=left.values("portfolio")))
        .select_related("student")
    )
    return [
        past
        for past in of(candidates, moment).values()
        if past.school_class_id == school_class.pk and past.state != PortfolioState.CLOSED
    ]


def of(portfolios, moment):
    """The `Past` of each portfolio that had begun, by id, in a fixed number of queries."""
    portfolios = list(portfolios)
    replays = {portfolio.pk: Replay() for portfolio in portfolios}
    entries = LogEntry.objects.filter(portfolio__in=replays, verb__in=Replay.VERBS, at__lt=moment)
    for pk, verb, facts in entries.order_by("portfolio", "number").values_list(
        "portfolio", "verb", "facts"
    ):
        replays[pk].read(verb, json.loads(facts))
    begun = {pk: replay for pk, replay in replays.items() if replay.state}
    # The version of then, which another one may have taken the place of.
    structures = _structures({replay.qualification for replay in begun.values()}, moment)
    return {
        portfolio.pk: Past(
            portfolio, begun[portfolio.pk], structures[begun[portfolio.pk].qualification]
        )
        for portfolio in portfolios
        if portfolio.pk in begun
    }


def began_on(portfolio):
    """The day on which the log of a portfolio begins."""
    first = portfolio.log.filter(number=1).values_list("at", flat=True).first()
    return timezone.localdate(first)


def _structures(qualifications, moment):
    """What each version asked before this moment, by id.

    That is what it was before the first change since, else what it is now. Before it counted, a
    version is taken to have been what it was when it was published.
    """
    found = progress.read_structures(qualifications)
    since = StructureChange.objects.filter(at__gte=moment)
    first = since.filter(qualification=OuterRef("qualification")).order_by("at", "pk")
    changes = since.filter(qualification__in=found, pk=Subquery(first.values("pk")[:1]))
    for pk, before, after in changes.values_list("qualification", "before", "after"):
        data = json.loads(before) if before else None
        if data is None or data["state"] == QualificationState.DRAFT:
            data = json.loads(after)
        found[pk] = rebuild(data, found[pk])
    return found
