"""The list of what is still needed toward an exit profile, as short as it can be said."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# From how many codes in a row on a list says "6.4 to 6.9".
RUN = 3


@dataclass(frozen=True)
class Needed:
    """An entry of the list: work processes of one core task, or core tasks needed whole."""

    tasks: tuple
    cells: tuple
    count: int

    @property
    def is_whole(self):
        """Everything that these core tasks ask for."""
        return len(self.cells) == sum(len(task.marked) for task in self.tasks)

    @property
    def label(self):
        """Which core task it is, or from which to which."""
        first, last = (self.tasks[place].core_task.number for place in (0, -1))
        if first == last:
            return _("Core task %(number)d") % {"number": first}
        return _("Core tasks %(first)d to %(last)d") % {"first": first, "last": last}

    @property
    def words(self):
        """Which work processes: "4.1 and 4.3", "all 15", "one of 7.1, 7.2"."""
        if self.count < len(self.cells):
            return ngettext("one of %(list)s", "%(count)d of %(list)s", self.count) % {
                "count": self.count,
                "list": ", ".join(cell.code for cell in self.cells),
            }
        if self.is_whole and self.count >= RUN:
            return _("all %(count)d") % {"count": self.count}
        return _enumerate(_runs([cell for task in self.tasks for cell in task.cells], self.cells))

    def __str__(self):
        return f"{self.label}: {self.words}"


def needed(progress):
    """The shortest list of what is still needed; a choice as "one of", and whole core tasks in a
    row as one entry."""
    picked = [
        (task, missing.cells, missing.count) for task in progress.tasks if (missing := task.missing)
    ]
    return listed(progress, picked)


def listed(progress, picked):
    """`Needed` for each (core task, cells, count); neighbours that are needed whole become one."""
    found = []
    places = {task.core_task.pk: place for place, task in enumerate(progress.tasks)}
    for task, cells, count in picked:
        entry = Needed((task,), tuple(cells), count)
        before = found[-1] if found else None
        if before and _is_plain(before) and _is_plain(entry):
            last = before.tasks[-1].core_task.pk
            if places[last] + 1 == places[task.core_task.pk]:
                found[-1] = Needed(
                    (*before.tasks, task), (*before.cells, *cells), before.count + count
                )
                continue
        found.append(entry)
    return found


def _is_plain(entry):
    """Whole, and nothing to choose."""
    return entry.is_whole and all(not task.core_task.choose for task in entry.tasks)


def _runs(cells, picked):
    """The codes of what is picked; three or more in a row as "6.4 to 6.9"."""
    runs, before = [], None
    wanted = {cell.work_process.pk for cell in picked}
    for cell in cells:
        if cell.work_process.pk in wanted:
            if before:
                runs[-1].append(cell.code)
            else:
                runs.append([cell.code])
        before = cell.work_process.pk in wanted
    parts = []
    for run in runs:
        if len(run) < RUN:
            parts += run
        else:
            parts.append(_("%(first)s to %(last)s") % {"first": run[0], "last": run[-1]})
    return parts


def _enumerate(parts):
    *first, last = parts
    if not first:
        return last
    return _("%(list)s and %(last)s") % {"list": ", ".join(first), "last": last}
