"""Progress that explains itself: what is still needed, what another exit profile would give, what
each option of a choice would still cost. Reads no database; the sentences stand beside the numbers.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios.enums import Shown
from portfolios.progress.counting import NEAREST, UNDER_WAY, Cell, Progress, TaskProgress, claim
from portfolios.progress.needed import listed, needed

__all__ = [
    "Explained",
    "Group",
    "Option",
    "explain",
    "moving",
    "needed",
    "options",
    "still_open",
    "units",
]

# How many codes a sentence names one by one.
LISTED_CODES = 5


def units(progress):
    """What the ruler of an exit profile shows: "38 units: 3 signed off: good, 35 not started"."""
    found = [f"{number} {Shown(state).label}" for state, number in progress.units]
    return _("%(profile)s, %(total)d units: %(list)s") % {
        "profile": progress.profile.display_title,
        "total": progress.total,
        "list": ", ".join(found),
    }


def still_open(progress):
    """What is still open toward an exit profile, as one sentence; empty when nothing is."""
    cells, choices = [], []
    for missing in progress.missing:
        if missing.is_choice:
            choices.append(
                ngettext(
                    "%(count)d specialisation of core task %(number)d",
                    "%(count)d specialisations of core task %(number)d",
                    missing.count,
                )
                % {"count": missing.count, "number": missing.core_task.number}
            )
        else:
            cells += missing.cells
    parts = [_with_state(cell) for cell in cells]
    if len(parts) > LISTED_CODES:
        parts = [
            ngettext("%(count)d work process", "%(count)d work processes", len(cells))
            % {"count": len(cells)}
        ]
    parts += choices
    if not parts:
        return ""
    return _("Still open: %(list)s.") % {"list": ", ".join(parts)}


def _with_state(cell):
    if cell.shown == Shown.NOT_STARTED:
        return cell.code
    if cell.waits_for_board:
        return _("%(code)s (to confirm by the examination board)") % {"code": cell.code}
    return f"{cell.code} ({Shown(cell.shown).label})"


@dataclass(frozen=True)
class Option:
    """One specialisation of a choice, and how many work processes it still takes."""

    cell: Cell
    cost: int
    words: str


def options(task):
    """The options of a core task with a choice, cheapest first."""
    nearest = sorted(task.marked, key=lambda c: (NEAREST.index(c.shown), not c.chosen))
    return [Option(cell, 0 if cell.done else 1, _cost(cell, task)) for cell in nearest]


def _cost(cell, task):
    """What still has to happen to one option."""
    if cell.done:
        return _("counts already") if cell in task.units else _("signed off, and not needed")
    if not task.open:
        return _("not needed any more")
    if cell.waits_for_board:
        return _("exempted at a lower level: the examination board decides")
    if cell.shown == Shown.TO_CONFIRM and cell.facts.to_confirm:
        return _("came along from another version: a teacher has to confirm it")
    return {
        Shown.TO_CONFIRM: _("signed off at a lower level: a teacher has to confirm it"),
        Shown.SUBMITTED: _("handed in: the teacher decides"),
        Shown.RETURNED: _("came back with feedback: improve it and hand it in again"),
        Shown.IN_PROGRESS: _("in progress: not handed in yet"),
        Shown.NOT_STARTED: _("not started yet"),
    }[cell.shown]


@dataclass(frozen=True)
class Group:
    """Work processes to which the same happens, and in a sentence what."""

    shown: str
    words: str
    cells: tuple


@dataclass(frozen=True)
class Explained:
    """What an exit profile gives: what counts, what is to confirm, what is missing, what is beside
    it. `begun` and `fresh` are what is missing even when all that waits for a confirmation is
    confirmed; together they are the fewest work processes that would do.
    """

    progress: Progress
    begun: tuple
    fresh: tuple

    @property
    def missing(self):
        """How many units are still to be shown."""
        return sum(len(group.cells) for group in self.begun) + sum(n.count for n in self.fresh)

    @property
    def summary(self):
        """The first thing to read: how many are to go, and how many of them are on their way."""
        progress = self.progress
        if progress.is_complete:
            return _("Everything that %(profile)s asks for counts.") % _named(progress)
        parts = [_("%(count)d to go.") % {"count": progress.open}]
        if begun := sum(len(group.cells) for group in self.begun):
            words = ngettext(
                "%(count)d of them is on its way.", "%(count)d of them are on their way.", begun
            )
            parts.append(words % {"count": begun})
        if waiting := progress.open - self.missing:
            words = ngettext(
                "%(count)d of them is shown at a lower level already.",
                "%(count)d of them are shown at a lower level already.",
                waiting,
            )
            parts.append(words % {"count": waiting})
        return " ".join(parts)

    @property
    def counts(self):
        """What counts now."""
        return _counts(self.progress)

    @property
    def to_confirm(self):
        """What waits for a confirmation: of teachers, and of the examination board."""
        return [group for group in _to_confirm(self.progress) if group.cells]

    @property
    def beside(self):
        """What this exit profile does not ask for."""
        return [group for group in _beside(self.progress) if group.cells]

    @property
    def choices(self):
        """The core tasks in which something is still to choose or to finish, with their options."""
        return [
            (task, options(task))
            for task in self.progress.counting
            if task.core_task.choose and task.open
        ]


def explain(progress):
    """What there is to say of a portfolio toward one exit profile."""
    begun, fresh = [], []
    for task in progress.counting:
        under_way, rest, count = _split(task)
        begun += under_way
        if count:
            fresh.append((task, rest, count))
    groups = [
        Group(shown, words, cells)
        for shown, words in (
            (Shown.SUBMITTED, _("Handed in: the teacher decides.")),
            (Shown.RETURNED, _("Came back with feedback, to be handed in again.")),
            (Shown.IN_PROGRESS, _("In progress, not handed in yet.")),
        )
        if (cells := tuple(cell for cell in begun if cell.shown == shown))
    ]
    return Explained(progress, tuple(groups), tuple(listed(progress, fresh)))


def _split(task: TaskProgress):
    """What is still to be shown of one core task: the cells under way that it takes, the cells
    among which the rest is found, and how many of those."""
    under_way = [cell for cell in task.marked if cell.shown in UNDER_WAY]
    rest = [cell for cell in task.marked if cell.shown == Shown.NOT_STARTED]
    if not task.core_task.choose:
        return under_way, rest, len(rest)
    left = max(0, task.open - len(task.to_confirm))
    under_way = sorted(under_way, key=claim)[:left]
    return under_way, rest, left - len(under_way)


def moving(progress):
    """What a move to this exit profile brings about, each with what it happens to, if anything."""
    again = Group(
        Shown.SUBMITTED,
        _("Signed off at a lower level and handed in again since: counts once it is signed off."),
        tuple(progress.judged_again),
    )
    return [_counts(progress), *_to_confirm(progress), again, *_beside(progress)]


def _counts(progress):
    words = _("Signed off or exempted at this level or a higher one: counts for %(profile)s.")
    if not progress.done:
        words = _("Nothing counts for %(profile)s yet.")
        if progress.to_confirm:
            words = _("A sign-off of a lower level does not count for %(profile)s by itself.")
    return Group(Shown.SUFFICIENT, words % _named(progress), tuple(progress.counted))


def _to_confirm(progress):
    assessors = progress.profile.required_assessors
    words = ngettext(
        "Signed off at a lower level. A teacher of the class looks at each one, and confirms "
        "whether it is good enough for %(profile)s.",
        "Signed off at a lower level. %(count)d teachers of the class look at each one, and "
        "confirm whether it is good enough for %(profile)s.",
        assessors,
    )
    yield Group(
        Shown.TO_CONFIRM,
        words % {"count": assessors, **_named(progress)},
        tuple(progress.of_lower_level),
    )
    if progress.came_along:
        words = _(
            "Came along from another version of the qualification. A teacher of the class confirms "
            "whether it is good enough for %(profile)s."
        )
        yield Group(Shown.TO_CONFIRM, words % _named(progress), tuple(progress.came_along))
    words = _("Exempted at a lower level. The examination board decides for %(profile)s.")
    yield Group(Shown.EXEMPT, words % _named(progress), tuple(progress.exemptions_to_confirm))


def _beside(progress):
    words = _("Does not count: %(profile)s does not ask for it. It stays visible.")
    yield Group(Shown.OUTSIDE, words % _named(progress), tuple(progress.outside))
    words = _("Under way, but %(profile)s does not ask for it.")
    yield Group(Shown.IN_PROGRESS, words % _named(progress), tuple(progress.unasked))


def _named(progress):
    return {"profile": progress.profile.display_title}
