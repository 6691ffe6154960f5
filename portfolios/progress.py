"""How far a portfolio is: the one source of every number on every screen and export.

`of(portfolios)` reads what is needed for any number of portfolios in a fixed number of queries;
`Overview.at(profile)` computes. Nothing here is stored.

For an exit profile, each core task with at least one mark counts its marks, or `choose` of them.
Done is: signed off, or exempted, at this level or a higher one.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from curriculum.models import CoreTask, ExitProfile, Requirement, WorkProcess
from portfolios.enums import Shown
from portfolios.models import ChosenSpecialisation, SignOff
from portfolios.shown import is_done, shown

# In which order open units stand in a bar, after what is done.
OPEN_ORDER = (
    Shown.SUBMITTED,
    Shown.RETURNED,
    Shown.IN_PROGRESS,
    Shown.TO_CONFIRM,
    Shown.NOT_STARTED,
)
DONE = (Shown.GOOD, Shown.SUFFICIENT, Shown.EXEMPT)


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
        if not self.counts:
            return 0
        return self.core_task.choose or len(self.marked)

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


@dataclass(frozen=True)
class Structure:
    """What one version of a qualification asks, read once for any number of portfolios."""

    core_tasks: tuple
    work_processes: dict
    profiles: dict
    marks: dict

    def progress(self, profile_id, facts, chosen):
        """Compute the progress of one portfolio toward one of the exit profiles."""
        profile = self.profiles[profile_id]
        marks = self.marks.get(profile_id, {})
        by_code, tasks = {}, []
        for core_task in self.core_tasks:
            cells = []
            for work_process in self.work_processes.get(core_task.pk, ()):
                fact = facts.get(work_process.pk, NOTHING)
                marked = work_process.pk in marks
                cell = Cell(
                    work_process=work_process,
                    facts=fact,
                    marked=marked,
                    provisional=marks.get(work_process.pk, False),
                    chosen=work_process.pk in chosen,
                    shown=shown(fact, profile.level, marked),
                    done=marked and is_done(fact, profile.level),
                )
                cells.append(cell)
                by_code[work_process.code] = cell
            tasks.append(TaskProgress(core_task, tuple(cells)))
        return Progress(profile, tuple(tasks), by_code)


@dataclass(frozen=True)
class Overview:
    """What is known of one portfolio: ask it for the progress toward any exit profile."""

    portfolio: object
    structure: Structure
    facts: dict
    chosen: frozenset

    def at(self, profile):
        return self.structure.progress(profile.pk, self.facts, self.chosen)

    @property
    def own(self):
        """Toward the portfolio's own exit profile."""
        return self.structure.progress(self.portfolio.exit_profile_id, self.facts, self.chosen)

    @property
    def others(self):
        """Toward every other exit profile of the qualification."""
        return [
            self.structure.progress(pk, self.facts, self.chosen)
            for pk in self.structure.profiles
            if pk != self.portfolio.exit_profile_id
        ]


def of(portfolios):
    """An `Overview` for each of the portfolios, by id, in a fixed number of queries."""
    portfolios = list(portfolios)
    structures = read_structures({portfolio.qualification_id for portfolio in portfolios})
    ids = [portfolio.pk for portfolio in portfolios]
    facts, chosen = defaultdict(dict), defaultdict(set)
    cells = SignOff.objects.filter(portfolio__in=ids).values_list(
        "portfolio", "work_process", "state", "grade", "given_at__level", "pk"
    )
    for portfolio, work_process, state, grade, level, pk in cells:
        facts[portfolio][work_process] = Facts(state, grade, level, None, pk)
    choices = ChosenSpecialisation.objects.filter(portfolio__in=ids)
    for portfolio, work_process in choices.values_list("portfolio", "work_process"):
        chosen[portfolio].add(work_process)
    return {
        portfolio.pk: Overview(
            portfolio,
            structures[portfolio.qualification_id],
            facts[portfolio.pk],
            frozenset(chosen[portfolio.pk]),
        )
        for portfolio in portfolios
    }


def of_one(portfolio):
    """The `Overview` of one portfolio."""
    return of([portfolio])[portfolio.pk]


def read_structures(qualification_ids):
    """The `Structure` of each qualification, by id."""
    found = {
        pk: Structure(core_tasks=(), work_processes=defaultdict(list), profiles={}, marks={})
        for pk in qualification_ids
    }
    tasks = defaultdict(list)
    for task in CoreTask.objects.filter(qualification__in=found).order_by("position", "pk"):
        tasks[task.qualification_id].append(task)
    by_pk = {task.pk: task for group in tasks.values() for task in group}
    for work_process in WorkProcess.objects.filter(qualification__in=found).order_by(
        "position", "pk"
    ):
        work_process.core_task = by_pk[work_process.core_task_id]
        found[work_process.qualification_id].work_processes[work_process.core_task_id].append(
            work_process
        )
    for profile in ExitProfile.objects.filter(qualification__in=found).order_by("position", "pk"):
        found[profile.qualification_id].profiles[profile.pk] = profile
        found[profile.qualification_id].marks[profile.pk] = {}
    marks = Requirement.objects.filter(exit_profile__qualification__in=found).values_list(
        "exit_profile__qualification", "exit_profile", "work_process", "provisional"
    )
    for qualification, profile, work_process, provisional in marks:
        found[qualification].marks[profile][work_process] = provisional
    return {
        pk: Structure(
            tuple(tasks[pk]), structure.work_processes, structure.profiles, structure.marks
        )
        for pk, structure in found.items()
    }
