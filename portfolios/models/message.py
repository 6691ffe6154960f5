"""Messages to people of the school, the queue of mails, and a teacher's own phrases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portfolios.enums import MessageKind
from portfolios.models.confirmation import Completion, Exemption
from portfolios.models.portfolio import Portfolio
from portfolios.models.sign_off import SignOff
from portfolios.models.structure_change import StructureChange
from portfolios.models.submission import Submission
from portfolios.models.user import User
from portfolios.models.workplace import WorkplaceLink, WorkplaceStatement, WorkplaceTrainer


class MailQuerySet(models.QuerySet):
    def waiting(self):
        """Neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now):
        return self.waiting().filter(due_at__lte=now)

    def given_up(self):
        return self.filter(given_up_at__isnull=False)


class Mail(models.Model):
    """One mail that waits, was sent, or was given up; what it says is made when it is sent.

    To a person of the school it holds messages, or invites to set a first password; to a workplace
    trainer it brings a link.
    """

    receiver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("receiver")
    )
    link = models.ForeignKey(
        WorkplaceLink,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("workplace link"),
    )
    is_invitation = models.BooleanField(_("invitation"), default=False)
    queued_at = models.DateTimeField(_("queued"))
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    fault = models.CharField(_("what went wrong"), max_length=500, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(receiver__isnull=False, link=None)
                | Q(receiver=None, link__isnull=False, is_invitation=False),
                name="mail_has_one_receiver",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at=None, given_up_at=None),
                name="mail_waiting",
            )
        ]

    def __str__(self):
        return f"{self.receiver or self.link}, {self.queued_at:%Y-%m-%d}"


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own."""
        return self.filter(receiver=user)

    def unread(self):
        return self.filter(read_at=None)

    def with_matter(self):
        """Together with everything that their sentences name."""
        return self.select_related(
            "actor",
            "portfolio__student",
            "portfolio__exit_profile",
            "sign_off__work_process",
            "submission",
            "trainer",
            "statement__question__link__trainer",
            "exemption__work_process",
            "completion__exit_profile",
            "structure_change",
        )


class Message(models.Model):
    """Something that happened and that concerns one person; holds no sentence, only what it is
    about. `read_at` is when the person first saw it."""

    receiver = models.ForeignKey(
        User, models.PROTECT, related_name="messages", verbose_name=_("receiver")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="messages", verbose_name=_("portfolio")
    )
    sign_off = models.ForeignKey(SignOff, models.PROTECT, null=True, blank=True, related_name="+")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    trainer = models.ForeignKey(
        WorkplaceTrainer, models.PROTECT, null=True, blank=True, related_name="+"
    )
    statement = models.ForeignKey(
        WorkplaceStatement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    exemption = models.ForeignKey(
        Exemption, models.PROTECT, null=True, blank=True, related_name="+"
    )
    completion = models.ForeignKey(
        Completion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    structure_change = models.ForeignKey(
        StructureChange, models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(_("first seen"), null=True, blank=True)
    mail = models.ForeignKey(
        Mail, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("mail")
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["receiver"], condition=Q(read_at=None), name="message_unread")
        ]

    def __str__(self):
        return f"{self.receiver}: {self.get_kind_display()}"


class FeedbackPhrase(models.Model):
    """A piece of feedback that a teacher writes often."""

    teacher = models.ForeignKey(
        User, models.PROTECT, related_name="phrases", verbose_name=_("teacher")
    )
    text = models.CharField(_("text"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("phrase of a teacher")
        verbose_name_plural = _("phrases of teachers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["teacher", "text"], name="phrase_once_per_teacher")
        ]

    def __str__(self):
        return self.text
