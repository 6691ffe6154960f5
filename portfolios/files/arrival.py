"""A file has arrived: its bytes are on disk and hashed, so the school has it."""

from django.conf import settings
from django.db import transaction

from portfolios import clock, uploads
from portfolios.files import quota
from portfolios.files.processing import judge_now
from portfolios.locks import lock
from portfolios.models import EvidenceFile


def receive(portfolio, uploaded):
    """Store one file of a form. Returns its row, judged where no worker does that.

    Raises quota.TooLarge where the student has no room for it.
    """
    name = uploads.store(uploaded)
    try:
        with transaction.atomic():
            locked = lock(portfolio.pk)
            quota.check(locked, uploaded.size)
            file = record(
                locked,
                received_name=name,
                original_name=uploaded.name,
                size=uploaded.size,
                sha256=uploaded.sha256,
            )
    except BaseException:
        uploads.discard(name)
        raise
    if not settings.WORKER:
        judge_now(file)
    return file


def record(portfolio, *, received_name, original_name, size, sha256):
    """The row of a file whose bytes lie under `received_name`; its portfolio must be locked."""
    now = clock.now()
    return EvidenceFile.objects.create(
        portfolio=portfolio,
        original_name=original_name,
        received_name=received_name,
        received_at=now,
        unplaced_at=now,
        received_size=size,
        received_sha256=sha256,
    )


def limit_in_megabytes():
    """The largest file that is accepted, as it is told to the student."""
    return settings.MAX_FILE_BYTES // 1_000_000
