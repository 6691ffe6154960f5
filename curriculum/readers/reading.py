"""What a reader makes of a file: data for the checked structure, and what became of each row."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from curriculum import exchange
from curriculum.models import CoreTask, ExitProfile, Qualification, WorkProcess

MOST_ROWS = 5_000
MOST_COLUMNS = 100
_STEP = re.compile(r"(?:\.[^.\[]*|\[\d+\])\Z")
_LABELLED = (WorkProcess, CoreTask, ExitProfile, Qualification)


class Unreadable(exchange.Faulty):
    """The file as a whole cannot be read; the sentence says why."""

    def __init__(self, sentence):
        super().__init__([exchange.of_file(sentence)])


@dataclass(frozen=True)
class Asked:
    """What a person said beside the file; it goes before what the file says."""

    slug: str = ""
    version: int | None = None
    name: str = ""
    state: str = ""

    def over(self, data):
        """The data with what was asked."""
        said = {name: value for name, value in vars(self).items() if value not in ("", None)}
        return {**data, **said}


@dataclass
class Row:
    """One row of the file; `paths` are the places in the data that it fills."""

    place: str
    label: str = ""
    paths: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    skipped: str = ""

    @property
    def is_good(self):
        return not self.faults and not self.skipped


@dataclass
class Reading:
    """Data in the form of the exchange file, not checked yet, with the rows that it came from.

    `doubts` are open questions: what the file does not say for certain, or not at all.
    """

    data: dict
    rows: list
    faults: list = field(default_factory=list)
    doubts: list = field(default_factory=list)

    def sort_faults(self, faults):
        """Give each fault of the checked structure to its row, or to the file as a whole."""
        by_path = {path: row for row in self.rows for path in row.paths}
        for fault in faults:
            place, _colon, sentence = fault.partition(": ")
            path = place
            while path and path not in by_path:
                path = _STEP.sub("", path) if _STEP.search(path) else ""
            if path or ("" in by_path and place in exchange.QUALIFICATION.plain):
                rest = place[len(path) :].lstrip(".")
                by_path[path].faults.append(f"{named(rest)}: {sentence}" if rest else sentence)
            else:
                self.faults.append(fault)

    @property
    def told(self):
        """Every fault, with its row."""
        of_rows = [f"{row.place}, {fault}" for row in self.rows for fault in row.faults]
        return [*self.faults, *of_rows]


def named(place):
    """The name of a field for people; of a mark, with its exit profile."""
    first, _dot, rest = place.partition(".")
    if first == "marks":
        return f"{_('mark')} {rest}".strip()
    for model in _LABELLED:
        if first in {one.name for one in model._meta.fields}:
            return str(model._meta.get_field(first).verbose_name)
    return place
