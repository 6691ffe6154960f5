"""Judges a received file and keeps what may stay of it.

A file that waits is its own task: its row says that it was received and not judged, so nothing is
lost when a process dies, and who comes next takes it up. Judging holds no lock; what came of it
is written under the lock of the portfolio.
"""

import logging
from contextlib import suppress
from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portfolios import antivirus, clock, inspection, log, uploads
from portfolios.enums import EvidenceKind, FileState, Verb
from portfolios.files.lending import lend_connection
from portfolios.inspection import Outputs, Reason, Verdict
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
        lend_connection()
        # Made beside the kept files: what a process that dies leaves behind is nobody's file.
        outputs = Outputs(*(uploads.workplace() for _output in range(3)))
        try:
            _judge(file, claim, outputs)
        except BaseException:
            _release(file, claim)
            raise
        finally:
            outputs.clear()
    with suppress(EvidenceFile.DoesNotExist):  # removed while it was judged
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


def _judge(file, claim, outputs):
    path = uploads.path_of(file.received_name)
    scanned_at = file.scanned_at
    if antivirus.is_on() and not scanned_at:
        try:
            is_clean = antivirus.is_clean(path)
        except antivirus.Unavailable as fault:
            logger.error("File %s was not scanned and goes on waiting. %s", file.pk, fault)
            _release(file, claim)
            return
        scanned_at = clock.now()
        if not is_clean:
            verdict = Verdict(False, reason=Reason.VIRUS)
            _settle(file, claim, {**_refused(verdict), "scanned_at": scanned_at})
            return
    verdict = inspection.inspect(path, outputs, original_name=file.original_name)
    if verdict.reason == Reason.UNCHECKED:
        logger.error("File %s could not be judged and goes on waiting.", file.pk)
        _release(file, claim)
        return
    found = _accepted(file, verdict, outputs) if verdict.accepted else _refused(verdict)
    _settle(file, claim, {**found, "scanned_at": scanned_at})


def _settle(file, claim, found):
    """Write what came of it, or throw it away where the file went meanwhile."""
    received = {file.received_name}
    made = {name for key, name in found.items() if key.endswith("_name") and name}
    with transaction.atomic():
        portfolio = lock(file.portfolio_id)
        row = (
            EvidenceFile.objects.select_related("evidence")
            .filter(pk=file.pk, claimed_at=claim, state=FileState.PROCESSING)
            .first()
        )
        if row is None:
            # Its own bytes went with the row, or are the concern of who judges it now.
            transaction.on_commit(lambda: _discard(made - received))
            return
        for name, value in found.items():
            setattr(row, name, value)
        row.save(update_fields=list(found))
        if row.evidence:
            tell_piece(portfolio, row)
        transaction.on_commit(lambda: _discard(received - made))


def _accepted(file, verdict, outputs):
    """The facts of a file that is ready; its bytes are on disk for good."""
    stored_name = uploads.take_in(outputs.kept) if verdict.has_kept else file.received_name
    size, sha256 = file.received_size, file.received_sha256
    if verdict.has_kept:
        size, sha256 = uploads.measure(stored_name)
    return {
        "state": FileState.READY,
        "media_type": verdict.kind,
        "received_name": "",
        "stored_name": stored_name,
        "preview_name": uploads.take_in(outputs.preview) if verdict.has_preview else "",
        "thumbnail_name": uploads.take_in(outputs.thumbnail) if verdict.has_thumbnail else "",
        "pages": verdict.pages,
        "width": verdict.width,
        "height": verdict.height,
        "seconds": verdict.seconds,
        "captured_at": _aware(verdict.captured_at),
        "size": size,
        "sha256": sha256,
        "claimed_at": None,
    }


def _aware(moment):
    """The moment of a camera in the school's time zone; None for one at the edge of time."""
    try:
        return timezone.make_aware(moment).astimezone(UTC) if moment else None
    except OverflowError:
        return None


def _refused(verdict):
    return {
        "state": FileState.REFUSED,
        "media_type": verdict.kind,
        "reason": verdict.reason,
        "received_name": "",
        "claimed_at": None,
    }


def tell_piece(portfolio, file):
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
