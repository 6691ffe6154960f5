"""A whole qualification as one table: read in a fixed number of queries."""

from dataclasses import dataclass

from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess


def units(choose, marked):
    """How many units a core task asks: its marks, or `choose` of them; none without a mark."""
    return choose or marked if marked else 0


@dataclass(frozen=True)
class Row:
    """A work process with, for each exit profile in order, its mark or None."""

    work_process: WorkProcess
    marks: list[Requirement | None]


@dataclass(frozen=True)
class Group:
    """A core task with its rows."""

    core_task: CoreTask
    rows: list[Row]

    def marked(self, column):
        """How many of its rows the exit profile in this column marks."""
        return sum(row.marks[column] is not None for row in self.rows)


@dataclass(frozen=True)
class Asked:
    """What an exit profile asks in all: single work processes, and specialisations to choose."""

    profile: ExitProfile
    work_processes: int
    specialisations: int

    @property
    def total(self):
        """How many units that makes."""
        return self.work_processes + self.specialisations


@dataclass(frozen=True)
class Matrix:
    """The table of one qualification."""

    qualification: Qualification
    profiles: list[ExitProfile]
    groups: list[Group]

    @property
    def rows(self):
        """All rows, in the order of the table."""
        return [row for group in self.groups for row in group.rows]

    @property
    def has_provisional_marks(self):
        """True while somebody has to settle a mark."""
        return any(mark and mark.provisional for row in self.rows for mark in row.marks)

    @property
    def asked(self):
        """For each exit profile what it asks: a core task with `choose` counts just so many."""
        return [self._asked_by(column, profile) for column, profile in enumerate(self.profiles)]

    def _asked_by(self, column, profile):
        work_processes = specialisations = 0
        for group in self.groups:
            marked = group.marked(column)
            asked = units(group.core_task.choose, marked)
            if group.core_task.choose:
                specialisations += asked
            else:
                work_processes += asked
        return Asked(profile, work_processes, specialisations)


def build(qualification):
    """The matrix of this qualification, in four queries."""
    profiles = list(qualification.exit_profiles.all())
    marks = {
        (mark.work_process_id, mark.exit_profile_id): mark
        for mark in Requirement.objects.filter(exit_profile__qualification=qualification).order_by()
    }
    rows = {}
    for work_process in qualification.work_processes.all():
        in_order = [marks.get((work_process.pk, profile.pk)) for profile in profiles]
        rows.setdefault(work_process.core_task_id, []).append(Row(work_process, in_order))
    groups = [
        Group(core_task, rows.get(core_task.pk, [])) for core_task in qualification.core_tasks.all()
    ]
    return Matrix(qualification, profiles, groups)
