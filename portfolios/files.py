"""Receives the bytes of evidence, keeps them, copies them, and lets them go.

Receiving happens before a step and outside its lock: bytes are stored and judged first
(`inspection`), then become part of a piece of evidence.
"""

from django.conf import settings
from django.db import transaction

from portfolios import clock, inspection, uploads
from portfolios.enums import FileState
from portfolios.models import EvidenceFile


def receive(portfolio, uploaded):
    """Store and judge one uploaded file. Returns its row, ready or refused with a reason.

    A refused file stays listed, without its bytes, until the student removes it.
    """
    stored_name, preview_name = uploads.store(uploaded), uploads.reserve()
    verdict = inspection.inspect(
        uploads.path_of(stored_name), uploads.path_of(preview_name), original_name=uploaded.name
    )
    file = EvidenceFile(
        portfolio=portfolio,
        original_name=uploaded.name,
        media_type=verdict.kind,
        received_at=clock.now(),
        received_size=uploaded.size,
        received_sha256=uploaded.sha256,
    )
    if verdict.accepted:
        file.state = FileState.READY
        file.stored_name = stored_name
        file.preview_name = preview_name if verdict.has_preview else ""
        file.pages = verdict.pages
        file.captured_on = verdict.captured_on
        file.size, file.sha256 = file.received_size, file.received_sha256
    else:
        uploads.discard(stored_name)
        file.state = FileState.REFUSED
        file.reason = verdict.reason
    file.save()
    return file


def copy(file):
    """The same file once more, not part of a piece yet: a row and bytes of its own."""
    copied = EvidenceFile(
        portfolio_id=file.portfolio_id,
        stored_name=uploads.copy(file.stored_name),
        preview_name=uploads.copy(file.preview_name) if file.preview_name else "",
        **{
            name: getattr(file, name)
            for name in (
                "original_name", "media_type", "pages", "captured_on", "state",
                "received_at", "received_size", "received_sha256", "size", "sha256",
            )
        },
    )  # fmt: skip
    copied.save()
    return copied


def explain(file):
    """Why a file was refused, in a sentence for the student who sent it."""
    return inspection.explain(file.reason, file.original_name, file.media_type)


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
