"""All exit profiles of a portfolio side by side: what each would give, and what it still asks."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios import clock, progress, timeline
from portfolios.enums import PortfolioState, Shown
from portfolios.progress import explain
from portfolios.views import viewing

# How many profiles a title names one by one.
NAMED = 3


@require_safe
def own(request):
    """The levels side by side, for the student."""
    return _levels_page(request, viewing.own(request.user))


@require_safe
def of(request, pk):
    """The same, for who may see the portfolio."""
    return _levels_page(request, viewing.of(request.user, pk))


@dataclass(frozen=True)
class Level:
    """One exit profile on the page; `pads` are the places by which its bar is shorter."""

    progress: progress.Progress
    seen: viewing.Viewing
    pads: range

    @cached_property
    def explained(self):
        return explain.explain(self.progress)

    @property
    def is_own(self):
        return self.profile.pk == self.seen.portfolio.exit_profile_id

    @property
    def profile(self):
        return self.progress.profile

    @property
    def words(self):
        """What the bar shows, for who cannot see it."""
        return explain.units(self.progress)

    @property
    def counts(self):
        return self._squared(self.explained.counts)

    @property
    def to_confirm(self):
        return map(self._squared, self.explained.to_confirm)

    @property
    def begun(self):
        return map(self._squared, self.explained.begun)

    @property
    def beside(self):
        return map(self._squared, self.explained.beside)

    def _squared(self, group):
        """A group with a square for each cell: its page, and whether it is the student's turn."""
        mine = self.is_own and self.seen.may_work
        return group, [
            (cell, self.seen.work_process(cell.code), mine and cell.shown == Shown.RETURNED)
            for cell in group.cells
        ]


def _levels_page(request, seen):
    overview = progress.of_one(seen.portfolio)
    profiles = sorted(overview.structure.profiles.values(), key=lambda profile: profile.level)
    found = [overview.at(profile) for profile in profiles]
    longest = max(one.total for one in found)
    levels = [Level(one, seen, range(longest - one.total)) for one in found]
    states = {state for one in found for state in one.bar}
    rows = zip(*(one.tasks for one in found), strict=True)
    is_completed = seen.portfolio.state == PortfolioState.COMPLETED
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "today": clock.today(),
        "title": _title(profiles),
        "levels": levels,
        "others": [level for level in levels if not level.is_own],
        "legend": [state for state in Shown if state in states],
        "core_tasks": [
            (row[0], list(zip(levels, row, strict=True)))
            for row in rows
            if any(task.counts for task in row)
        ],
        "completion": timeline.latest_completion(seen.portfolio) if is_completed else None,
    }
    return render(request, "portfolios/portfolio/levels.html", context)


def _title(profiles):
    names = [profile.display_title for profile in profiles]
    if len(names) > NAMED:
        return _("All levels side by side")
    if len(names) == 1:
        return capfirst(names[0])
    words = _("%(list)s or %(last)s?") % {"list": ", ".join(names[:-1]), "last": names[-1]}
    return capfirst(words)
