"""A teacher leaves: who takes over the classes, what stays behind, and the end of the account."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import notify, people, permissions, sign_off
from portfolios.enums import PortfolioState
from portfolios.errors import Refused
from portfolios.models import (
    Assessment,
    Completion,
    Portfolio,
    SchoolClass,
    Submission,
    User,
)


@dataclass(frozen=True)
class Taught:
    """One class of who leaves: its other teachers, and how much waits in it.

    `seats` is in how many open hand-ins this person holds a seat; it says of whom to nobody.
    """

    school_class: SchoolClass
    others: list
    running: int
    seats: int

    @property
    def is_left_alone(self):
        """Nobody else assesses what the students of this class hand in."""
        return bool(self.running) and not self.others


@dataclass(frozen=True)
class Leaving:
    """What somebody who leaves does in the school now."""

    classes: list
    # Running portfolios of this person as a student.
    studies: int
    proposals: int
    drafts: int
    roles: list


def read(person):
    """The `Leaving` of this person, in a fixed number of queries."""
    classes = person.classes.prefetch_related("teachers").order_by("-school_year", "name")
    running = list(
        Portfolio.objects.active().filter(school_class__in=classes).values_list("school_class")
    )
    held = {pk: school_class for pk, _seat, school_class in _seats(person)}
    return Leaving(
        classes=[
            Taught(
                school_class=one,
                others=[t for t in one.teachers.all() if t.pk != person.pk and t.is_active],
                running=running.count((one.pk,)),
                seats=list(held.values()).count(one.pk),
            )
            for one in classes
        ],
        studies=person.portfolios.active().count(),
        proposals=Completion.objects.open().filter(proposed_by__in=_accounts(person)).count(),
        drafts=person.drafts.count(),
        roles=people.given_roles(person),
    )


def _accounts(person):
    return User.objects.accounts_of(person)


def _seats(person):
    """(hand-in, seat, class) of each seat that this person holds in an open hand-in."""
    found = Assessment.objects.standing().filter(
        assessor__in=_accounts(person),
        submission__in=Submission.objects.open().values("pk"),
        submission__sign_off__portfolio__state=PortfolioState.ACTIVE,
    )
    rows = found.values_list("submission", "seat", "submission__sign_off__portfolio__school_class")
    return set(rows.order_by())


@transaction.atomic
def leave(*, person, by, takes_over, inactive, reason=""):
    """Let somebody leave all their classes. Returns how many seats wait for a coordinator.

    `takes_over` has for each class who teaches it instead, or None where the others go on. With a
    reason a coordinator releases the seats that are left behind in the same go; otherwise the
    coordinators are told of each. Who becomes inactive loses every role.
    """
    # Portfolios, then classes, then people: as every other step that locks more than one of them.
    of_seats = {submission for submission, _seat, _class in _seats(person)}
    portfolios = Portfolio.objects.filter(sign_offs__submissions__in=of_seats).values("pk")
    list(Portfolio.objects.filter(pk__in=portfolios).locked())
    locked = SchoolClass.objects.select_for_update(no_key=True).order_by("pk")
    classes = list(locked.filter(pk__in=person.classes.values("pk")))
    if {one.pk for one in classes} != set(takes_over):
        raise Refused(_("Something changed meanwhile. Look at what is so now."))
    if inactive and person == by.person:
        raise Refused(_("You would lock yourself out. Ask another administrator."))
    for school_class in classes:
        instead = takes_over[school_class.pk]
        teachers = {*school_class.teachers.all(), *([instead] if instead else [])} - {person}
        people.set_teachers(school_class, teachers, by=by)
    waiting = _hand_over_seats(person, {one.pk for one in classes}, by, reason)
    if inactive:
        people.change_user(person, by=by, is_active=False)
        for role in people.given_roles(person):
            people.set_role(person, role, False, by=by)
    return waiting


def _hand_over_seats(person, classes, by, reason):
    """Release the seats in these classes, or tell the coordinators. Returns how many wait."""
    waiting = 0
    seats = sorted(seat for seat in _seats(person) if seat[2] in classes)
    submissions = Submission.objects.select_related(
        "sign_off__portfolio__student", "sign_off__work_process"
    ).in_bulk([pk for pk, _seat, _class in seats])
    for pk, seat, _class in seats:
        submission = submissions[pk]
        if reason and permissions.is_coordinator(by, submission.sign_off.portfolio):
            sign_off.release_seat(submission=submission, seat=seat, by=by, reason=reason)
        else:
            notify.seat_left(submission, by=by)
            waiting += 1
    return waiting
