"""The matrix: core tasks, work processes and the marks of the exit profiles.

Nothing here is ever sorted by its code: the order is a field of its own.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.models.qualification import ExitProfile, Qualification
from curriculum.models.texts import TEXT_LENGTH, TITLE_LENGTH, Titled

CODE_LENGTH = 20
CODE_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z._-]*\Z"

validate_code = RegexValidator(
    CODE_PATTERN,
    _("Use letters, digits, full stops, hyphens and underscores; begin with a letter or a digit."),
)


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
    note = models.TextField(_("note"), max_length=TEXT_LENGTH, blank=True)
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
        max_length=TEXT_LENGTH,
        blank=True,
        help_text=_("What is asked, and what good evidence shows."),
    )
    note = models.TextField(_("note"), max_length=TEXT_LENGTH, blank=True)
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
