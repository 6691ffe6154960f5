"""Writes a sheet over the stored rows of a version: only what differs, in a few queries."""

from curriculum.models import Requirement
from curriculum.structure.sheet import FIELDS, KEY_NAMES, NONE, PROVISIONAL

# Keys are whole numbers below this; a row that stands aside is numbered from here.
ASIDE = 1_000_000_000


def write(qualification, stored, wanted, parsed):
    """Make the stored rows what the sheet says; true when anything differed.

    `parsed` holds the values of each (kind, key). Keys that change stand aside first, so that
    two rows can swap theirs and a new row can take that of one that goes.
    """
    gone = {
        kind: [stored.stored[kind, key] for key in stored.rows[kind] if key not in rows]
        for kind, rows in wanted.rows.items()
    }
    _stand_aside(stored, parsed, gone)
    marks = {
        (str(mark.work_process_id), str(mark.exit_profile_id)): mark
        for mark in Requirement.objects.filter(exit_profile__qualification=qualification).order_by()
    }
    asked = {ends: sign for ends, sign in wanted.marks.items() if sign != NONE}
    lost = [mark.pk for ends, mark in marks.items() if ends not in asked]
    _delete(Requirement, lost)
    for kind in ("process", "profile"):
        _delete(FIELDS[kind][0], [row.pk for row in gone[kind]])
    made, differs = {}, bool(lost or any(gone.values()))
    for kind in ("profile", "task", "process"):
        differs |= _put_rows(kind, qualification, stored, wanted, parsed, made)
    _delete(FIELDS["task"][0], [row.pk for row in gone["task"]])
    return _put_marks(asked, marks, made) or differs


def _delete(model, keys):
    if keys:
        model.objects.filter(pk__in=keys).delete()


def _stand_aside(stored, parsed, gone):
    for kind, (model, names) in FIELDS.items():
        name = names[KEY_NAMES[kind]]
        moving = [
            row
            for (of, key), row in stored.stored.items()
            if of == kind
            and (row in gone[kind] or parsed[kind, key].get(name) != getattr(row, name))
        ]
        for row in moving:
            setattr(row, name, ASIDE + row.pk if kind == "task" else f"~{row.pk}")
        if moving:
            model.objects.bulk_update(moving, [name])


def _put_rows(kind, qualification, stored, wanted, parsed, made):
    """Store the rows of one kind in their order; `made` gets each of them by its key."""
    model = FIELDS[kind][0]
    keys = list(wanted.rows[kind])
    same_order = keys == [key for key in stored.rows[kind] if key in keys]
    changed, fields, new = [], set(), []
    for place, key in enumerate(keys, start=1):
        values = dict(parsed[kind, key])
        row = stored.stored.get((kind, key))
        if not same_order:
            values["position"] = place
        if kind == "process":
            values["core_task_id"] = made["task", wanted.rows[kind][key]["core_task"]].pk
        if row is None:
            row = model(qualification=qualification, **values)
            new.append(row)
        else:
            differing = {name for name, value in values.items() if getattr(row, name) != value}
            for name in differing:
                setattr(row, name, values[name])
            if differing:
                fields |= differing
                changed.append(row)
        made[kind, key] = row
    if changed:
        model.objects.bulk_update(changed, sorted(fields))
    model.objects.bulk_create(new)
    return bool(changed or new)


def _put_marks(asked, marks, made):
    new, other = [], []
    for (process, profile), sign in asked.items():
        mark, provisional = marks.get((process, profile)), sign == PROVISIONAL
        if mark is None:
            ends = {
                "work_process": made["process", process],
                "exit_profile": made["profile", profile],
            }
            new.append(Requirement(provisional=provisional, **ends))
        elif mark.provisional != provisional:
            mark.provisional = provisional
            other.append(mark)
    Requirement.objects.bulk_create(new)
    if other:
        Requirement.objects.bulk_update(other, ["provisional"])
    return bool(new or other)
