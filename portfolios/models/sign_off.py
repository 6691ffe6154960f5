"""Sign-off: one cell of the matrix, with the state of its attempt and its standing result."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import ExitProfile, WorkProcess
from portfolios.enums import Grade, State
from portfolios.models.portfolio import Portfolio


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
