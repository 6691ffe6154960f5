"""Clears away what nobody will come back for, and finishes what a crash left half done."""

import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from portfolios import clock
from portfolios.errors import Refused
from portfolios.files import incoming, resumable
from portfolios.files.keeping import delete
from portfolios.locks import lock
from portfolios.models import EvidenceFile, Upload

# Whoever still writes to a file in the folder of arrivals has touched it within this time.
LEFTOVER_SECONDS = 24 * 3600


def finish_uploads():
    """Make the file of each upload whose bytes are all there. Returns how many."""
    count = 0
    for upload in Upload.objects.unfinished():
        try:
            if incoming.size(upload.key) == upload.length:
                resumable.finish(upload)
                count += 1
        except (FileNotFoundError, resumable.Gone, Refused):
            continue  # it expires
    return count


def end_uploads():
    """Let go of unfinished uploads whose time is over, and of the rows of those that arrived."""
    over = Upload.objects.filter(expires_at__lte=clock.now())
    count = 0
    for upload in over.unfinished():
        resumable.end(upload)
        count += 1
    return count + over.exclude(file=None).delete()[0]


def clear_arrivals():
    """Remove what lies in the folder of arrivals and belongs to nothing that is on its way."""
    limit = time.time() - LEFTOVER_SECONDS
    count = 0
    for path in sorted((Path(settings.MEDIA_ROOT) / "incoming").glob("*")):
        try:
            is_old = path.stat().st_mtime < limit
        except FileNotFoundError:
            continue
        if is_old and not Upload.objects.filter(key=path.name).exists():
            path.unlink(missing_ok=True)
            count += 1
    return count


def delete_unplaced():
    """Delete files that became part of no piece for a long time, refused ones as well."""
    limit = clock.now() - settings.BIN_KEEPS
    old = EvidenceFile.objects.unplaced().filter(unplaced_at__lt=limit)
    count = 0
    for pk, portfolio in old.values_list("pk", "portfolio"):
        with transaction.atomic():
            lock(portfolio)
            if file := old.filter(pk=pk).first():
                delete(file)
                count += 1
    return count
