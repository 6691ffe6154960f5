"""People: who signs in, and which roles follow from the facts."""

from dataclasses import dataclass, fields

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    Group,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portfolios.enums import MailTiming

COORDINATORS = "coordinators"
EXAMINATION_BOARD = "examination board"


@dataclass(frozen=True)
class Roles:
    """What one person is in this school, read from facts in one query."""

    student: bool = False
    teacher: bool = False
    coordinator: bool = False
    board: bool = False
    administrator: bool = False

    def __bool__(self):
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def sees_school(self):
        """Coordinators and the examination board see every portfolio of the school."""
        return self.coordinator or self.board

    @property
    def staff(self):
        return self.teacher or self.sees_school


class UserManager(BaseUserManager):
    """Finds people by address in any case; making them is the work of `people.create_user`."""

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself; teachers their classes' students; coordinators and board the school."""
        from portfolios.models import Portfolio

        if user.roles.sees_school:
            return self.all()
        students = Portfolio.objects.visible_to(user).filter(student=OuterRef("pk"))
        return self.filter(Q(pk=user.pk) | Exists(students))

    def with_roles(self):
        """Each with `is_<role>` for the roles that follow from facts elsewhere."""
        from portfolios.models import Portfolio, Teaching

        me = OuterRef("pk")
        return self.annotate(
            is_student=Exists(Portfolio.objects.filter(student=me)),
            is_teacher=Exists(Teaching.objects.filter(teacher=me)),
            is_coordinator=Exists(Group.objects.filter(name=COORDINATORS, user=me)),
            is_board=Exists(Group.objects.filter(name=EXAMINATION_BOARD, user=me)),
        )

    def accounts_of(self, user):
        """Every account of this person: the one they sign in with, and those merged into it."""
        return self.filter(Q(pk=user.pk) | Q(merged_into=user.pk))

    def in_group(self, name):
        """Active members of the coordinators or of the examination board."""
        members = Group.objects.filter(name=name, user=OuterRef("pk"))
        return self.filter(Exists(members), is_active=True)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. Never deleted: leaving makes inactive."""

    class Language(models.TextChoices):
        DUTCH = "nl", _("Dutch")
        ENGLISH = "en", _("English")

    class Theme(models.TextChoices):
        AUTO = "auto", _("Same as this device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Someone who has left is made inactive.")
    )
    is_staff = models.BooleanField(_("administrator"), default=False)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.DUTCH
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    mail_timing = models.CharField(
        _("messages by mail"), max_length=7, choices=MailTiming, default=MailTiming.DAILY
    )
    review_keys = models.BooleanField(_("review with the keyboard"), default=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("merged into"),
    )

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(is_active=False),
                name="user_merged_is_inactive",
                violation_error_message=_("This account was merged into another one for good."),
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name

    @property
    def person(self):
        """The account that this person uses now: this one, or the one it was merged into."""
        return self.merged_into if self.merged_into_id else self

    @property
    def initials(self):
        return (self.first_name[:1] + self.last_name.rpartition(" ")[2][:1]).upper()

    @property
    def name_of_assessor(self):
        """First letter and last name, as teachers are called in the school."""
        return f"{self.first_name[:1]}. {self.last_name}" if self.last_name else self.first_name

    @cached_property
    def roles(self):
        """The roles that follow from the facts; a query where they were not read along."""
        known = self if hasattr(self, "is_student") else User.objects.with_roles().get(pk=self.pk)
        return Roles(
            student=known.is_student,
            teacher=known.is_teacher,
            coordinator=known.is_coordinator,
            board=known.is_board,
            administrator=self.is_staff,
        )
