"""Resumable uploads: begun, continued, complete once, or ended; what HTTP adds is in the view.

An upload is complete when all its bytes are on disk. The row of its file is then made under the
lock of the portfolio, once, however many senders see the last byte arrive. A process that dies
in between leaves bytes in one of two known places and the upload without a file: whoever sends
the (empty) rest, or `tidy_files`, takes the same step again.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock
from portfolios.errors import Refused
from portfolios.files import incoming, quota
from portfolios.files.arrival import record
from portfolios.files.keeping import delete
from portfolios.files.processing import judge_now
from portfolios.locks import lock, lock_active
from portfolios.models import Upload

# A row for each: somebody who goes on and on beginning uploads is stopped.
MOST_UNFINISHED = 100


class Gone(Exception):
    """The upload has ended: it expired, was removed, or its bytes are gone."""


@transaction.atomic
def begin(portfolio, *, name, length):
    """Make room for an upload of `length` bytes. Raises Refused with a sentence."""
    portfolio = lock_active(portfolio.pk)
    if length < 1:
        raise Refused(_("This file is empty. Choose the file again and send it once more."))
    quota.check(portfolio, length)
    if portfolio.uploads.unfinished().count() >= MOST_UNFINISHED:
        raise Refused(
            _("%(number)d files are on their way already. Let those arrive or remove them first.")
            % {"number": MOST_UNFINISHED}
        )
    now = clock.now()
    upload = Upload.objects.create(
        key=secrets.token_hex(16),
        portfolio=portfolio,
        name=name,
        length=length,
        created_at=now,
        expires_at=now + settings.UPLOAD_EXPIRES_AFTER,
    )
    incoming.begin(upload.key)
    return upload


def check_alive(upload):
    """Raises Gone where the time to go on with this upload is over."""
    if upload.expires_at <= clock.now():
        raise Gone


def offset(upload):
    """How many bytes of it arrived. Raises Gone."""
    check_alive(upload)
    if upload.file_id:
        return upload.length
    try:
        return incoming.size(upload.key)
    except FileNotFoundError:
        raise Gone from None


def append(upload, start, pieces):
    """Write pieces of it to disk, from `start` on, and finish it with the last one.

    Returns how many bytes arrived. Raises Gone, incoming.Elsewhere, and Refused where the
    portfolio was closed meanwhile.
    """
    here = offset(upload)
    if here != start:
        raise incoming.Elsewhere(here)
    if upload.file_id:
        return here
    if here < upload.length:
        try:
            here = incoming.append(upload.key, start, pieces)
        except FileNotFoundError:
            raise Gone from None
    if here == upload.length:
        finish(upload)
    else:
        _keep_alive(upload)
    return here


def _keep_alive(upload):
    """Move the end forward, at most once a day: it costs a write."""
    ends = clock.now() + settings.UPLOAD_EXPIRES_AFTER
    if ends - upload.expires_at > timedelta(days=1):
        Upload.objects.filter(pk=upload.pk, file=None).update(expires_at=ends)
        upload.expires_at = ends


def finish(upload):
    """Make the file of an upload whose bytes are all there, unless that was done already.

    Raises Gone where it was removed meanwhile, Refused where the portfolio was closed.
    """
    try:
        sha256 = incoming.keep(upload.key)
    except FileNotFoundError:
        sha256 = None
    with transaction.atomic():
        portfolio = lock_active(upload.portfolio_id)
        row = Upload.objects.filter(pk=upload.pk).first()
        if row is None or (row.file_id is None and sha256 is None):
            raise Gone
        is_first = row.file_id is None
        if is_first:
            row.file = record(
                portfolio,
                received_name=incoming.stored_name(row.key),
                original_name=row.name,
                size=row.length,
                sha256=sha256,
            )
            row.expires_at = clock.now() + settings.UPLOAD_EXPIRES_AFTER
            row.save(update_fields=["file", "expires_at"])
    upload.file_id, upload.expires_at = row.file_id, row.expires_at
    if is_first and not settings.WORKER:
        judge_now(row.file)


@transaction.atomic
def end(upload):
    """Forget an upload: its bytes, and the file that came of it where no piece holds that."""
    lock(upload.portfolio_id)
    row = Upload.objects.select_related("file").filter(pk=upload.pk).first()
    if row is None:
        return
    if row.file is None:
        row.delete()
        transaction.on_commit(lambda: incoming.discard(row.key))
    elif row.file.evidence_id is None:
        delete(row.file)
    else:
        row.delete()
