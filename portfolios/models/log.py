"""The log: an append-only chain of what was done in a portfolio, and changes of roles."""

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from portfolios.enums import Role, Verb
from portfolios.models.portfolio import Portfolio
from portfolios.models.school_class import SchoolClass
from portfolios.models.submission import Submission
from portfolios.models.user import User

# What would tell of an assessment while others must still judge without knowing it.
_OF_ASSESSORS = (Verb.ASSESSED, Verb.ROUND_OPENED, Verb.SEAT_RELEASED)


class LogEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the portfolios that one sees; what assessors did in a hand-in that waits for its
        decision is seen by its author alone."""
        portfolios = Portfolio.objects.visible_to(user).filter(pk=OuterRef("portfolio"))
        undecided = (
            Submission.objects.open()
            .filter(sign_off__portfolio=OuterRef("portfolio"))
            .annotate(
                mark=Concat(Value('"submission":'), Cast("pk", CharField()), Value(",")),
                facts=ExpressionWrapper(OuterRef("facts"), TextField()),
            )
            .filter(facts__contains=F("mark"))
        )
        hidden = Q(Exists(undecided), verb__in=_OF_ASSESSORS)
        return self.filter(Exists(portfolios)).filter(
            Q(actor__in=User.objects.accounts_of(user)) | ~hidden
        )


class LogEntry(models.Model):
    """One step. Holds ids, codes, states and salted hashes; never a sentence or a name.

    `hash` is the SHA-256 of the RFC 8785 JSON of all other fields but the row's id.
    """

    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="log", verbose_name=_("portfolio")
    )
    number = models.PositiveIntegerField(_("number"))
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    verb = models.CharField(_("what"), max_length=30, choices=Verb)
    facts = models.TextField(_("facts"))
    at = models.DateTimeField(_("time"))
    previous = models.CharField(_("previous"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["portfolio", "number"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "number"], name="log_number_once"),
            models.UniqueConstraint(fields=["portfolio", "previous"], name="log_does_not_fork"),
        ]
        # What happened seldom is found without reading the log of the whole school.
        indexes = [models.Index(fields=["verb", "at"], name="log_by_verb")]

    def __str__(self):
        return f"{self.number}. {self.get_verb_display()}"


class LogTextQuerySet(models.QuerySet):
    def visible_to(self, user):
        entries = LogEntry.objects.visible_to(user).filter(pk=OuterRef("entry"))
        return self.filter(Exists(entries))


class LogText(models.Model):
    """The sentence behind a log entry (a reason); its salted hash is in the entry's facts."""

    entry = models.OneToOneField(
        LogEntry, models.PROTECT, related_name="log_text", verbose_name=_("log entry")
    )
    salt = models.CharField(max_length=32, editable=False)
    text = models.TextField(_("text"), blank=True)

    objects = LogTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a log entry")
        verbose_name_plural = _("texts of log entries")

    def __str__(self):
        return str(self.entry)


class RoleChange(models.Model):
    """Somebody joined or left the coordinators, the board, the administrators or a class."""

    person = models.ForeignKey(
        User, models.PROTECT, related_name="role_changes", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=13, choices=Role)
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, related_name="+", verbose_name=_("class")
    )
    joined = models.BooleanField(_("joined"))
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("change of a role")
        verbose_name_plural = _("changes of roles")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}"
