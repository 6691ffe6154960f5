"""The phrases that a teacher keeps for feedback."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolios import phrases as steps
from portfolios.errors import Refused
from portfolios.forms.phrases import PhraseForm

PLACES = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request):
    """One's own phrases: add, write otherwise, order and remove.

    `of` in the address is the hand-in from which somebody came and to which they go back.
    """
    if not request.user.roles.teacher:
        raise PermissionDenied
    own = steps.of(request.user)
    of = _number(request.GET.get("of"))
    address = reverse("portfolios:phrases") + (f"?of={of}" if of else "")
    form = None
    if request.method == "POST":
        form = _take(request, own)
        if form is None:
            return redirect(address)
    edited = own.filter(pk=_number(request.GET.get("edit"))).first()
    context = {
        "phrases": own,
        "form": form or PhraseForm(phrase=edited),
        "most": steps.MOST,
        "of": of,
        "address": address,
    }
    return render(request, "portfolios/review/phrases.html", context)


def _take(request, own):
    """Take the step that was asked for. Returns the form with its errors, or None."""
    step, pk = request.POST.get("step"), _number(request.POST.get("phrase"))
    phrase = None if step == "add" else get_object_or_404(own, pk=pk)
    if step in PLACES:
        steps.move(phrase=phrase, by=PLACES[step])
        return None
    if step == "remove":
        steps.remove(phrase=phrase)
        messages.success(request, _("The phrase is removed."))
        return None
    form = PhraseForm(request.POST, phrase=phrase)
    if not form.is_valid():
        return form
    try:
        if phrase:
            steps.change(phrase=phrase, text=form.cleaned_data["text"])
        else:
            steps.add(teacher=request.user, text=form.cleaned_data["text"])
    except Refused as refused:
        form.add_error("text", str(refused))
        return form
    messages.success(request, _("The phrase is kept."))
    return None


def _number(text):
    """A number of the database, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
