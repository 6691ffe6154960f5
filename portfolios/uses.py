"""Where a piece of evidence was used and who judged it: what one person may know of that."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import formats
from django.utils.translation import gettext as _

from portfolios.enums import Outcome, Shown, State
from portfolios.models import Assessment, Submission

SHOWN = {
    Outcome.INSUFFICIENT: Shown.RETURNED,
    Outcome.SUFFICIENT: Shown.SUFFICIENT,
    Outcome.GOOD: Shown.GOOD,
}


@dataclass
class Uses:
    """`told` holds sentences by the id of a work process, the last hand-in first."""

    told: dict = field(default_factory=lambda: defaultdict(list))
    judgements: list = field(default_factory=list)
    declared_at: object = None


def of(piece, user, version=""):
    """The hand-ins of this piece and their assessments; two queries.

    The assessments follow the rules of `Assessment.visible_to`: nothing of a round that is blind.
    `version` says which version this is, where there are several.
    """
    later = Submission.objects.filter(
        sign_off=OuterRef("sign_off"), attempt__gt=OuterRef("attempt"), withdrawn_at=None
    )
    submissions = list(
        Submission.objects.visible_to(user)
        .standing()
        .filter(parts__evidence=piece)
        .select_related("sign_off__work_process")
        .annotate(was_followed=Exists(later))
        .order_by("-submitted_at", "-pk")
    )
    uses = Uses()
    for submission in submissions:
        uses.told[submission.sign_off.work_process_id].append(_told(submission, version))
    if submissions:
        uses.declared_at = submissions[0].submitted_at
        uses.judgements = list(
            Assessment.objects.visible_to(user)
            .standing()
            .filter(submission__in=submissions)
            .select_related("assessor", "submission__sign_off__work_process")
            .order_by("-assessed_at", "-pk")
        )
        for judgement in uses.judgements:
            judgement.shown = SHOWN[judgement.outcome]
    return uses


def _told(submission, version):
    """One hand-in in a few words: its end where it is the last one, else that it was."""
    cell = submission.sign_off
    number = {"attempt": submission.attempt}
    if submission.is_open:
        words = _("handed in, attempt %(attempt)d") % number
        day = submission.submitted_at
    else:
        day = submission.closed_at
        if submission.was_followed:
            words = _("assessed, attempt %(attempt)d") % number
        elif cell.state == State.SIGNED_OFF:
            words = _("signed off: %(grade)s") % {"grade": cell.get_grade_display()}
        else:
            words = _("returned, attempt %(attempt)d") % number
    return ", ".join(filter(None, [words, formats.date_format(day, "j F Y"), version]))
