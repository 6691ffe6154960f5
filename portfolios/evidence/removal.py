"""Removing a piece, or one file of it, that was not handed in; and the way back.

A removed piece lies in the bin with its files and links, for BIN_KEEPS, and counts nowhere. Then,
or when its student says so, it is erased for good.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, files, log, sign_off
from portfolios.enums import Verb
from portfolios.errors import Refused
from portfolios.evidence.locks import lock_loose, lock_own
from portfolios.evidence.pieces import FIELDS, newer_version
from portfolios.files import kind_of
from portfolios.locks import lock
from portfolios.models import EvidenceFile

# What a student wrote. The day and the place stay: the row needs them, and they tell nobody much.
TEXTS = tuple(name for name in FIELDS if name not in ("made_on", "setting"))


@transaction.atomic
def remove(*, evidence, by):
    """Put a piece that was not handed in into the bin; its cells are empty without it."""
    evidence = lock_loose(evidence, by)
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    log.write(evidence.portfolio, Verb.EVIDENCE_REMOVED, by=by, evidence=evidence.pk)
    _follow(evidence, Verb.EVIDENCE_UNLINKED, by)


@transaction.atomic
def restore(*, evidence, by):
    """Take a piece out of the bin: it stands again where it stood. Returns it."""
    portfolio = lock_own(evidence.portfolio_id, by)
    evidence = portfolio.evidence.get(pk=evidence.pk)
    evidence.portfolio = portfolio
    if evidence.erased_at:
        raise Refused(_("This piece was erased for good, so it cannot come back."))
    if not evidence.removed_at:
        return evidence
    if evidence.replaces and newer_version(evidence.replaces):
        raise Refused(_("Another new version took its place, so this one cannot come back."))
    evidence.removed_at = None
    evidence.save(update_fields=["removed_at"])
    log.write(portfolio, Verb.EVIDENCE_RESTORED, by=by, evidence=evidence.pk)
    _follow(evidence, Verb.EVIDENCE_LINKED, by)
    return evidence


def _follow(evidence, verb, by):
    """Let the cells follow the links of a piece that went into the bin or came out of it."""
    for evidence_link in evidence.links.current().select_related("work_process"):
        work_process = evidence_link.work_process
        cell = sign_off.follow_links(evidence.portfolio, work_process, by=by)
        log.write(
            evidence.portfolio,
            verb,
            by=by,
            evidence=evidence.pk,
            work_process=work_process.code,
            state=str(cell.state),
        )


@transaction.atomic
def erase_removed(*, evidence, by=None):
    """Empty a piece that lies in the bin: its texts, links and bytes are gone for good.

    `by` is its student, or nobody where its time in the bin is over. Does nothing twice.
    """
    portfolio = lock(evidence.portfolio_id) if by is None else lock_own(evidence.portfolio_id, by)
    evidence = portfolio.evidence.get(pk=evidence.pk)
    if evidence.erased_at:
        return
    if not evidence.removed_at:
        raise Refused(_("Remove this piece first."))
    for name in TEXTS:
        setattr(evidence, name, "")
    evidence.erased_at = clock.now()
    evidence.save(update_fields=[*TEXTS, "erased_at"])
    evidence.links.all().delete()
    for file in evidence.files.filter(erased_at=None):
        files.erase(file)
    log.write(portfolio, Verb.EVIDENCE_ERASED, by=by, evidence=evidence.pk)


@transaction.atomic
def remove_file(*, file, by):
    """Take one file out of a piece that was not handed in; it waits for another piece then.

    One that is part of no piece, or was refused, goes for good. Does nothing where it went already.
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
    if file.is_refused:
        files.delete(file)
    else:
        file.evidence, file.unplaced_at = None, clock.now()
        file.save(update_fields=["evidence", "unplaced_at"])
    evidence.kind = kind_of(evidence, evidence.files.all())
    evidence.save(update_fields=["kind"])
