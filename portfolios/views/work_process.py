"""One work process of a portfolio: what is asked, the evidence, handing in, and the history."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import progress, sign_off, timeline, told
from portfolios.enums import Grade, Shown, State
from portfolios.errors import Refused
from portfolios.forms.hand_in import HandInForm
from portfolios.forms.revoke import RevokeForm
from portfolios.models import STARR, SignOff, Submission
from portfolios.notify import reading
from portfolios.views import earlier, trainers, viewing
from portfolios.views.tiles import links_of, tile

_TO_HAND_IN = (Shown.NOT_STARTED, Shown.IN_PROGRESS, Shown.RETURNED, Shown.TO_CONFIRM)
_DATED = (Shown.SUBMITTED, Shown.RETURNED, Shown.SUFFICIENT, Shown.GOOD, Shown.EXEMPT)


@require_safe
def own(request, code):
    """The page of a student."""
    return page(request, viewing.own(request.user), code)


@require_safe
def of(request, pk, code):
    """The same, for who may see this portfolio."""
    return page(request, viewing.of(request.user, pk), code)


def page(request, seen, code, *, kept=None, refusal=""):
    """The page of one work process.

    `kept` is what was typed into the form to hand in, and `refusal` why that was not accepted.
    """
    portfolio = seen.portfolio
    overview = progress.of_one(portfolio)
    target = overview.own
    if code not in target.by_code or earlier.is_asked(request, portfolio):
        return earlier.page(request, seen, code)
    cell = target.by_code[code]
    work_process = cell.work_process
    if request.method == "GET" and portfolio.has_news:
        reading.saw_work_process(request.user, portfolio, work_process)
    links = links_of(seen, work_process)
    history = timeline.history(portfolio, work_process, request.user, links)
    events, waiting = history.events, history.waiting
    tiles = [tile(link) for link in links]
    context = {
        "seen": seen,
        "portfolio": portfolio,
        "work_process": work_process,
        "cell": cell,
        "task": next(t for t in target.tasks if t.core_task.pk == work_process.core_task_id),
        "since": next((e.at for e in events if e.shown == cell.shown in _DATED), None),
        "earlier_result": _earlier_result(cell),
        "asked_by": [
            profile
            for profile in overview.structure.profiles.values()
            if work_process.pk in overview.structure.marks[profile.pk]
        ],
        "came_from": earlier.sources(seen, cell.facts.sign_off_id),
        "neighbours": _neighbours(target, cell, seen),
        "tiles": [one for one in tiles if one["current"]],
        "older_tiles": [one for one in tiles if not one["current"]],
        "drafts": seen.hidden_drafts(work_process),
        "exemptions": [
            found
            for found in seen.exemptions([cell.facts])
            if found.work_process_id == work_process.pk
        ],
        "feedback": history.feedback if cell.shown == Shown.RETURNED else [],
        "waiting": waiting,
        "waiting_pieces": _pieces(waiting, links),
        "may_assess": _may_assess(seen, waiting),
        "may_revoke": cell.facts.state == State.SIGNED_OFF and seen.may_revoke,
        "told": None if seen.is_owner else told.of_cell(portfolio, cell.facts.sign_off_id),
        "hand_in": None,
        "refusal": refusal,
        "typed": [kept["words"]] if kept and kept.get("words") else [],
        "events": events,
        "statements": [],
        "links": [],
        "may_ask_trainer": seen.may_work and cell.facts.state in trainers.ASKED_BY_STUDENT,
    }
    if history.asked_trainer:
        context["statements"] = trainers.statements_of(cell.facts.sign_off_id)
        context["links"] = trainers.links_of(cell.facts.sign_off_id)
    if seen.may_work and cell.marked and cell.shown in _TO_HAND_IN:
        pieces = [one["piece"] for one in context["tiles"]]
        attempt = len(history.submissions) + 1
        context["hand_in"] = _hand_in(seen, cell, pieces, attempt, kept, refusal)
    return render(request, "portfolios/work_process/detail.html", context)


def _pieces(submission, links):
    """What was handed in, newest first: frozen, and so among the links."""
    if submission is None:
        return []
    pieces = [link.evidence for link in links if link.evidence_id in submission.pieces]
    return sorted(pieces, key=lambda piece: (piece.created_at, piece.pk), reverse=True)


def _may_assess(seen, waiting):
    if waiting is None or seen.is_owner:
        return False
    return Submission.objects.waiting_for(seen.user).filter(pk=waiting.pk).exists()


def _earlier_result(cell):
    """The standing result, where the cell does not show it because something else goes on."""
    grade = cell.facts.grade
    return Grade(grade).label if grade and grade != cell.shown else ""


def _neighbours(target, cell, seen):
    """The codes and addresses of the work processes before and after this one."""
    codes = [c.code for c in target.cells if c.marked or not c.is_blank or c.code == cell.code]
    place = codes.index(cell.code)
    before = codes[place - 1] if place else ""
    after = codes[place + 1] if place + 1 < len(codes) else ""
    return [(code, seen.work_process(code)) if code else None for code in (before, after)]


def _hand_in(seen, cell, pieces, attempt, kept, refusal):
    """Exactly what will be judged, what is still missing, and the form where nothing is."""
    profile = seen.portfolio.exit_profile
    obstacles = sign_off.obstacles(pieces, profile)
    form = None
    if not obstacles:
        form = HandInForm(code=cell.code, pieces=pieces)
        if kept:
            # What was typed stays; the list is the one that the page shows now.
            data = kept.copy()
            data["listed"] = form.initial["listed"]
            form = HandInForm(data, code=cell.code)
        if refusal:
            form.add_error(None, refusal)
    return {
        "pieces": pieces,
        "starr_parts": len(STARR),
        "starr_filled": max((piece.starr_count for piece in pieces), default=0),
        "starr_needed": profile.reflection_required,
        "assessors": profile.required_assessors,
        "attempt": attempt,
        "obstacles": obstacles,
        "form": form,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, pk, code):
    """Take a sign-off back, with a reason."""
    seen = viewing.of(request.user, pk)
    cell = get_object_or_404(
        SignOff.objects.current().select_related("work_process", "given_at"),
        portfolio=seen.portfolio,
        work_process__code=code,
    )
    if not seen.may_revoke:
        raise PermissionDenied
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_off.revoke(sign_off=cell, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The sign-off of %(code)s is revoked.") % {"code": code})
            return redirect(seen.work_process(code))
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "cell": cell,
        "back": seen.work_process(code),
        "is_signed_off": cell.state == State.SIGNED_OFF,
        "form": form,
    }
    return render(request, "portfolios/work_process/revoke.html", context)
