"""Lets a coordinator erase a file that was handed in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portfolios import evidence, permissions
from portfolios.forms.erase import EraseForm
from portfolios.models import EvidenceFile
from portfolios.views.evidence import refusal


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request, pk):
    """Say what happens and ask why, then erase the file, and its copies that were ticked."""
    visible = EvidenceFile.objects.visible_to(request.user).select_related("evidence", "portfolio")
    file = get_object_or_404(visible, pk=pk)
    if not permissions.is_coordinator(request.user, file.portfolio):
        raise PermissionDenied
    if not file.frozen_at or file.erased_at:
        raise Http404("There is nothing to erase here.")
    form = EraseForm(request.POST or None, copies=evidence.copies_of(file))
    if request.method == "POST" and form.is_valid():
        asked = [file, *form.cleaned_data.get("copies", ())]
        reason = form.cleaned_data["reason"]
        if no := refusal(_erase_all, asked=asked, by=request.user, reason=reason):
            messages.error(request, no)
        else:
            messages.success(
                request,
                ngettext("%(count)d file is erased.", "%(count)d files are erased.", len(asked))
                % {"count": len(asked)},
            )
        return redirect(file.evidence)
    context = {"file": file, "piece": file.evidence, "form": form, "heading": _("Erase this file?")}
    return render(request, "portfolios/evidence/erase_file.html", context)


@transaction.atomic
def _erase_all(*, asked, by, reason):
    for file in asked:
        evidence.erase_file(file=file, by=by, reason=reason)
