"""Samples of sign-offs that the examination board looks at again."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portfolios.enums import LookOutcome, SampleReason
from portfolios.models.assessment import Assessment
from portfolios.models.confirmation import Confirmation
from portfolios.models.school_class import SchoolClass
from portfolios.models.submission import Submission
from portfolios.models.user import User


class OfBoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All to the examination board, nothing to anybody else."""
        return self if user.roles.board else self.none()


class SecondLookQuerySet(OfBoardQuerySet):
    def open(self):
        """Nobody has looked yet."""
        return self.filter(outcome="")

    def done(self):
        return self.exclude(outcome="")

    def impartial_for(self, user):
        """Of sign-offs in which this person had no part: as student, assessor or confirming."""
        accounts = User.objects.accounts_of(user)
        judged = Assessment.objects.filter(submission=OuterRef("submission"), assessor__in=accounts)
        confirmed = Confirmation.objects.filter(
            sign_off=OuterRef("submission__sign_off"), assessor__in=accounts
        )
        return self.filter(~Exists(judged), ~Exists(confirmed)).exclude(
            submission__sign_off__portfolio__student=user
        )


class Sample(models.Model):
    """One drawing: from which sign-offs, how many, by whom and when."""

    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    drawn_at = models.DateTimeField(_("drawn"))
    # Empty: from the whole school.
    school_class = models.ForeignKey(
        SchoolClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("class"),
    )
    out_of = models.PositiveIntegerField(_("number of sign-offs to draw from"))

    objects = OfBoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["-drawn_at", "-pk"]

    def __str__(self):
        return f"{self.drawn_at:%Y-%m-%d}"


class SecondLook(models.Model):
    """One sign-off of a sample, why it was drawn, and what the board found."""

    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="looks", verbose_name=_("sample")
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="second_looks", verbose_name=_("submission")
    )
    reason = models.CharField(_("why it was drawn"), max_length=12, choices=SampleReason)
    outcome = models.CharField(_("outcome"), max_length=8, choices=LookOutcome, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    looked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("looked by")
    )
    looked_at = models.DateTimeField(_("looked"), null=True, blank=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        ordering = ["-sample", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission"], name="looked_at_once"),
            models.CheckConstraint(
                condition=Q(outcome="", looked_by=None, looked_at=None)
                | (~Q(outcome="") & Q(looked_by__isnull=False, looked_at__isnull=False)),
                name="second_look_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.submission}: {self.get_reason_display()}"

    def get_absolute_url(self):
        return reverse("portfolios:second_look", args=[self.pk])

    @property
    def is_open(self):
        return self.outcome == ""
