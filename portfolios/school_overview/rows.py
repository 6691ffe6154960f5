"""What the overview of a school says of each class, and of all together."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from django.utils.functional import cached_property

from curriculum.models import ExitProfile
from portfolios.models import SchoolClass
from portfolios.queue import LATE_AFTER

# Days after which a coordinator must act on what waits.
OVERDUE_AFTER = 10


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
