"""The end of the school year of one class: who moves up, who stays and who leaves, in one go.

Takes the steps that exist for one portfolio, each with its own entry in the log: all of them or
none.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction
from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios import class_overview, log, people
from portfolios import portfolio as steps
from portfolios.errors import Refused
from portfolios.models import Completion, Portfolio, SchoolClass, Submission, User


class Then(TextChoices):
    """What becomes of one portfolio."""

    UP = "up", gettext_lazy("Moves up")
    STAYS = "stays", gettext_lazy("Stays in this class")
    LEAVES = "leaves", gettext_lazy("Leaves: the portfolio is closed")


@dataclass(frozen=True)
class Plan:
    """What a coordinator chose, by the ids of the portfolios. Who is named nowhere stays.

    `new_name` and `teachers` are those of the class that is made, for who goes to None.
    """

    goes_to: dict
    leaves: dict
    reason: str
    new_name: str = ""
    teachers: tuple = ()
    inactive: frozenset = field(default_factory=frozenset)


@dataclass(frozen=True)
class Done:
    """How many portfolios went where."""

    moved: int
    closed: int
    inactive: int


class YearEnd:
    """One class as its coordinator sees it at the end of the year; a fixed number of queries."""

    def __init__(self, school_class, user):
        self.school_class = school_class
        found = class_overview.rows(class_overview.portfolios_of([school_class]))
        found.sort(key=lambda row: row.name)
        running = [row for row in found if row.portfolio.is_active]
        # Nobody takes a step of a coordinator in their own portfolio.
        self.own = [row for row in running if row.portfolio.student_id == user.pk]
        self.running = [row for row in running if row.portfolio.student_id != user.pk]
        self.completed = [row for row in found if not row.portfolio.is_active]
        self._read_open_work()

    def _read_open_work(self):
        ids = [row.portfolio.pk for row in self.running]
        self.waiting, self.proposed = _open_work(ids)

    @property
    def seen(self):
        """A mark of everything that the page names; another one when something has changed."""
        return _mark(self.waiting, self.proposed, [row.portfolio.pk for row in self.running])

    @cached_property
    def teachers(self):
        return list(self.school_class.teachers.all())

    @cached_property
    def next_classes(self):
        """The classes of the next school year, with their teachers."""
        classes = SchoolClass.objects.filter(school_year=next_year(self.school_class))
        return {one.pk: one for one in classes.prefetch_related("teachers")}

    @cached_property
    def may_become_inactive(self):
        """The ids of portfolios whose student has nothing else here: their account may end too."""
        rows = [*self.running, *self.completed]
        free = set(
            _without_role()
            .filter(pk__in=[row.portfolio.student_id for row in rows])
            .exclude(Exists(_running_of_student().exclude(school_class=self.school_class)))
            .values_list("pk", flat=True)
        )
        return {row.portfolio.pk for row in rows if row.portfolio.student_id in free}


def next_year(school_class):
    """The school year after that of this class, as it is written."""
    return "-".join(str(int(year) + 1) for year in school_class.school_year.split("-"))


def _open_work(portfolios):
    """By portfolio: the hand-ins that wait for a decision, and the open proposal."""
    waiting = defaultdict(list)
    submissions = Submission.objects.open().filter(sign_off__portfolio__in=portfolios)
    for submission in submissions.select_related("sign_off__work_process").order_by(
        "submitted_at", "pk"
    ):
        waiting[submission.sign_off.portfolio_id].append(submission)
    proposals = Completion.objects.open().filter(portfolio__in=portfolios)
    return waiting, {one.portfolio_id: one for one in proposals}


def _mark(waiting, proposed, portfolios):
    rows = [
        [
            pk,
            sorted(submission.pk for submission in waiting.get(pk, ())),
            proposed[pk].pk if pk in proposed else None,
        ]
        for pk in sorted(portfolios)
    ]
    return log.sha256(log.canonical(rows))


def _without_role():
    """Active people who are no more than a student."""
    return User.objects.with_roles().filter(
        is_active=True, is_staff=False, is_teacher=False, is_coordinator=False, is_board=False
    )


def _running_of_student():
    return Portfolio.objects.active().filter(student=OuterRef("pk"))


@transaction.atomic
def carry_out(*, school_class, by, plan, seen):
    """Take the steps of the plan, in order of id: all or none. Returns a `Done`.

    `seen` is the mark of what the coordinator looked at. Raises Refused when something of that
    has changed, or when one of the steps refuses.
    """
    running = Portfolio.objects.active().filter(school_class=school_class).exclude(student=by)
    locked = {portfolio.pk: portfolio for portfolio in running.locked()}
    if _mark(*_open_work(list(locked)), locked) != seen:
        raise Refused(_("Something changed meanwhile. Look at what is so now."))
    made = _make_class(school_class, plan, by) if None in plan.goes_to.values() else None
    for pk, portfolio in locked.items():
        if pk in plan.goes_to:
            steps.change_class(
                portfolio=portfolio,
                by=by,
                school_class=plan.goes_to[pk] or made,
                reason=plan.reason,
            )
        elif pk in plan.leaves:
            steps.close(portfolio=portfolio, by=by, reason=plan.leaves[pk])
    return Done(
        moved=len(plan.goes_to),
        closed=len(plan.leaves),
        inactive=_end_accounts(school_class, plan, by),
    )


def _make_class(school_class, plan, by):
    """The class of the next year, with its teachers."""
    made, is_new = SchoolClass.objects.get_or_create(
        name=plan.new_name, school_year=next_year(school_class)
    )
    if not is_new:
        raise Refused(
            _("There is a class %(name)s in that year already. Choose it from the list.")
            % {"name": made.name}
        )
    people.set_teachers(made, plan.teachers, by=by)
    return made


def _end_accounts(school_class, plan, by):
    """Make the accounts inactive of who has nothing running here any more. Returns how many."""
    portfolios = Portfolio.objects.filter(pk__in=plan.inactive, school_class=school_class)
    students = _without_role().filter(
        ~Exists(_running_of_student()), pk__in=portfolios.values("student")
    )
    leaving = list(students.exclude(pk=by.pk).order_by("pk"))
    for person in leaving:
        people.change_user(person, by=by, is_active=False)
    return len(leaving)
