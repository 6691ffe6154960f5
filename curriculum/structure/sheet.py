"""The whole structure as one sheet of named texts: what the grid shows and sends back.

A name is that of a field and the key of its row (`title-12`; `mark-12-3` is where work process 12
and exit profile 3 meet). The key of a stored row is its primary key, that of a new one begins with
"new". Texts are compared as texts, so that what nobody touched stays as it is, to the letter.
"""

from copy import deepcopy
from dataclasses import dataclass, field

from curriculum import matrix
from curriculum.models import CoreTask, ExitProfile, WorkProcess

REQUIRED, PROVISIONAL, NONE = "required", "provisional", "none"
NEW = "new"

# For each kind of row: its model, and for each name in the sheet the field of the model.
FIELDS = {
    "profile": (
        ExitProfile,
        {
            name: name
            for name in (
                "slug",
                "name",
                "name_en",
                "level",
                "required_assessors",
                "reflection_required",
            )
        },
    ),
    "task": (
        CoreTask,
        {
            "number": "number",
            "choose": "choose",
            "task_title": "title",
            "task_title_en": "title_en",
            "task_source_title": "source_title",
            "task_note": "note",
        },
    ),
    "process": (
        WorkProcess,
        {
            "code": "code",
            "title": "title",
            "title_en": "title_en",
            "source_title": "source_title",
            "description": "description",
            "note": "note",
            "core_task": "core_task",
            "retired": "retired",
        },
    ),
}
KIND_OF = {name: kind for kind, (_model, names) in FIELDS.items() for name in names}
# By which of its names a row is told from the others of its kind.
KEY_NAMES = {"profile": "slug", "task": "number", "process": "code"}
TICKS = {"retired", "reflection_required"}
# What may still be changed when the version counts.
TEXTS = {
    "name_en",
    "task_title",
    "task_title_en",
    "task_note",
    "title",
    "title_en",
    "description",
    "note",
}
# What is first proposed, when the version counts: it changes what portfolios are asked.
PROPOSED = {"mark", "retired", "choose"}


@dataclass
class Sheet:
    """The rows of each kind in their order, as texts by the names of FIELDS; and the marks."""

    rows: dict = field(default_factory=lambda: {kind: {} for kind in FIELDS})
    marks: dict = field(default_factory=dict)
    stored: dict = field(default_factory=dict)
    """The stored row of each (kind, key)."""
    came_from: dict = field(default_factory=dict)
    """Of new rows, as (kind, key), the name of the text they were written in."""

    def values(self):
        """Every text by its name."""
        found = {
            f"{name}-{key}": text
            for rows in self.rows.values()
            for key, row in rows.items()
            for name, text in row.items()
        }
        for process in self.rows["process"]:
            for profile in self.rows["profile"]:
                sign = self.marks.get((process, profile), NONE)
                found[f"mark-{process}-{profile}"] = sign
        return found

    def copy(self):
        """Another one to change; the stored rows are the same."""
        return Sheet(deepcopy(self.rows), dict(self.marks), self.stored)

    def put(self, values):
        """Take over the texts of rows that are here; names of other rows say nothing."""
        for kind, rows in self.rows.items():
            for key, row in list(rows.items()):
                home = row.get("core_task")
                row.update({name: values.get(f"{name}-{key}", row[name]) for name in row})
                if row.get("core_task") != home:  # it comes last where it goes
                    self.rows[kind][key] = self.rows[kind].pop(key)
        for process in self.rows["process"]:
            for profile in self.rows["profile"]:
                sign = values.get(f"mark-{process}-{profile}")
                if sign is not None:
                    self.marks[process, profile] = sign

    def add(self, kind, key, **texts):
        """A new row at the end; what is not said is empty."""
        self.rows[kind][key] = {name: texts.get(name, "") for name in FIELDS[kind][1]}

    def drop(self, kind, key):
        """Take a row out, with its marks."""
        del self.rows[kind][key]
        self.marks = {ends: sign for ends, sign in self.marks.items() if key not in ends}

    def move(self, kind, key, step):
        """One place up (-1) or down (1), among the rows of the same core task."""
        keys = list(self.rows[kind])
        if key not in keys:
            return
        home = self.rows[kind][key].get("core_task")
        beside = [other for other in keys if self.rows[kind][other].get("core_task") == home]
        place = beside.index(key) + step
        if not 0 <= place < len(beside):
            return
        here, there = keys.index(key), keys.index(beside[place])
        keys[here], keys[there] = keys[there], keys[here]
        self.rows[kind] = {one: self.rows[kind][one] for one in keys}

    def processes_of(self, task):
        """The keys of the work processes under this core task."""
        return [key for key, row in self.rows["process"].items() if row["core_task"] == task]


def of(table):
    """The sheet of a matrix."""
    sheet = Sheet()
    for profile in table.profiles:
        _put(sheet, "profile", profile)
    for group in table.groups:
        _put(sheet, "task", group.core_task)
        for row in group.rows:
            _put(sheet, "process", row.work_process)
            for profile, mark in zip(table.profiles, row.marks, strict=True):
                if mark:
                    ends = str(row.work_process.pk), str(profile.pk)
                    sheet.marks[ends] = PROVISIONAL if mark.provisional else REQUIRED
    return sheet


def of_qualification(qualification):
    """The sheet of what is stored now."""
    return of(matrix.build(qualification))


def _put(sheet, kind, row):
    key = str(row.pk)
    sheet.stored[kind, key] = row
    sheet.rows[kind][key] = {
        name: _as_text(getattr(row, "core_task_id" if name == "core_task" else attribute))
        for name, attribute in FIELDS[kind][1].items()
    }


def called(values, name):
    """What the row of this name is called by those who read it: by its code, number or slug."""
    head, key, *profile = name.split("-")
    code = values.get(f"{KEY_NAMES[KIND_OF.get(head, 'process')]}-{key}", "")
    return f"{code}, {values.get(f'slug-{profile[0]}', '')}" if profile else code


def _as_text(value):
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)
