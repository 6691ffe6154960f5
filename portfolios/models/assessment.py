"""Assessments: what each assessor found, and who may see it when."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portfolios.enums import Outcome
from portfolios.models.portfolio import Portfolio
from portfolios.models.submission import Submission
from portfolios.models.user import User


def count_of(assessments, aggregate):
    """The number of a submission's assessments, as a subquery that is never empty."""
    counted = assessments.order_by().values("submission").annotate(n=aggregate).values("n")
    return Coalesce(Subquery(counted), 0)


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; all of a decided submission; and those of a round that everybody filled.

        While a submission waits for a seat, what is in it is seen by its author alone. Of an
        undecided submission a filled round is seen by its own assessors, coordinators and board,
        never by the student, nor by a colleague who may still be asked to judge blind.
        """
        accounts = User.objects.accounts_of(user)
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
                submission=OuterRef("submission"), assessor__in=accounts, released_at=None
            )
            filled &= Q(Exists(seated))
        filled &= ~Q(submission__sign_off__portfolio__student=user)
        same_round = Assessment.objects.standing().filter(
            submission=OuterRef("submission"), round=OuterRef("round")
        )
        return self.annotate(in_round=count_of(same_round, Count("pk"))).filter(
            Q(assessor__in=accounts) | decided | filled
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
