"""New core tasks and work processes, pasted as lines: a code, a title, perhaps the English one.

A line that begins with a whole number is a core task (or, without a title, one that exists); the
lines below it are its work processes. The English title follows a tab or an upright stroke.
"""

import re

from django.utils.translation import gettext as _

from curriculum.structure.sheet import NEW

LINE = re.compile(r"(?P<code>\S+?)[.:]?(?:\s+(?P<title>.*))?")
BETWEEN = re.compile(r"\s*(?:\t|\|)\s*")
NAME = "lines"


def add(sheet, sent):
    """Put the rows of all the lines into the sheet; gives the sentences about what is wrong."""
    faults = {}
    for task in ["", *sheet.rows["task"]]:
        name = f"{NAME}-{task}"
        found = list(_add_lines(sheet, name, sent.get(name, ""), task))
        if found:
            faults[name] = " ".join(found)
    return faults


def _add_lines(sheet, name, text, task):
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = LINE.fullmatch(line.strip())
        title, _stroke, title_en = BETWEEN.sub("\t", found["title"] or "").partition("\t")
        code, titles = found["code"], {"title": title.strip(), "title_en": title_en.strip()}
        facts = {"number": number, "code": code}
        if not any(sign.isdigit() for sign in code):
            # A title that lost its code: its first word would silently become one.
            yield _("Line %(number)d: “%(code)s” is no code, as it has no digit.") % facts
        elif code.isdecimal():
            task = _task(sheet, name, code, titles)
            if task is None:
                yield _("Line %(number)d: core task %(code)s needs a title.") % facts
        elif not task:
            yield _("Line %(number)d: %(code)s stands under no core task.") % facts
        elif not titles["title"]:
            yield _("Line %(number)d: %(code)s needs a title.") % facts
        else:
            _put(sheet, "process", name, code=code, core_task=task, **titles)


def _task(sheet, name, number, titles):
    """The key of the core task of this number, made where it is new; None without a title."""
    for key, row in sheet.rows["task"].items():
        if row["number"] == number:
            return key
    if not titles["title"]:
        return None
    texts = {f"task_{field}": text for field, text in titles.items()}
    return _put(sheet, "task", name, number=number, **texts)


def _put(sheet, kind, name, **texts):
    key = f"{NEW}{len(sheet.rows[kind])}"
    sheet.add(kind, key, **texts)
    sheet.came_from[kind, key] = name
    return key
