"""The page that compares two versions: a `Comparison` as lines, under their core tasks."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from curriculum.models import CoreTask, ExitProfile, Qualification, WorkProcess

NAMES = ("title", "name", "code", "number", "slug")
ICONS = {"add": "plus", "del": "not_started", "ren": "in_progress", "mov": "sort",
         "mark": "differ", "text": "text", "same": "sufficient"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One difference of one part. `is_mark`: before and after are signs, None where the part
    does not exist; else they are values, or there are none to show."""

    kind: str
    part: object
    about: str = ""
    before: object = None
    after: object = None
    is_mark: bool = False

    @property
    def icon(self):
        return ICONS[self.kind]

    @property
    def label(self):
        return labels()[self.kind]

    @property
    def code(self):
        return _one_of(self.part.after or self.part.before, "code")

    @property
    def was_code(self):
        """The code before, where it is another one now."""
        return self.part.fields["code"][0] if "code" in self.part.fields else ""

    @property
    def title(self):
        return _one_of(self.part.after or self.part.before, "title", "name")

    @property
    def was_title(self):
        return _one_of({name: old for name, (old, _new) in self.part.fields.items()}, *NAMES[:2])


@dataclass(frozen=True)
class Group:
    """The lines of one core task, or of what belongs to none."""

    number: int | None
    title: str
    lines: tuple


def labels():
    """What each kind of line is called."""
    return {
        "add": _("added"),
        "del": pgettext("work process", "removed"),
        "ren": _("renamed"),
        "mov": _("moved"),
        "mark": _("mark changed"),
        "text": _("changed"),
        "same": _("the same"),
    }


def figures(found):
    """How many work processes differ in which way."""
    counted = Counter()
    for row in found.rows:
        counted["add"] += row.added
        counted["del"] += row.removed
        counted["ren"] += row.renamed
        counted["mov"] += row.moved
        counted["mark"] += bool(row.marks) and not (row.added or row.removed)
        counted["same"] += row.is_equal
    return counted


def groups(found, *, with_equal):
    """The lines under each core task, in the order of after; what is gone comes last."""
    names = {
        slug: profile["name"]
        for one in found.profiles
        for profile in (one.before, one.after)
        if profile
        for slug in [profile["slug"]]
    }
    whole = [line for name, values in found.fields.items() for line in [_whole(name, values)]]
    profiles = [line for one in found.profiles for line in _part(one, ExitProfile)]
    made = [Group(None, _("Qualification and exit profiles"), tuple(whole + profiles))]
    for task in found.tasks:
        now = task.after or task.before
        rows = [row for row in found.rows if _belongs(row, task)]
        lines = [*_part(task, CoreTask)]
        for row in rows:
            lines += _row(row, names, with_equal)
        made.append(Group(now["number"], now["title"], tuple(lines)))
    return [group for group in made if group.lines]


def _belongs(row, task):
    """Whether a work process stands under this core task: where it is gone, as it was."""
    return row.task is (task.before if row.removed else task.after)


@dataclass(frozen=True)
class _Whole:
    """The qualification itself, as a part that never is added or removed."""

    before: dict
    after: dict
    fields: dict


def _whole(name, values):
    label = Qualification._meta.get_field(name).verbose_name
    part = _Whole({}, {"title": str(label)}, {})
    return Line("text", part, "", *values)


def _part(one, model):
    """The lines of an exit profile or a core task."""
    if one.added or one.removed:
        yield Line("add" if one.added else "del", one)
        return
    if one.renamed:
        yield Line("ren", one)
    if one.moved:
        yield Line("mov", one)
    yield from _values(one, model)


def _values(one, model):
    for name, (old, new) in one.fields.items():
        if name not in NAMES:
            label = str(model._meta.get_field(name).verbose_name)
            yield Line("text", one, label, _value(name, old), _value(name, new))


def _value(name, value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("all") if name == "choose" and value is None else value


def _row(row, names, with_equal):
    """The lines of a work process."""
    if row.is_equal:
        return [Line("same", row)] if with_equal else []
    marks = [*_marks(row, names)]
    if row.added or row.removed:
        kind = "add" if row.added else "del"
        return [
            Line(kind, row, about, before, after, is_mark=True)
            for about, before, after in marks or [("", "", "")]
        ]
    lines = [Line("ren", row)] if row.renamed else []
    lines += [Line("mov", row)] if row.moved else []
    lines += [Line("mark", row, *mark, is_mark=True) for mark in marks]
    return [*lines, *_values(row, WorkProcess)]


def _marks(row, names):
    """(levels, sign before, sign after): levels with the same change stand together."""
    together = {}
    for (old, new), signs in row.marks:
        together.setdefault(signs, []).append(names[new or old])
    for (before, after), levels in together.items():
        yield ", ".join(levels), before, after


def _one_of(values, *names):
    return next((values[name] for name in names if name in values), "")
