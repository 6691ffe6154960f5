"""One file as a row of a list, for the script that sends it; and judging it once more."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portfolios import permissions
from portfolios.files.processing import judge_now
from portfolios.models import EvidenceFile


@require_safe
def row(request, pk):
    """The file as it is now; `?as=tick` with the tick of the form. While it waits it asks again."""
    return _show(request, _own(request.user, pk), as_tick=request.GET.get("as") == "tick")


@require_POST
def process(request, pk):
    """Judge a file that waits once more, as when judging it failed on our side."""
    file = _own(request.user, pk)
    if file.is_waiting:
        judge_now(file)
    if "HX-Request" in request.headers:
        return _show(request, file, as_tick="tick" in request.POST)
    return redirect(file.evidence or "portfolios:evidence_add")


def _show(request, file, *, as_tick):
    context = {"file": file, "as_tick": as_tick, "ticked": [file.pk], "may_remove": True}
    return render(request, "portfolios/evidence/_file_row.html", context)


def _own(user, pk):
    visible = EvidenceFile.objects.visible_to(user).select_related("portfolio", "evidence")
    file = get_object_or_404(visible, pk=pk, erased_at=None)
    if not permissions.is_owner(user, file.portfolio):
        raise PermissionDenied
    return file
