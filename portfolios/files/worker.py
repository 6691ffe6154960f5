"""Takes up the files that wait, one at a time; any number of workers may run beside each other.

After the waiting ones come files that were ready before an antivirus daemon was set, because they
open only once they were scanned. What could not be judged or scanned is left alone for a while,
so that it holds up nothing that came after it.
"""

import logging
import time

from django.db import InterfaceError, OperationalError, transaction

from portfolios import antivirus, clock, uploads
from portfolios.enums import FileState
from portfolios.files.processing import process, tell_piece, waiting
from portfolios.inspection import Reason
from portfolios.locks import lock
from portfolios.models import EvidenceFile

logger = logging.getLogger(__name__)


class Worker:
    """Remembers what it tried in vain; after `patience` seconds it tries that again."""

    def __init__(self, patience):
        self.patience = patience
        self.failed = {}  # id of a file -> when it was tried

    def turn(self):
        """Judge or scan the file that waits longest. Returns it, or None where nothing waits.

        Raises what the database raises; whatever else goes wrong with one file is told in the log.
        """
        limit = time.monotonic() - self.patience
        self.failed = {pk: at for pk, at in self.failed.items() if at > limit}
        if file := waiting().exclude(pk__in=self.failed).first():
            self._try(process, file)
            if file.is_waiting:
                self.failed[file.pk] = time.monotonic()
            return file
        if antivirus.is_on() and (file := unscanned().exclude(pk__in=self.failed).first()):
            self._try(scan, file)
            if not file.scanned_at:
                self.failed[file.pk] = time.monotonic()
            return file
        return None

    def _try(self, step, file):
        try:
            step(file)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("File %s could not be judged and goes on waiting.", file.pk)


def unscanned():
    """Files that were ready before a daemon was set, in their order."""
    return EvidenceFile.objects.filter(
        state=FileState.READY, erased_at=None, scanned_at=None
    ).order_by("pk")


def scan(file):
    """Scan a file that is ready; where something is found it is refused after all.

    What was handed in cannot change: such a file stays as it is and does not open, and the
    coordinator can erase it.
    """
    try:
        is_clean = antivirus.is_clean(uploads.path_of(file.stored_name))
    except antivirus.Unavailable as fault:
        logger.error("File %s was not scanned and does not open yet. %s", file.pk, fault)
        return
    if is_clean:
        file.scanned_at = clock.now()
        unscanned().filter(pk=file.pk).update(scanned_at=file.scanned_at)
    else:
        _refuse(file)


@transaction.atomic
def _refuse(file):
    portfolio = lock(file.portfolio_id)
    row = unscanned().select_related("evidence").filter(pk=file.pk).first()
    if row is None:
        return
    if row.frozen_at:
        logger.error(
            "File %s of portfolio %s was handed in and holds a virus. It does not open; "
            "the coordinator can erase it.",
            row.pk,
            row.portfolio_id,
        )
        return
    names = row.names
    row.state, row.reason, row.scanned_at = FileState.REFUSED, Reason.VIRUS, clock.now()
    row.stored_name = row.preview_name = row.thumbnail_name = row.sha256 = ""
    row.size = 0
    row.save()
    file.scanned_at = row.scanned_at
    if row.evidence:
        tell_piece(portfolio, row)
    transaction.on_commit(lambda: [uploads.discard(name) for name in names])
