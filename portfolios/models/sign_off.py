"""Sign-off: one cell of the matrix, its attempts, and what assessors found."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from curriculum.models import ExitProfile, WorkProcess
from portfolios.enums import Grade, Outcome, PortfolioState, State
from portfolios.models.evidence import Evidence
from portfolios.models.portfolio import Portfolio
from portfolios.models.school_class import Teaching
from portfolios.models.user import User


class SignOffQuerySet(models.QuerySet):
    def visible_to(self, user):
        portfolios = Portfolio.objects.visible_to(user).filter(pk=OuterRef("portfolio"))
        return self.filter(Exists(portfolios))


class SignOff(models.Model):
    """One cell: a portfolio and a work process.

    `state` is that of the current attempt; `grade` and `given_at` are the standing result, which
    a new attempt leaves alone until it succeeds.
    """

    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="sign_offs", verbose_name=_("portfolio")
    )
    work_process = models.ForeignKey(
        WorkProcess, models.PROTECT, related_name="sign_offs", verbose_name=_("work process")
    )
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.NOT_STARTED)
    grade = models.CharField(_("grade"), max_length=10, choices=Grade, blank=True)
    given_at = models.ForeignKey(
        ExitProfile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed off for"),
    )

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["work_process__core_task__position", "work_process__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "work_process"], name="sign_off_one_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(grade="", given_at=None) | (~Q(grade="") & Q(given_at__isnull=False)),
                name="sign_off_result_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SIGNED_OFF) | ~Q(grade=""),
                name="sign_off_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="sign_off_state_known"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=["", *Grade.values]), name="sign_off_grade_known"
            ),
        ]

    def __str__(self):
        return f"{self.portfolio}: {self.work_process}"


def _count(assessments, aggregate):
    """The number of a submission's assessments, as a subquery that is never empty."""
    counted = assessments.order_by().values("submission").annotate(n=aggregate).values("n")
    return Coalesce(Subquery(counted), 0)


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        portfolios = Portfolio.objects.visible_to(user).filter(pk=OuterRef("sign_off__portfolio"))
        return self.filter(Exists(portfolios))

    def open(self):
        """Waiting for a decision."""
        return self.filter(closed_at=None, withdrawn_at=None)

    def standing(self):
        """Not withdrawn by the student."""
        return self.filter(withdrawn_at=None)

    def assessable_by(self, user):
        """Open ones in active portfolios of this teacher's classes, except their own work."""
        teaches = Teaching.objects.filter(
            school_class=OuterRef("sign_off__portfolio__school_class"), teacher=user
        )
        return (
            self.open()
            .filter(Exists(teaches), sign_off__portfolio__state=PortfolioState.ACTIVE)
            .exclude(sign_off__portfolio__student=user)
        )

    def waiting_for(self, user):
        """The queue of one assessor, longest waiting first.

        A seat is free and this person never sat here; or the first round was filled without
        agreement and this person has not judged again yet.
        """
        standing = Assessment.objects.standing().filter(submission=OuterRef("pk"))
        mine = Assessment.objects.filter(submission=OuterRef("pk"), assessor=user)
        free = Q(seats_taken__lt=F("required_assessors")) & ~Exists(mine)
        again = (
            Q(Exists(mine.standing().filter(round=1)), in_first_round=F("required_assessors"))
        ) & ~Exists(mine.standing().filter(round=2))
        return (
            self.assessable_by(user)
            .annotate(
                seats_taken=_count(standing, Count("seat", distinct=True)),
                in_first_round=_count(standing.filter(round=1), Count("pk")),
            )
            .filter(free | again)
            .order_by("submitted_at", "pk")
        )


class Submission(models.Model):
    """One attempt at a cell, with the seal of exactly what was handed in."""

    sign_off = models.ForeignKey(
        SignOff, models.PROTECT, related_name="submissions", verbose_name=_("sign-off")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    words = models.TextField(_("message to the teacher"), blank=True)
    own_work_confirmed = models.BooleanField(_("own work"))
    submitted_at = models.DateTimeField(_("handed in"))
    exit_profile = models.ForeignKey(
        ExitProfile, models.PROTECT, related_name="+", verbose_name=_("exit profile")
    )
    required_assessors = models.PositiveSmallIntegerField(_("assessors"))
    state_before = models.CharField(_("state before"), max_length=11, choices=State)
    manifest = models.TextField(_("sealed list"), editable=False)
    manifest_sha256 = models.CharField(_("seal"), max_length=64, editable=False)
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    evidence = models.ManyToManyField(
        Evidence,
        through="SubmissionEvidence",
        related_name="submissions",
        verbose_name=_("evidence"),
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_off"],
                condition=Q(closed_at=None, withdrawn_at=None),
                name="submission_one_open",
            ),
            models.UniqueConstraint(fields=["sign_off", "attempt"], name="submission_attempt_once"),
            models.CheckConstraint(
                condition=Q(own_work_confirmed=True), name="submission_is_own_work"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(withdrawn_at=None),
                name="submission_ends_one_way",
            ),
        ]

    def __str__(self):
        return f"{self.sign_off}, {self.attempt}"

    def get_absolute_url(self):
        return reverse("portfolios:review", args=[self.pk])

    @property
    def is_open(self):
        return self.closed_at is None and self.withdrawn_at is None


class SubmissionEvidence(models.Model):
    """A piece of evidence as part of a submission."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="parts", verbose_name=_("submission")
    )
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name=_("evidence")
    )

    class Meta:
        verbose_name = _("evidence of a submission")
        verbose_name_plural = _("evidence of submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "evidence"], name="submission_evidence_once"
            )
        ]

    def __str__(self):
        return f"{self.submission}: {self.evidence}"


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; all of a decided submission; and those of a round that everybody filled.

        While a submission waits for a seat, what is in it is seen by its author alone. Of an
        undecided submission a filled round is seen by its own assessors, coordinators and board,
        never by the student, nor by a colleague who may still be asked to judge blind.
        """
        portfolios = Portfolio.objects.visible_to(user).filter(
            pk=OuterRef("submission__sign_off__portfolio")
        )
        decided = Q(Exists(portfolios), submission__closed_at__isnull=False)
        filled = Q(
            Exists(portfolios),
            in_round__gte=F("submission__required_assessors"),
            released_at=None,
        )
        if not user.roles.sees_school:
            seated = Assessment.objects.filter(
                submission=OuterRef("submission"), assessor=user, released_at=None
            )
            filled &= Q(Exists(seated))
        filled &= ~Q(submission__sign_off__portfolio__student=user)
        same_round = Assessment.objects.standing().filter(
            submission=OuterRef("submission"), round=OuterRef("round")
        )
        return self.annotate(in_round=_count(same_round, Count("pk"))).filter(
            Q(assessor=user) | decided | filled
        )

    def standing(self):
        """Those that count: their seat was not released."""
        return self.filter(released_at=None)


class Assessment(models.Model):
    """What one assessor found, in one seat and round of a submission."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="assessments", verbose_name=_("submission")
    )
    seat = models.PositiveSmallIntegerField(_("seat"))
    round = models.PositiveSmallIntegerField(_("round"))
    assessor = models.ForeignKey(
        User, models.PROTECT, related_name="assessments", verbose_name=_("assessor")
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    feedback = models.TextField(_("feedback"), blank=True)
    assessed_at = models.DateTimeField(_("assessed"))
    manifest_sha256 = models.CharField(_("seal of what was judged"), max_length=64)
    salt = models.CharField(max_length=32, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["submission", "round", "seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "seat", "round"],
                condition=Q(released_at=None),
                name="assessment_one_per_seat",
            ),
            models.UniqueConstraint(
                fields=["submission", "assessor", "round"], name="assessment_one_per_assessor"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="assessment_outcome_known"
            ),
        ]

    def __str__(self):
        return f"{self.submission}: {self.get_outcome_display()}"
