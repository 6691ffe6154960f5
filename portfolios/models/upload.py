"""Files that are still on their way: resumable uploads that did not end yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.models.evidence import EvidenceFile
from portfolios.models.portfolio import Portfolio


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own alone."""
        return self.filter(portfolio__student=user)

    def unfinished(self):
        return self.filter(file=None)


class Upload(models.Model):
    """One resumable upload; its bytes lie under its key until all of them are there.

    How many arrived is the size of that file, and written nowhere else. Once complete, the row
    names the received file until it expires, for a sender who missed the answer.
    """

    key = models.CharField(_("key"), max_length=32, unique=True, editable=False)
    portfolio = models.ForeignKey(
        Portfolio, models.PROTECT, related_name="uploads", verbose_name=_("portfolio")
    )
    name = models.CharField(_("name"), max_length=200)
    length = models.PositiveBigIntegerField(_("size, in bytes"))
    created_at = models.DateTimeField(_("begun"))
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    file = models.OneToOneField(
        EvidenceFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="upload",
        verbose_name=_("file"),
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["pk"]

    def __str__(self):
        return self.name
