"""Keeps the draft of a form while somebody types, and lets it go."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolios import drafts
from portfolios.views import kept_form

NOT_FIELDS = ("place", "discard", "csrfmiddlewaretoken", kept_form.FIELD)


@login_not_required
@require_http_methods(["POST", "DELETE"])
def draft(request):
    """Save what stands in the form at `place`; DELETE, or the field `discard`, lets it go.

    A script asks this: without a session it reads 401 instead of a page to sign in.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"errors": {"__all__": [kept_form.signed_out()]}}, status=401)
    place = _place((request.POST if request.method == "POST" else request.GET).get("place", ""))
    if request.method == "DELETE" or "discard" in request.POST:
        drafts.discard(user=request.user, place=place)
        # The button on the page of the form leads back to that page, now empty.
        if request.POST.get("discard") == "again":
            return redirect(place)
        return HttpResponse(status=204)
    form = request.POST.copy()
    for name in NOT_FIELDS:
        form.pop(name, None)
    try:
        drafts.save(user=request.user, place=place, form=form.urlencode())
    except drafts.TooLong:
        sentence = _("This text is too long to keep as a draft.")
        return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _place(address):
    """The address of one of our forms. Raises Http404 for any other."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).func
    except Resolver404:
        view = None
    if parts.scheme or parts.netloc or not getattr(view, "keeps_form", False):
        raise Http404("There is no form at this address.")
    return address
