"""Class lists that were uploaded and wait for a yes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models.user import User


class ClassListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own alone."""
        return self.filter(uploaded_by=user)

    def waiting(self):
        """Not taken over yet."""
        return self.filter(taken_at=None)


class ClassList(models.Model):
    """What stood in a file, until it is taken over or left; nothing follows from it before that.

    `content` is canonical JSON of the columns that mean something and the rows, as
    `class_list.reading` keeps them. Once taken over it is empty and the numbers say what was done.
    """

    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="class_lists", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), db_index=True)
    name = models.CharField(_("name of the file"), max_length=200)
    content = models.TextField(_("content"), blank=True)
    school_year = models.CharField(_("school year"), max_length=9)
    makes_classes = models.BooleanField(_("makes new classes"), default=False)
    invites = models.BooleanField(_("sends invitations"), default=True)
    why = models.CharField(_("reason"), max_length=500)
    taken_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)

    objects = ClassListQuerySet.as_manager()

    class Meta:
        verbose_name = _("class list")
        verbose_name_plural = _("class lists")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.name
