"""The student's evidence: the library, one piece, its links, and removing it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios import evidence, permissions, progress, versions
from portfolios import uses as portfolio_uses
from portfolios.enums import Shown, State
from portfolios.errors import Refused
from portfolios.forms.evidence_link import LinkForm
from portfolios.forms.evidence_search import SearchForm
from portfolios.models import STARR, Evidence, EvidenceLink
from portfolios.viewer import Viewer
from portfolios.views import earlier, kept_form, viewing

PAGE_SIZE = 24
# A new version leaves these work processes to the old one.
_HELD = (State.SUBMITTED, State.SIGNED_OFF)


@require_safe
def every(request):
    """The pieces of the portfolio that the student works in, by month."""
    seen = viewing.own(request.user)
    own = progress.of_one(seen.portfolio).own
    cells = own.by_code
    begun = [c.work_process for c in cells.values() if c.shown != Shown.NOT_STARTED]
    pieces = seen.portfolio.evidence.standing()
    search = SearchForm(
        request.GET,
        core_tasks=[task.core_task for task in own.tasks],
        work_processes=begun,
        as_list=request.GET.get("as") == "list",
    )
    found = search.narrow(pieces)
    links = EvidenceLink.objects.current().select_related("work_process")
    with_parts = found.prefetch_related(Prefetch("links", links), "files")
    page = Paginator(with_parts, PAGE_SIZE).get_page(request.GET.get("page"))
    for piece in page:
        piece.cells = [cells[link.work_process.code] for link in piece.links.all()]
    context = {
        "seen": seen,
        "search": search,
        "page": page,
        "months": search.months(page, found),
        "numbers": pieces.aggregate(total=Count("pk"), loose=Count("pk", Q(frozen_at=None))),
        "in_bin": seen.portfolio.evidence.in_bin().count(),
        "drafts": kept_form.unfinished(request.user),
    }
    return render(request, "portfolios/evidence/library.html", context)


@require_safe
def detail(request, pk):
    """One piece: its files, texts, work processes and versions; staff read it only."""
    piece = _piece(request.user, pk)
    seen = viewing.of(request.user, piece.portfolio_id)
    piece.portfolio = seen.portfolio
    links = piece.links.current().select_related("work_process")
    if not seen.is_owner:
        links = links.filter(frozen_at__isnull=False)
    cells = progress.of_one(seen.portfolio).own.by_code
    codes = [(link, link.work_process.code) for link in links]
    line = versions.of(piece, request.user)
    prefetch_related_objects([piece], "files")
    received = piece.files.all()
    version = ""
    if len(line.versions) > 1:
        version = _("with version %(number)d") % {"number": line.number}
    used = portfolio_uses.of(piece, request.user, version)
    uses = [
        (link, cells[code], seen.work_process(code), used.told[link.work_process_id])
        for link, code in codes
    ]
    may_change = seen.is_owner and seen.portfolio.is_active
    context = {
        "piece": piece,
        "seen": seen,
        "position": _position(piece, seen.portfolio) if seen.own else None,
        "uses": uses,
        "earlier_uses": earlier.links(seen, piece),
        "line": line,
        "files": received,
        "viewer": Viewer([piece], request.GET),
        "used": used,
        "kept_codes": _codes(link for link, cell, *_rest in uses if cell.facts.state in _HELD),
        "frozen_codes": _codes(link for link, *_rest in uses if link.frozen_at),
        "may_erase": permissions.is_coordinator(request.user, seen.portfolio),
        "size": sum(file.size for file in received),
        "starr": _starr(piece),
        "may_change": may_change,
        "may_replace": may_change and piece.is_frozen and not line.newer,
        "may_unlink": may_change and len(uses) > 1,
        "link_form": _link_form(piece, [link.work_process for link, _code in codes]),
    }
    return render(request, "portfolios/evidence/detail.html", context)


def _piece(user, pk):
    pieces = Evidence.objects.visible_to(user).standing()
    return get_object_or_404(pieces.prefetch_related("files"), pk=pk)


def own_piece(user, pk):
    """A piece of this person. Raises PermissionDenied for who may only look at it."""
    piece = _piece(user, pk)
    if not permissions.is_owner(user, piece.portfolio):
        raise PermissionDenied
    return piece


def _position(piece, portfolio):
    """Which of all pieces this is, in the order in which the library opens; one query."""
    same_day = Q(made_on=piece.made_on)
    earlier = (
        Q(made_on__gt=piece.made_on)
        | same_day & Q(created_at__gt=piece.created_at)
        | same_day & Q(created_at=piece.created_at, pk__gte=piece.pk)
    )
    return portfolio.evidence.standing().aggregate(number=Count("pk", earlier), total=Count("pk"))


def _codes(links):
    return ", ".join(link.work_process.code for link in links)


def _starr(piece):
    texts = ((piece._meta.get_field(part).verbose_name, getattr(piece, part)) for part in STARR)
    return [(name, text) for name, text in texts if text]


def _link_form(piece, linked, data=None):
    address = reverse("portfolios:evidence_link", args=[piece.pk])
    return LinkForm(data, portfolio=piece.portfolio, linked=linked, address=address)


@require_POST
def link(request, pk):
    """Show a piece for further work processes, or take such a link back."""
    piece = own_piece(request.user, pk)
    if "unlink" in request.POST:
        return _unlink(request, piece, request.POST["unlink"])
    form = _link_form(piece, [], request.POST)
    chosen = list(form.cleaned_data["work_process"]) if form.is_valid() else []
    if not chosen:
        return back_to(request, piece, _("Choose a work process."))
    step = {"evidence": piece, "by": request.user, "work_processes": chosen}
    if no := refusal(evidence.link_all, **step):
        return back_to(request, piece, no)
    codes = ", ".join(work_process.code for work_process in chosen)
    messages.success(request, _("Linked to %(code)s.") % {"code": codes})
    return redirect(piece)


def _unlink(request, piece, code):
    links = piece.links.current().select_related("work_process")
    linked = {link.work_process.code: link for link in links}
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


def ask_first(request, step, *, done, back, **question):
    """Ask; once the answer is posted, take the step and go back with what came of it."""
    if request.method != "POST":
        context = {"back": back, **question}
        return render(request, "portfolios/evidence/confirm_remove.html", context)
    if no := refusal(step):
        messages.error(request, no)
    else:
        messages.success(request, done)
    return redirect(back)


def back_to(request, piece, sentence):
    """To the page of a piece, with the sentence that says why."""
    messages.error(request, sentence)
    return redirect(piece)
