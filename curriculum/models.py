"""What must be shown: a qualification, its exit profiles, core tasks, work processes and marks.

One `Qualification` row is one version. Nothing here knows people, and nothing is ever sorted by
its code: the order is a field of its own.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

TITLE_LENGTH = 300
CODE_LENGTH = 20
CODE_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z._-]*\Z"

validate_code = RegexValidator(
    CODE_PATTERN,
    _("Use letters, digits, full stops, hyphens and underscores; begin with a letter or a digit."),
)


class QualificationState(models.TextChoices):
    """Where a version stands: only a published one can be chosen, a retired one is only read."""

    DRAFT = "draft", pgettext_lazy("qualification", "draft")
    PUBLISHED = "published", pgettext_lazy("qualification", "published")
    RETIRED = "retired", pgettext_lazy("qualification", "retired")


def in_active_language(text, text_en):
    """The English text where a person reads English and there is one; otherwise the text itself."""
    return text_en if text_en and (get_language() or "").startswith("en") else text


class Titled(models.Model):
    """A row with a title of its own and, where somebody wrote one, an English title."""

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    title_en = models.CharField(_("title in English"), max_length=TITLE_LENGTH, blank=True)

    class Meta:
        abstract = True

    @property
    def display_title(self):
        """The title for the reader."""
        return in_active_language(self.title, self.title_en)


class Named(models.Model):
    """A row with a name of its own and, where somebody wrote one, an English name."""

    name = models.CharField(_("name"), max_length=TITLE_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=TITLE_LENGTH, blank=True)

    class Meta:
        abstract = True

    @property
    def display_title(self):
        """The name for the reader."""
        return in_active_language(self.name, self.name_en)


class QualificationQuerySet(models.QuerySet):
    """Qualifications by what one may do with them."""

    def published(self):
        """The versions that count now."""
        return self.filter(state=QualificationState.PUBLISHED)

    def visible_to(self, user):
        """Everything but drafts; staff see those as well."""
        return self if user.is_staff else self.exclude(state=QualificationState.DRAFT)

    def newest(self, slug):
        """The newest published version: what a slug alone means.

        Raises Qualification.DoesNotExist when no version is published.
        """
        found = self.published().filter(slug=slug).order_by("-version").first()
        if found is None:
            raise self.model.DoesNotExist(f"No published version of {slug!r}.")
        return found

    def newest_of_each(self):
        """Of every qualification the newest published version, by name."""
        newest = self.model.objects.published().filter(slug=OuterRef("slug")).order_by("-version")
        return self.published().filter(pk=Subquery(newest.values("pk")[:1])).order_by("name")


class Qualification(Named):
    """One version of a qualification."""

    slug = models.SlugField(_("short name"), max_length=60)
    version = models.PositiveIntegerField(_("version"), validators=[MinValueValidator(1)])
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=QualificationState,
        default=QualificationState.DRAFT,
    )
    provenance = models.TextField(_("where it comes from"), blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["name", "slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="qualification_version_once"),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="qualification_version_from_one"
            ),
            models.CheckConstraint(
                condition=Q(state__in=QualificationState.values), name="qualification_state_known"
            ),
        ]

    def __str__(self):
        return gettext("%(name)s, version %(version)d") % {
            "name": self.display_title,
            "version": self.version,
        }

    def get_absolute_url(self):
        return reverse("curriculum:qualification", args=[self.slug, self.version])

    @property
    def is_draft(self):
        """True while the structure may still be changed freely."""
        return self.state == QualificationState.DRAFT


class ExitProfile(Named):
    """One way out of a qualification: a level of a discipline."""

    qualification = models.ForeignKey(
        Qualification,
        on_delete=models.PROTECT,
        related_name="exit_profiles",
        verbose_name=_("qualification"),
    )
    slug = models.SlugField(_("short name"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"))
    required_assessors = models.PositiveSmallIntegerField(
        _("assessors needed"), default=1, choices=[(1, "1"), (2, "2")]
    )
    reflection_required = models.BooleanField(
        _("reflection needed"),
        default=False,
        help_text=_("At least one of the pieces handed in has all five parts of STARR."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("exit profile")
        verbose_name_plural = _("exit profiles")
        ordering = ["qualification_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "slug"], name="exit_profile_slug_once"
            ),
            models.CheckConstraint(
                condition=Q(required_assessors__in=[1, 2]), name="exit_profile_one_or_two_assessors"
            ),
        ]

    def __str__(self):
        return self.display_title


class CoreTask(Titled):
    """A group of work processes. With `choose`, only that many of the marked ones count."""

    qualification = models.ForeignKey(
        Qualification,
        on_delete=models.PROTECT,
        related_name="core_tasks",
        verbose_name=_("qualification"),
    )
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    source_title = models.CharField(_("title in the source"), max_length=TITLE_LENGTH, blank=True)
    note = models.TextField(_("note"), blank=True)
    choose = models.PositiveSmallIntegerField(
        _("choose"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty when all marked work processes count."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("core task")
        verbose_name_plural = _("core tasks")
        ordering = ["qualification_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "number"], name="core_task_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="core_task_number_from_one"),
            models.CheckConstraint(
                condition=Q(choose__isnull=True) | Q(choose__gte=1),
                name="core_task_choose_from_one",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.display_title}"


class WorkProcess(Titled):
    """What a student shows and a teacher signs off; under a `choose` it is a specialisation."""

    qualification = models.ForeignKey(
        Qualification,
        on_delete=models.PROTECT,
        related_name="work_processes",
        verbose_name=_("qualification"),
    )
    core_task = models.ForeignKey(
        CoreTask,
        on_delete=models.PROTECT,
        related_name="work_processes",
        verbose_name=_("core task"),
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, validators=[validate_code])
    source_title = models.CharField(_("title in the source"), max_length=TITLE_LENGTH, blank=True)
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("What is asked, and what good evidence shows."),
    )
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        verbose_name = _("work process")
        verbose_name_plural = _("work processes")
        ordering = ["core_task__position", "core_task_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "code"], name="work_process_code_once"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.display_title}"

    def clean(self):
        """Raises ValidationError when the core task is of another qualification."""
        if self.core_task_id and self.core_task.qualification_id != self.qualification_id:
            raise ValidationError({"core_task": _("This core task is of another qualification.")})


class RequirementQuerySet(models.QuerySet):
    """Marks by what is settled about them."""

    def provisional(self):
        """The marks that an administrator still has to settle."""
        return self.filter(provisional=True)


class Requirement(models.Model):
    """A mark in the matrix: this exit profile asks for this work process."""

    exit_profile = models.ForeignKey(
        ExitProfile,
        on_delete=models.PROTECT,
        related_name="requirements",
        verbose_name=_("exit profile"),
    )
    work_process = models.ForeignKey(
        WorkProcess,
        on_delete=models.PROTECT,
        related_name="requirements",
        verbose_name=_("work process"),
    )
    provisional = models.BooleanField(
        _("provisional"),
        default=False,
        help_text=_("The source does not say for certain. The mark counts and is shown with “?”."),
    )

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = [
            "exit_profile__position",
            "exit_profile_id",
            "work_process__core_task__position",
            "work_process__position",
            "pk",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["exit_profile", "work_process"], name="requirement_once"
            ),
        ]

    def __str__(self):
        mark = "?" if self.provisional else "x"
        return f"{self.exit_profile} / {self.work_process.code}: {mark}"

    def clean(self):
        """Raises ValidationError when the two ends are of different qualifications."""
        if (
            self.exit_profile_id
            and self.work_process_id
            and self.exit_profile.qualification_id != self.work_process.qualification_id
        ):
            raise ValidationError(
                {"work_process": _("This work process is of another qualification.")}
            )
