"""What was changed in the structure of a version that counts; append-only, as the log is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models import Qualification
from curriculum.models.texts import TEXT_LENGTH
from portfolios.models.user import User


class StructureChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who maintains the structure, and who sees the whole school."""
        roles = user.roles
        return self.all() if roles.administrator or roles.sees_school else self.none()


class StructureChange(models.Model):
    """One confirmed change of a published qualification, its publishing included.

    `before` and `after` are the whole version in the form of the exchange file, as canonical
    JSON; `before` is empty where a file brought a version that counts at once. `reason` is what
    the students who feel it are told.
    """

    qualification = models.ForeignKey(
        Qualification,
        models.PROTECT,
        related_name="+",
        verbose_name=_("qualification"),
    )
    # Empty for a command.
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"))
    reason = models.TextField(_("reason"), max_length=TEXT_LENGTH, blank=True)

    objects = StructureChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the structure")
        verbose_name_plural = _("changes of the structure")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return str(self.qualification)
