"""The queue of one assessor: what waits for them, for how long, and what comes next."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios import clock
from portfolios.enums import State
from portfolios.models import (
    Assessment,
    Portfolio,
    SignOff,
    Submission,
    SubmissionEvidence,
    User,
)

LATE_AFTER = 5
NEW_SINCE = 1


class Order(TextChoices):
    """In which order somebody works through a queue; within a group the longest waiting first."""

    WAITING = "waiting", gettext_lazy("Waiting time")
    CLASS = "class", gettext_lazy("Class")
    WORK_PROCESS = "work-process", gettext_lazy("Work process")


def days_waiting(submitted_at):
    """Whole days of the calendar since a hand-in."""
    return (clock.today() - timezone.localdate(submitted_at)).days


@dataclass(frozen=True)
class Entry:
    """One hand-in that waits."""

    pk: int
    portfolio_id: int
    school_class_id: int
    class_name: str
    work_process_id: int
    # Where the work process stands in its matrix: the core task, and the place in it.
    place: tuple[int, int]
    submitted_at: datetime

    @property
    def days(self):
        return days_waiting(self.submitted_at)

    @property
    def is_late(self):
        return self.days > LATE_AFTER

    @property
    def is_new(self):
        return self.days <= NEW_SINCE


_LATE, _THIS_WEEK, _NEW = range(3)


def _urgency(entry):
    if entry.is_late:
        return _LATE
    return _NEW if entry.is_new else _THIS_WEEK


_GROUPED_BY = {
    Order.WAITING: _urgency,
    Order.CLASS: lambda entry: entry.school_class_id,
    Order.WORK_PROCESS: lambda entry: entry.work_process_id,
}
_SORTED_BY = {
    Order.WAITING: lambda entry: (),
    Order.CLASS: lambda entry: (entry.class_name, entry.school_class_id),
    Order.WORK_PROCESS: lambda entry: (entry.place, entry.work_process_id),
}


class Queue:
    """What waits for one person, of one class where a class is given, in an order."""

    def __init__(self, user, school_class=None, order=Order.WAITING):
        self.user = user
        self.order = Order(order)
        self.all = _waiting(user)
        # Sorting keeps the longest waiting first within a group.
        self.entries = sorted(
            (
                entry
                for entry in self.all
                if school_class is None or entry.school_class_id == school_class.pk
            ),
            key=_SORTED_BY[self.order],
        )

    def __len__(self):
        return len(self.entries)

    @cached_property
    def ids(self):
        return [entry.pk for entry in self.entries]

    @property
    def late(self):
        return [entry for entry in self.entries if entry.is_late]

    def number_of(self, school_class):
        """How many wait in one class, whatever the filter."""
        return sum(entry.school_class_id == school_class.pk for entry in self.all)

    def number_of_portfolio(self, portfolio):
        """How many wait in one portfolio, whatever the filter."""
        return sum(entry.portfolio_id == portfolio.pk for entry in self.all)

    def position(self, submission):
        """The place of a hand-in, from 1; None where it does not wait here."""
        return self.ids.index(submission.pk) + 1 if submission.pk in self.ids else None

    def before(self, submission):
        """The id of the hand-in that comes earlier, or None."""
        place = self.position(submission)
        return self.ids[place - 2] if place and place > 1 else None

    def after(self, submission, judged=()):
        """The id of the next hand-in that is not among those just judged, or None.

        At the end it is the first one again.
        """
        place = self.position(submission) or 0
        rest = [*self.ids[place:], *self.ids[:place]]
        return next((pk for pk in rest if pk != submission.pk and pk not in judged), None)

    def groups(self, entries):
        """Some of the entries as groups in their order: a title, the whole number, the rows."""
        submissions = self._read(entries)
        group_of = _GROUPED_BY[self.order]
        numbers = Counter(map(group_of, self.entries))
        return [
            {
                "title": self._title(group, rows[0][1]),
                "late": self.order == Order.WAITING and group == _LATE,
                "number": numbers[group],
                "rows": rows,
            }
            for group, found in groupby(entries, group_of)
            if (rows := [(entry, submissions[entry.pk]) for entry in found])
        ]

    def _title(self, group, submission):
        if self.order == Order.CLASS:
            return submission.sign_off.portfolio.school_class.name
        if self.order == Order.WORK_PROCESS:
            work_process = submission.sign_off.work_process
            return f"{work_process.code} {work_process.display_title}"
        return {
            _LATE: _("Longer than 5 days"),
            _THIS_WEEK: _("This week"),
            _NEW: _("New since yesterday"),
        }[group]

    def _read(self, entries):
        mine = Assessment.objects.standing().filter(
            submission=OuterRef("pk"), assessor__in=User.objects.accounts_of(self.user)
        )
        return (
            Submission.objects.select_related(
                "sign_off__portfolio__student",
                "sign_off__portfolio__school_class",
                "sign_off__work_process",
            )
            .annotate(pieces=Count("parts"), again=Exists(mine))
            .in_bulk([entry.pk for entry in entries])
        )


def _waiting(user):
    """An `Entry` for each hand-in that waits for this person, longest waiting first."""
    portfolio, work_process = "sign_off__portfolio", "sign_off__work_process"
    rows = Submission.objects.waiting_for(user).values_list(
        "pk",
        portfolio,
        f"{portfolio}__school_class",
        f"{portfolio}__school_class__name",
        work_process,
        f"{work_process}__core_task__position",
        f"{work_process}__position",
        "submitted_at",
    )
    return [Entry(*row[:5], place=row[5:7], submitted_at=row[7]) for row in rows]


def leaning_on_the_same(submission, user):
    """The hand-ins of one student that wait for this person and share a piece with this one.

    In the order of the matrix; this one is among them while it waits. Each says with `again`
    whether this person judged it before.
    """
    pieces = SubmissionEvidence.objects.filter(submission=submission).values("evidence")
    shared = SubmissionEvidence.objects.filter(submission=OuterRef("pk"), evidence__in=pieces)
    mine = Assessment.objects.standing().filter(
        submission=OuterRef("pk"), assessor__in=User.objects.accounts_of(user)
    )
    return (
        Submission.objects.waiting_for(user)
        .filter(Exists(shared), sign_off__portfolio=submission.sign_off.portfolio_id)
        .select_related("sign_off__work_process", "exit_profile")
        .annotate(again=Exists(mine))
        .order_by(
            "sign_off__work_process__core_task__position",
            "sign_off__work_process__position",
            "pk",
        )
    )


def waiting_for_colleague(user):
    """How many open hand-ins this person judged that still wait for another assessor."""
    return (
        Assessment.objects.visible_to(user)
        .standing()
        .filter(
            assessor__in=User.objects.accounts_of(user),
            submission__in=Submission.objects.open(),
            in_round__lt=F("submission__required_assessors"),
        )
        .values("submission")
        .distinct()
        .count()
    )


def returned_to_students(user):
    """How many work processes are back with the students of this teacher's classes."""
    portfolios = Portfolio.objects.taught_by(user).active()
    returned = SignOff.objects.current().filter(state=State.RETURNED)
    return returned.filter(portfolio__in=portfolios).count()
