"""What lies before the examination board, in a fixed number of queries.

Every number of progress comes from `class_overview`, and so from `progress`.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.models import WorkProcess
from portfolios import class_overview, clock, progress
from portfolios.enums import CompletionState, Shown, Verb
from portfolios.models import Completion, Exemption, LogEntry, Portfolio, SchoolClass, Submission
from portfolios.progress import explain
from portfolios.proposals import exemptions_in, weigh
from portfolios.queue import days_waiting
from portfolios.replay import versions_of

# How many units may still be open in a portfolio that is nearly complete.
NEARLY = 3
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Near:
    """One portfolio that is complete or nearly, with where it stands in words."""

    row: class_overview.Row
    missing: str
    stand: str


class Board:
    """The page of one member: everything is read when it is asked for, and once."""

    def __init__(self, user):
        self.user = user

    @property
    def _portfolios(self):
        return Portfolio.objects.visible_to(self.user).active()

    @cached_property
    def _tallies(self):
        return progress.tally(self._portfolios)

    @cached_property
    def _open_units(self):
        """How many units are open in each active portfolio, by its id: counted, as of a school."""
        profiles = self._portfolios.order_by().values_list("pk", "exit_profile")
        found = {pk: self._tallies.of(pk, profile) for pk, profile in profiles}
        return {pk: tally.total - tally.done for pk, tally in found.items()}

    @cached_property
    def rows(self):
        """The portfolios that the page tells of: near the end, proposed, or with an exemption."""
        near = [pk for pk, number in self._open_units.items() if number <= NEARLY]
        proposed = Completion.objects.open().filter(portfolio=OuterRef("pk"))
        exempted = Exemption.objects.standing().filter(portfolio=OuterRef("pk"))
        told = self._portfolios.filter(Q(pk__in=near) | Exists(proposed) | Exists(exempted))
        return {row.portfolio.pk: row for row in class_overview.rows(told.with_people())}

    @property
    def complete(self):
        """How many portfolios are complete."""
        return sum(number == 0 for number in self._open_units.values())

    @property
    def nearly(self):
        """How many are nearly complete."""
        return sum(0 < number <= NEARLY for number in self._open_units.values())

    @property
    def levels(self):
        """The levels of all active portfolios, highest first."""
        return sorted({one.level for one in self._tallies.profiles.values()}, reverse=True)

    @property
    def classes(self):
        """The classes of all active portfolios."""
        active = self._portfolios.filter(school_class=OuterRef("pk"))
        return SchoolClass.objects.filter(Exists(active)).order_by("school_year", "name")

    @cached_property
    def _completions(self):
        """The open proposals, and what was confirmed lately."""
        lately = Q(state=CompletionState.CONFIRMED, decided_at__gte=clock.now() - RECENT)
        return list(
            Completion.objects.visible_to(self.user)
            .filter(lately | Q(state=CompletionState.PROPOSED))
            .select_related("portfolio__student", "exit_profile", "proposed_by", "decided_by")
        )

    @cached_property
    def _open(self):
        found = [one for one in self._completions if one.portfolio_id in self.rows]
        found = [one for one in found if one.state == CompletionState.PROPOSED]
        for completion in found:
            completion.portfolio = self.rows[completion.portfolio_id].portfolio
        return found

    @cached_property
    def exemptions(self):
        """The standing ones of active portfolios; those to be granted again come first."""
        return sorted(exemptions_in(self.rows, self.user), key=lambda one: not one.waits)

    @property
    def proposals(self):
        """The open proposals, longest waiting first."""
        return weigh(self._open, self.rows, self.exemptions, self.user)

    def near(self, level=None, school_class=None):
        """Complete and nearly complete portfolios as `Near`, of a level and a class if given."""
        chosen = sorted(
            (
                row
                for row in self.rows.values()
                if row.open <= NEARLY
                and row.is_of(school_class)
                and level in (None, row.portfolio.exit_profile.level)
            ),
            key=lambda row: row.open,
        )
        since = defaultdict(dict)
        waiting = Submission.objects.visible_to(self.user).open()
        for portfolio, code, at in waiting.filter(
            sign_off__portfolio__in=[row.portfolio.pk for row in chosen]
        ).values_list("sign_off__portfolio", "sign_off__work_process__code", "submitted_at"):
            since[portfolio][code] = at
        proposed = {completion.portfolio_id for completion in self._open}
        return [
            Near(
                row=row,
                missing=explain.still_open(row.progress),
                stand=_stand(row, since[row.portfolio.pk], row.portfolio.pk in proposed),
            )
            for row in chosen
        ]

    @property
    def revoked(self):
        """The sign-offs that were taken back lately, latest first, each with its work process."""
        entries = list(
            LogEntry.objects.visible_to(self.user)
            .filter(verb__in=(Verb.REVOKED, Verb.PORTFOLIO_MOVED), at__gte=clock.now() - RECENT)
            .select_related("actor", "log_text", "portfolio__student")
            .order_by("-at", "-pk")
        )
        places = _places(entries)
        titles = {
            (one.qualification_id, one.code): one
            for one in WorkProcess.objects.filter(
                code__in={code for _version, code in places.values()},
                qualification__in={version for version, _code in places.values()},
            )
        }
        revoked = [entry for entry in entries if entry in places]
        for entry in revoked:
            entry.work_process = titles[places[entry]]
        return revoked

    @property
    def completed(self):
        """The levels that were completed lately, latest first."""
        found = [one for one in self._completions if one.state == CompletionState.CONFIRMED]
        return sorted(found, key=lambda one: (one.decided_at, one.pk), reverse=True)


def _places(entries):
    """The version and the code of each of these entries (latest first) that took a sign-off back;
    those of moves to another version are among them."""
    by_portfolio = defaultdict(list)
    for entry in entries[::-1]:
        by_portfolio[entry.portfolio].append((entry, json.loads(entry.facts)))
    return {
        entry: (version, facts["work_process"])
        for portfolio, pairs in by_portfolio.items()
        for (entry, facts), version in zip(
            pairs, versions_of(pairs, portfolio.qualification_id), strict=True
        )
        if entry.verb == Verb.REVOKED
    }


def _stand(row, since, is_proposed):
    """Where a portfolio stands: what happens next, and with whom it lies."""
    if is_proposed:
        return _("the proposal is there")
    if row.progress.is_complete:
        return _("no proposal yet")
    by_state = defaultdict(list)
    for missing in row.progress.missing:
        for cell in missing.cells:
            by_state[cell.shown].append(cell.code)
    waiting = [(since[code], code) for code in by_state[Shown.SUBMITTED] if code in since]
    if waiting:
        at, code = min(waiting)
        days = days_waiting(at)
        return ngettext(
            "%(code)s lies with the teacher, %(days)d day",
            "%(code)s lies with the teacher, %(days)d days",
            days,
        ) % {"code": code, "days": days}
    sentences = {
        Shown.RETURNED: _("%(code)s is back with the student"),
        Shown.IN_PROGRESS: _("%(code)s is in progress"),
        Shown.TO_CONFIRM: _("%(code)s is to be confirmed"),
    }
    for state, sentence in sentences.items():
        if codes := by_state[state]:
            return sentence % {"code": codes[0]}
    return str(Shown.NOT_STARTED.label)
