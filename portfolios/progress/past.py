"""Builds the structure of an earlier day from what was kept of it."""

from collections import defaultdict

from curriculum.exchange.rules import MARKS
from curriculum.models import CoreTask, ExitProfile, WorkProcess
from portfolios.progress.reading import Structure


def rebuild(data, now):
    """The `Structure` that this data describes, in the form of the exchange file.

    `now` is the structure of the same version today: rows keep the ids that they have there. A
    row that is gone since gets an id that no row has.
    """
    ids = _Ids()
    profiles, marks = {}, {}
    known = {profile.slug: profile.pk for profile in now.profiles.values()}
    for position, given in enumerate(data["exit_profiles"], start=1):
        pk = ids.of(known, given["slug"])
        names = ("slug", "name", "name_en", "level", "required_assessors", "reflection_required")
        profiles[pk] = ExitProfile(pk=pk, position=position, **_some(given, *names))
        marks[pk] = {}
    by_slug = {profile.slug: profile.pk for profile in profiles.values()}
    known_tasks = {task.number: task.pk for task in now.core_tasks}
    known_work = {row.code: row.pk for rows in now.work_processes.values() for row in rows}
    core_tasks, work_processes = [], defaultdict(list)
    for position, given in enumerate(data["core_tasks"], start=1):
        names = ("number", "title", "title_en", "source_title", "note", "choose")
        task = CoreTask(
            pk=ids.of(known_tasks, given["number"]), position=position, **_some(given, *names)
        )
        core_tasks.append(task)
        for row_position, row in enumerate(given["work_processes"], start=1):
            names = ("code", "title", "title_en", "source_title", "description", "note", "retired")
            pk = ids.of(known_work, row["code"])
            work_processes[task.pk].append(
                WorkProcess(pk=pk, core_task=task, position=row_position, **_some(row, *names))
            )
            for slug, sign in row["marks"].items():
                marks[by_slug[slug]][pk] = MARKS[sign]
    return Structure(tuple(core_tasks), work_processes, profiles, marks)


def _some(given, *names):
    return {name: given[name] for name in names}


class _Ids:
    """The ids of rows by what they are called, and other ones for what is gone."""

    def __init__(self):
        self._gone = 0

    def of(self, known, name):
        if name not in known:
            self._gone -= 1
        return known.get(name, self._gone)
