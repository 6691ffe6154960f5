"""Samples of sign-offs for the examination board: what is drawn, and what a second look finds.

About half of a sample are the sign-offs with the gravest risk, the rest is drawn at random from
all others, so that nobody can foresee it. A look changes nothing about the sign-off.
"""

from datetime import timedelta
from secrets import SystemRandom

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _

from portfolios import clock, decided, log, notify, permissions
from portfolios.enums import EvidenceKind, LookOutcome, PortfolioState, SampleReason, Verb
from portfolios.errors import Refused
from portfolios.locks import lock
from portfolios.models import (
    EXAMINATION_BOARD,
    Assessment,
    Sample,
    SecondLook,
    Submission,
    SubmissionEvidence,
)

MOST = 50
SHOWN_ON_BOARD = 5
FAST = timedelta(minutes=1)
FIRST_ASSESSMENTS = 10
_GRAVITY = {reason: place for place, reason in enumerate(SampleReason)}


@transaction.atomic
def draw(*, by, number, school_class=None, chance=None):
    """Draw a sample of at most so many sign-offs, of one class or of the whole school.

    `chance` is random unless a test gives its own.
    """
    # Two at once would draw the same sign-offs, so they go one after the other.
    Group.objects.select_for_update(no_key=True).get(name=EXAMINATION_BOARD)
    if not permissions.is_on_board(by):
        raise PermissionDenied
    if not 1 <= number <= MOST:
        raise Refused(_("Draw 1 to %(most)d sign-offs.") % {"most": MOST})
    found = candidates(school_class)
    if not found:
        raise Refused(_("There is no sign-off to draw that was not drawn before."))
    sample = Sample.objects.create(
        drawn_by=by, drawn_at=clock.now(), school_class=school_class, out_of=len(found)
    )
    SecondLook.objects.bulk_create(
        SecondLook(sample=sample, submission_id=pk, reason=reason)
        for pk, reason in pick(found, number, chance or SystemRandom())
    )
    return sample


def candidates(school_class=None):
    """The hand-ins behind the sign-offs that can be drawn, as (id, gravest reason).

    Of students who are here; each sign-off is looked at once.
    """
    no_text = SubmissionEvidence.objects.filter(submission=OuterRef("pk")).exclude(
        evidence__kind=EvidenceKind.TEXT
    )
    found = (
        Submission.objects.behind_results()
        .filter(~Exists(SecondLook.objects.filter(submission=OuterRef("pk"))))
        .exclude(sign_off__portfolio__state=PortfolioState.CLOSED)
    )
    if school_class is not None:
        found = found.filter(sign_off__portfolio__school_class=school_class)
    rows = (
        found.annotate(pieces=Count("parts"), has_other=Exists(no_text))
        .order_by("pk")
        .values_list("pk", "submitted_at", "closed_at", "pieces", "has_other")
    )
    of_new_assessors = _first_assessments()
    return [
        (
            pk,
            _risk(
                fast=closed - handed_in <= FAST,
                new_assessor=pk in of_new_assessors,
                text_only=not has_other,
                single=pieces == 1,
            ),
        )
        for pk, handed_in, closed, pieces, has_other in rows
    ]


def _first_assessments():
    """The hand-ins that were among the first that somebody assessed."""
    numbered = Assessment.objects.annotate(
        place=Window(
            RowNumber(),
            partition_by=Coalesce("assessor__merged_into", "assessor"),
            order_by=["assessed_at", "pk"],
        )
    )
    early = numbered.filter(place__lte=FIRST_ASSESSMENTS)
    return set(early.order_by().values_list("submission", flat=True))


def _risk(**found):
    """The gravest reason that applies."""
    return next((reason for reason in SampleReason if found.get(reason.value)), SampleReason.RANDOM)


def pick(found, number, chance):
    """Choose from (id, reason): half by the gravest reasons, the rest at random from what is left.

    Where too few have a reason, chance fills the sample.
    """
    mixed = chance.sample(found, len(found))
    risky = [one for one in mixed if one[1] != SampleReason.RANDOM]
    by_risk = sorted(risky, key=lambda one: _GRAVITY[one[1]])[: (number + 1) // 2]
    taken = {pk for pk, _reason in by_risk}
    others = [(pk, SampleReason.RANDOM) for pk, _reason in mixed if pk not in taken]
    return [*by_risk, *others[: number - len(by_risk)]]


@transaction.atomic
def look(*, second_look, by, outcome, remark=""):
    """Record what a member of the board found; the sign-off itself stays as it is."""
    portfolio = lock(second_look.submission.sign_off.portfolio_id)
    second_look = SecondLook.objects.select_related(
        "looked_by", "submission__sign_off__work_process"
    ).get(pk=second_look.pk)
    submission = second_look.submission
    submission.sign_off.portfolio = portfolio
    if not permissions.may_look_again(by, second_look):
        raise PermissionDenied
    if not second_look.is_open:
        raise Refused(
            _("%(name)s has recorded a second look meanwhile.") % {"name": second_look.looked_by}
        )
    remark = remark.strip()
    if outcome != LookOutcome.AGREES and not remark:
        raise Refused(_("Write what you saw."))
    second_look.outcome, second_look.remark = outcome, remark
    second_look.looked_by, second_look.looked_at = by, clock.now()
    second_look.save()
    log.write(
        portfolio,
        Verb.LOOKED_AGAIN,
        by=by,
        reason=remark,
        **log.cell(portfolio, submission.sign_off.work_process),
        submission=submission.pk,
        look=second_look.pk,
        outcome=str(outcome),
    )
    if outcome != LookOutcome.AGREES:
        notify.looked_again(submission, by=by)
    return second_look


def rows(looks, user):
    """Some second looks as a list of them shows: with the decision, and whether this person may
    look; a fixed number of queries."""
    looks = list(
        looks.select_related(
            "sample",
            "looked_by",
            "submission__sign_off__portfolio__student",
            "submission__sign_off__portfolio__school_class",
            "submission__sign_off__work_process",
        )
    )
    decided.read([one.submission for one in looks])
    impartial = SecondLook.objects.filter(pk__in=[one.pk for one in looks]).impartial_for(user)
    open_to_user = set(impartial.values_list("pk", flat=True))
    for one in looks:
        one.may_look = one.pk in open_to_user
    return looks


def for_board(user):
    """What the page of the board shows of it: the open looks that were drawn first.

    `total` counts the looks of the samples that are not finished.
    """
    looks = SecondLook.objects.visible_to(user)
    waiting = looks.open()
    return {
        "looks": rows(waiting.order_by("sample", "pk")[:SHOWN_ON_BOARD], user),
        "open": waiting.count(),
        "total": looks.filter(sample__in=waiting.values("sample")).count(),
        "latest": Sample.objects.visible_to(user).first(),
    }
