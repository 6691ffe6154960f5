"""Completing a level: the proposal of an assessor, the decision of the board, the sealed list."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import class_overview, completion, permissions
from portfolios.enums import CompletionState
from portfolios.errors import Refused
from portfolios.forms.board import RefuseForm, ReopenForm
from portfolios.models import Completion
from portfolios.notify import reading
from portfolios.progress import explain
from portfolios.proposals import weigh_one
from portfolios.sealed_list import SealedList
from portfolios.views import viewing

_SEALED = (CompletionState.CONFIRMED, CompletionState.REOPENED)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    """Show what counts, and propose the completion to the examination board."""
    seen = viewing.of(request.user, pk)
    if not permissions.is_assessor(request.user, seen.portfolio):
        raise PermissionDenied
    if request.method == "POST":
        try:
            completion.propose(portfolio=seen.portfolio, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The completion is proposed. The board decides."))
        return redirect(seen.portfolio)
    [row] = class_overview.rows([seen.portfolio])
    context = {
        "portfolio": seen.portfolio,
        "row": row,
        "missing": explain.still_open(row.progress),
        "needed": explain.needed(row.progress),
        "is_proposed": seen.portfolio.completions.open().exists(),
    }
    return render(request, "portfolios/completion/propose.html", context)


@require_safe
def sealed(request, pk, number):
    """The sealed list of a completed level, for everybody who sees the portfolio."""
    seen = viewing.of(request.user, pk)
    if request.method == "GET":
        reading.saw_portfolio(request.user, seen.portfolio)
    found = get_object_or_404(
        seen.portfolio.completions.filter(state__in=_SEALED).select_related(
            "exit_profile", "proposed_by", "decided_by", "reopened_by"
        ),
        pk=number,
    )
    is_board = permissions.is_board_member(request.user, seen.portfolio)
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "completion": found,
        "sealed": SealedList(found),
        "may_reopen": found.state == CompletionState.CONFIRMED and is_board,
    }
    return render(request, "portfolios/completion/sealed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, pk):
    """Say what confirming brings about, then complete the level."""
    found = _for_board(request, pk)
    if request.method == "POST":
        try:
            completion.confirm(completion=found, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("portfolios:board")
        messages.success(
            request, _("The level is completed. The list is sealed as number %d.") % found.pk
        )
        return redirect("portfolios:completion", found.portfolio_id, found.pk)
    if found.state != CompletionState.PROPOSED:
        return _decided_meanwhile(request)
    context = {
        "completion": found,
        "portfolio": found.portfolio,
        "proposal": weigh_one(found, request.user),
    }
    return render(request, "portfolios/completion/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request, pk):
    """Refuse a proposal with a reason; the student and the proposer read it."""
    found = _for_board(request, pk)
    form = RefuseForm(request.POST or None, completion=found)
    if request.method == "POST" and form.is_valid():
        try:
            completion.refuse(completion=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The proposal is refused."))
            return redirect("portfolios:board")
    if found.state != CompletionState.PROPOSED and not form.is_bound:
        return _decided_meanwhile(request)
    context = {"completion": found, "portfolio": found.portfolio, "form": form}
    return render(request, "portfolios/completion/refuse.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, pk):
    """Open a completed portfolio again; the sealed list stays, and no longer stands."""
    found = _for_board(request, pk)
    if found.state not in _SEALED:
        raise Http404("This level was never completed.")
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            completion.reopen(completion=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The portfolio is open again."))
            return redirect("portfolios:completion", found.portfolio_id, found.pk)
    context = {
        "completion": found,
        "portfolio": found.portfolio,
        "form": form,
        "is_completed": found.state == CompletionState.CONFIRMED,
    }
    return render(request, "portfolios/completion/reopen.html", context)


def _for_board(request, pk):
    """A completion that this person sees. Raises PermissionDenied for who is not of the board."""
    found = get_object_or_404(
        Completion.objects.visible_to(request.user).select_related(
            "exit_profile", "proposed_by", "portfolio__student", "portfolio__school_class",
            "portfolio__exit_profile__qualification", "portfolio__qualification",
        ),
        pk=pk,
    )  # fmt: skip
    if not permissions.is_board_member(request.user, found.portfolio):
        raise PermissionDenied
    return found


def _decided_meanwhile(request):
    messages.info(request, _("This proposal lapsed or was decided meanwhile."))
    return redirect("portfolios:board")
