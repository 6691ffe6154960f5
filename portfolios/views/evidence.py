"""The student's evidence: the library, one piece, its links, and removing it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios import evidence, permissions, progress, versions
from portfolios.enums import Shown
from portfolios.errors import Refused
from portfolios.forms.evidence_search import LinkForm, SearchForm
from portfolios.models import STARR, Evidence
from portfolios.viewer import Viewer
from portfolios.views import viewing

PAGE_SIZE = 24


@require_safe
def library(request):
    """All pieces of the portfolio that the student works in, newest first."""
    seen = viewing.own(request.user)
    cells = progress.of_one(seen.portfolio).own.by_code
    begun = [c.work_process for c in cells.values() if c.shown != Shown.NOT_STARTED]
    pieces = seen.portfolio.evidence.standing()
    search = SearchForm(request.GET, work_processes=begun)
    found = search.narrow(pieces).prefetch_related("links__work_process", "files")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    for piece in page:
        piece.cells = [cells[link.work_process.code] for link in piece.links.all()]
    context = {
        "seen": seen,
        "search": search,
        "page": page,
        "as_list": request.GET.get("as") == "list",
        "numbers": pieces.aggregate(total=Count("pk"), loose=Count("pk", Q(frozen_at=None))),
    }
    return render(request, "portfolios/evidence/library.html", context)


@require_safe
def detail(request, pk):
    """One piece: its files, texts, work processes and versions; staff read it only."""
    piece = _piece(request.user, pk)
    seen = viewing.of(request.user, piece.portfolio_id)
    piece.portfolio = seen.portfolio
    links = piece.links.select_related("work_process")
    if not seen.is_owner:
        links = links.filter(frozen_at__isnull=False)
    cells = progress.of_one(seen.portfolio).own.by_code
    codes = [(link, link.work_process.code) for link in links]
    uses = [(link, cells[code], seen.work_process(code)) for link, code in codes]
    line = versions.of(piece, request.user)
    prefetch_related_objects([piece], "files")
    received = piece.files.all()
    may_change = seen.is_owner and seen.portfolio.is_active
    context = {
        "piece": piece,
        "seen": seen,
        "uses": uses,
        "line": line,
        "files": received,
        "viewer": Viewer([piece], request.GET),
        "size": sum(file.size for file in received),
        "starr": _starr(piece),
        "may_change": may_change,
        "may_replace": may_change and piece.is_frozen and not line.newer,
        "may_unlink": may_change and len(uses) > 1,
        "link_form": _link_form(piece, [link.work_process for link, _code in codes]),
    }
    return render(request, "portfolios/evidence/detail.html", context)


def _piece(user, pk):
    return get_object_or_404(Evidence.objects.visible_to(user).standing(), pk=pk)


def own_piece(user, pk):
    """A piece of this person. Raises PermissionDenied for who may only look at it."""
    piece = _piece(user, pk)
    if not permissions.is_owner(user, piece.portfolio):
        raise PermissionDenied
    return piece


def _starr(piece):
    texts = ((piece._meta.get_field(part).verbose_name, getattr(piece, part)) for part in STARR)
    return [(name, text) for name, text in texts if text]


def _link_form(piece, linked, data=None):
    address = reverse("portfolios:evidence_link", args=[piece.pk])
    return LinkForm(data, portfolio=piece.portfolio, linked=linked, address=address)


@require_POST
def link(request, pk):
    """Show a piece for one further work process, or take such a link back."""
    piece = own_piece(request.user, pk)
    if "unlink" in request.POST:
        return _unlink(request, piece, request.POST["unlink"])
    form = _link_form(piece, [], request.POST)
    work_process = form.cleaned_data["work_process"] if form.is_valid() else None
    if work_process is None:
        return back_to(request, piece, _("Choose a work process."))
    step = {"evidence": piece, "by": request.user, "work_process": work_process}
    if no := refusal(evidence.link, **step):
        return back_to(request, piece, no)
    messages.success(request, _("Linked to %(code)s.") % {"code": work_process.code})
    return redirect(piece)


def _unlink(request, piece, code):
    linked = {link.work_process.code: link for link in piece.links.select_related("work_process")}
    if code not in linked:
        raise Http404("This piece is not linked to that work process.")
    step = {"evidence": piece, "by": request.user, "work_process": linked[code].work_process}
    if no := refusal(evidence.unlink, **step):
        return back_to(request, piece, no)
    messages.success(request, _("No longer linked to %(code)s.") % {"code": code})
    return redirect(piece)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk):
    """Ask first, then remove a piece that was not handed in."""
    piece = own_piece(request.user, pk)
    if request.method == "POST":
        if no := refusal(evidence.remove, evidence=piece, by=request.user):
            return back_to(request, piece, no)
        messages.success(
            request,
            _("The piece of evidence is removed. You can bring it back for %(number)d days.")
            % {"number": settings.BIN_KEEPS.days},
        )
        return redirect("portfolios:evidence_list")
    context = {
        "heading": _("Remove this piece?"),
        "question": _(
            "“%(title)s” and its files go to the removed pieces. You can bring it back for "
            "%(number)d days. After that it is gone for good."
        )
        % {"title": piece, "number": settings.BIN_KEEPS.days},
        "back": piece.get_absolute_url(),
    }
    return render(request, "portfolios/evidence/confirm_remove.html", context)


def refusal(step, **facts):
    """Take a step, or ask whether it can be taken; why it was refused, empty when it was not."""
    try:
        step(**facts)
    except Refused as refused:
        return str(refused)
    return ""


def back_to(request, piece, sentence):
    """To the page of a piece, with the sentence that says why."""
    messages.error(request, sentence)
    return redirect(piece)
