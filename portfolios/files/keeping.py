"""Copies the files of evidence, and lets them go."""

from django.db import transaction

from portfolios import clock, inspection, uploads
from portfolios.enums import FileState
from portfolios.files import quota
from portfolios.locks import lock
from portfolios.models import EvidenceFile, Upload

NAMES = ("received_name", "stored_name", "preview_name", "thumbnail_name")
# What leaves the row of an erased file.
EMPTIED = ("original_name", *NAMES)


def copy(file, portfolio=None):
    """The same file once more, not part of a piece yet: a row and bytes of its own.

    `portfolio` is where the copy goes, if not where the file is. One that waits is copied as it
    came, and judged like every other. Raises quota.TooLarge where the student has no room for it.
    """
    copied = EvidenceFile(
        portfolio_id=portfolio.pk if portfolio else file.portfolio_id,
        state=FileState.RECEIVED if file.is_waiting else file.state,
        unplaced_at=clock.now(),
        **{name: uploads.copy(stored) for name in NAMES if (stored := getattr(file, name))},
        **{
            name: getattr(file, name)
            for name in (
                "original_name", "media_type", "pages", "width", "height", "seconds",
                "captured_at", "reason", "scanned_at", "received_at", "received_size",
                "received_sha256", "size", "sha256",
            )
        },
    )  # fmt: skip
    try:
        with transaction.atomic():
            quota.check(lock(copied.portfolio_id), file.size or file.received_size)
            copied.save()
    except BaseException:
        for name in copied.names:
            uploads.discard(name)
        raise
    return copied


def explain(file):
    """Why a file was refused, in a sentence for the student who sent it."""
    return inspection.explain(file.reason, file.original_name, file.media_type)


def delete(file):
    """Let go of a file that was never handed in, row and bytes."""
    _discard_on_commit(file)
    Upload.objects.filter(file=file).delete()
    file.delete()


def erase(file):
    """Let go of the bytes and the name of a file; its row says when."""
    _discard_on_commit(file)
    for name in EMPTIED:
        setattr(file, name, "")
    file.erased_at = clock.now()
    file.save(update_fields=[*EMPTIED, "erased_at"])


def _discard_on_commit(file):
    for name in file.names:
        transaction.on_commit(lambda name=name: uploads.discard(name))
