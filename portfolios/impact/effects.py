"""What a change of the structure means for one running portfolio, and for all of them."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.models import Qualification
from portfolios import log
from portfolios.impact import words
from portfolios.models import Portfolio
from portfolios.progress.counting import UNDER_WAY


class Count(NamedTuple):
    """How many of how many."""

    done: int
    total: int

    @property
    def is_complete(self):
        return self.done == self.total


class Place(NamedTuple):
    """A work process that is asked from now on, or no longer, and what it shows then."""

    code: str
    shown: str
    done: bool


@dataclass(frozen=True)
class Change:
    """One running portfolio toward its own exit profile, before and after.

    `set_aside` are the codes of what is signed off or exempted and would not count any more;
    `in_progress` those of what the student works on, and would not be asked for any more.
    """

    portfolio: Portfolio
    before: Count
    after: Count
    set_aside: tuple
    in_progress: tuple
    dropped: tuple
    asked: tuple
    recounted: bool
    is_proposed: bool = False

    @property
    def falls(self):
        """Complete before, and not any more."""
        return self.before.is_complete and not self.after.is_complete

    @property
    def completes(self):
        return self.after.is_complete and not self.before.is_complete

    @property
    def voids(self):
        """Whether an open proposal for completion lapses."""
        return self.is_proposed and self.recounted

    @property
    def is_felt(self):
        """Whether the student would see anything of it."""
        return bool(self.before != self.after or self.set_aside or self.in_progress)

    @property
    def bar(self):
        """The parts of a bar: what counts before and after, then only before, only after."""
        stays = min(self.before.done, self.after.done)
        lost, won = self.before.done - stays, self.after.done - stays
        rest = max(self.before.total, self.after.total) - stays - lost - won
        return ["on"] * stays + ["lost"] * lost + ["won"] * won + [""] * rest

    @property
    def facts(self):
        """What of it a token stands for."""
        return [self.portfolio.pk, self.before, self.after, self.set_aside, self.in_progress,
                self.recounted, self.voids]  # fmt: skip


def change_of(portfolio, before, after, is_proposed):
    """The `Change` between two `Progress` of one portfolio."""
    outside = {cell.code for cell in before.outside}
    dropped, asked = [], []
    for code, cell in before.by_code.items():
        then = after.by_code[code]
        if cell.marked and not then.marked:
            dropped.append(Place(code, cell.shown, cell.done))
        elif then.marked and not cell.marked:
            asked.append(Place(code, then.shown, then.done))
    return Change(
        portfolio=portfolio,
        before=Count(before.done, before.total),
        after=Count(after.done, after.total),
        set_aside=tuple(cell.code for cell in after.outside if cell.code not in outside),
        in_progress=tuple(place.code for place in dropped if place.shown in UNDER_WAY),
        dropped=tuple(dropped),
        asked=tuple(asked),
        recounted=[cell.code for cell in before.counted] != [cell.code for cell in after.counted],
        is_proposed=is_proposed,
    )


@dataclass(frozen=True)
class Group:
    """The portfolios for which it means the same sort of thing, those that feel it first."""

    key: str
    label: str
    changes: tuple


LABELS = {
    "falls": _("No longer complete"),
    "completes": _("Becomes complete"),
    "less": _("Less that counts"),
    "more": _("More that counts"),
    "total": _("Another total"),
    "equal": _("Stays the same"),
}


def _key(change):
    if change.falls or change.completes:
        return "falls" if change.falls else "completes"
    if change.before.done != change.after.done:
        return "less" if change.after.done < change.before.done else "more"
    return "total" if change.before.total != change.after.total else "equal"


@dataclass(frozen=True)
class Impact:
    """The effect on every running portfolio of the exit profiles that are changed; or, in
    `refusal`, why it cannot be done. `before` and `after` are the version as data."""

    qualification: Qualification
    before: dict
    after: dict
    profiles: tuple = ()
    changes: tuple = ()
    completed: int = 0
    refusal: str = ""

    @cached_property
    def felt(self):
        """The portfolios that change, those that fall from complete first."""
        return sorted(
            (change for change in self.changes if change.is_felt), key=lambda c: not c.falls
        )

    @cached_property
    def falls(self):
        return [change for change in self.changes if change.falls]

    @cached_property
    def voided(self):
        """How many open proposals lapse."""
        return sum(change.voids for change in self.changes)

    @property
    def set_aside(self):
        """Codes of what is signed off or exempted somewhere, and would not count there."""
        codes = {code for change in self.changes for code in change.set_aside}
        rows = [row["code"] for task in self.before["core_tasks"] for row in task["work_processes"]]
        return [code for code in rows if code in codes]

    @cached_property
    def groups(self):
        """The portfolios by what it means to them, the worst first; no empty group."""
        found = {key: [] for key in LABELS}
        for change in self.changes:
            found[_key(change)].append(change)
        return [
            Group(key, LABELS[key], tuple(sorted(changes, key=lambda c: not c.is_felt)))
            for key, changes in found.items()
            if changes
        ]

    @property
    def sentences(self):
        """The effect in words, the worst first."""
        return words.sentences(self.felt)

    @cached_property
    def token(self):
        """Stands for what was seen: the structure before and after, and the whole outcome."""
        facts = sorted(change.facts for change in self.changes)
        return log.sha256(log.canonical([self.before, self.after, facts]))
