"""Copies the files of evidence, and lets them go."""

from django.db import transaction

from portfolios import clock, inspection, uploads
from portfolios.models import EvidenceFile

# What leaves the row of an erased file.
EMPTIED = ("original_name", "received_name", "stored_name", "preview_name", "thumbnail_name")


def copy(file, portfolio=None):
    """The same file once more, not part of a piece yet: a row and bytes of its own.

    `portfolio` is where the copy goes, if not where the file is.
    """
    copied = EvidenceFile(
        portfolio_id=portfolio.pk if portfolio else file.portfolio_id,
        stored_name=uploads.copy(file.stored_name),
        preview_name=uploads.copy(file.preview_name) if file.preview_name else "",
        thumbnail_name=uploads.copy(file.thumbnail_name) if file.thumbnail_name else "",
        unplaced_at=clock.now(),
        **{
            name: getattr(file, name)
            for name in (
                "original_name", "media_type", "pages", "width", "height", "seconds",
                "captured_at", "state", "scanned_at", "received_at", "received_size",
                "received_sha256", "size", "sha256",
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
    for name in EMPTIED:
        setattr(file, name, "")
    file.erased_at = clock.now()
    file.save(update_fields=[*EMPTIED, "erased_at"])


def _discard_on_commit(file):
    for name in file.names:
        transaction.on_commit(lambda name=name: uploads.discard(name))
