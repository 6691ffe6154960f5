"""The matrix as one form: what its page shows, and what comes back from it.

The page carries, signed, the texts it was made of. So a save knows what its sender saw, can tell
what somebody else changed meanwhile, and keeps that where the sender touched nothing.
"""

from dataclasses import dataclass, field

from django.core import signing
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from curriculum.structure import draft, sheet
from curriculum.structure.sheet import FIELDS, NEW, NONE, PROPOSED, PROVISIONAL, REQUIRED, TICKS

SALT = "curriculum.grid"
LONG = {"task_source_title", "task_note", "source_title", "description", "note"}
NUMBERS = {"number", "choose", "level"}


@dataclass(frozen=True)
class Sent:
    """What came back: texts by their names, and those of the page it was sent from."""

    texts: dict
    seen: dict | None

    @property
    def asks_otherwise(self):
        """Whether portfolios would be asked something else: marks, choices, what is retired."""
        seen = self.seen or {}
        return any(
            name in seen and name.split("-")[0] in PROPOSED and text != seen[name]
            for name, text in self.texts.items()
        )


@dataclass(frozen=True)
class Field:
    """One text of a row as the page asks for it."""

    name: str
    value: str
    stored: str
    label: str
    widget: str
    fault: str = ""
    options: tuple = ()

    @property
    def is_changed(self):
        return self.value != self.stored


@dataclass(frozen=True)
class Cell:
    """Where a work process and an exit profile meet."""

    name: str
    sign: str
    stored: str
    profile: str
    fault: str = ""

    @property
    def is_changed(self):
        return self.sign != self.stored


@dataclass(frozen=True)
class Line:
    """A row of the page: its fields, and for a work process its cells."""

    key: str
    kind: str
    texts: dict
    fields: list
    cells: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    counts: list = field(default_factory=list)
    """For a core task, as it is stored: the exit profile, its marks, and how many of them count."""
    delete: Field | None = None
    add: Field | None = None

    @property
    def is_open(self):
        """Whether something in it needs a look, or was deleted in what was not saved."""
        asked = [*self.fields, *(one for one in (self.delete, self.add) if one)]
        return any(one.fault or one.is_changed for one in asked)


@dataclass(frozen=True)
class Page:
    """All of the form; `table` is the matrix that is stored."""

    table: object
    profiles: list
    tasks: list
    add: Field
    new_profile: Line | None
    token: str

    @property
    def columns(self):
        """Each exit profile with its line, its number of marks and what it asks in all."""
        for column, (line, asked) in enumerate(zip(self.profiles, self.table.asked, strict=True)):
            marks = sum(bool(row.marks[column]) for row in self.table.rows)
            yield {"line": line, "asked": asked, "marks": marks}


def read(post):
    """What a browser sent. A tick that is off is not sent at all: it is told by its row."""
    texts = {name: text.replace("\r\n", "\n") for name, text in post.items()}
    for mark in ("title", "name"):
        tick = "retired" if mark == "title" else "reflection_required"
        for name in [name for name in texts if name.startswith(f"{mark}-")]:
            texts.setdefault(f"{tick}-{name.partition('-')[2]}", "")
    try:
        seen = signing.loads(texts.pop("seen", ""), salt=SALT)
    except signing.BadSignature:
        seen = None
    return Sent(texts, seen)


def page(table, *, sent=None, faults=None, names=None):
    """The form of a stored matrix, with what was sent and not saved.

    `names` are the fields that can be changed; without it, all of them can.
    """
    stored = sheet.of(table)
    now = stored.values()
    texts = draft.merged(sent.seen or {}, sent.texts, now) if sent else {}
    shown = stored.copy()
    shown.put(texts)
    maker = _Maker(table, now, texts, faults or {}, names)
    return Page(
        table,
        [maker.line("profile", key, row) for key, row in shown.rows["profile"].items()],
        [maker.task(key, row, shown) for key, row in shown.rows["task"].items()],
        maker.lines(""),
        maker.new_profile(),
        signing.dumps(now, salt=SALT, compress=True),
    )


class _Maker:
    """Makes the lines of one page."""

    def __init__(self, table, now, texts, faults, names):
        self.table, self.now, self.texts, self.faults = table, now, texts, faults
        self.names = names
        self.tasks = tuple(
            (str(group.core_task.pk), str(group.core_task)) for group in table.groups
        )
        self.labels = {
            name: capfirst(model._meta.get_field(attribute).verbose_name)
            for model, names_of in FIELDS.values()
            for name, attribute in names_of.items()
        } | {"choose": _("How many a student chooses (empty: all count)")}

    def line(self, kind, key, row, **parts):
        fields = [self.field(name, key, text) for name, text in row.items() if self._shows(name)]
        return Line(key, kind, row, fields, delete=self._delete(kind, key), **parts)

    def task(self, key, row, shown):
        lines = [
            self.line("process", one, shown.rows["process"][one], cells=self._cells(one, shown))
            for one in shown.processes_of(key)
        ]
        counts = [
            (profile.name, marks, min(marks, group.core_task.choose or marks))
            for group in self.table.groups
            if str(group.core_task.pk) == key
            for column, profile in enumerate(self.table.profiles)
            for marks in [group.marked(column)]
        ]
        return self.line("task", key, row, lines=lines, counts=counts, add=self.lines(key))

    def field(self, name, key, text):
        full = f"{name}-{key}"
        stored = self.now.get(full, "")
        widget, options = self._widget(name)
        fault = self.faults.get(full, "")
        return Field(full, text, stored, self.labels[name], widget, fault, options)

    def lines(self, key):
        """Where new rows are pasted; not where nothing can be added."""
        name = f"lines-{key}"
        label = _("Add work processes") if key else _("Add core tasks and work processes")
        return Field(name, self.texts.get(name, ""), "", label, "lines", self.faults.get(name, ""))

    def new_profile(self):
        row = {name: self.texts.get(f"{name}-{NEW}", "") for name in FIELDS["profile"][1]}
        row["required_assessors"] = row["required_assessors"] or "1"
        fields = [self.field(name, NEW, text) for name, text in row.items()]
        return Line(NEW, "profile", row, fields)

    def _shows(self, name):
        return self.names is None or name in self.names

    def _delete(self, kind, key):
        name = f"delete-{kind}-{key}"
        label = _("Delete") if kind == "task" else _("Delete, with its marks")
        return Field(name, self.texts.get(name, ""), "", label, "tick", self.faults.get(name, ""))

    def _cells(self, process, shown):
        cells = []
        for profile, row in shown.rows["profile"].items():
            name = f"mark-{process}-{profile}"
            sign = shown.marks.get((process, profile), NONE)
            cells.append(Cell(name, sign, self.now[name], row["name"], self.faults.get(name, "")))
        return cells

    def _widget(self, name):
        if name in TICKS:
            return "tick", ()
        if name == "core_task":
            return "choice", self.tasks
        if name == "required_assessors":
            return "choice", (("1", "1"), ("2", "2"))
        if name in NUMBERS:
            return "number", ()
        return ("lines" if name in LONG else "line"), ()


def signs():
    """The three signs of a cell: value, class, icon and word."""
    return (
        (REQUIRED, "yes", "required", _("required")),
        (PROVISIONAL, "maybe", "question", _("provisional")),
        (NONE, "no", "not_started", _("not asked")),
    )
