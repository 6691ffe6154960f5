"""What is different between two versions; pure, over the data of the exchange file.

Parts are matched by their code, number or short name, then by their title. What stands in both
and has another place among the others, or another core task, was moved.
"""

from bisect import bisect_left
from dataclasses import dataclass

from curriculum import exchange
from curriculum.alteration import NOT_ASKED
from curriculum.matrix import units

MISSING = -1


@dataclass(frozen=True)
class Difference:
    """A part that one of the versions lacks, or that is not the same in both.

    `fields` are what it says otherwise, as name: (before, after); `place` is where it stands
    after: the number of its core task, where it has one, and how many stand before it. `marks`
    are those of a work process, as (profile before, profile after): (sign, sign).
    """

    before: dict | None
    after: dict | None
    fields: dict
    place: tuple | None = None
    moved: bool = False
    marks: tuple = ()
    task: dict | None = None

    @property
    def added(self):
        return self.before is None

    @property
    def removed(self):
        return self.after is None

    @property
    def is_equal(self):
        both = self.before is not None and self.after is not None
        return both and not (self.fields or self.moved or self.marks)

    @property
    def renamed(self):
        """Whether it has another code, number, title or name."""
        return bool(self.fields.keys() & {"code", "number", "slug", "title", "name"})

    @property
    def other_texts(self):
        """What else it says otherwise: names of fields."""
        return [name for name in self.fields if name in _OTHER]


_OTHER = ("name_en", "title_en", "source_title", "description", "note", "provenance")


@dataclass(frozen=True)
class Comparison:
    """Everything of both versions, the equal parts too; `needed` has for each exit profile the
    totals before and after, None where a version has no such profile."""

    fields: dict
    profiles: tuple
    tasks: tuple
    rows: tuple
    needed: tuple

    @property
    def is_empty(self):
        parts = (*self.profiles, *self.tasks, *self.rows)
        return not self.fields and all(part.is_equal for part in parts)


def compare(before, after):
    """The `Comparison` of two versions of one qualification; numbers and states apart."""
    profiles = _compared(before, after, "exit_profiles", exchange.EXIT_PROFILE, "slug", "name")
    tasks = _compared(before, after, "core_tasks", exchange.CORE_TASK, "number", "title")
    return Comparison(
        fields=_fields(before, after, ["name", "name_en", "provenance"]),
        profiles=tuple(profiles),
        tasks=tuple(tasks),
        rows=tuple(_rows(before, after, profiles, tasks)),
        needed=tuple(
            (profile.before, profile.after, *map(_needed, (before, after), _both(profile)))
            for profile in profiles
        ),
    )


def _both(difference):
    return difference.before, difference.after


def _needed(data, profile):
    """How many units an exit profile asks in all."""
    if profile is None:
        return None
    return sum(
        units(
            task["choose"], sum(profile["slug"] in row["marks"] for row in task["work_processes"])
        )
        for task in data["core_tasks"]
    )


def _compared(before, after, items, record, key, title):
    pairs = _pairs(before[items], after[items], key, title)
    settled = _settled([(old, new) for old, new in pairs if old and new], before[items], key)
    places = {part[key]: (place,) for place, part in enumerate(after[items])}
    return [
        Difference(
            old,
            new,
            _fields(old, new, record.plain) if old and new else {},
            places[new[key]] if new else None,
            bool(old and new and new[key] not in settled),
        )
        for old, new in pairs
    ]


def _rows(before, after, profiles, tasks):
    """A `Difference` for each work process: in the order of after, then what is gone."""
    numbers = {task.before["number"]: task.after["number"] for task in tasks if all(_both(task))}
    old_rows, old_home = _flat(before)
    new_rows, new_home = _flat(after)
    pairs = _pairs(old_rows, new_rows, "code", "title")
    stays = [
        (old, new)
        for old, new in pairs
        if old
        and new
        and numbers.get(old_home[old["code"]]["number"]) == new_home[new["code"]]["number"]
    ]
    settled = set()
    for task in after["core_tasks"]:
        here = [(o, n) for o, n in stays if new_home[n["code"]]["number"] == task["number"]]
        settled |= _settled(here, old_rows, "code")
    places = {
        row["code"]: (task["number"], place)
        for task in after["core_tasks"]
        for place, row in enumerate(task["work_processes"])
    }
    columns = [tuple(part and part["slug"] for part in _both(profile)) for profile in profiles]
    for old, new in pairs:
        yield Difference(
            old,
            new,
            _fields(old, new, exchange.WORK_PROCESS.plain) if old and new else {},
            places[new["code"]] if new else None,
            bool(old and new and new["code"] not in settled),
            tuple(_marks(old, new, columns)),
            new_home[new["code"]] if new else old_home[old["code"]],
        )


def _flat(data):
    """All work processes in order, and the core task of each by its code."""
    rows = [(row, task) for task in data["core_tasks"] for row in task["work_processes"]]
    return [row for row, _task in rows], {row["code"]: task for row, task in rows}


def _marks(old, new, columns):
    """The marks that differ, as ((slug before, slug after), (sign before, sign after))."""
    for column in columns:
        signs = tuple(
            row["marks"].get(slug, NOT_ASKED) if row else NOT_ASKED
            for row, slug in zip((old, new), column, strict=True)
        )
        if signs[0] != signs[1]:
            yield column, signs


def _pairs(old_parts, new_parts, key, title):
    """(before, after) of every part in the order of after, then what is gone: (before, None)."""
    left = {part[key]: part for part in old_parts}
    matched = {part[key]: left.pop(part[key]) for part in new_parts if part[key] in left}
    for part in new_parts:
        same = [old for old in left.values() if old[title] == part[title]]
        if part[key] not in matched and same:
            matched[part[key]] = left.pop(same[0][key])
    return [
        *((matched.get(part[key]), part) for part in new_parts),
        *((part, None) for part in left.values()),
    ]


def _settled(pairs, old_parts, key):
    """The keys, as they are after, of as many parts as can be that keep their order."""
    order = {id(part): place for place, part in enumerate(old_parts)}
    places = [order[id(old)] for old, _new in pairs]
    ends, lasts, came_from = [], [], []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length:], lasts[length:] = [place, *ends[length + 1 :]], [at, *lasts[length + 1 :]]
        came_from.append(lasts[length - 1] if length else MISSING)
    kept, at = set(), lasts[-1] if lasts else MISSING
    while at != MISSING:
        kept.add(pairs[at][1][key])
        at = came_from[at]
    return kept


def _fields(old, new, names):
    return {name: (old[name], new[name]) for name in names if old[name] != new[name]}
