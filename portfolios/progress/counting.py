"""Counts cells, core tasks and whole portfolios toward one exit profile; reads no database."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils.functional import cached_property

from curriculum.models import CoreTask, ExitProfile, WorkProcess
from portfolios.enums import Shown

# In which order open units stand in a bar, after what is done.
OPEN_ORDER = (
    Shown.SUBMITTED,
    Shown.RETURNED,
    Shown.IN_PROGRESS,
    Shown.TO_CONFIRM,
    Shown.NOT_STARTED,
)
DONE = (Shown.GOOD, Shown.SUFFICIENT, Shown.EXEMPT)
UNDER_WAY = (Shown.SUBMITTED, Shown.RETURNED, Shown.IN_PROGRESS)
# Which work process of a choice is nearest to counting: what asks least of the student first.
NEAREST = (
    *DONE,
    Shown.TO_CONFIRM,
    Shown.SUBMITTED,
    Shown.RETURNED,
    Shown.IN_PROGRESS,
    Shown.NOT_STARTED,
)


def needed(choose, marked):
    """How many units a core task has: its marks, or `choose` of them; none without a mark."""
    return choose or marked if marked else 0


@dataclass(frozen=True)
class Facts:
    """What is known of one cell, apart from any exit profile.

    `to_confirm`: its result came along from another version, and counts once it is confirmed.
    """

    state: str = "not_started"
    grade: str = ""
    given_level: int | None = None
    exempt_level: int | None = None
    sign_off_id: int | None = None
    to_confirm: bool = False

    def exempted(self, level):
        """The same with an exemption at this level: of several the highest counts."""
        known = level if self.exempt_level is None else self.exempt_level
        return replace(self, exempt_level=max(level, known))


NOTHING = Facts()


class Cell(NamedTuple):
    """One work process as it stands toward one exit profile; a tuple, as a school has a million."""

    work_process: WorkProcess
    facts: Facts
    marked: bool
    provisional: bool
    chosen: bool
    shown: str
    done: bool

    @property
    def code(self):
        return self.work_process.code

    @property
    def waits_for_board(self):
        """To confirm, and only the examination board can: exempted at a lower level."""
        return self.shown == Shown.TO_CONFIRM and self.facts.given_level is None

    @property
    def is_blank(self):
        """Neither asked for nor worked on: grid paper."""
        return not self.marked and self.shown == Shown.NOT_STARTED


@dataclass(frozen=True)
class Missing:
    """What is still needed in one core task: all of these cells, or `count` of them."""

    core_task: CoreTask
    cells: tuple
    count: int

    @property
    def codes(self):
        return [cell.code for cell in self.cells]

    @property
    def is_choice(self):
        return self.core_task.choose is not None


@dataclass(frozen=True)
class TaskProgress:
    """One core task toward one exit profile."""

    core_task: CoreTask
    cells: tuple

    @cached_property
    def marked(self):
        return tuple([cell for cell in self.cells if cell.marked])

    @property
    def counts(self):
        """Whether the exit profile asks for anything in this core task."""
        return bool(self.marked)

    @cached_property
    def total(self):
        return needed(self.core_task.choose, len(self.marked))

    @cached_property
    def done(self):
        return min(self.total, sum([cell.done for cell in self.marked]))

    @property
    def open(self):
        """How many units are still needed."""
        return self.total - self.done

    @property
    def chosen(self):
        """The chosen specialisations that this exit profile asks for."""
        return tuple(cell for cell in self.marked if cell.chosen)

    @property
    def to_choose(self):
        """How many specialisations are still to be chosen for what is open."""
        if not self.core_task.choose:
            return 0
        return max(0, self.open - sum(not cell.done for cell in self.chosen))

    @cached_property
    def units(self):
        """One cell for each unit of the total; None where a specialisation is neither chosen nor
        begun.

        In a choice: the specialisations that count, else the chosen ones, else those begun.
        """
        if not self.core_task.choose:
            return self.marked
        claims = [c for c in self.marked if c.chosen or c.shown != Shown.NOT_STARTED]
        units = sorted(claims, key=claim)[: self.total]
        return (*units, *[None] * (self.total - len(units)))

    @property
    def states(self):
        """What each unit shows, in the order of `units`."""
        return [unit.shown if unit else Shown.NOT_STARTED for unit in self.units]

    @property
    def bar(self):
        """What each unit shows, in the order of a bar: done first."""
        return sorted(self.states, key=_BAR_ORDER.index)

    @property
    def to_confirm(self):
        """Signed off or exempted at a lower level: waits for a confirmation, does not count."""
        return [cell for cell in self.marked if cell.shown == Shown.TO_CONFIRM]

    @property
    def missing(self):
        """What is still needed here, or None."""
        if self.done == self.total:
            return None
        todo = tuple(cell for cell in self.marked if not cell.done)
        return Missing(self.core_task, todo, self.open)


_BAR_ORDER = (*DONE, *OPEN_ORDER)


def claim(cell):
    """Which cells of a choice take its units first: those that count, then the chosen ones."""
    return not cell.done, not cell.chosen, 0 if cell.done else NEAREST.index(cell.shown)


@dataclass(frozen=True)
class Progress:
    """A portfolio toward one exit profile."""

    profile: ExitProfile
    tasks: tuple
    by_code: dict = field(repr=False)

    @cached_property
    def counting(self):
        return tuple([task for task in self.tasks if task.counts])

    @cached_property
    def total(self):
        return sum([task.total for task in self.tasks])

    @cached_property
    def done(self):
        return sum([task.done for task in self.tasks])

    @property
    def open(self):
        """How many units are still needed."""
        return self.total - self.done

    @property
    def is_complete(self):
        return self.done == self.total

    @property
    def counted(self):
        """The cells that make up `done`: in a choice no more than it asks for."""
        return [
            unit for task in self.counting for unit in task.units if unit is not None and unit.done
        ]

    @property
    def missing(self):
        """The list of what is still needed, one entry for each core task with something open."""
        return [task.missing for task in self.counting if task.open]

    @cached_property
    def cells(self):
        return tuple([cell for task in self.tasks for cell in task.cells])

    @cached_property
    def to_confirm(self):
        """Signed off or exempted at a lower level: waits for a confirmation, does not count."""
        return [cell for task in self.counting for cell in task.to_confirm]

    @property
    def sign_offs_to_confirm(self):
        """Those of them that assessors of the class can confirm."""
        return [cell for cell in self.to_confirm if not cell.waits_for_board]

    @property
    def came_along(self):
        """Those of them whose result came along from another version of the qualification."""
        return [cell for cell in self.sign_offs_to_confirm if cell.facts.to_confirm]

    @property
    def of_lower_level(self):
        """Those of them that were signed off at a lower level."""
        return [cell for cell in self.sign_offs_to_confirm if not cell.facts.to_confirm]

    @property
    def exemptions_to_confirm(self):
        """Those of them that only the examination board can give again, at this level."""
        return [cell for cell in self.to_confirm if cell.waits_for_board]

    @property
    def judged_again(self):
        """Signed off at a lower level and handed in again since: only a decision lets it count."""
        ongoing = (Shown.SUBMITTED, Shown.RETURNED)
        return [cell for cell in self.cells if cell.facts.given_level and cell.shown in ongoing]

    @property
    def outside(self):
        """Signed off, but this exit profile does not ask for it."""
        return [cell for cell in self.cells if cell.shown == Shown.OUTSIDE]

    @property
    def unasked(self):
        """Under way, but this exit profile does not ask for it."""
        return [cell for cell in self.cells if not cell.marked and cell.shown in UNDER_WAY]

    @cached_property
    def units(self):
        """What each unit of the total shows, in the order of a bar: done first."""
        found = Counter()
        for task in self.counting:
            found.update(task.states)
        return [(state, found[state]) for state in _BAR_ORDER if found[state]]

    @property
    def bar(self):
        """The same with an entry for each unit: the parts of a bar or a ruler."""
        return [state for state, number in self.units for _unit in range(number)]

    def count(self, *states):
        """How many units of the total show one of these states."""
        return sum(number for state, number in self.units if state in states)
