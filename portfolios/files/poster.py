"""The picture of a video: drawn by the student's browser, for we open no video ourselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import inspection, permissions, uploads
from portfolios.errors import Refused
from portfolios.inspection import Kind, Outputs
from portfolios.locks import lock_active
from portfolios.models import EvidenceFile

VIDEOS = (Kind.MP4, Kind.MOV, Kind.WEBM)


def give_poster(*, file, drawn, by):
    """Make a JPEG that came in (`drawn`) the preview and thumbnail of a video of one's own.

    It is judged like every picture. Raises Refused where it is none, or where the video has a
    picture already, was handed in, or is no video that can be opened.
    """
    _check(file)
    outputs = Outputs(*(uploads.workplace() for _output in range(3)))
    found, placed = {}, False
    try:
        drawn.flush()
        verdict = inspection.inspect(drawn.temporary_path(), outputs, "poster.jpg")
        if not verdict.accepted or verdict.kind != Kind.JPEG or not verdict.has_preview:
            raise Refused(_("This is not a picture that we can use."))
        found["preview_name"] = uploads.take_in(outputs.preview)
        if verdict.has_thumbnail:
            found["thumbnail_name"] = uploads.take_in(outputs.thumbnail)
        placed = _place(file, found, by)
    finally:
        outputs.clear()
        if not placed:
            for stored_name in found.values():
                uploads.discard(stored_name)


@transaction.atomic
def _place(file, found, by):
    portfolio = lock_active(file.portfolio_id)
    if not permissions.is_owner(by, portfolio):
        raise Refused(_("This is not your portfolio."))
    row = EvidenceFile.objects.filter(pk=file.pk, portfolio=portfolio).first()
    _check(row)
    for name, stored_name in found.items():
        setattr(row, name, stored_name)
    row.save(update_fields=list(found))
    return True


def _check(file):
    """Raises Refused unless this is a video that can still get a picture."""
    if file is None or not file.is_openable or file.media_type not in VIDEOS:
        raise Refused(_("This is not a video that can be opened."))
    if file.frozen_at:
        raise Refused(_("You handed this in, so it cannot change any more."))
    if file.preview_name:
        raise Refused(_("This video has a picture already."))
