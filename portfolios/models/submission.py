"""Submissions: the attempts at a cell, each with the seal of exactly what was handed in."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from curriculum.models import ExitProfile
from portfolios.enums import Grade, PortfolioState, State
from portfolios.models.evidence import Evidence
from portfolios.models.portfolio import Portfolio
from portfolios.models.school_class import Teaching
from portfolios.models.sign_off import SignOff
from portfolios.models.user import User


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

    def passed(self):
        """Decided, and the assessors of the last round found it sufficient or good."""
        return self.filter(_found_enough(), closed_at__isnull=False)

    def sent_back(self):
        """Decided, and the assessors of the last round found it insufficient."""
        return self.filter(~_found_enough(), closed_at__isnull=False)

    def behind_results(self):
        """Those that led to the standing result of their cell: one for each that has a result."""
        newer = Submission.objects.passed().filter(
            sign_off=OuterRef("sign_off"), attempt__gt=OuterRef("attempt")
        )
        return self.passed().filter(~Exists(newer)).exclude(sign_off__grade="")

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
        agreement and this person has not judged again yet. Who sees the whole school takes no seat
        once a round was filled, because they could read it.
        """
        from portfolios.models.assessment import Assessment, count_of

        standing = Assessment.objects.standing().filter(submission=OuterRef("pk"))
        mine = Assessment.objects.filter(
            submission=OuterRef("pk"), assessor__in=User.objects.accounts_of(user)
        )
        in_rounds = (
            Assessment.objects.filter(submission=OuterRef("pk"))
            .values("round")
            .annotate(seats=Count("seat", distinct=True))
            .order_by("-seats")
        )
        free = Q(seats_taken__lt=F("required_assessors")) & ~Exists(mine)
        if user.roles.sees_school:
            free &= Q(most_in_a_round__lt=F("required_assessors"))
        again = (
            Q(Exists(mine.standing().filter(round=1)), in_first_round=F("required_assessors"))
        ) & ~Exists(mine.standing().filter(round=2))
        return (
            self.assessable_by(user)
            .annotate(
                seats_taken=count_of(standing, Count("seat", distinct=True)),
                in_first_round=count_of(standing.filter(round=1), Count("pk")),
                most_in_a_round=Coalesce(Subquery(in_rounds.values("seats")[:1]), 0),
            )
            .filter(free | again)
            .order_by("submitted_at", "pk")
        )


def _found_enough():
    """Of a query of submissions: in the last round somebody found it sufficient or good."""
    from portfolios.models.assessment import Assessment

    standing = Assessment.objects.standing()
    later = standing.filter(submission=OuterRef("submission"), round__gt=OuterRef("round"))
    return Exists(
        standing.filter(~Exists(later), submission=OuterRef("pk"), outcome__in=Grade.values)
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
