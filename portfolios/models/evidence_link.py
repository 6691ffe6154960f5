"""The work processes that a piece of evidence is shown for."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from curriculum.models import WorkProcess


class EvidenceLinkQuerySet(models.QuerySet):
    def current(self):
        """To work processes of the version that the portfolio has now."""
        return self.filter(work_process__qualification=F("evidence__portfolio__qualification"))


class EvidenceLink(models.Model):
    """A piece shown for a work process; frozen once handed in for it."""

    evidence = models.ForeignKey(
        "portfolios.Evidence", models.PROTECT, related_name="links", verbose_name=_("evidence")
    )
    work_process = models.ForeignKey(
        WorkProcess, models.PROTECT, related_name="evidence_links", verbose_name=_("work process")
    )
    linked_at = models.DateTimeField(_("linked"))
    frozen_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    objects = EvidenceLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of evidence to a work process")
        verbose_name_plural = _("links of evidence to work processes")
        ordering = ["work_process__core_task__position", "work_process__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "work_process"], name="evidence_linked_once"
            )
        ]

    def __str__(self):
        return f"{self.evidence}: {self.work_process}"
