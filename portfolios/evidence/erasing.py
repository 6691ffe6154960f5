"""Erasing a file of what was handed in, because somebody in it objects.

The seal of the hand-in stays whole: its sealed list keeps the name and hash of what was erased,
and the log says who erased it and why.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portfolios import files, log, permissions
from portfolios.enums import Verb
from portfolios.errors import Refused
from portfolios.locks import lock
from portfolios.models import EvidenceFile


@transaction.atomic
def erase_file(*, file, by, reason):
    """Erase the bytes and the name of one file that was handed in, in any state of the portfolio."""
    portfolio = lock(file.portfolio_id)
    if not permissions.is_coordinator(by, portfolio):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Write why this file is erased."))
    file = EvidenceFile.objects.get(pk=file.pk)
    if not file.frozen_at:
        raise Refused(_("This file is not handed in: only its student can remove it."))
    if file.erased_at:
        raise Refused(_("This file was erased already."))
    files.erase(file)
    log.write(
        portfolio,
        Verb.FILE_ERASED,
        by=by,
        reason=reason.strip(),
        file=file.pk,
        evidence=file.evidence_id,
        sha256=file.sha256,
    )


def copies_of(file):
    """Other files of this portfolio with the same bytes that were handed in as well."""
    same = Q(received_sha256=file.received_sha256)
    if file.sha256:
        same |= Q(sha256=file.sha256)
    handed_in = EvidenceFile.objects.filter(
        portfolio=file.portfolio_id, frozen_at__isnull=False, erased_at=None
    )
    return handed_in.filter(same).exclude(pk=file.pk).select_related("evidence")
