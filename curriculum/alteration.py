"""A change of the matrix that somebody proposes: marks, how many to choose, what is retired.

It is told by codes, numbers and short names, so that it fits every version that has them; signs
are those of the exchange file, and an empty one means that nothing is asked.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

NOT_ASKED = ""
SIGNS = {"required": "x", "provisional": "?", "none": NOT_ASKED}
WORDS = {sign: word for word, sign in SIGNS.items()}
MOST_TO_CHOOSE = 999
FIELD = re.compile(r"(mark-(\d{1,18})-(\d{1,18})|choose-(\d{1,18}))\Z")
ASKED_ABOUT_RETIRED = "retired-asked"


@dataclass(frozen=True)
class Line:
    """One thing that would be different; `profile` names the level of a mark."""

    kind: str
    code: str
    title: str
    before: object
    after: object
    profile: str = ""


@dataclass(frozen=True)
class Alteration:
    """What would become of some places of the matrix; what is not named stays as it is."""

    marks: dict = field(default_factory=dict)
    choose: dict = field(default_factory=dict)
    retired: dict = field(default_factory=dict)

    def __bool__(self):
        return bool(self.marks or self.choose or self.retired)

    def narrowed(self, data):
        """The part of it that this version, in the form of the exchange file, does not say yet.

        What is retired is asked by nobody: its marks go, whatever else was said of them.
        """
        marks, choose, retired = {}, {}, {}
        slugs = [profile["slug"] for profile in data["exit_profiles"]]
        for task in data["core_tasks"]:
            number = task["number"]
            if self.choose.get(number, task["choose"]) != task["choose"]:
                choose[number] = self.choose[number]
            for row in task["work_processes"]:
                code = row["code"]
                goes = self.retired.get(code, row["retired"])
                if goes != row["retired"]:
                    retired[code] = goes
                for slug in slugs:
                    now = row["marks"].get(slug, NOT_ASKED)
                    then = NOT_ASKED if self.retired.get(code) else self.marks.get((code, slug))
                    if then is not None and then != now:
                        marks[code, slug] = then
        return Alteration(marks, choose, retired)

    def lines(self, data):
        """What would be different in this version, in the order of the matrix."""
        for task in data["core_tasks"]:
            number = task["number"]
            if number in self.choose:
                yield Line("choose", number, task["title"], task["choose"], self.choose[number])
            for row in task["work_processes"]:
                code = row["code"]
                if code in self.retired:
                    then = self.retired[code]
                    yield Line("retired", code, row["title"], row["retired"], then)
                for profile in data["exit_profiles"]:
                    if (then := self.marks.get((code, profile["slug"]))) is not None:
                        now = row["marks"].get(profile["slug"], NOT_ASKED)
                        yield Line("mark", code, row["title"], now, then, profile["name"])

    def fields(self, table):
        """The names and values with which a form sends it: what `read` makes it from."""
        for profile in table.profiles:
            for row in table.rows:
                sign = self.marks.get((row.work_process.code, profile.slug))
                if sign is not None:
                    yield f"mark-{row.work_process.pk}-{profile.pk}", WORDS[sign]
        for group in table.groups:
            if group.core_task.number in self.choose:
                number = self.choose[group.core_task.number]
                yield f"choose-{group.core_task.pk}", "" if number is None else number
        for row in table.rows:
            if row.work_process.code in self.retired:
                yield ASKED_ABOUT_RETIRED, row.work_process.pk
                if self.retired[row.work_process.code]:
                    yield f"retired-{row.work_process.pk}", "on"


def read(table, sent):
    """The alteration of this matrix that a form sent, and a sentence for each fault in it."""
    profiles = {str(profile.pk): profile.slug for profile in table.profiles}
    tasks = {str(group.core_task.pk): group.core_task.number for group in table.groups}
    codes = {str(row.work_process.pk): row.work_process.code for row in table.rows}
    marks, choose, retired, faults = {}, {}, {}, []
    strange = _("The form is not of this version as it is now. Open the version again.")
    for name, value in sent.items():
        found = FIELD.match(name)
        if not found:
            continue
        _name, row, profile, task = found.groups()
        if task is None and row in codes and profile in profiles and value in SIGNS:
            marks[codes[row], profiles[profile]] = SIGNS[value]
        elif task in tasks:
            number, fault = _to_choose(value.strip(), tasks[task])
            choose[tasks[task]] = number
            faults += [fault] if fault else []
        else:
            faults.append(strange)
    for pk in sent.getlist(ASKED_ABOUT_RETIRED):
        if pk in codes:
            retired[codes[pk]] = f"retired-{pk}" in sent
        else:
            faults.append(strange)
    return Alteration(marks, choose, retired), list(dict.fromkeys(faults))


def _to_choose(text, number):
    """How many to choose, and what is wrong with it."""
    if not text:
        return None, ""
    if text.isdecimal() and 1 <= int(text[:9]) <= MOST_TO_CHOOSE:
        return int(text), ""
    sentence = _("Core task %(number)d: write how many to choose as a whole number, or nothing.")
    return None, sentence % {"number": number}
