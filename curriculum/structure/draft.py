"""Changing a version in the grid: all that was sent in one step, or nothing of it.

Of a draft everything changes; of a version that counts only the texts, whatever else was sent.
"""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from curriculum.models import Qualification
from curriculum.structure import Refused, lines, writing
from curriculum.structure import sheet as sheets
from curriculum.structure.sheet import (
    FIELDS,
    KEY_NAMES,
    KIND_OF,
    NEW,
    NONE,
    PROVISIONAL,
    REQUIRED,
)


class NotPossible(Refused):
    """Something that was sent cannot work; `faults` has a sentence for each name."""

    def __init__(self, faults):
        super().__init__(_("Nothing is saved yet: some fields need another look."))
        self.faults = faults


class Meanwhile(Refused):
    """Somebody else changed the version since the page was opened; `changed` names what."""

    def __init__(self, changed):
        super().__init__(
            _(
                "Somebody else changed this version while you were working. "
                "Nothing is lost: what you typed is still here. Look at it and save again."
            )
        )
        self.changed = changed


@transaction.atomic
def change(qualification, *, seen, sent):
    """Bring the version to what was sent; true when that changed anything.

    `seen` is what the sender's page was made of (None: nobody can tell). `sent` holds texts by
    the names of the sheet, `delete-<kind>-<key>`, `lines-<core task>` with new rows, and `move`
    as `up-<kind>-<key>`.
    Raises NotPossible, Meanwhile or Refused; then nothing is changed.
    """
    # The lock of `impact.recorded`, which may hold it already.
    rows = Qualification.objects.select_for_update(no_key=True)
    qualification = rows.get(pk=qualification.pk)
    stored = sheets.of_qualification(qualification)
    now = stored.values()
    if seen is None:
        raise Refused(
            _(
                "It is not certain any more what this page was opened with. "
                "Nothing is lost: look at it and save again."
            )
        )
    if seen != now:
        raise Meanwhile(_named(seen, now))
    wanted = stored.copy()
    if qualification.is_draft:
        faults = _take_over(wanted, sent)
    else:
        texts = {name: text for name, text in sent.items() if name.split("-")[0] in sheets.TEXTS}
        wanted.put(texts)
        faults = {}
    parsed = {
        (kind, key): _parsed(kind, key, stored, row, faults)
        for kind, found in wanted.rows.items()
        for key, row in found.items()
    }
    _find_twins(stored, parsed, faults)
    if faults:
        raise NotPossible(_at_their_lines(wanted, faults))
    try:
        with transaction.atomic():
            return writing.write(qualification, stored, wanted, parsed)
    except ProtectedError as error:
        raise Refused(_("What you delete is used elsewhere: retire it instead.")) from error
    except IntegrityError as error:
        raise Refused(_("Somebody else changed the same thing just now. Try again.")) from error


def merged(seen, sent, now):
    """What was sent, brought up to date: what the sender did not touch is as it is now."""
    return {
        name: now[name] if name in now and text == seen.get(name) else text
        for name, text in sent.items()
    }


def _named(seen, now):
    """What differs: for each row that is called so, the names of its fields."""
    found = {}
    for name in {**seen, **now}:
        if seen.get(name) != now.get(name):
            values = now if name in now else seen
            found.setdefault(sheets.called(values, name), []).append(_field_name(name))
    return [(called, sorted(set(fields))) for called, fields in found.items()]


def _field_name(name):
    head = name.split("-")[0]
    if head == "mark":
        return _("mark")
    model, names = FIELDS[KIND_OF[head]]
    return str(model._meta.get_field(names[head]).verbose_name)


def _take_over(wanted, sent):
    """Put all that was sent into the sheet of a draft; gives what cannot be done."""
    faults = {}
    wanted.put(sent)
    for ends, sign in wanted.marks.items():
        if sign not in (REQUIRED, PROVISIONAL, NONE):
            faults["mark-{}-{}".format(*ends)] = _("Choose one of the three.")
    profile = {name: sent.get(f"{name}-{NEW}", "") for name in FIELDS["profile"][1]}
    if profile["name"] or profile["slug"] or profile["level"]:
        wanted.add("profile", NEW, **profile)
    faults |= lines.add(wanted, sent)
    _move(wanted, sent.get("move", ""))
    for kind in ("process", "profile", "task"):
        for key in [key for key in wanted.rows[kind] if sent.get(f"delete-{kind}-{key}")]:
            if kind == "task" and wanted.processes_of(key):
                faults[f"delete-task-{key}"] = _(
                    "Work processes still stand under this core task: move or delete them first."
                )
            else:
                wanted.drop(kind, key)
    for key, row in wanted.rows["process"].items():
        if row["core_task"] not in wanted.rows["task"]:
            faults[f"core_task-{key}"] = _("Choose a core task of this qualification.")
    return faults


def _move(wanted, what):
    direction, _dash, row = what.partition("-")
    kind, _dash, key = row.partition("-")
    if kind in wanted.rows:
        wanted.move(kind, key, -1 if direction == "up" else 1)


def _parsed(kind, key, stored, row, faults):
    """The values of a row; what was not touched keeps its value, even where it would fail now."""
    model, names = FIELDS[kind]
    before = stored.rows[kind].get(key, {})
    found = {}
    for name, attribute in names.items():
        text = row[name]
        if name == "core_task":
            continue
        if before.get(name) == text:
            found[attribute] = getattr(stored.stored[kind, key], attribute)
            continue
        try:
            found[attribute] = _clean(model._meta.get_field(attribute), text)
        except ValidationError as error:
            faults.setdefault(f"{name}-{key}", " ".join(error.messages))
    return found


def _clean(field, text):
    value = field.formfield().clean(text)
    if value not in field.empty_values:
        field.run_validators(value)
    return value


def _find_twins(stored, parsed, faults):
    """Two rows of one code, number or short name: a sentence at those that came to it now."""
    for kind, (_model, names) in FIELDS.items():
        own = names[KEY_NAMES[kind]]
        found = {
            key: values[own] for (of, key), values in parsed.items() if of == kind and own in values
        }
        times = Counter(found.values())
        for key, value in found.items():
            row = stored.stored.get((kind, key))
            if times[value] > 1 and (row is None or getattr(row, own) != value):
                sentence = _("%(value)s is used more than once.") % {"value": value}
                faults.setdefault(f"{KEY_NAMES[kind]}-{key}", sentence)


def _at_their_lines(wanted, faults):
    """What is wrong with a new row is said at the lines it came from."""
    found = {}
    for name, sentence in faults.items():
        head, key = name.split("-", 1)
        kind = KIND_OF.get(head)
        came_from = wanted.came_from.get((kind, key))
        if came_from is None:
            found[name] = f"{found[name]} {sentence}" if name in found else sentence
            continue
        code = wanted.rows[kind][key][KEY_NAMES[kind]]
        named = sentence if sentence.startswith(f"{code} ") else f"{code}: {sentence}"
        found[came_from] = f"{found.get(came_from, '')} {named}".strip()
    return found
