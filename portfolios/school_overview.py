"""How the classes of a school year stand: the numbers of the page and of its exports.

Every number of progress comes from `progress.tally`. Never a figure about one teacher: what waits
and what was signed off is counted for a class.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median, quantiles

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import cached_property

from curriculum.models import ExitProfile
from portfolios import clock, progress
from portfolios.class_overview import SILENT_AFTER, counting
from portfolios.enums import PortfolioState
from portfolios.models import Evidence, Portfolio, SchoolClass, Submission
from portfolios.queue import LATE_AFTER, days_waiting

# Days after which a coordinator must act on what waits.
OVERDUE_AFTER = 10
# The month in which a school year begins.
FIRST_MONTH = 8
# How many weeks of sign-offs are shown, the present one included.
WEEKS = 12


@dataclass(frozen=True)
class Standing:
    """The students of one exit profile in one class: how many units each has done."""

    profile: ExitProfile
    total: int
    # Of each student, lowest first.
    done: tuple
    # Where they would be if everything went evenly from their start to their planned end.
    pace: int

    @property
    def students(self):
        return len(self.done)

    @property
    def complete(self):
        """How many have everything."""
        return sum(number == self.total for number in self.done)

    @property
    def lowest(self):
        return self.done[0]

    @property
    def highest(self):
        return self.done[-1]

    @property
    def median(self):
        return median(self.done)

    @property
    def average(self):
        """As on the pages of the class: a whole number."""
        return round(sum(self.done) / len(self.done))

    @property
    def middle(self):
        """Between which two numbers the middle half of the students is."""
        if len(self.done) == 1:
            return self.lowest, self.highest
        lower, _median, upper = quantiles(self.done, n=4, method="inclusive")
        return lower, upper


@dataclass(frozen=True)
class ClassRow:
    """One class; `standings` has an entry for each exit profile, highest level first."""

    school_class: SchoolClass
    standings: tuple
    complete: int
    waiting: int
    returned: int
    # How many days each hand-in waits that waits now, longest first.
    waits: tuple
    silent: int
    # Sign-offs in each of the weeks of the overview, oldest first.
    sign_offs: tuple

    @property
    def students(self):
        return sum(standing.students for standing in self.standings)

    @property
    def oldest_days(self):
        """How many days the oldest hand-in waits; None where nothing waits."""
        return self.waits[0] if self.waits else None

    @property
    def is_overdue(self):
        """Something waits so long that a coordinator must act."""
        return bool(self.waits) and self.waits[0] > OVERDUE_AFTER

    @property
    def share_done(self):
        """From 0 to 1: what is signed off, of everything that is asked of these students."""
        asked = sum(standing.students * standing.total for standing in self.standings)
        return sum(sum(standing.done) for standing in self.standings) / asked if asked else 0


@dataclass(frozen=True)
class Totals:
    """All the classes of the overview together."""

    classes: int
    students: int
    complete: int
    waiting: int
    # Of those, longer than the days of an assessor and of a coordinator.
    late: int
    overdue: int
    silent: int
    sign_offs: tuple


@dataclass(frozen=True)
class SchoolOverview:
    """The classes of one school year, at one moment."""

    at: datetime
    school_year: str
    # The Monday of each week, oldest first.
    weeks: tuple
    rows: tuple
    # The exit profiles that occur, highest level first.
    profiles: tuple

    @cached_property
    def totals(self):
        waits = [days for row in self.rows for days in row.waits]
        return Totals(
            classes=len(self.rows),
            students=sum(row.students for row in self.rows),
            complete=sum(row.complete for row in self.rows),
            waiting=sum(row.waiting for row in self.rows),
            late=sum(days > LATE_AFTER for days in waits),
            overdue=sum(days > OVERDUE_AFTER for days in waits),
            silent=sum(row.silent for row in self.rows),
            sign_offs=tuple(
                sum(row.sign_offs[place] for row in self.rows) for place in range(len(self.weeks))
            ),
        )


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
    """The school year of today where it is among these, latest first, else the latest; or None.

    It begins in August.
    """
    today = clock.today()
    start = today.year if today.month >= FIRST_MONTH else today.year - 1
    year = f"{start}-{start + 1}"
    return year if year in school_years else next(iter(school_years), None)


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
                expected(row.progress.total, row.portfolio.starts_on, row.portfolio.ends_on)
                for row in by_profile[profile]
            ],
        )
        for profile in _highest_first(by_profile)
    ]


def expected(total, starts_on, ends_on):
    """How many units would be done today, if everything went evenly from start to planned end."""
    share = (clock.today() - starts_on) / (ends_on - starts_on)
    return round(total * min(max(share, 0), 1))


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
            paces[key] = expected(*key)
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
        submitted_at__gte=since, sign_off__portfolio__in=portfolios.order_by()
    )
    added = Evidence.objects.filter(created_at__gte=since, portfolio__in=portfolios.order_by())
    found = handed_in.order_by().values_list("sign_off__portfolio")
    return {pk for (pk,) in found.union(added.order_by().values_list("portfolio"))}


def open_waits(portfolios):
    """How many days each open hand-in waits, longest first, by the id of the class."""
    found = defaultdict(list)
    for school_class, at in (
        Submission.objects.open()
        .filter(sign_off__portfolio__in=portfolios.order_by())
        .order_by("submitted_at")
        .values_list("sign_off__portfolio__school_class", "submitted_at")
    ):
        found[school_class].append(days_waiting(at))
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
        .filter(closed_at__gte=_midnight(weeks[0]), sign_off__portfolio__in=portfolios.order_by())
        .order_by()
        .values_list("sign_off__portfolio__school_class")
        .annotate(**counts)
    )
    return {school_class: tuple(numbers) for school_class, *numbers in found}


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
