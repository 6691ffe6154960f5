"""The portfolio of one student toward one exit profile."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from curriculum.models import ExitProfile, Qualification, WorkProcess
from portfolios.enums import PortfolioState
from portfolios.models.school_class import SchoolClass, Teaching
from portfolios.models.user import User


class PortfolioQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; teachers their classes'; coordinators and examination board all."""
        if user.roles.sees_school:
            return self.all()
        teaches = Teaching.objects.filter(school_class=OuterRef("school_class"), teacher=user)
        return self.filter(Q(student=user) | Exists(teaches))

    def active(self):
        return self.filter(state=PortfolioState.ACTIVE)

    def taught_by(self, user):
        """Of the students whom this teacher has in a class now."""
        teaches = Teaching.objects.filter(school_class=OuterRef("school_class"), teacher=user)
        return self.filter(Exists(teaches))

    def locked(self):
        """Their rows, locked in order of id: the first thing that every step does.

        Rows that point at a portfolio may still be inserted meanwhile (no_key); SQLite locks the
        whole database at the start of a transaction instead.
        """
        return self.select_for_update(no_key=True, of=("self",)).order_by("pk")

    def with_people(self):
        return self.select_related(
            "student", "school_class", "exit_profile__qualification", "qualification"
        )


class Portfolio(models.Model):
    """One student, one exit profile, one class."""

    student = models.ForeignKey(
        User, models.PROTECT, related_name="portfolios", verbose_name=_("student")
    )
    exit_profile = models.ForeignKey(
        ExitProfile, models.PROTECT, related_name="+", verbose_name=_("exit profile")
    )
    # The same fact as exit_profile.qualification, kept here for the constraint below.
    qualification = models.ForeignKey(
        Qualification,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("qualification"),
    )
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, related_name="portfolios", verbose_name=_("class")
    )
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("planned end"))
    specialisations = models.ManyToManyField(
        WorkProcess,
        through="ChosenSpecialisation",
        related_name="+",
        verbose_name=_("chosen specialisations"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=PortfolioState, default=PortfolioState.ACTIVE
    )
    log_count = models.PositiveIntegerField(_("number of log entries"), default=0, editable=False)
    log_head = models.CharField(_("head of the log"), max_length=64, blank=True, editable=False)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ["student__last_name", "student__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "qualification"],
                condition=Q(state=PortfolioState.ACTIVE),
                name="portfolio_one_active",
                violation_error_message=_(
                    "This student already has an active portfolio for this qualification."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="portfolio_ends_after_start",
                violation_error_message=_("The planned end must come after the start."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=PortfolioState.values), name="portfolio_state_known"
            ),
        ]

    def __str__(self):
        return f"{self.student}, {self.exit_profile}"

    def get_absolute_url(self):
        return reverse("portfolios:portfolio_of", args=[self.pk])

    @property
    def is_active(self):
        return self.state == PortfolioState.ACTIVE


class ChosenSpecialisation(models.Model):
    """The specialisation that a student chose in a core task that has a choice."""

    portfolio = models.ForeignKey(
        Portfolio,
        models.PROTECT,
        related_name="chosen_specialisations",
        verbose_name=_("portfolio"),
    )
    work_process = models.ForeignKey(
        WorkProcess, models.PROTECT, related_name="+", verbose_name=_("specialisation")
    )

    class Meta:
        verbose_name = _("chosen specialisation")
        verbose_name_plural = _("chosen specialisations")
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "work_process"], name="specialisation_chosen_once"
            )
        ]

    def __str__(self):
        return f"{self.portfolio}: {self.work_process}"
