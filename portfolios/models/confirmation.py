"""Records beside the assessments: confirmations, exemptions and completions of a level."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import ExitProfile, WorkProcess
from portfolios.enums import CompletionState
from portfolios.models.portfolio import Portfolio
from portfolios.models.sign_off import SignOff
from portfolios.models.user import User


class OfPortfolioQuerySet(models.QuerySet):
    """Rows that hang on a portfolio: who sees the portfolio sees them."""

    path = "portfolio"

    def visible_to(self, user):
        portfolios = Portfolio.objects.visible_to(user).filter(pk=OuterRef(self.path))
        return self.filter(Exists(portfolios))


class ConfirmationQuerySet(OfPortfolioQuerySet):
    path = "sign_off__portfolio"

    def standing(self):
        """Those that still count toward a carry over."""
        return self.filter(ended_at=None)


class Confirmation(models.Model):
    """One assessor confirmed that a sign-off of a lower level is good enough for this one."""

    sign_off = models.ForeignKey(
        SignOff, models.PROTECT, related_name="confirmations", verbose_name=_("sign-off")
    )
    exit_profile = models.ForeignKey(
        ExitProfile, models.PROTECT, related_name="+", verbose_name=_("confirmed for")
    )
    # The result that was confirmed: it may be revoked and given again.
    given_at = models.ForeignKey(
        ExitProfile, models.PROTECT, related_name="+", verbose_name=_("signed off for")
    )
    grade = models.CharField(_("grade"), max_length=10)
    assessor = models.ForeignKey(
        User, models.PROTECT, related_name="confirmations", verbose_name=_("assessor")
    )
    confirmed_at = models.DateTimeField(_("confirmed"))
    # Empty while it waits for another assessor: the standing one counts toward a carry over.
    ended_at = models.DateTimeField(_("carried over or no longer valid"), null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["confirmed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_off", "exit_profile", "assessor"],
                condition=Q(ended_at=None),
                name="confirmation_one_per_assessor",
            )
        ]

    def __str__(self):
        return f"{self.sign_off}: {self.exit_profile}"


class ExemptionQuerySet(OfPortfolioQuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def current(self):
        """Of the version of the qualification that their portfolio has now."""
        return self.filter(work_process__qualification=F("portfolio__qualification"))

    def for_cell(self, portfolio, work_process):
        """What stands for a work process, at the level of the portfolio or a higher one."""
        level = portfolio.exit_profile.level
        return self.standing().filter(
            portfolio=portfolio,
            work_process=work_process,
            exit_profile__level__gte=level,
            to_confirm=False,
        )


class Exemption(models.Model):
    """The examination board does not ask a work process of this student, at a level.

    One that came along to another version of the qualification names the one it was there, and
    with `to_confirm` counts for nothing until the board exempts again.
    """

    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="exemptions", verbose_name=_("portfolio")
    )
    work_process = models.ForeignKey(
        WorkProcess, models.PROTECT, related_name="+", verbose_name=_("work process")
    )
    exit_profile = models.ForeignKey(
        ExitProfile, models.PROTECT, related_name="+", verbose_name=_("exempted for")
    )
    ground = models.TextField(_("ground"), blank=True)
    stored_name = models.CharField(max_length=80, blank=True, editable=False)
    attachment_name = models.CharField(_("attachment"), max_length=255, blank=True)
    attachment_type = models.CharField(max_length=100, blank=True, editable=False)
    attachment_size = models.PositiveBigIntegerField(default=0, editable=False)
    attachment_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    granted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted"))
    salt = models.CharField(max_length=32, editable=False)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    moved_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_to",
        verbose_name=_("moved from"),
    )
    to_confirm = models.BooleanField(_("to be confirmed"), default=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "work_process", "exit_profile", "to_confirm"],
                condition=Q(ended_at=None),
                name="exemption_one_standing",
            )
        ]

    def __str__(self):
        return f"{self.portfolio}: {self.work_process}"


class CompletionQuerySet(OfPortfolioQuerySet):
    def open(self):
        """Proposals that wait for the examination board."""
        return self.filter(state=CompletionState.PROPOSED)

    def confirmed(self):
        return self.filter(state=CompletionState.CONFIRMED)


class Completion(models.Model):
    """An assessor proposed, and the examination board decided, that a level is completed.

    `sealed` is the canonical JSON of what counted when it was confirmed; the id is its number.
    """

    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="completions", verbose_name=_("portfolio")
    )
    exit_profile = models.ForeignKey(
        ExitProfile, models.PROTECT, related_name="+", verbose_name=_("exit profile")
    )
    state = models.CharField(
        _("state"), max_length=9, choices=CompletionState, default=CompletionState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    sealed = models.TextField(_("sealed list"), blank=True, editable=False)
    sealed_sha256 = models.CharField(_("seal"), max_length=64, blank=True, editable=False)
    reopened_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reopened by")
    )
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio"],
                condition=Q(state=CompletionState.PROPOSED),
                name="completion_one_proposal",
            ),
            models.UniqueConstraint(
                fields=["portfolio"],
                condition=Q(state=CompletionState.CONFIRMED),
                name="completion_one_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CompletionState.values), name="completion_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CompletionState.CONFIRMED, CompletionState.REOPENED])
                | (~Q(sealed="") & Q(decided_by__isnull=False)),
                name="completion_confirmed_is_sealed",
            ),
        ]

    def __str__(self):
        return f"{self.portfolio}: {self.get_state_display()}"
