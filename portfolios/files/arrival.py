"""A file has arrived: its bytes are on disk and hashed, so the school has it."""

from django.conf import settings

from portfolios import clock, uploads
from portfolios.files.processing import process
from portfolios.models import EvidenceFile


def receive(portfolio, uploaded):
    """Store one file of a form. Returns its row, judged where no worker does that."""
    return arrived(
        portfolio,
        received_name=uploads.store(uploaded),
        original_name=uploaded.name,
        size=uploaded.size,
        sha256=uploaded.sha256,
    )


def arrived(portfolio, *, received_name, original_name, size, sha256):
    """The row of a file whose bytes lie under `received_name`, judged where no worker does that."""
    now = clock.now()
    file = EvidenceFile.objects.create(
        portfolio=portfolio,
        original_name=original_name,
        received_name=received_name,
        received_at=now,
        unplaced_at=now,
        received_size=size,
        received_sha256=sha256,
    )
    if not settings.WORKER:
        process(file)
    return file


def limit_in_megabytes():
    """The largest file that is accepted, as it is told to the student."""
    return settings.MAX_FILE_BYTES // 1_000_000
