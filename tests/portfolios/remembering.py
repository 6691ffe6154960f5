"""Remembers how far portfolios were on some days, while steps are taken at set times."""

from contextlib import contextmanager
from unittest.mock import patch

from portfolios import clock, history, progress
from portfolios.models import Portfolio


def standing(portfolio, found):
    """What a page could show of a portfolio: its cells, its numbers, and where it is."""
    return {
        "done": found.done,
        "total": found.total,
        "profile": found.profile.slug,
        "level": found.profile.level,
        "units": found.units,
        "tasks": [(task.core_task.title, task.done, task.total) for task in found.tasks],
        "cells": [
            (
                cell.code,
                cell.work_process.title,
                cell.marked,
                cell.provisional,
                cell.chosen,
                str(cell.shown),
                cell.done,
                str(cell.facts.state),
                cell.facts.grade,
                cell.facts.given_level,
                cell.facts.exempt_level,
            )
            for cell in found.cells
        ],
        "missing": [(one.core_task.number, one.codes, one.count) for one in found.missing],
        "class": portfolio.school_class_id,
        "state": str(portfolio.state),
    }


def now_of(portfolios):
    """How every one of these portfolios stands now, by id."""
    return {
        pk: standing(overview.portfolio, overview.own)
        for pk, overview in progress.of(portfolios).items()
    }


def then_of(portfolios, moment):
    """How every one of them stood before this moment, read from what was logged."""
    found = history.of(portfolios, moment)
    return {pk: standing(past, past.progress) for pk, past in found.items()}


class Memory:
    """How each portfolio stood at some moments: read while its steps are taken, never afterwards.

    Steps of one portfolio come in order of time; those of several need not. So a portfolio is
    looked at before the clock passes a moment, and once more when it changed after all.
    """

    def __init__(self, moments):
        self.moments = sorted(moments)
        self.stood = {moment: {} for moment in self.moments}
        self._counts, self._changed_at = {}, {}

    @contextmanager
    def listening(self):
        """Listen to the clock that the steps inside are taken by."""
        really = clock.at

        @contextmanager
        def at(moment):
            self._look_before(moment)
            with really(moment):
                yield
            self._note_changes(moment)

        with patch.object(clock, "at", at):
            yield self
        self._note_changes(clock.now())
        self._look_before(None)

    def _note_changes(self, moment):
        for pk, count in Portfolio.objects.values_list("pk", "log_count"):
            if self._counts.get(pk) != count:
                self._counts[pk] = count
                self._changed_at[pk] = moment

    def _look_before(self, moment):
        """Look at what changed and would be looked at too late otherwise."""
        due = {
            pk: [one for one in self.moments if one > changed]
            for pk, changed in self._changed_at.items()
        }
        passed = {
            pk: moments
            for pk, moments in due.items()
            if moments and (moment is None or moments[0] <= moment)
        }
        if not passed:
            return
        found = now_of(Portfolio.objects.filter(pk__in=passed))
        for pk, moments in passed.items():
            del self._changed_at[pk]
            for one in moments:
                self.stood[one][pk] = found[pk]
