"""How far the students of a class are, side by side; every number comes from `progress`."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from curriculum.models import ExitProfile
from portfolios import clock, progress
from portfolios.enums import PortfolioState, Shown, State
from portfolios.models import Evidence, Portfolio, SchoolClass, Submission
from portfolios.queue import LATE_AFTER, days_waiting

# Days after which a student of whom nothing came in is called silent.
SILENT_AFTER = 14


@dataclass(frozen=True)
class Row:
    """One student of the class."""

    portfolio: Portfolio
    progress: progress.Progress
    waiting: int
    returned: int
    last_hand_in: datetime | None
    longest_since: datetime | None
    last_evidence: datetime | None

    @property
    def cells(self):
        """The parts of a bar."""
        return self.progress.bar

    @property
    def name(self):
        return sort_name(self.portfolio.student)

    def is_of(self, school_class):
        """In this class; in any where none is given."""
        return school_class is None or self.portfolio.school_class_id == school_class.pk

    @property
    def open(self):
        """How many units are still needed."""
        return self.progress.open

    @property
    def days(self):
        """How long the oldest open hand-in waits, in days; None where nothing waits."""
        return days_waiting(self.longest_since) if self.longest_since else None

    @property
    def is_late(self):
        return self.days is not None and self.days > LATE_AFTER

    @property
    def last_active(self):
        """When the student last added evidence or handed something in; None for never."""
        return max(filter(None, (self.last_hand_in, self.last_evidence)), default=None)

    @property
    def silent_days(self):
        """Whole days since the student did something, or since the start."""
        return _days_since(self.portfolio.starts_on, self.last_active)

    @property
    def is_silent(self):
        """An active student of whom nothing came in for long; one who is complete may rest."""
        return (
            self.portfolio.is_active
            and not self.progress.is_complete
            and self.silent_days > SILENT_AFTER
        )


@dataclass(frozen=True)
class Average:
    """The students of one exit profile in one class, together."""

    profile: ExitProfile
    number: int
    done: int
    total: int
    cells: list


@dataclass(frozen=True)
class Summary:
    """One class in a list of classes."""

    school_class: SchoolClass
    students: int
    waiting: int
    averages: list
    # The ids of the portfolios in which something is still needed.
    unfinished: tuple


def counting(portfolios):
    """Those of a query that count in a class: all but those of students who left."""
    return portfolios.exclude(state=PortfolioState.CLOSED)


def sort_name(student):
    """The last name as it is looked up: "de Groot" under the G."""
    start = next((i for i, c in enumerate(student.last_name) if c.isupper()), 0)
    return student.last_name[start:].casefold(), student.first_name.casefold()


def portfolios_of(classes):
    """The portfolios that count in these classes."""
    return counting(Portfolio.objects.filter(school_class__in=classes)).with_people()


def rows(portfolios):
    """A `Row` for each portfolio, in the same order, in a fixed number of queries."""
    portfolios = list(portfolios)
    overviews = progress.of(portfolios)
    still_open = Q(closed_at=None, withdrawn_at=None)
    times = {
        row["sign_off__portfolio"]: row
        for row in Submission.objects.standing()
        .filter(sign_off__portfolio__in=portfolios)
        .order_by()
        .values("sign_off__portfolio")
        .annotate(last=Max("submitted_at"), longest=Min("submitted_at", filter=still_open))
    }
    nothing = {"last": None, "longest": None}
    added = dict(
        Evidence.objects.filter(portfolio__in=portfolios)
        .order_by()
        .values_list("portfolio")
        .annotate(Max("created_at"))
    )
    return [
        Row(
            portfolio=portfolio,
            progress=overviews[portfolio.pk].own,
            waiting=_cells_in(overviews[portfolio.pk], State.SUBMITTED),
            returned=_cells_in(overviews[portfolio.pk], State.RETURNED),
            last_hand_in=times.get(portfolio.pk, nothing)["last"],
            longest_since=times.get(portfolio.pk, nothing)["longest"],
            last_evidence=added.get(portfolio.pk),
        )
        for portfolio in portfolios
    ]


def summaries(classes):
    """A `Summary` for each class, in the same order, in a fixed number of queries.

    Counted in the database, for any number of classes: a bar tells what is done and nothing more.
    """
    classes = list(classes)
    portfolios = counting(Portfolio.objects.filter(school_class__in=classes))
    tallies = progress.tally(portfolios)
    by_class = defaultdict(lambda: defaultdict(list))
    for pk, school_class, profile in portfolios.order_by().values_list(
        "pk", "school_class", "exit_profile"
    ):
        by_class[school_class][profile].append((pk, tallies.of(pk, profile)))
    return [
        _summary(school_class, by_class[school_class.pk], tallies.profiles)
        for school_class in classes
    ]


def _summary(school_class, groups, profiles):
    students = [student for group in groups.values() for student in group]
    return Summary(
        school_class=school_class,
        students=len(students),
        waiting=sum(tally.waiting for _pk, tally in students),
        averages=_highest_first(
            _average_of(profiles[profile], [tally for _pk, tally in group])
            for profile, group in groups.items()
        ),
        unfinished=tuple(pk for pk, tally in students if not tally.is_complete),
    )


def silent(summaries):
    """The portfolios of the silent students of these classes, each with `silent_days`.

    Longest silent first, in one query; see `Row.is_silent`.
    """
    since = timezone.make_aware(
        datetime.combine(clock.today() - timedelta(days=SILENT_AFTER), time())
    )
    handed_in = Submission.objects.standing().filter(sign_off__portfolio=OuterRef("pk"))
    added = Evidence.objects.filter(portfolio=OuterRef("pk"))
    found = (
        Portfolio.objects.active()
        .filter(
            ~Exists(handed_in.filter(submitted_at__gte=since)),
            ~Exists(added.filter(created_at__gte=since)),
            pk__in=[pk for summary in summaries for pk in summary.unfinished],
            starts_on__lt=since.date(),
        )
        .annotate(
            last_hand_in=_latest(handed_in, "submitted_at"),
            last_evidence=_latest(added, "created_at"),
        )
        .select_related("student", "school_class")
    )
    for portfolio in found:
        last = max(filter(None, (portfolio.last_hand_in, portfolio.last_evidence)), default=None)
        portfolio.silent_days = _days_since(portfolio.starts_on, last)
    return sorted(found, key=lambda one: (-one.silent_days, sort_name(one.student), one.pk))


def _latest(rows, field):
    return Subquery(rows.order_by(f"-{field}").values(field)[:1])


def _days_since(starts_on, last_active):
    """Whole days since the student did something, or since the start."""
    since = starts_on
    if last_active:
        since = max(since, timezone.localdate(last_active))
    return (clock.today() - since).days


def _average_of(profile, tallies):
    done, total = round(sum(one.done for one in tallies) / len(tallies)), tallies[0].total
    cells = [Shown.SUFFICIENT] * done + [Shown.NOT_STARTED] * (total - done)
    return Average(profile, len(tallies), done, total, cells)


def averages(progresses):
    """An `Average` for each exit profile among the progresses, highest level first."""
    by_profile = defaultdict(list)
    for one in progresses:
        by_profile[one.profile.pk].append(one)
    return _highest_first(_average(group) for group in by_profile.values())


def _highest_first(averages):
    return sorted(averages, key=lambda average: (-average.profile.level, average.profile.pk))


def _average(group):
    units = Counter()
    for one in group:
        units.update(dict(one.units))
    done = sum(units.pop(state, 0) for state in progress.DONE)
    total = group[0].total
    cells = [Shown.SUFFICIENT] * round(done / len(group))
    for state in progress.OPEN_ORDER:
        cells += [state] * round(units[state] / len(group))
    cells += [Shown.NOT_STARTED] * (total - len(cells))
    return Average(
        profile=group[0].profile,
        number=len(group),
        done=round(done / len(group)),
        total=total,
        cells=cells[:total],
    )


def _cells_in(overview, state):
    return sum(facts.state == state for facts in overview.facts.values())
