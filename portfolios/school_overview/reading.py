"""Reads and counts the classes of a school year, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from portfolios import clock, progress
from portfolios.class_overview import SILENT_AFTER, counting
from portfolios.enums import PortfolioState
from portfolios.models import Evidence, Portfolio, SchoolClass, Submission
from portfolios.pace import planned
from portfolios.queue import days_waiting
from portfolios.school_overview.rows import ClassRow, SchoolOverview, Standing

# The month in which a school year begins.
FIRST_MONTH = 8
# How many weeks of sign-offs are shown, the present one included.
WEEKS = 12


def choices(user):
    """The school years of the classes that this person sees, latest first, each with its levels.

    The levels are those of the students, highest first.
    """
    found = defaultdict(set)
    for school_year, level in (
        SchoolClass.objects.visible_to(user)
        .order_by()
        .values_list("school_year", "portfolios__exit_profile__level")
        .distinct()
    ):
        found[school_year] |= {level} - {None}
    return {year: sorted(found[year], reverse=True) for year in sorted(found, reverse=True)}


def current(school_years):
    """The school year of today where it is among these, latest first, else the latest; or None."""
    year = year_of_today()
    return year if year in school_years else next(iter(school_years), None)


def year_of_today():
    """The school year that it is now; it begins in August."""
    today = clock.today()
    start = today.year if today.month >= FIRST_MONTH else today.year - 1
    return f"{start}-{start + 1}"


def build(user, school_year, level=None):
    """The `SchoolOverview` of the classes that this person sees, in a fixed number of queries.

    With a level, of the students of that level alone; classes without any are left out.
    """
    classes = SchoolClass.objects.visible_to(user).filter(school_year=school_year)
    portfolios = counting(Portfolio.objects.visible_to(user)).filter(
        school_class__school_year=school_year
    )
    if level is not None:
        portfolios = portfolios.filter(exit_profile__level=level)
    tallies = progress.tally(portfolios)
    students = _students(portfolios, tallies)
    weeks = last_weeks()
    waits, sign_offs = open_waits(portfolios), signed_off(portfolios, weeks)
    nothing = (0,) * len(weeks)
    return SchoolOverview(
        at=clock.now(),
        school_year=school_year,
        weeks=weeks,
        rows=tuple(
            _row(one, students[one.pk], tallies, waits[one.pk], sign_offs.get(one.pk, nothing))
            for one in classes.order_by("name", "pk")
            if level is None or one.pk in students
        ),
        profiles=_highest_first(tallies.profiles.values()),
    )


def last_weeks(number=WEEKS):
    """The Mondays of the last weeks, oldest first; the last one is that of today."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    return tuple(monday - timedelta(weeks=back) for back in reversed(range(number)))


def standings(rows):
    """A `Standing` for each exit profile among the rows of a class (`class_overview.rows`)."""
    by_profile = defaultdict(list)
    for row in rows:
        by_profile[row.progress.profile].append(row)
    return [
        _standing(
            profile,
            by_profile[profile][0].progress.total,
            [row.progress.done for row in by_profile[profile]],
            [
                planned(
                    row.progress.total,
                    row.portfolio.starts_on,
                    row.portfolio.ends_on,
                    clock.today(),
                )
                for row in by_profile[profile]
            ],
        )
        for profile in _highest_first(by_profile)
    ]


@dataclass(frozen=True, slots=True)
class _Student:
    profile_id: int
    tally: progress.Tally
    pace: int
    is_silent: bool


def _students(portfolios, tallies):
    """The students of each class, by its id."""
    awake = _awake(portfolios)
    before = clock.today() - timedelta(days=SILENT_AFTER)
    found, paces = defaultdict(list), {}
    for pk, school_class, profile, state, starts_on, ends_on in portfolios.order_by().values_list(
        "pk", "school_class", "exit_profile", "state", "starts_on", "ends_on"
    ):
        own = tallies.of(pk, profile)
        key = own.total, starts_on, ends_on
        if key not in paces:
            paces[key] = planned(*key, clock.today())
        is_silent = (
            state == PortfolioState.ACTIVE
            and not own.is_complete
            and starts_on < before
            and pk not in awake
        )
        found[school_class].append(_Student(profile, own, paces[key], is_silent))
    return found


def _awake(portfolios):
    """The ids of the portfolios in which the student did something lately."""
    since = _midnight(clock.today() - timedelta(days=SILENT_AFTER))
    handed_in = Submission.objects.standing().filter(
        _of(portfolios, "sign_off__portfolio"), submitted_at__gte=since
    )
    added = Evidence.objects.filter(_of(portfolios, "portfolio"), created_at__gte=since)
    found = handed_in.order_by().values_list("sign_off__portfolio")
    return {pk for (pk,) in found.union(added.order_by().values_list("portfolio"))}


def open_waits(portfolios):
    """How many days each open hand-in waits, longest first, by the id of the class."""
    found = defaultdict(list)
    next_day, days = None, 0
    # From the oldest on: there are few days and thousands of hand-ins.
    for school_class, at in (
        Submission.objects.open()
        .filter(_of(portfolios, "sign_off__portfolio"))
        .order_by("submitted_at")
        .values_list("sign_off__portfolio__school_class", "submitted_at")
    ):
        if next_day is None or at >= next_day:
            days = days_waiting(at)
            next_day = _midnight(clock.today() - timedelta(days=days - 1))
        found[school_class].append(days)
    return found


def signed_off(portfolios, weeks):
    """How many hand-ins were signed off in each week, by the id of the class."""
    ends = [*weeks[1:], weeks[-1] + timedelta(weeks=1)]
    counts = {
        f"week{place}": Count(
            "pk", filter=Q(closed_at__gte=_midnight(start), closed_at__lt=_midnight(end))
        )
        for place, (start, end) in enumerate(zip(weeks, ends, strict=True))
    }
    found = (
        Submission.objects.passed()
        .filter(_of(portfolios, "sign_off__portfolio"), closed_at__gte=_midnight(weeks[0]))
        .order_by()
        .values_list("sign_off__portfolio__school_class")
        .annotate(**counts)
    )
    return {school_class: tuple(numbers) for school_class, *numbers in found}


def _of(portfolios, path):
    """In these portfolios: looked up one by one, since few rows of a whole table are asked for."""
    return Exists(portfolios.order_by().filter(pk=OuterRef(path)))


def _midnight(day: date):
    """The moment at which a day begins at school."""
    return timezone.make_aware(datetime.combine(day, time()))


def _row(school_class, students, tallies, waits, sign_offs):
    by_profile = defaultdict(list)
    for student in students:
        by_profile[student.profile_id].append(student)
    return ClassRow(
        school_class=school_class,
        standings=tuple(
            _standing(
                profile,
                by_profile[profile.pk][0].tally.total,
                [student.tally.done for student in by_profile[profile.pk]],
                [student.pace for student in by_profile[profile.pk]],
            )
            for profile in _highest_first(tallies.profiles[pk] for pk in by_profile)
        ),
        complete=sum(student.tally.is_complete for student in students),
        waiting=sum(student.tally.waiting for student in students),
        returned=sum(student.tally.returned for student in students),
        waits=tuple(waits),
        silent=sum(student.is_silent for student in students),
        sign_offs=sign_offs,
    )


def _standing(profile, total, done, paces):
    return Standing(profile, total, tuple(sorted(done)), round(median(paces)))


def _highest_first(profiles):
    return tuple(sorted(profiles, key=lambda profile: (-profile.level, profile.pk)))
