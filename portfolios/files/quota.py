"""How much one student may keep, and how much of that is left.

Counted are the bytes of every file that waits or is kept, and the whole length of every upload
that is on its way: what was promised room is not given away twice.
"""

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, Sum, Value, When
from django.utils.translation import gettext as _

from portfolios.enums import FileState
from portfolios.errors import Refused
from portfolios.models import EvidenceFile, Upload


class TooLarge(Refused):
    """There is no room for these bytes; the sentence says which limit they pass."""


def used(student_id):
    """The bytes that all portfolios of a student take together."""
    files = EvidenceFile.objects.filter(portfolio__student=student_id, erased_at=None)
    taken = Case(
        When(state=FileState.READY, then=F("size")),
        When(state=FileState.REFUSED, then=Value(0)),
        default=F("received_size"),
        output_field=BigIntegerField(),
    )
    arriving = Upload.objects.filter(portfolio__student=student_id).unfinished()
    return (files.aggregate(sum=Sum(taken))["sum"] or 0) + (
        arriving.aggregate(sum=Sum("length"))["sum"] or 0
    )


def left(portfolio):
    """The bytes that the student of this portfolio can still send."""
    return max(0, settings.MAX_STUDENT_BYTES - used(portfolio.student_id))


def check(portfolio, size):
    """Raises TooLarge where a file of this size has no room; its portfolio must be locked."""
    check_file(size)
    room = left(portfolio)
    if size > room:
        raise TooLarge(
            _(
                "There is no room left for this file: you can still send %(left)d MB of your "
                "%(number)d MB. Remove files that you do not need."
            )
            % {"left": room // 1_000_000, "number": settings.MAX_STUDENT_BYTES // 1_000_000}
        )


def check_file(size):
    """Raises TooLarge for more bytes than any one file may have."""
    if size > settings.MAX_FILE_BYTES:
        raise TooLarge(
            _("This file is larger than %(number)d MB. Make it smaller and send it again.")
            % {"number": settings.MAX_FILE_BYTES // 1_000_000}
        )
