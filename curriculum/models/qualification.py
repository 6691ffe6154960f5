"""A qualification, one row a version, and its exit profiles."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.models.texts import TEXT_LENGTH, Named


class QualificationState(models.TextChoices):
    """Where a version stands: only a published one can be chosen, a retired one is only read."""

    DRAFT = "draft", pgettext_lazy("qualification", "draft")
    PUBLISHED = "published", pgettext_lazy("qualification", "published")
    RETIRED = "retired", pgettext_lazy("qualification", "retired")


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
    provenance = models.TextField(_("where it comes from"), max_length=TEXT_LENGTH, blank=True)

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
