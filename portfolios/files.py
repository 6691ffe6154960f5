"""Receives the bytes of evidence, keeps them, and lets them go.

Receiving happens before a step and outside its lock: bytes are stored and judged first
(`inspection`), then become part of a piece of evidence.
"""

from django.conf import settings
from django.db import transaction

from portfolios import clock, uploads
from portfolios.enums import FileState
from portfolios.inspection import inspect
from portfolios.models import EvidenceFile


def receive(portfolio, uploaded):
    """Store and judge one uploaded file. Returns its row, ready or refused with a reason.

    A refused file stays listed, without its bytes, until the student removes it.
    """
    stored_name = uploads.store(uploaded)
    preview_name = uploads.reserve()
    verdict = inspect(
        uploads.path_of(stored_name), uploads.path_of(preview_name), original_name=uploaded.name
    )
    file = EvidenceFile(
        portfolio=portfolio,
        original_name=uploaded.name[:200],
        received_at=clock.now(),
        received_size=uploaded.size,
        received_sha256=uploaded.sha256,
    )
    if verdict.accepted:
        file.state = FileState.READY
        file.stored_name = stored_name
        file.preview_name = preview_name if verdict.has_preview else ""
        file.media_type = verdict.kind
        file.pages = verdict.pages
        file.captured_on = verdict.captured_on
        file.size, file.sha256 = file.received_size, file.received_sha256
    else:
        uploads.discard(stored_name)
        uploads.discard(preview_name)
        file.state = FileState.REFUSED
        file.reason = verdict.reason
    file.save()
    return file


def delete(file):
    """Let go of a file that was never handed in, row and bytes."""
    _discard_on_commit(file)
    file.delete()


def erase(file):
    """Let go of the bytes and the name of a file; its row says when."""
    _discard_on_commit(file)
    file.stored_name = file.preview_name = file.original_name = ""
    file.erased_at = clock.now()
    file.save(update_fields=["stored_name", "preview_name", "original_name", "erased_at"])


def _discard_on_commit(file):
    names = [name for name in (file.stored_name, file.preview_name) if name]
    for name in names:
        transaction.on_commit(lambda name=name: uploads.discard(name))


def limit_in_megabytes():
    """The largest file that is accepted, as it is told to the student."""
    return settings.MAX_FILE_BYTES // 1_000_000
