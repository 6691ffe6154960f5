"""Counts cells, core tasks and whole portfolios toward one exit profile; reads no database."""

from collections import Counter
from dataclasses import dataclass, field

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


def needed(choose, marked):
    """How many units a core task has: its marks, or `choose` of them; none without a mark."""
    return choose or marked if marked else 0


@dataclass(frozen=True)
class Facts:
    """What is known of one cell, apart from any exit profile."""

    state: str = "not_started"
    grade: str = ""
    given_level: int | None = None
    exempt_level: int | None = None
    sign_off_id: int | None = None


NOTHING = Facts()


@dataclass(frozen=True)
class Cell:
    """One work process as it stands toward one exit profile."""

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

    @property
    def marked(self):
        return tuple(cell for cell in self.cells if cell.marked)

    @property
    def counts(self):
        """Whether the exit profile asks for anything in this core task."""
        return bool(self.marked)

    @property
    def total(self):
        return needed(self.core_task.choose, len(self.marked))

    @property
    def done(self):
        return min(self.total, sum(cell.done for cell in self.marked))

    @property
    def chosen(self):
        """The chosen specialisations that this exit profile asks for."""
        return tuple(cell for cell in self.marked if cell.chosen)

    @property
    def units(self):
        """One cell for each unit of the total; None where no specialisation counts or is chosen.

        In a choice: the specialisations that count, else the chosen ones.
        """
        if not self.core_task.choose:
            return self.marked
        done = sorted((cell for cell in self.marked if cell.done), key=lambda c: not c.chosen)
        open_choices = [cell for cell in self.chosen if not cell.done]
        units = [*done, *open_choices][: self.total]
        return (*units, *[None] * (self.total - len(units)))

    @property
    def missing(self):
        """What is still needed here, or None."""
        if self.done == self.total:
            return None
        todo = tuple(cell for cell in self.marked if not cell.done)
        count = self.total - self.done if self.core_task.choose else len(todo)
        return Missing(self.core_task, todo, count)


@dataclass(frozen=True)
class Progress:
    """A portfolio toward one exit profile."""

    profile: ExitProfile
    tasks: tuple
    by_code: dict = field(repr=False)

    @property
    def counting(self):
        return tuple(task for task in self.tasks if task.counts)

    @property
    def total(self):
        return sum(task.total for task in self.tasks)

    @property
    def done(self):
        return sum(task.done for task in self.tasks)

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
        return [task.missing for task in self.counting if task.missing]

    @property
    def cells(self):
        return [cell for task in self.tasks for cell in task.cells]

    @property
    def to_confirm(self):
        """Signed off or exempted at a lower level: waits for a confirmation, does not count."""
        return [cell for cell in self.cells if cell.marked and cell.shown == Shown.TO_CONFIRM]

    @property
    def sign_offs_to_confirm(self):
        """Those of them that assessors of the class can confirm."""
        return [cell for cell in self.to_confirm if cell.facts.given_level is not None]

    @property
    def exemptions_to_confirm(self):
        """Those of them that only the examination board can give again, at this level."""
        return [cell for cell in self.to_confirm if cell.facts.given_level is None]

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
    def units(self):
        """What each unit of the total shows, in the order of a bar: done first."""
        found = Counter(
            unit.shown if unit else Shown.NOT_STARTED
            for task in self.counting
            for unit in task.units
        )
        return [(state, found[state]) for state in (*DONE, *OPEN_ORDER) if found[state]]

    def count(self, *states):
        """How many units of the total show one of these states."""
        return sum(number for state, number in self.units if state in states)
