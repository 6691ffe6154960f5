"""The exchange file of a qualification: what it looks like, and reading one with all its faults.

The names of the keys are the names of the models' fields; `importer` and `exporter` rely on it.
The order in the file is the order in the matrix.
"""

import json
from collections import Counter

from django.utils.translation import gettext as _

from curriculum.exchange.rules import Choice, Flag, Items, Marks, Number, Record, Text, shown
from curriculum.models import QualificationState
from curriculum.models.matrix import CODE_LENGTH, CODE_PATTERN
from curriculum.models.texts import TEXT_LENGTH, TITLE_LENGTH

SLUG_LENGTH = 60
SLUG_PATTERN = r"[-a-zA-Z0-9_]+"


class Faulty(Exception):
    """The file is not accepted; `faults` names every reason with its place.

    The `report` says the same row by row, where the file was read that far.
    """

    def __init__(self, faults, report=None):
        super().__init__("\n".join(faults))
        self.faults = faults
        self.report = report


TITLES = {
    "title": Text(TITLE_LENGTH, required=True),
    "title_en": Text(TITLE_LENGTH),
    "source_title": Text(TITLE_LENGTH),
}
NAMES = {"name": Text(TITLE_LENGTH, required=True), "name_en": Text(TITLE_LENGTH)}
SLUG = Text(SLUG_LENGTH, required=True, pattern=SLUG_PATTERN)

EXIT_PROFILE = Record(
    {
        "slug": SLUG,
        **NAMES,
        "level": Number(0, required=True),
        "required_assessors": Number(1, 2, required=True),
        "reflection_required": Flag(required=True),
    }
)
WORK_PROCESS = Record(
    {
        "code": Text(CODE_LENGTH, required=True, pattern=CODE_PATTERN),
        **TITLES,
        "description": Text(TEXT_LENGTH),
        "note": Text(TEXT_LENGTH),
        "retired": Flag(),
        "marks": Marks(),
    }
)
CORE_TASK = Record(
    {
        "number": Number(1, required=True),
        **TITLES,
        "note": Text(TEXT_LENGTH),
        "choose": Number(1),
        "work_processes": Items(WORK_PROCESS, key="code"),
    }
)
QUALIFICATION = Record(
    {
        "slug": SLUG,
        "version": Number(1, required=True),
        "state": Choice(tuple(QualificationState.values)),
        **NAMES,
        "provenance": Text(TEXT_LENGTH),
        "exit_profiles": Items(EXIT_PROFILE, key="slug"),
        "core_tasks": Items(CORE_TASK, key="number"),
    }
)


def read(raw):
    """The qualification in these bytes, as `check` gives it.

    Raises Faulty at once when the bytes are not JSON in UTF-8.
    """
    return check(decode(raw))


def check(found):
    """The qualification in this data, every optional key filled in, and the faults between.

    Returns the data and a list of faults: the data is only whole when the list is empty. This is
    the one checked structure; every reader stands in front of it.
    """
    faults = []
    data = QUALIFICATION.read(found, "", faults)
    processes = [
        (f"core_tasks[{task_index}].work_processes[{index}]", process)
        for task_index, task in enumerate(data["core_tasks"])
        for index, process in enumerate(task["work_processes"])
    ]
    for items in ("exit_profiles", "core_tasks"):
        placed = [(f"{items}[{index}]", item) for index, item in enumerate(data[items])]
        faults += _twice(placed, QUALIFICATION.fields[items].key)
    faults += _twice(processes, "code")
    known = {profile["slug"] for profile in data["exit_profiles"]}
    faults += [
        f"{place}.marks.{slug}: " + _("there is no exit profile %s") % shown(slug)
        for place, process in processes
        for slug in process["marks"]
        if slug not in known
    ]
    return data, faults


def of_file(sentence):
    """A fault of the file as a whole."""
    return f"{_('the file')}: {sentence}"


def decode(raw):
    """The value that these bytes hold. Raises Faulty when they are not JSON in UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = _("is not UTF-8 (byte %(byte)s)") % {"byte": error.start + 1}
        raise Faulty([of_file(sentence)]) from error
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        facts = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        sentence = _("is not JSON (line %(line)s, column %(column)s: %(reason)s)") % facts
        raise Faulty([of_file(sentence)]) from error
    except (ValueError, RecursionError) as error:
        sentence = _("is not JSON that can be read (%(reason)s)") % {"reason": error}
        raise Faulty([of_file(sentence)]) from error


def _once(pairs):
    """An object; a key that is given twice would lose one of its values without a word."""
    names = Counter(name for name, _value in pairs)
    twice = [shown(name) for name, times in names.items() if times > 1]
    if twice:
        raise ValueError(_("the key %s is given twice in one object") % ", ".join(twice))
    return dict(pairs)


def _twice(placed, key):
    """Faults for the items whose key an earlier one has; what was not readable is left out."""
    seen = set()
    for place, item in placed:
        value = item[key]
        if value in seen:
            yield f"{place}.{key}: " + _("%s is used twice") % shown(value)
        if value not in ("", None):
            seen.add(value)
