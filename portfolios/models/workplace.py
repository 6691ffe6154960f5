"""Workplace trainers: who they are, the links they got, and what they stated."""

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portfolios import clock
from portfolios.enums import Answer, LinkState
from portfolios.models.confirmation import OfPortfolioQuerySet
from portfolios.models.portfolio import Portfolio
from portfolios.models.sign_off import SignOff
from portfolios.models.submission import Submission
from portfolios.models.user import User


class TrainerQuerySet(OfPortfolioQuerySet):
    def standing(self):
        """Not declined by a teacher."""
        return self.filter(declined_at=None)

    def to_check(self):
        """Named by a student, and no teacher looked yet who it is."""
        return self.standing().filter(checked_at=None)


class WorkplaceTrainer(models.Model):
    """Somebody at a company who may confirm what a student did there; has no account.

    Named by the student or a teacher; nothing goes out before a teacher of the class checked who
    it is (`checked_by`). Printed codes need no address.
    """

    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="trainers", verbose_name=_("portfolio")
    )
    name = models.CharField(_("name"), max_length=150)
    company = models.CharField(_("company"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("named by"))
    named_at = models.DateTimeField(_("named"))
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    declined_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("declined by")
    )
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)

    objects = TrainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("workplace trainer")
        verbose_name_plural = _("workplace trainers")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "portfolio",
                Lower("email"),
                condition=~Q(email="") & Q(declined_at=None),
                name="trainer_address_once",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None) | Q(declined_at=None), name="trainer_checked_one_way"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.company}"

    @property
    def is_checked(self):
        return self.checked_at is not None

    @property
    def is_declined(self):
        return self.declined_at is not None


class LinkQuerySet(OfPortfolioQuerySet):
    path = "trainer__portfolio"

    def with_questions(self):
        """With the trainer and, by work process, what was asked and what was answered."""
        questions = WorkplaceQuestion.objects.select_related("statement", "sign_off__work_process")
        return self.select_related("trainer", "asked_by").prefetch_related(
            Prefetch("questions", questions)
        )


class WorkplaceLink(models.Model):
    """One personal link, for one or more work processes of one student.

    Asked first, made once the trainer is checked. Only the hash of its token is kept, and that of
    the code on a printed page.
    """

    trainer = models.ForeignKey(
        WorkplaceTrainer, models.PROTECT, related_name="links", verbose_name=_("workplace trainer")
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    token_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    code_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("workplace link")
        verbose_name_plural = _("workplace links")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["token_sha256"], condition=~Q(token_sha256=""), name="link_token_once"
            ),
            models.UniqueConstraint(
                fields=["code_sha256"], condition=~Q(code_sha256=""), name="link_code_once"
            ),
            models.CheckConstraint(
                condition=Q(token_sha256="", made_at=None, expires_at=None)
                | (~Q(token_sha256="") & Q(made_at__isnull=False, expires_at__isnull=False)),
                name="link_is_made_whole",
            ),
        ]

    def __str__(self):
        return f"{self.trainer}, {self.asked_at:%Y-%m-%d}"

    @property
    def asked(self):
        """The questions that have something to show: only these can be answered."""
        return [question for question in self.questions.all() if question.shown_sha256]

    @property
    def unanswered(self):
        """Those that can be answered still: what is erased meanwhile shows nothing."""
        return [one for one in self.asked if one.shown and one.answered is None]

    @property
    def state(self):
        """Where this link stands now; see LinkState."""
        if self.made_at and not self.unanswered:
            return LinkState.ANSWERED
        if self.trainer.is_declined:
            return LinkState.DECLINED
        if self.revoked_at:
            return LinkState.REVOKED
        if not self.made_at:
            return LinkState.EMPTY if self.trainer.is_checked else LinkState.WAITING
        return LinkState.EXPIRED if self.expires_at <= clock.now() else LinkState.OPEN

    @property
    def state_label(self):
        return self.state.label


class OfLinkQuerySet(OfPortfolioQuerySet):
    path = "link__trainer__portfolio"


class WorkplaceQuestion(models.Model):
    """One work process that a link asks about, and exactly what it showed, sealed by its hash."""

    link = models.ForeignKey(
        WorkplaceLink, models.PROTECT, related_name="questions", verbose_name=_("workplace link")
    )
    sign_off = models.ForeignKey(
        SignOff, models.PROTECT, related_name="questions", verbose_name=_("sign-off")
    )
    # The hand-in that is shown; empty where the listed pieces were not handed in yet.
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("submission"),
    )
    shown = models.TextField(_("what was shown"), blank=True, editable=False)
    shown_sha256 = models.CharField(_("seal"), max_length=64, blank=True, editable=False)

    objects = OfLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a workplace trainer")
        verbose_name_plural = _("questions to workplace trainers")
        ordering = ["link", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "sign_off"], name="question_once_per_link")
        ]

    def __str__(self):
        return f"{self.link}: {self.sign_off}"

    @property
    def answered(self):
        """The statement that answers it, or None."""
        return getattr(self, "statement", None)


class StatementQuerySet(OfPortfolioQuerySet):
    path = "question__link__trainer__portfolio"

    def standing(self):
        """Of trainers whom no teacher declined."""
        return self.filter(question__link__trainer__declined_at=None)

    def with_trainer(self):
        """With who stated it, and who checked that."""
        return self.select_related(
            "question__submission",
            "question__sign_off__work_process",
            "question__link__trainer__checked_by",
            "question__link__trainer__declined_by",
        )


class WorkplaceStatement(models.Model):
    """What a workplace trainer answered; part of the evidence, never a sign-off."""

    question = models.OneToOneField(
        WorkplaceQuestion, models.PROTECT, related_name="statement", verbose_name=_("question")
    )
    answer = models.CharField(_("answer"), max_length=14, choices=Answer)
    remark = models.TextField(_("remark"), blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    capacity = models.CharField(_("capacity"), max_length=150, blank=True)
    stated_at = models.DateTimeField(_("stated"))
    shown_sha256 = models.CharField(_("seal of what was shown"), max_length=64, editable=False)
    salt = models.CharField(max_length=32, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("workplace statement")
        verbose_name_plural = _("workplace statements")
        ordering = ["stated_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="statement_answer_known"
            )
        ]

    def __str__(self):
        return f"{self.question}: {self.get_answer_display()}"

    @property
    def trainer(self):
        return self.question.link.trainer


class LinkOpening(models.Model):
    """A line for each time that a link was opened; mail scanners open links too."""

    link = models.ForeignKey(
        WorkplaceLink, models.PROTECT, related_name="openings", verbose_name=_("workplace link")
    )
    at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("opening of a workplace link")
        verbose_name_plural = _("openings of workplace links")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.link}: {self.at}"
