"""Judges a received file and keeps what may stay of it.

A file that waits is its own task: its row says that it was received and not judged, so nothing is
lost when a process dies, and who comes next takes it up. Judging holds no lock; what came of it
is written under the lock of the portfolio.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portfolios import clock, inspection, log, uploads
from portfolios.enums import EvidenceKind, FileState, Verb
from portfolios.inspection import Outputs, Reason
from portfolios.locks import lock
from portfolios.models import EvidenceFile

# Longer than any file may take: who claimed it before that died.
CLAIM_LASTS = timedelta(minutes=5)

logger = logging.getLogger(__name__)


def waiting():
    """Received files that nobody judges at this moment, the longest waiting first."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=clock.now() - CLAIM_LASTS)
    states = [FileState.RECEIVED, FileState.PROCESSING]
    return EvidenceFile.objects.filter(free, state__in=states).order_by("received_at", "pk")


def process(file):
    """Judge a file, unless somebody does that already, and bring the row in memory up to date.

    Whatever is in the file, this ends: it is ready, or refused with a reason. Only where it could
    not be judged at all does it go on waiting.
    """
    claim = _claim(file)
    if claim:
        names = {name: uploads.reserve() for name in ("kept", "preview", "thumbnail")}
        outputs = Outputs(**{name: uploads.path_of(stored) for name, stored in names.items()})
        try:
            verdict = _judge(file, outputs)
            _settle(file, claim, verdict, names)
        except BaseException:
            _release(file, claim)
            outputs.clear()
            raise
    file.refresh_from_db()


def judge_now(file):
    """Judge a file that was just received, where no worker does that.

    The school has it already: whatever fails on our side leaves it waiting, and says so in the
    server's log, not to the student.
    """
    try:
        process(file)
    except Exception:
        logger.exception("File %s could not be judged and goes on waiting.", file.pk)


def _claim(file):
    """The moment since when this process judges the file; None where another does."""
    now = clock.now()
    taken = waiting().filter(pk=file.pk).update(state=FileState.PROCESSING, claimed_at=now)
    return now if taken else None


def _release(file, claim):
    EvidenceFile.objects.filter(pk=file.pk, claimed_at=claim, state=FileState.PROCESSING).update(
        state=FileState.RECEIVED, claimed_at=None
    )


def _judge(file, outputs):
    return inspection.inspect(
        uploads.path_of(file.received_name), outputs, original_name=file.original_name
    )


def _settle(file, claim, verdict, names):
    """Write what came of it, or throw it away where the file went meanwhile."""
    if verdict.reason == Reason.UNCHECKED:
        logger.error("File %s could not be judged and goes on waiting.", file.pk)
        _release(file, claim)
        return
    received_name = file.received_name
    found = _accepted(file, verdict, names) if verdict.accepted else _refused(verdict)
    kept = {value for name, value in found.items() if name.endswith("_name")}
    with transaction.atomic():
        portfolio = lock(file.portfolio_id)
        row = (
            EvidenceFile.objects.select_related("evidence")
            .filter(pk=file.pk, claimed_at=claim, state=FileState.PROCESSING)
            .first()
        )
        if row is None:
            transaction.on_commit(lambda: _discard(names.values()))
            return
        for name, value in found.items():
            setattr(row, name, value)
        row.save(update_fields=list(found))
        if row.evidence:
            _tell_piece(portfolio, row)
        transaction.on_commit(lambda: _discard({received_name, *names.values()} - kept))


def _accepted(file, verdict, names):
    """The facts of a file that is ready; its bytes are on disk for good."""
    stored_name = names["kept"] if verdict.has_kept else file.received_name
    size, sha256 = file.received_size, file.received_sha256
    if verdict.has_kept:
        size, sha256 = uploads.keep(stored_name)
    captured_at = verdict.captured_at
    return {
        "state": FileState.READY,
        "media_type": verdict.kind,
        "received_name": "",
        "stored_name": stored_name,
        "preview_name": names["preview"] if verdict.has_preview else "",
        "thumbnail_name": names["thumbnail"] if verdict.has_thumbnail else "",
        "pages": verdict.pages,
        "width": verdict.width,
        "height": verdict.height,
        "seconds": verdict.seconds,
        "captured_at": timezone.make_aware(captured_at) if captured_at else None,
        "size": size,
        "sha256": sha256,
        "claimed_at": None,
    }


def _refused(verdict):
    return {
        "state": FileState.REFUSED,
        "media_type": verdict.kind,
        "reason": verdict.reason,
        "received_name": "",
        "claimed_at": None,
    }


def _tell_piece(portfolio, file):
    """The piece was saved while the file was being judged: what came of it is a step of its own."""
    piece = file.evidence
    piece.kind = kind_of(piece, piece.files.all())
    piece.save(update_fields=["kind"])
    log.write(
        portfolio,
        Verb.FILE_CHECKED,
        by=None,
        evidence=piece.pk,
        file=file.pk,
        state=str(file.state),
        sha256=file.sha256,
    )


def kind_of(evidence, received):
    """What a piece is: files, where one of them was not refused; else a link or a text."""
    if any(not file.is_refused for file in received):
        return EvidenceKind.FILES
    return EvidenceKind.LINK if evidence.url else EvidenceKind.TEXT


def _discard(names):
    for name in names:
        uploads.discard(name)
