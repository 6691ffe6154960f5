"""What a student can do now, in the order in which it helps."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from curriculum.models import CoreTask
from portfolios import sign_off, timeline
from portfolios.enums import Shown
from portfolios.models import EvidenceLink
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


@dataclass(frozen=True)
class Suggestion:
    """Something to go on with: a choice to make, or a cell and what it still needs."""

    core_task: CoreTask
    cell: Cell | None = None
    obstacles: tuple = ()


@dataclass(frozen=True)
class ToDo:
    """Everything there is to do, for the page of the student."""

    returned: list
    ready: list
    suggestions: list

    @property
    def count(self):
        """How many wait for the student."""
        return len(self.returned) + len(self.ready)

    @property
    def codes(self):
        """The work processes of which it is the student's turn."""
        return {item.cell.code for item in (*self.returned, *self.ready)}


def of(portfolio, progress, user):
    """What the student of this portfolio can do now; a fixed number of queries."""
    pieces = _pieces(portfolio)
    back = [c for task in progress.counting for c in task.marked if c.shown == Shown.RETURNED]
    feedback = timeline.why_returned(portfolio, [c.facts.sign_off_id for c in back], user)
    returned = [Returned(cell, feedback.get(cell.facts.sign_off_id, [])) for cell in back]
    ready, choices, chosen, begun, fresh = [], [], [], [], []
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
    return ToDo(returned, ready, [*chosen, *choices, *begun, *fresh][:SUGGESTIONS])


def _pieces(portfolio):
    """What a hand-in of each work process would take along, by the id of the work process."""
    newer = EvidenceLink.objects.filter(
        work_process=OuterRef("work_process"),
        evidence__replaces=OuterRef("evidence"),
        evidence__removed_at=None,
    )
    links = (
        EvidenceLink.objects.filter(~Exists(newer))
        .filter(evidence__portfolio=portfolio, evidence__removed_at=None)
        .select_related("evidence")
        .prefetch_related("evidence__files")
    )
    found = defaultdict(list)
    for link in links:
        found[link.work_process_id].append(link.evidence)
    return found
