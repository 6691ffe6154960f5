"""One hand-in on the desk of one person: what was handed in, what they may know, and may do.

And the hand-ins that lie on the desk of a coordinator.
"""

from collections import defaultdict

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from portfolios import changes, permissions, seal, sign_off, timeline
from portfolios.enums import Outcome, PortfolioState, Shown
from portfolios.errors import Refused
from portfolios.models import (
    Assessment,
    Evidence,
    EvidenceFile,
    Submission,
    Teaching,
    WorkplaceStatement,
)
from portfolios.models.assessment import count_of
from portfolios.queue import days_waiting

SHOWN = {
    Outcome.INSUFFICIENT: Shown.RETURNED,
    Outcome.SUFFICIENT: Shown.SUFFICIENT,
    Outcome.GOOD: Shown.GOOD,
}


class Desk:
    """A submission as one person sees it.

    Everything about assessments comes from `Assessment.objects.visible_to`: while a hand-in waits
    for a seat, nothing here differs for anybody but the author of an assessment.
    """

    def __init__(self, submission, user, history=None):
        self.submission = submission
        self.user = user
        if history:
            self.history = history
        self.cell = submission.sign_off
        self.portfolio = self.cell.portfolio
        self.work_process = self.cell.work_process

    @cached_property
    def history(self):
        """What became of this cell, as this person may know it."""
        return timeline.history(self.portfolio, self.work_process, self.user, ())

    @cached_property
    def pieces(self):
        """The frozen pieces, with the files that were sealed; none of what was withdrawn."""
        if self.submission.withdrawn_at:
            return []
        pieces = Evidence.objects.visible_to(self.user).filter(submissions=self.submission)
        found = with_sealed_files(pieces)
        changed = {one.id: one for one in self.changed or []}
        for piece in found:
            piece.changed = changed.get(piece.pk)
        return found

    @property
    def description(self):
        """What was asked, as it was sealed."""
        return seal.read(self.submission).get("work_process", {}).get("description", "")

    @property
    def days(self):
        return days_waiting(self.submission.submitted_at)

    @cached_property
    def statements(self):
        """What workplace trainers stated about this cell, oldest first."""
        if not self.history.asked_trainer:
            return []
        found = WorkplaceStatement.objects.filter(question__sign_off=self.cell)
        return list(found.with_trainer())

    @cached_property
    def earlier(self):
        """The attempt before this one that was decided, as this person sees it, or None."""
        if self.submission.attempt == 1:
            return None
        decided = (
            Submission.objects.visible_to(self.user)
            .filter(
                sign_off=self.cell, attempt__lt=self.submission.attempt, closed_at__isnull=False
            )
            .select_related("exit_profile")
            .order_by("attempt")
            .last()
        )
        if decided is None:
            return None
        decided.sign_off = self.cell
        return Desk(decided, self.user, self.history)

    @cached_property
    def changed(self):
        """What changed since the earlier attempt, piece by piece; empty without one.

        None where one of the two sealed lists was erased.
        """
        if self.earlier is None:
            return []
        then, now = seal.read(self.earlier.submission), seal.read(self.submission)
        if not then or not now:
            return None
        line = self.portfolio.evidence.filter(replaces__isnull=False)
        return changes.between(then, now, dict(line.values_list("pk", "replaces")))

    @property
    def last_round(self):
        """The assessments that decided this hand-in; empty while it is open."""
        return self.rounds[-1] if self.submission.closed_at and self.rounds else []

    @property
    def taken_back(self):
        """Of the history of this cell: how the earlier result was revoked before this hand-in."""
        if self.earlier is None:
            return []
        since, until = self.earlier.submission.closed_at, self.submission.submitted_at
        return [e for e in self.history.events if e.struck and since <= e.at <= until]

    @cached_property
    def judgements(self):
        """The assessments of this hand-in that this person may see, each with its `shown`."""
        known = self.history.assessments
        found = [one for one in known if one.submission_id == self.submission.pk]
        for judgement in found:
            judgement.shown = SHOWN[judgement.outcome]
            judgement.is_own = permissions.same_person(judgement.assessor, self.user)
        return found

    @property
    def rounds(self):
        """The rounds that everybody filled, as lists of assessments; of a decided one, all."""
        found = defaultdict(list)
        for judgement in self.judgements:
            if not self.submission.is_open or (
                judgement.released_at is None
                and judgement.in_round >= self.submission.required_assessors
            ):
                found[judgement.round].append(judgement)
        return [found[number] for number in sorted(found)]

    @property
    def differing(self):
        """The last filled round of a hand-in that is not decided yet; empty otherwise."""
        return self.rounds[-1] if self.submission.is_open and self.rounds else []

    @property
    def kept(self):
        """This person's own assessment that waits for a colleague, or None."""
        shown = {judgement.pk for group in self.rounds for judgement in group}
        waiting = [one for one in self.judgements if one.is_own and one.pk not in shown]
        return waiting[-1] if waiting else None

    @property
    def decision(self):
        """What the cell showed after this hand-in was decided; None while it is open."""
        if self.submission.closed_at is None:
            return None
        standing = [one for one in self.judgements if one.released_at is None]
        last = max(one.round for one in standing)
        found = {one.shown for one in standing if one.round == last}
        for shown in (Shown.RETURNED, Shown.SUFFICIENT):
            if shown in found:
                return shown
        return Shown.GOOD

    @cached_property
    def is_assessor(self):
        return permissions.is_assessor(self.user, self.portfolio)

    @cached_property
    def obstacle(self):
        """Why this assessor cannot judge now, as a sentence; empty where they can."""
        try:
            sign_off.seat_for(self.submission, self.user)
        except Refused as refused:
            return str(refused)
        return ""

    @property
    def may_assess(self):
        return (
            self.submission.is_open
            and self.portfolio.is_active
            and self.is_assessor
            and not self.obstacle
        )

    @cached_property
    def releasable_seats(self):
        """The seats that this person may release now; of interest to coordinators alone."""
        if not self.submission.is_open or not self.portfolio.is_active:
            return []
        # Most people who look are no coordinator, as is known already.
        if not self.user.roles.coordinator:
            return []
        if not permissions.is_coordinator(self.user, self.portfolio):
            return []
        return sign_off.releasable_seats(self.submission)


def with_sealed_files(pieces):
    """These pieces in a list, each with the files that were sealed with it."""
    files = EvidenceFile.objects.filter(frozen_at__isnull=False)
    return list(pieces.prefetch_related(Prefetch("files", files)).order_by("pk"))


def needing_another_assessor(user):
    """The hand-ins in which a coordinator has to release a seat, longest waiting first.

    Those without agreement after the last round, those whose assessor has left the class, and
    since two accounts were merged those in which one person holds two seats, or one in their own.
    """
    every = Assessment.objects.standing().annotate(
        person=Coalesce("assessor__merged_into", "assessor")
    )
    standing = every.filter(submission=OuterRef("pk"))
    teaches = Teaching.objects.filter(
        teacher=OuterRef("person"),
        teacher__is_active=True,
        school_class=OuterRef("submission__sign_off__portfolio__school_class"),
    )
    twice = every.filter(submission=OuterRef("submission"), person=OuterRef("person")).exclude(
        seat=OuterRef("seat")
    )
    own = Q(submission__sign_off__portfolio__student=F("person"))
    left = standing.filter(~Exists(teaches) | Exists(twice) | own)
    found = (
        Submission.objects.visible_to(user)
        .open()
        .filter(sign_off__portfolio__state=PortfolioState.ACTIVE)
        .exclude(sign_off__portfolio__student=user)
        .annotate(in_last_round=count_of(standing.filter(round=sign_off.ROUNDS), Count("pk")))
        .filter(Q(Exists(left)) | Q(in_last_round__gte=F("required_assessors")))
        .select_related(
            "sign_off__portfolio__student",
            "sign_off__portfolio__school_class",
            "sign_off__work_process",
        )
        .order_by("submitted_at", "pk")
    )
    return [(submission, days_waiting(submission.submitted_at)) for submission in found]
