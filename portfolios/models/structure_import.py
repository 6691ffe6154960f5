"""A file with a structure that an administrator brought in: what it says, and what became of it."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.models import Qualification
from curriculum.models.texts import TITLE_LENGTH
from curriculum.report import Report
from portfolios.models.user import User


class ImportState(models.TextChoices):
    """Where a file stands: a person decides about it, or did."""

    WAITING = "waiting", pgettext_lazy("import", "waits for your decision")
    FAILED = "failed", pgettext_lazy("import", "failed")
    WRITTEN = "written", pgettext_lazy("import", "written")
    DISMISSED = "dismissed", pgettext_lazy("import", "set aside")


class StructureImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who maintains the structure."""
        return self.all() if user.roles.administrator else self.none()

    def failed(self):
        """Files with faults that nobody corrected or set aside yet."""
        return self.filter(state=ImportState.FAILED)


class StructureImport(models.Model):
    """One file, from the first look at it until it is written or set aside.

    Its bytes are kept only that long. `slug`, `version` and `title` are what the person said
    beside the file. `digest` is of what would be written over what, as the person saw it.
    """

    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"))
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), blank=True)
    slug = models.CharField(_("short name"), max_length=60, blank=True)
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)
    title = models.CharField(_("name of the qualification"), max_length=TITLE_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ImportState)
    report_text = models.TextField(_("report"), blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    # Of what was written.
    qualification = models.ForeignKey(
        Qualification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qualification"),
    )

    objects = StructureImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a structure")
        verbose_name_plural = _("imports of a structure")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.name

    @property
    def report(self):
        """What became of each row, when it was last looked at."""
        return Report.of_data(json.loads(self.report_text or "{}"))

    @property
    def is_open(self):
        """Whether something can still be done with it."""
        return self.state in (ImportState.WAITING, ImportState.FAILED)
