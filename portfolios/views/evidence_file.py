"""Hands out the bytes of evidence to who may see them, and removes files."""

from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from threading import BoundedSemaphore

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios import evidence, files, inspection, permissions, uploads, viewer
from portfolios.inspection import Kind, names
from portfolios.models import EvidenceFile
from portfolios.views import serving
from portfolios.views.evidence import ask_first, refusal

SIDES = (1000, 1600, 2400)
# Each page is made by a process with memory of its own: many readers wait for a few of those.
MAX_RENDERING = 2
RENDERING_WAITS = 20
rendering = BoundedSemaphore(MAX_RENDERING)


class Busy(Exception):
    """Too many others wait for pages."""


@contextmanager
def _turn():
    """Wait for one's turn to have a file read. Raises Busy where that takes too long."""
    if not rendering.acquire(timeout=RENDERING_WAITS):
        raise Busy
    try:
        yield
    finally:
        rendering.release()


@require_safe
def download(request, pk):
    """The file itself, for who may see it."""
    return whole(request, _openable(request.user, pk))


def whole(request, file):
    """A file: shown where a browser does that safely, else (or by `?download`) to keep."""
    return serving.document(
        request,
        stored_name=file.stored_name,
        sha256=file.sha256,
        media_type=file.media_type,
        filename=_download_name(file),
    )


@require_safe
def preview(request, pk):
    """The picture of a file, as large as a screen needs it."""
    file = _openable(request.user, pk)
    return picture(request, file.preview_name)


@require_safe
def thumbnail(request, pk):
    """The small picture of a file."""
    file = _openable(request.user, pk)
    return picture(request, file.thumbnail_name or file.preview_name)


def picture(request, stored_name):
    """A stored picture. Raises Http404 where there is none."""
    if not stored_name:
        raise Http404("There is no picture of this file.")
    # Random, and never used for other bytes.
    etag = f'"{sha256(stored_name.encode()).hexdigest()[:32]}"'
    return serving.stored(request, stored_name, etag=etag, content_type=Kind.JPEG.value)


@require_safe
def page(request, pk, number):
    """One page of a PDF as a picture, its long side one of SIDES."""
    file = _openable(request.user, pk)
    side = request.GET.get("side", str(SIDES[0]))
    is_page = file.media_type == Kind.PDF and 1 <= number <= (file.pages or 0)
    if not is_page or side not in map(str, SIDES):
        raise Http404("There is no such page.")

    def make():
        with _turn():
            return inspection.render_page(uploads.path_of(file.stored_name), number, int(side))

    etag = f'"{file.sha256}-{number}-{side}"'
    try:
        return serving.made(request, make, etag=etag, content_type=Kind.JPEG.value)
    except (inspection.Unreadable, FileNotFoundError):
        raise Http404("This page cannot be shown.") from None
    except Busy:
        return _later()


@require_safe
def table(request, pk):
    """The first cells of a workbook, as a page or as the part of one that htmx asked for."""
    file = _openable(request.user, pk)
    if file.media_type not in viewer.TABLES:
        raise Http404("This file has no tables.")
    try:
        with _turn():
            tables = inspection.read_tables(uploads.path_of(file.stored_name), file.media_type)
    except (inspection.Unreadable, FileNotFoundError):
        tables = []
    except Busy:
        return _later()
    template = "_tables.html" if request.htmx else "tables.html"
    context = {"file": file, "tables": tables}
    return render(request, f"portfolios/viewer/{template}", context)


def _later():
    words = _("The server is busy. Try again in a moment.")
    return HttpResponse(
        words, status=503, headers={"Retry-After": "5"}, content_type="text/plain; charset=utf-8"
    )


def _openable(user, pk):
    """A file that this person may see and whose bytes may be opened."""
    return get_object_or_404(EvidenceFile.objects.visible_to(user).openable(), pk=pk)


def _download_name(file):
    """The name that was sent, with the extension of what is kept."""
    return names.proper(file.original_name, file.media_type)


@require_POST
def poster(request, pk):
    """Take the picture that a browser drew of a video."""
    visible = EvidenceFile.objects.visible_to(request.user).select_related("portfolio")
    file = get_object_or_404(visible, pk=pk)
    if not permissions.is_owner(request.user, file.portfolio):
        raise PermissionDenied
    drawn = request.FILES.get("poster")
    if drawn is None:
        return _sentence(_("There is no picture in this form."))
    if no := refusal(files.give_poster, file=file, drawn=drawn, by=request.user):
        return _sentence(no)
    return HttpResponse(status=204)


def _sentence(words):
    return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk):
    """Ask first, then remove one file of a piece that was not handed in."""
    visible = EvidenceFile.objects.visible_to(request.user).select_related("evidence", "portfolio")
    file = get_object_or_404(visible, pk=pk)
    if not permissions.is_owner(request.user, file.portfolio):
        raise PermissionDenied
    add = reverse("portfolios:evidence_add")
    back = file.evidence.get_absolute_url() if file.evidence else add
    return ask_first(
        request,
        partial(evidence.remove_file, file=file, by=request.user),
        done=_("The file is removed."),
        back=back,
        heading=_("Remove this file?"),
        question=_question(file),
    )


def _question(file):
    if file.evidence and not file.is_refused:
        sentence = _("“%(name)s” leaves this piece. You find it back when you add evidence.")
    else:
        sentence = _("“%(name)s” will be gone. This cannot be undone.")
    return sentence % {"name": file}
