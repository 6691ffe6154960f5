"""The overview of the school as a table: a row for each class, with the numbers of the page."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portfolios.exports.table import Column, Fact, Kind, Table, Words, same
from portfolios.queue import LATE_AFTER
from portfolios.school_overview import OVERDUE_AFTER


def table(*, overview, rows, chosen, made_by):
    """These rows of the overview. `chosen` says in `Words` which filter leaves them, and the order.

    The teachers of each class are names and no more: no figure here is about one of them.
    """
    title = _("School %(year)s") % {"year": overview.school_year}
    return Table(
        name="school_overview",
        title=title,
        file_stem=title,
        made_at=overview.at,
        facts=[
            Fact("school_year", _("School year"), same(overview.school_year)),
            Fact("filter", _("Filter"), chosen),
            Fact("totals", _("All these classes"), _totals(overview.totals)),
            Fact("made_by", _("Made by"), same(str(made_by))),
        ],
        columns=[
            Column("class", _("Class")),
            Column("teachers", _("Teachers")),
            Column("students", _("Students"), Kind.NUMBER),
            Column("complete", _("Complete"), Kind.NUMBER),
            *(column for profile in overview.profiles for column in _progress(profile)),
            Column("waiting", _("To review"), Kind.NUMBER),
            Column("longest_waiting_days", _("Longest waiting in days"), Kind.NUMBER),
            Column("late", _("Longer than %(days)d days") % {"days": LATE_AFTER}, Kind.NUMBER),
            Column(
                "overdue", _("Longer than %(days)d days") % {"days": OVERDUE_AFTER}, Kind.NUMBER
            ),
            *map(_week, overview.weeks),
            Column("silent", _("Silent"), Kind.NUMBER),
        ],
        rows=[_row(row, overview.profiles) for row in rows],
    )


def _totals(totals):
    found = {
        "classes": (_("Classes"), totals.classes),
        "students": (_("Students"), totals.students),
        "complete": (_("Complete"), totals.complete),
        "waiting": (_("To review"), totals.waiting),
        "late": (_("Longer than %(days)d days") % {"days": LATE_AFTER}, totals.late),
        "overdue": (_("Longer than %(days)d days") % {"days": OVERDUE_AFTER}, totals.overdue),
        "signed_off_this_week": (_("Signed off this week"), [0, *totals.sign_offs][-1]),
    }
    return Words(
        ", ".join(f"{words}: {number}" for words, number in found.values()),
        {key: number for key, (_words, number) in found.items()},
    )


def _progress(profile):
    """The columns of one exit profile: how many are on the way to it, and how far they are."""
    group = profile.display_title
    facts = {"exit_profile": {"slug": profile.slug, "level": profile.level}}
    stem = f"exit_profile/{profile.pk}"
    names = [
        ("students", _("Students"), Kind.NUMBER),
        ("lowest", _("Lowest"), Kind.NUMBER),
        ("middle", _("Middle"), Kind.DECIMAL),
        ("highest", _("Highest"), Kind.NUMBER),
        ("total", _("Total"), Kind.NUMBER),
        ("pace", _("Pace"), Kind.NUMBER),
    ]
    return [
        Column(f"{stem}/{key}", f"{group}: {title}", kind, group, "", {**facts, "number": key})
        for key, title, kind in names
    ]


def _week(monday):
    title = _("Signed off in the week of %(day)s") % {"day": date_format(monday, "j F Y")}
    facts = {"week": monday.isoformat()}
    return Column(f"signed_off/{monday.isoformat()}", title, Kind.NUMBER, facts=facts)


def _row(row, profiles):
    school_class = row.school_class
    teachers = [teacher.name_of_assessor for teacher in school_class.teachers.all()]
    standings = {standing.profile.pk: standing for standing in row.standings}
    return [
        Words(school_class.name, {"id": school_class.pk, "name": school_class.name}),
        Words(", ".join(teachers), teachers),
        row.students,
        row.complete,
        *(number for profile in profiles for number in _standing(standings.get(profile.pk))),
        row.waiting,
        row.oldest_days,
        sum(days > LATE_AFTER for days in row.waits),
        sum(days > OVERDUE_AFTER for days in row.waits),
        *row.sign_offs,
        row.silent,
    ]


def _standing(standing):
    if standing is None:
        return [0, None, None, None, None, None]
    return [
        standing.students,
        standing.lowest,
        standing.median,
        standing.highest,
        standing.total,
        standing.pace,
    ]
