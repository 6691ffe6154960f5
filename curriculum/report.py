"""The report of an import: what becomes of each row of the file, and which questions stay open.

Every row of the file is a line here, so that as many rows come in as are written and reported.
"""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from curriculum import exchange
from curriculum.readers.reading import named

PARTS = {
    "exit_profiles": exchange.EXIT_PROFILE,
    "core_tasks": exchange.CORE_TASK,
    "work_processes": exchange.WORK_PROCESS,
}


class Fate(models.TextChoices):
    """What becomes of one row."""

    ERROR = "error", pgettext_lazy("row of a file", "error")
    SKIPPED = "skipped", pgettext_lazy("row of a file", "not taken over")
    CREATED = "created", pgettext_lazy("row of a file", "new")
    CHANGED = "changed", pgettext_lazy("row of a file", "changes")
    HELD = "held", pgettext_lazy("row of a file", "waits for the other rows")
    UNCHANGED = "unchanged", pgettext_lazy("row of a file", "unchanged")


MOST_TOLD, MOST_SIGNS = 200, 500
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
WRITTEN = (Fate.CREATED, Fate.CHANGED, Fate.UNCHANGED)


@dataclass(frozen=True)
class Line:
    """One row of the file; a change is (field, old text, new text)."""

    place: str
    label: str
    fate: str
    reasons: list = field(default_factory=list)
    changes: list = field(default_factory=list)

    @property
    def fate_label(self):
        return Fate(self.fate).label


@dataclass(frozen=True)
class Report:
    """All of it: `faults` are of the file as a whole, `doubts` the open questions.

    `also` is what changes and has no row: what is not in the file any more, and the order.
    """

    lines: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    doubts: list = field(default_factory=list)
    also: list = field(default_factory=list)

    @property
    def counts(self):
        """How many rows have each fate, those with a row alone, worst first."""
        found = Counter(line.fate for line in self.lines)
        return [(fate, found[fate]) for fate in Fate if found[fate]]

    @property
    def rows(self):
        return len(self.lines)

    @property
    def written(self):
        return sum(line.fate in WRITTEN for line in self.lines)

    @property
    def reported(self):
        """How many rows are not written, each with its reason."""
        return self.rows - self.written

    @property
    def is_refused(self):
        return bool(self.faults) or any(line.fate == Fate.ERROR for line in self.lines)

    @property
    def errors(self):
        return [line for line in self.lines if line.fate == Fate.ERROR]

    @property
    def others(self):
        """The rows without an error, those that change something first."""
        order = list(Fate)
        return sorted(
            (line for line in self.lines if line.fate != Fate.ERROR),
            key=lambda line: order.index(Fate(line.fate)),
        )

    def as_data(self):
        """The report as JSON holds it: long texts, and more faults than one reads, cut short."""
        return _short(asdict(self))

    @classmethod
    def of_data(cls, data):
        lines = [Line(**line) for line in data.get("lines", [])]
        return cls(**{**data, "lines": lines})


def _short(value):
    if isinstance(value, dict):
        return {name: _short(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        # Lines are as many as a reader lets in.
        limit = len(value) if value and isinstance(value[0], dict) else MOST_TOLD
        found = [_short(inner) for inner in value[:limit]]
        if len(value) > limit:
            more = _("%(number)s more, not named here") % {"number": len(value) - limit}
            found.append(more if isinstance(found[0], str) else [more, "", ""])
        return found
    text = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)
    return text if len(text) <= MOST_SIGNS else f"{text[:MOST_SIGNS]}…"


def refused(reading, faults=()):
    """The report of a file that is not accepted: nothing of it is written."""
    lines = [_line(row, Fate.HELD, [_("nothing is written while something is wrong")])
             for row in reading.rows]  # fmt: skip
    return Report(lines, [*reading.faults, *faults], reading.doubts)


def of(reading, data, stored):
    """The report of a file that can be written over what is stored, if anything is."""
    known = _by_key(stored or {})
    lines = []
    for row in reading.rows:
        found = [_compare(data, path, known, stored) for path in row.paths]
        changes = [change for changes in found for change in changes or ()]
        if any(changes is None for changes in found):
            lines.append(_line(row, Fate.CREATED))
        else:
            fate = Fate.CHANGED if changes else Fate.UNCHANGED
            lines.append(_line(row, fate, changes=changes))
    return Report(lines, doubts=reading.doubts, also=_also(data, stored))


def _line(row, fate, reasons=(), changes=()):
    if row.faults:
        return Line(row.place, row.label, Fate.ERROR.value, list(row.faults))
    if row.skipped:
        return Line(row.place, row.label, Fate.SKIPPED.value, [row.skipped])
    return Line(row.place, row.label, fate.value, list(reasons), list(changes))


def _by_key(stored):
    """What is stored, by its part and its key; a work process with the number of its core task."""
    found = {("exit_profiles", one["slug"]): one for one in stored.get("exit_profiles", [])}
    for task in stored.get("core_tasks", []):
        found["core_tasks", task["number"]] = task
        for process in task["work_processes"]:
            found["work_processes", process["code"]] = {**process, "core_task": task["number"]}
    return found


def _compare(data, path, known, stored):
    """The changes at this place of the data; None where it is new."""
    if not path:
        if not stored:
            return None
        return [*_plain(stored, data, exchange.QUALIFICATION)]
    item, part, task = _at(data, path)
    key = exchange.CORE_TASK.fields["work_processes"].key if task else None
    key = key or exchange.QUALIFICATION.fields[part].key
    before = known.get((part, item[key]))
    if before is None:
        return None
    changes = [*_plain(before, item, PARTS[part])]
    if task:
        if before["core_task"] != task["number"]:
            changes.append((str(_("core task")), str(before["core_task"]), str(task["number"])))
        for slug in {**before["marks"], **item["marks"]}:
            old, new = before["marks"].get(slug, ""), item["marks"].get(slug, "")
            if old != new:
                changes.append((named(f"marks.{slug}"), old or "–", new or "–"))
    return changes


def _at(data, path):
    """The item at a place, its part, and the core task around it."""
    task, item, part = None, data, ""
    for step in path.split("."):
        part, _bracket, number = step.rstrip("]").partition("[")
        task, item = (item if part == "work_processes" else None), item[part][int(number)]
    return item, part, task


def _plain(before, after, record):
    for name in record.plain:
        if before[name] != after[name]:
            yield named(name), _shown(before[name]), _shown(after[name])


def _shown(value):
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "–" if value in ("", None) else str(value)


NAMES = {
    "exit_profiles": gettext_lazy("exit profile"),
    "core_tasks": gettext_lazy("core task"),
    "work_processes": gettext_lazy("work process"),
}


def _also(data, stored):
    if not stored:
        return []
    before, after = _by_key(stored), _by_key(data)
    gone = [
        _("%(what)s %(key)s is stored, and not in the file: it goes.")
        % {"what": NAMES[part], "key": key}
        for part, key in before
        if (part, key) not in after
    ]
    if [key for key in before if key in after] != [key for key in after if key in before]:
        gone.append(_("The order is another one."))
    return gone
