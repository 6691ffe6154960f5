"""Classes of one school year, and who teaches them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portfolios.models.user import User


class SchoolClassQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Teachers their own classes; coordinators and examination board all of them."""
        if user.roles.sees_school:
            return self.all()
        return self.taught_by(user)

    def taught_by(self, user):
        teaches = Teaching.objects.filter(school_class=OuterRef("pk"), teacher=user)
        return self.filter(Exists(teaches))


class SchoolClass(models.Model):
    """A class in one school year; it may hold students of several exit profiles."""

    name = models.CharField(_("name"), max_length=50)
    school_year = models.CharField(
        _("school year"),
        max_length=9,
        validators=[RegexValidator(r"^\d{4}-\d{4}$", _("Write the school year as 2026-2027."))],
        help_text=_("For example 2026-2027."),
    )
    teachers = models.ManyToManyField(
        User, through="Teaching", related_name="classes", verbose_name=_("teachers")
    )

    objects = SchoolClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["-school_year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "school_year"], name="class_unique_in_year")
        ]

    def __str__(self):
        return f"{self.name} ({self.school_year})"

    def get_absolute_url(self):
        return reverse("portfolios:school_class", args=[self.pk])


class Teaching(models.Model):
    """The fact that somebody teaches a class; changed by `people.set_teachers` alone."""

    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, related_name="teachings", verbose_name=_("class")
    )
    teacher = models.ForeignKey(
        User, models.PROTECT, related_name="teachings", verbose_name=_("teacher")
    )

    class Meta:
        verbose_name = _("teacher of a class")
        verbose_name_plural = _("teachers of classes")
        constraints = [
            models.UniqueConstraint(fields=["school_class", "teacher"], name="teaching_unique")
        ]

    def __str__(self):
        return f"{self.teacher}, {self.school_class}"
