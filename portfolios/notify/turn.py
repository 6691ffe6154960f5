"""Whose turn it is: the messages at which their receiver is the one who has to act now."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from curriculum.models import Requirement
from portfolios.enums import CompletionState, MessageKind, PortfolioState, State
from portfolios.models import Assessment, Confirmation, Message, SignOff, Submission, Teaching, User
from portfolios.shown import is_signed_off

CAME_BACK = (MessageKind.RETURNED, MessageKind.REVOKED)
TO_ASSESS = (
    MessageKind.SUBMITTED,
    MessageKind.SECOND_NEEDED,
    MessageKind.SEAT_RELEASED,
    MessageKind.DIFFERING,
)

# After these something may wait for a confirmation.
TO_CONFIRM = (MessageKind.TO_CONFIRM, MessageKind.MOVED)


def of(messages, user):
    """Those of one's own messages that still ask something; of each matter the latest alone."""
    improve, assess, confirm = _to_improve(user), _to_assess(user), _to_confirm(user)
    check, decide, release = _to_check(user), _to_decide(user), _to_release(user)
    return messages.filter(improve | assess | confirm | check | decide | release)


def _latest(kinds, *, of):
    """No later message to the same person says so of the same thing."""
    later = Message.objects.filter(
        receiver=OuterRef("receiver"), kind__in=kinds, pk__gt=OuterRef("pk"), **{of: OuterRef(of)}
    )
    return ~Exists(later)


def _to_improve(user):
    return Q(
        _latest(CAME_BACK, of="sign_off"),
        kind__in=CAME_BACK,
        portfolio__student=user,
        portfolio__state=PortfolioState.ACTIVE,
        sign_off__state=State.RETURNED,
        sign_off__work_process__qualification=F("portfolio__qualification"),
    )


def _to_assess(user):
    return Q(
        _latest(TO_ASSESS, of="submission"),
        kind__in=TO_ASSESS,
        submission__in=Submission.objects.waiting_for(user).values("pk"),
    )


def _to_confirm(user):
    """A teacher of the class who has not confirmed everything that still waits for it."""
    asked = Requirement.objects.filter(
        exit_profile=OuterRef("portfolio__exit_profile"), work_process=OuterRef("work_process")
    )
    mine = Confirmation.objects.filter(
        sign_off=OuterRef("pk"),
        exit_profile=OuterRef("portfolio__exit_profile"),
        assessor__in=User.objects.accounts_of(user),
        ended_at=None,
    )
    lower = SignOff.objects.filter(
        Exists(asked),
        ~Exists(mine),
        ~is_signed_off(),
        portfolio=OuterRef("portfolio"),
        state=State.SIGNED_OFF,
    )
    return Q(
        Exists(lower),
        _teaches(user),
        _latest(TO_CONFIRM, of="portfolio"),
        ~Q(portfolio__student=user),
        kind__in=TO_CONFIRM,
        portfolio__state=PortfolioState.ACTIVE,
    )


def _to_check(user):
    return Q(
        _teaches(user),
        kind=MessageKind.TRAINER_NAMED,
        trainer__checked_at=None,
        trainer__declined_at=None,
    )


def _to_decide(user):
    if not user.roles.board:
        return Q(pk=None)
    return Q(kind=MessageKind.PROPOSED, completion__state=CompletionState.PROPOSED)


def _to_release(user):
    """A coordinator, while somebody who teaches the class no more holds a seat."""
    if not user.roles.coordinator:
        return Q(pk=None)
    teaches = Teaching.objects.filter(
        teacher=OuterRef("person"),
        teacher__is_active=True,
        school_class=OuterRef("submission__sign_off__portfolio__school_class"),
    )
    left = (
        Assessment.objects.standing()
        .annotate(person=Coalesce("assessor__merged_into", "assessor"))
        .filter(~Exists(teaches), submission=OuterRef("submission"))
    )
    return Q(
        Exists(left),
        _latest((MessageKind.SEAT_LEFT,), of="submission"),
        ~Q(portfolio__student=user),
        kind=MessageKind.SEAT_LEFT,
        portfolio__state=PortfolioState.ACTIVE,
        submission__in=Submission.objects.open().values("pk"),
    )


def _teaches(user):
    return Exists(
        Teaching.objects.filter(school_class=OuterRef("portfolio__school_class"), teacher=user)
    )
