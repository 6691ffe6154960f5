"""What a version leaves open: found in its matrix, each with what would settle it.

Nothing about a question is stored apart. It goes when the structure changes so that it is no
question any more; or, where it is answered by leaving all as it is, when a note of one of its
rows says so: a line that begins with the sign of a decision and what the question is about,
"✓ 5.3 / 5.5: left as it is". The note shows the decision to everybody, and goes along with a copy
and a file. Missing descriptions stay a question until they are written.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.models import CoreTask, Requirement, WorkProcess

DECIDED = "✓"
ALIKE = 0.9
"""From here titles count as nearly the same: "klachteninformatie" and "klachtinformatie" do,
"tekeningen" and "werktekeningen" do not."""


class Step(StrEnum):
    """What settles a question with one click."""

    KEEP = "keep"
    TAKE_AWAY = "take_away"
    RETIRE = "retire"
    CHOOSE = "choose"
    LEAVE = "leave"


@dataclass(frozen=True)
class Question:
    """Something for the school to decide about one or more rows."""

    kind: str
    about: str
    """The codes it is about, as the note of a decision writes them."""
    title: str
    sentence: str
    rows: tuple[WorkProcess | CoreTask, ...]
    steps: dict[Step, str]
    mark: Requirement | None = None
    choose: int | None = None
    """How many can be chosen, where fewer are marked than the core task asks for."""

    @property
    def key(self):
        """What tells it from the other questions of the version."""
        return f"{self.kind} {self.about}"

    @property
    def places(self):
        """Where its rows stand in the grid: anchors, and what the rows are called."""
        return [
            (f"task-{row.pk}", row.number)
            if isinstance(row, CoreTask)
            else (f"process-{row.pk}", row.code)
            for row in self.rows
        ]

    @property
    def is_decided(self):
        """Whether a note says that all stays as it is."""
        signs = (f"{DECIDED} {self.about}", f"{DECIDED} {self.about}:")
        lines = [line.strip() for row in self.rows for line in row.note.splitlines()]
        return any(line == signs[0] or line.startswith(signs[1]) for line in lines)


def of(table):
    """The open questions of a matrix, in its order; asks the database nothing."""
    found = [
        *_provisional(table),
        *_unasked(table),
        *_marked_and_retired(table),
        *_too_few(table),
        *_alike(table),
        *_gaps(table),
        *_without_description(table),
    ]
    return [question for question in found if not question.is_decided]


def _provisional(table):
    for row in table.rows:
        for profile, mark in zip(table.profiles, row.marks, strict=True):
            if mark and mark.provisional:
                process = row.work_process
                facts = {"code": process.code, "profile": profile}
                yield Question(
                    "provisional",
                    f"{process.code} {profile.slug}",
                    _("Does %(profile)s ask for %(code)s?") % facts,
                    process.note or _("The mark is provisional: it counts until you decide."),
                    (process,),
                    {Step.KEEP: _("Keep the mark"), Step.TAKE_AWAY: _("Take the mark away")},
                    mark=mark,
                )


def _unasked(table):
    """Work processes of no exit profile; where that is a whole core task, one question."""
    if not table.profiles:
        return
    for group in table.groups:
        left = [row for row in group.rows if not row.work_process.retired]
        found = [row.work_process for row in left if not any(row.marks)]
        if len(found) == len(left) > 1:
            task = group.core_task
            yield Question(
                "unasked",
                str(task.number),
                _("Core task %(number)d is asked by no exit profile") % {"number": task.number},
                _("“%(title)s” counts nowhere.") % {"title": task.display_title},
                (task,),
                {Step.LEAVE: _("Leave it so")},
            )
            continue
        for process in found:
            yield Question(
                "unasked",
                process.code,
                _("%(code)s is asked by no exit profile") % {"code": process.code},
                _("“%(title)s” counts nowhere.") % {"title": process.display_title},
                (process,),
                {Step.RETIRE: _("Retire it"), Step.LEAVE: _("Leave it so")},
            )


def _marked_and_retired(table):
    for row in table.rows:
        process = row.work_process
        if process.retired and any(row.marks):
            yield Question(
                "retired",
                process.code,
                _("%(code)s is retired, but still asked") % {"code": process.code},
                _("A version with such a mark cannot be published."),
                (process,),
                {Step.TAKE_AWAY: _("Take its marks away")},
            )


def _too_few(table):
    for group in table.groups:
        task = group.core_task
        if not task.choose:
            continue
        marked = [group.marked(column) for column in range(len(table.profiles))]
        fewest = min(filter(None, marked), default=0)
        if fewest >= task.choose:
            continue
        facts = {"number": task.number, "choose": task.choose, "marked": fewest}
        yield Question(
            "too_few",
            str(task.number),
            _("Core task %(number)d asks for more than there is") % facts,
            _("A student chooses %(choose)d, but %(marked)d can be chosen.") % facts,
            (task,),
            {
                Step.CHOOSE: _("Let the student choose %(marked)d") % facts
                if fewest
                else _("Let all count")
            },
            choose=fewest or None,
        )


def _alike(table):
    """Titles that are the same or nearly so; three of them are one question."""
    titles = [
        (row.work_process, _plain(row.work_process.title))
        for row in table.rows
        if not row.work_process.retired
    ]
    together = {}
    matcher = SequenceMatcher(autojunk=False)
    for index, (second, title) in enumerate(titles):
        matcher.set_seq2(title)
        for first, other in titles[:index]:
            matcher.set_seq1(other)
            if _is_alike(matcher, other, title):
                group = together.setdefault(first.pk, [first])
                if second not in group:
                    group.append(second)
                together[second.pk] = group
                break
    seen = []
    for group in together.values():
        if group in seen:
            continue
        seen.append(group)
        codes = [process.code for process in group]
        quoted = ", ".join(f"“{process.display_title}”" for process in group)
        yield Question(
            "alike",
            " / ".join(codes),
            _("Are %(codes)s the same?") % {"codes": ", ".join(codes)},
            _("Their titles are nearly the same: %(titles)s.") % {"titles": quoted},
            tuple(group),
            {
                Step.LEAVE: _("Keep them all"),
                Step.RETIRE: _("Retire %(code)s") % {"code": codes[-1]},
            },
        )


def _plain(title):
    return " ".join(re.findall(r"\w+", title.casefold()))


def _is_alike(matcher, one, other):
    # What differs in a number is meant to differ: "level 3" and "level 4".
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return (
        matcher.real_quick_ratio() >= ALIKE
        and matcher.quick_ratio() >= ALIKE
        and matcher.ratio() >= ALIKE
    )


def _gaps(table):
    """Numbers that are left out, among the core tasks and within each of them."""
    tasks = [(str(group.core_task.number), group.core_task) for group in table.groups]
    yield from _gaps_in(tasks)
    for group in table.groups:
        yield from _gaps_in([(row.work_process.code, row.work_process) for row in group.rows])


def _gaps_in(rows):
    numbered = defaultdict(dict)
    for code, row in rows:
        found = re.fullmatch(r"(.*?)([0-9]{1,9})", code)
        if found:
            numbered[found[1]][int(found[2])] = (code, row)
    for numbers in numbered.values():
        in_order = sorted(numbers)
        for before, after in pairwise(in_order):
            if after > before + 1:
                (first, one), (last, other) = numbers[before], numbers[after]
                facts = {"first": first, "last": last, "missing": after - before - 1}
                yield Question(
                    "gap",
                    f"{first} … {last}",
                    _("%(first)s is followed by %(last)s") % facts,
                    ngettext(
                        "%(missing)d number is missing between them.",
                        "%(missing)d numbers are missing between them.",
                        facts["missing"],
                    )
                    % facts,
                    (one, other),
                    {Step.LEAVE: _("Leave it so")},
                )


def _without_description(table):
    found = [
        row.work_process
        for row in table.rows
        if not row.work_process.description.strip() and not row.work_process.retired
    ]
    if found:
        yield Question(
            "description",
            "",
            ngettext(
                "%(count)d work process has no description",
                "%(count)d work processes have no description",
                len(found),
            )
            % {"count": len(found)},
            _("A student reads there what is asked, and what good evidence shows."),
            tuple(found),
            {},
        )
