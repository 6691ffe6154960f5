"""The bin: removed pieces, with the way back and the way out."""

from functools import partial
from math import ceil

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios import clock, evidence, permissions
from portfolios.models import Evidence
from portfolios.views import viewing
from portfolios.views.evidence import ask_first, refusal


@require_safe
def removed(request):
    """What can still be brought back, the last removed first."""
    seen = viewing.own(request.user)
    pieces = list(seen.portfolio.evidence.in_bin().prefetch_related("files"))
    for piece in pieces:
        left = piece.removed_at + settings.BIN_KEEPS - clock.now()
        piece.days_left = max(0, ceil(left.total_seconds() / 86_400))
    context = {"seen": seen, "pieces": pieces, "days": settings.BIN_KEEPS.days}
    return render(request, "portfolios/evidence/removed.html", context)


def _own(user, pk):
    """A piece of this person that lies in the bin."""
    piece = get_object_or_404(Evidence.objects.visible_to(user).in_bin(), pk=pk)
    if not permissions.is_owner(user, piece.portfolio):
        raise PermissionDenied
    return piece


@require_POST
def restore(request, pk):
    """Bring a removed piece back."""
    piece = _own(request.user, pk)
    if no := refusal(evidence.restore, evidence=piece, by=request.user):
        messages.error(request, no)
        return redirect("portfolios:evidence_removed")
    messages.success(request, _("“%(title)s” is back.") % {"title": piece})
    return redirect(piece)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request, pk):
    """Ask first, then erase a removed piece for good."""
    piece = _own(request.user, pk)
    return ask_first(
        request,
        partial(evidence.erase_removed, evidence=piece, by=request.user),
        done=_("The piece of evidence is erased for good."),
        back=reverse("portfolios:evidence_removed"),
        heading=_("Erase this piece for good?"),
        question=_("“%(title)s” and its files will be gone. This cannot be undone.")
        % {"title": piece},
        action=_("Erase for good"),
    )
