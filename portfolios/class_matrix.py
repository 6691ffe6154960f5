"""The matrix of a class: a line for each student, a square for each unit that is asked for."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from curriculum.models import CoreTask, WorkProcess
from portfolios import class_overview
from portfolios.enums import Shown
from portfolios.models import Submission
from portfolios.queue import LATE_AFTER, days_waiting


@dataclass(frozen=True)
class Column:
    """One work process, or the `place`-th unit of a core task that has a choice."""

    core_task: CoreTask
    work_process: WorkProcess | None = None
    place: int = 0

    @property
    def key(self):
        """What tells this column from the others."""
        return (self.core_task.pk, self.work_process.pk if self.work_process else None, self.place)


@dataclass(frozen=True)
class Square:
    """One unit of one student: what it shows, and the page that it leads to."""

    code: str
    shown: str
    address: str
    is_late: bool = False
    is_open_choice: bool = False


@dataclass(frozen=True)
class Line:
    """One student; a None among the squares stands for what their level does not ask for."""

    row: class_overview.Row
    squares: list

    @property
    def listed_name(self):
        """The name as a list has it, the last one first."""
        student = self.row.portfolio.student
        if not student.last_name:
            return str(student)
        return f"{student.last_name}, {student.first_name}"

    def shows(self, state):
        return any(square and square.shown == state for square in self.squares)


@dataclass(frozen=True)
class ClassMatrix:
    """The columns, grouped by core task, and the lines of the students."""

    columns: list
    lines: list

    @property
    def groups(self):
        """The core tasks in order, each with its columns."""
        found = {}
        for column in self.columns:
            found.setdefault(column.core_task.pk, (column.core_task, []))[1].append(column)
        return list(found.values())

    @property
    def states(self):
        """The states that occur, in the order of a legend."""
        found = {square.shown for line in self.lines for square in line.squares if square}
        return [state for state in Shown if state in found]


def build(rows, core_task=None):
    """The matrix of these rows (`class_overview.rows`): the union of what their levels ask.

    Of one core task where one is given. One query, whatever the number of rows.
    """
    columns = _columns(rows, core_task)
    waiting = _open_submissions(row.portfolio for row in rows)
    return ClassMatrix(columns, [Line(row, _squares(row, columns, waiting)) for row in rows])


def _columns(rows, core_task):
    """In the order of the structure; levels of one qualification share their core tasks."""
    by_profile = {row.progress.profile.pk: row.progress for row in rows}
    marked, order = set(), {}
    for progress in by_profile.values():
        for task in progress.tasks:
            if core_task is None or task.core_task == core_task:
                order.setdefault(task.core_task.pk, task)
                marked |= {cell.work_process.pk for cell in task.marked}
    columns = []
    for task in order.values():
        asked = [cell.work_process for cell in task.cells if cell.work_process.pk in marked]
        if task.core_task.choose and asked:
            columns += [Column(task.core_task, place=n) for n in range(task.core_task.choose)]
        else:
            columns += [Column(task.core_task, work_process) for work_process in asked]
    return columns


def _open_submissions(portfolios):
    """What waits for a decision: the id and the time of each, by the id of the cell."""
    waiting = Submission.objects.open().filter(sign_off__portfolio__in=list(portfolios))
    found = waiting.values_list("sign_off", "pk", "submitted_at")
    return {sign_off: (pk, submitted_at) for sign_off, pk, submitted_at in found}


def _squares(row, columns, waiting):
    tasks = {task.core_task.pk: task for task in row.progress.tasks}
    units = {pk: task.units for pk, task in tasks.items() if task.core_task.choose}
    cells = {cell.work_process.pk: cell for cell in row.progress.cells}
    home = row.portfolio.get_absolute_url()
    stem = reverse("portfolios:work_process_of", args=[row.portfolio.pk, "0"]).removesuffix("0/")
    squares = []
    for column in columns:
        if column.work_process:
            cell = cells.get(column.work_process.pk)
            if cell and (cell.marked or not cell.is_blank):
                squares.append(_square(cell, stem, waiting))
            else:
                squares.append(None)
        elif (of_task := units.get(column.core_task.pk)) and column.place < len(of_task):
            cell = of_task[column.place]
            if cell:
                squares.append(_square(cell, stem, waiting))
            else:
                number = str(column.core_task.number)
                squares.append(Square(number, Shown.NOT_STARTED, home, is_open_choice=True))
        else:
            squares.append(None)
    return squares


def _square(cell, stem, waiting):
    if cell.shown == Shown.SUBMITTED and cell.facts.sign_off_id in waiting:
        pk, submitted_at = waiting[cell.facts.sign_off_id]
        address = reverse("portfolios:review", args=[pk])
        return Square(cell.code, cell.shown, address, _is_late(submitted_at))
    return Square(cell.code, cell.shown, f"{stem}{cell.code}/")


def _is_late(submitted_at: datetime):
    return days_waiting(submitted_at) > LATE_AFTER
