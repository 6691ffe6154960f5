"""The matrix of a class as a table: a row for each student, a column for each unit asked for."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portfolios.enums import Shown
from portfolios.exports.table import Column, Fact, Kind, Table, Words, same


def table(*, school_class, matrix, lines, chosen, made_at, made_by):
    """These lines of the matrix. `chosen` says in `Words` which filter leaves them, and the order.

    Reads nothing: what the screen shows is all there is.
    """
    qualifications = {
        line.row.portfolio.qualification_id: line.row.portfolio.qualification
        for line in matrix.lines
    }
    units = [
        _unit(column, qualifications[column.core_task.qualification_id])
        for column in matrix.columns
    ]
    return Table(
        name="class_matrix",
        title=_("Class %(name)s") % {"name": school_class.name},
        file_stem=_("class %(name)s") % {"name": school_class.name},
        made_at=made_at,
        facts=[
            Fact("class", _("Class"), Words(school_class.name, _class(school_class))),
            Fact("school_year", _("School year"), same(school_class.school_year)),
            Fact("filter", _("Filter"), chosen),
            Fact("made_by", _("Made by"), same(str(made_by))),
        ],
        columns=[
            Column("student", _("Student")),
            Column("exit_profile", _("Level")),
            Column("done", _("Done"), Kind.NUMBER),
            Column("total", _("Total"), Kind.NUMBER),
            Column("waiting", _("Waiting"), Kind.NUMBER),
            Column("longest_waiting_days", _("Longest waiting in days"), Kind.NUMBER),
            Column("returned", _("Returned"), Kind.NUMBER),
            Column("last_active_on", _("Last activity"), Kind.DATE),
            *units,
        ],
        rows=[_row(line, matrix.columns) for line in lines],
    )


def _class(school_class):
    return {"id": school_class.pk, "name": school_class.name}


def _unit(column, qualification):
    task = column.core_task
    facts = {
        "qualification": qualification.slug,
        "qualification_version": qualification.version,
        "core_task": task.number,
    }
    stem = f"{qualification.slug}/{qualification.version}"
    if column.work_process:
        code, title = column.work_process.code, column.work_process.display_title
        facts = {**facts, "work_process": code}
        return Column(f"{stem}/{code}", code, Kind.STATE, str(task), title, facts)
    place = column.place + 1
    title = _("%(number)s choice") % {"number": task.number}
    if task.choose > 1:
        title = f"{title} {place}"
    facts = {**facts, "choice": place}
    key = f"{stem}/{task.number}/choice/{place}"
    return Column(key, title, Kind.STATE, str(task), task.display_title, facts)


def _row(line, columns):
    row, portfolio = line.row, line.row.portfolio
    profile = row.progress.profile
    last_active = row.last_active and timezone.localdate(row.last_active)
    return [
        Words(line.listed_name, _student(portfolio)),
        Words(profile.display_title, {"slug": profile.slug, "level": profile.level}),
        row.progress.done,
        row.progress.total,
        row.waiting,
        row.days,
        row.returned,
        last_active,
        *map(_state, line.squares, columns),
    ]


def _student(portfolio):
    student = portfolio.student
    return {
        "portfolio": portfolio.pk,
        "first_name": student.first_name,
        "last_name": student.last_name,
    }


def _state(square, column):
    """What one unit shows; a choice names the specialisation that is meant."""
    if square is None:
        return Words(_("not asked"), None)
    shown = Shown(square.shown)
    if column.work_process:
        return Words(str(shown.label), shown.value, shown)
    if square.is_open_choice:
        return Words(str(shown.label), {"work_process": None, "state": shown.value}, shown)
    found = {"work_process": square.code, "state": shown.value}
    return Words(f"{square.code} {shown.label}", found, shown)
