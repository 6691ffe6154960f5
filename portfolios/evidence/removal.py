"""Removing a piece, or one file of it, that was not handed in."""

from django.db import transaction

from portfolios import clock, files, log
from portfolios.enums import Verb
from portfolios.evidence.links import take_link
from portfolios.evidence.locks import lock_loose, lock_own
from portfolios.files import kind_of
from portfolios.models import EvidenceFile


@transaction.atomic
def remove(*, evidence, by):
    """Remove a piece that was not handed in; the bytes of its files go as well."""
    evidence = lock_loose(evidence, by)
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    log.write(evidence.portfolio, Verb.EVIDENCE_REMOVED, by=by, evidence=evidence.pk)
    for evidence_link in evidence.links.select_related("work_process"):
        take_link(evidence, evidence_link, by)
    for file in evidence.files.all():
        files.erase(file)


@transaction.atomic
def remove_file(*, file, by):
    """Remove one file of a piece that was not handed in, or one that was never placed.

    Does nothing where it was removed already.
    """
    lock_own(file.portfolio_id, by)
    file = EvidenceFile.objects.select_related("evidence").filter(pk=file.pk).first()
    if file is None:
        return
    if file.evidence is None:
        files.delete(file)
        return
    evidence = lock_loose(file.evidence, by)
    log.write(evidence.portfolio, Verb.FILE_REMOVED, by=by, evidence=evidence.pk, file=file.pk)
    files.delete(file)
    evidence.kind = kind_of(evidence, evidence.files.all())
    evidence.save(update_fields=["kind"])
