"""Hands out the bytes of evidence to who may see them, and removes files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import evidence, permissions, uploads
from portfolios.enums import FileState
from portfolios.inspection import Kind
from portfolios.models import EvidenceFile
from portfolios.views.evidence import refusal

# A file is no page of ours: whatever is in it, it loads nothing and runs nothing.
POLICY = "default-src 'none'; sandbox"


@require_safe
def download(request, pk):
    """The file itself, to look at; `?download` to keep."""
    file = _readable(request.user, pk)
    media_type = file.media_type
    if media_type == Kind.TEXT:
        media_type = "text/plain; charset=utf-8"
    return _hand_out(
        file.stored_name,
        media_type,
        as_attachment="download" in request.GET,
        filename=file.original_name,
    )


@require_safe
def preview(request, pk):
    """The small picture of a file."""
    file = _readable(request.user, pk)
    if not file.preview_name:
        raise Http404("There is no picture of this file.")
    return _hand_out(file.preview_name, Kind.JPEG.value)


def _readable(user, pk):
    """A file that this person may see and that has bytes."""
    files = EvidenceFile.objects.visible_to(user)
    return get_object_or_404(files, pk=pk, state=FileState.READY, erased_at=None)


def _hand_out(stored_name, media_type, **options):
    try:
        response = FileResponse(
            uploads.path_of(stored_name).open("rb"), content_type=media_type, **options
        )
    except FileNotFoundError:
        raise Http404("The bytes of this file are gone.") from None
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk):
    """Ask first, then remove one file of a piece that was not handed in."""
    visible = EvidenceFile.objects.visible_to(request.user).select_related("evidence", "portfolio")
    file = get_object_or_404(visible, pk=pk)
    if not permissions.is_owner(request.user, file.portfolio):
        raise PermissionDenied
    add = reverse("portfolios:evidence_add")
    back = file.evidence.get_absolute_url() if file.evidence else add
    if request.method == "POST":
        if no := refusal(evidence.remove_file, file=file, by=request.user):
            messages.error(request, no)
        else:
            messages.success(request, _("The file is removed."))
        return redirect(back)
    context = {
        "heading": _("Remove this file?"),
        "question": _("“%(name)s” will be gone. This cannot be undone.") % {"name": file},
        "back": back,
    }
    return render(request, "portfolios/evidence/confirm_remove.html", context)
