"""Texts of forms that were not sent yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """What one person typed into the form of one address, kept while they type."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts", verbose_name=_("person")
    )
    place = models.CharField(_("address of the form"), max_length=200)
    form = models.TextField(_("fields, as a query string"))
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="draft_one_for_each_form")
        ]

    def __str__(self):
        return self.place
