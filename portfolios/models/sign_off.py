"""Sign-off: one cell of the matrix, with the state of its attempt and its standing result."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from curriculum.models import ExitProfile, WorkProcess
from portfolios.enums import Grade, State
from portfolios.models.portfolio import Portfolio


class SignOffQuerySet(models.QuerySet):
    def visible_to(self, user):
        portfolios = Portfolio.objects.visible_to(user).filter(pk=OuterRef("portfolio"))
        return self.filter(Exists(portfolios))

    def current(self):
        """Of the version of the qualification that their portfolio has now: those of an earlier
        one are history."""
        return self.filter(work_process__qualification=F("portfolio__qualification"))


class SignOff(models.Model):
    """One cell: a portfolio and a work process.

    `state` is that of the current attempt; `grade` and `given_at` are the standing result, which
    a new attempt leaves alone until it succeeds. `to_confirm`: the result came along to another
    version of the qualification, where assessors have yet to say that it is enough.
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
    to_confirm = models.BooleanField(_("to be confirmed"), default=False)
    moved_from = models.ManyToManyField(
        "self",
        through="SignOffMove",
        through_fields=("sign_off", "source"),
        symmetrical=False,
        related_name="moved_to",
        verbose_name=_("moved from"),
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
                condition=Q(to_confirm=False) | ~Q(grade=""), name="sign_off_confirms_a_result"
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


class SignOffMoveQuerySet(models.QuerySet):
    def behind(self, ids):
        """The ids of the cells from which each of these came, over any number of moves, nearest
        first; without those that came from nowhere."""
        found, asked = {}, set(ids)
        sources = {}
        while asked:
            pairs = self.filter(sign_off__in=asked).order_by("pk").values_list("sign_off", "source")
            new = {}
            for sign_off, source in pairs:
                new.setdefault(sign_off, []).append(source)
            sources |= new
            asked = {pk for of_one in new.values() for pk in of_one} - sources.keys()
        for pk in ids:
            line = list(sources.get(pk, ()))
            for one in line:
                line += [pk for pk in sources.get(one, ()) if pk not in line]
            if line := [one for one in line if one != pk]:
                found[pk] = line
        return found


class SignOffMove(models.Model):
    """A cell took over what stood in a cell of another version, when its portfolio was moved."""

    sign_off = models.ForeignKey(
        SignOff, models.PROTECT, related_name="arrivals", verbose_name=_("sign-off")
    )
    source = models.ForeignKey(
        SignOff, models.PROTECT, related_name="departures", verbose_name=_("moved from")
    )

    objects = SignOffMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of a sign-off")
        verbose_name_plural = _("moves of sign-offs")
        constraints = [
            models.UniqueConstraint(fields=["sign_off", "source"], name="sign_off_moved_once"),
            models.CheckConstraint(
                condition=~Q(sign_off=F("source")), name="sign_off_moved_from_another"
            ),
        ]

    def __str__(self):
        return f"{self.source} → {self.sign_off}"
