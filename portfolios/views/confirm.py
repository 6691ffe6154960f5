"""Confirming sign-offs of a lower level, one by one or all that are shown."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portfolios import confirming, permissions, progress, sign_off
from portfolios.errors import Refused
from portfolios.forms.confirm import ConfirmForm
from portfolios.notify import reading
from portfolios.views import viewing


@require_http_methods(["GET", "HEAD", "POST"])
def to_confirm(request, pk):
    """What was signed off at a lower level and waits for the assessors of the class."""
    seen = viewing.of(request.user, pk)
    if not permissions.is_assessor(request.user, seen.portfolio):
        raise PermissionDenied
    if request.method == "GET":
        reading.saw_portfolio(request.user, seen.portfolio)
    form, context = _read(request, seen)
    if request.method == "POST" and form.is_valid():
        try:
            confirmed = sign_off.carry_over_all(
                portfolio=seen.portfolio, sign_offs=form.cleaned_data["chosen"], by=request.user
            )
        except Refused as refused:
            # What is shown may be out of date now.
            form, context = _read(request, viewing.of(request.user, pk))
            form.add_error(None, str(refused))
        else:
            _tell(request, confirmed)
            return redirect("portfolios:to_confirm", pk)
    return render(request, "portfolios/confirm/confirm.html", {**context, "form": form})


def _read(request, seen):
    """The form, and the rest of what the page shows."""
    target = progress.of_one(seen.portfolio).own
    found = confirming.waiting(seen.portfolio, target, request.user)
    mine = [one for one in found if not one.is_own]
    form = ConfirmForm(request.POST or None, waiting=mine, profile=target.profile)
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "progress": target,
        "waiting": mine,
        "for_others": [one for one in found if one.is_own],
    }
    return form, context


def _tell(request, confirmed):
    """Say how many count now, and how many wait for somebody else."""
    counting = sum(one.sign_off.given_at_id == one.exit_profile_id for one in confirmed)
    others = len(confirmed) - counting
    if counting:
        words = ngettext(
            "%(count)d sign-off counts at this level now.",
            "%(count)d sign-offs count at this level now.",
            counting,
        )
        messages.success(request, words % {"count": counting})
    if others:
        words = ngettext(
            "%(count)d sign-off that you confirmed waits for another assessor.",
            "%(count)d sign-offs that you confirmed wait for another assessor.",
            others,
        )
        messages.success(request, words % {"count": others})
