"""What a student can do now, in the order in which it helps; and what others have to do first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from curriculum.models import CoreTask
from portfolios import pace, sign_off, timeline
from portfolios.enums import Shown
from portfolios.models import Evidence
from portfolios.progress import Cell

SUGGESTIONS = 5


@dataclass(frozen=True)
class Returned:
    """A cell that came back, with the feedback that came along."""

    cell: Cell
    feedback: list


@dataclass(frozen=True)
class Ready:
    """A cell of which nothing stands in the way of handing in."""

    cell: Cell
    pieces: list

    @property
    def has_reflection(self):
        return any(piece.starr_complete for piece in self.pieces)


@dataclass(frozen=True)
class Suggestion:
    """Something to go on with: a choice to make, or a cell and what it still needs."""

    core_task: CoreTask
    cell: Cell | None = None
    obstacles: tuple = ()


@dataclass(frozen=True)
class Waiting:
    """A cell that was handed in, and when."""

    cell: Cell
    since: datetime | None


@dataclass(frozen=True)
class ToDo:
    """Everything there is to do, for the page of the student."""

    returned: list
    ready: list
    suggestions: list
    waiting: list

    @property
    def count(self):
        """How many wait for the student."""
        return len(self.returned) + len(self.ready)

    @property
    def codes(self):
        """The work processes of which it is the student's turn."""
        return {item.cell.code for item in (*self.returned, *self.ready)}


def of(portfolio, progress, user, steps):
    """What the student of this portfolio can do now; a fixed number of queries.

    What came back stands first, then what only needs to be handed in. Of the rest: a choice is
    made in a minute, what was begun is sooner ready than what is new, and of what is new the
    chosen specialisation comes first. `steps` are those of `pace`.
    """
    marked = [cell for task in progress.counting for cell in task.marked]
    pieces = _pieces(portfolio, [c for c in marked if c.shown == Shown.IN_PROGRESS])
    back = [cell for cell in marked if cell.shown == Shown.RETURNED]
    feedback = timeline.why_returned(portfolio, [c.facts.sign_off_id for c in back], user)
    ready, choices, begun, chosen, fresh = [], [], [], [], []
    for task in progress.counting:
        if task.done == task.total:
            continue
        if task.to_choose:
            choices.append(Suggestion(task.core_task))
        for cell in task.marked:
            suggestion = Suggestion(task.core_task, cell)
            if cell.shown == Shown.IN_PROGRESS:
                linked = pieces[cell.work_process.pk]
                obstacles = sign_off.obstacles(linked, progress.profile)
                if obstacles:
                    begun.append(Suggestion(task.core_task, cell, tuple(obstacles)))
                else:
                    ready.append(Ready(cell, linked))
            elif cell.shown == Shown.NOT_STARTED:
                if cell.chosen:
                    chosen.append(suggestion)
                elif not task.core_task.choose:
                    fresh.append(suggestion)
    handed_in = pace.handed_in(steps)
    return ToDo(
        returned=[Returned(cell, feedback.get(cell.facts.sign_off_id, [])) for cell in back],
        ready=ready,
        suggestions=[*choices, *begun, *chosen, *fresh][:SUGGESTIONS],
        waiting=[
            Waiting(cell, handed_in.get(cell.code))
            for cell in marked
            if cell.shown == Shown.SUBMITTED
        ],
    )


def _pieces(portfolio, cells):
    """What a hand-in of each of these cells would take along, by the id of the work process."""
    found = defaultdict(list)
    if cells:
        ids = [cell.work_process.pk for cell in cells]
        for piece in Evidence.objects.for_cells(portfolio, ids).order_by("pk"):
            found[piece.cell].append(piece)
    return found
