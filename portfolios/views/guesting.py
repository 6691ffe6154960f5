"""What every page for a guest with a link has: limits, a language, and nothing that stays."""

from functools import wraps
from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import translation

from portfolios.models import User

# Browsers send `Origin: null` with a form on a page of `no-referrer`, and its protection refuses
# that. `same-origin` tells the address to nobody else either.
PAGE_POLICY = "same-origin"
FILE_POLICY = "no-referrer"


def for_guests(limit):
    """A view for who holds a link; nobody who is signed in. `limit` names its GUEST_RATE_LIMITS."""

    def decorate(view):
        @login_not_required
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            chosen = request.GET.get("lang")
            if chosen not in User.Language.values:
                chosen = translation.get_language()
            with translation.override(chosen):
                response = _answer(view, limit, request, *args, **kwargs)
            response.headers["Content-Language"] = chosen
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            if limit == "file":
                response.headers["Referrer-Policy"] = FILE_POLICY
            else:
                response.headers["Referrer-Policy"] = PAGE_POLICY
                response.headers["Cache-Control"] = "private, no-store"
            return response

        return wrapped

    return decorate


def _answer(view, limit, request, *args, **kwargs):
    if request.user.is_authenticated:
        return refused(request, "signed_in", HTTPStatus.FORBIDDEN)
    if not within(request, limit, key=kwargs.get("token", "")):
        return refused(request, "too_often", HTTPStatus.TOO_MANY_REQUESTS)
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return refused(request, "unknown", HTTPStatus.NOT_FOUND)


def within(request, limit, *, key):
    """Whether this may be asked once more, by this address of the network and with this key."""
    usage = ratelimit.consume(
        request,
        app="portfolios",
        action=f"guest_{limit}",
        config={f"guest_{limit}": settings.GUEST_RATE_LIMITS[limit]},
        key=key,
        limit_get=True,
    )
    return usage is not None


def refused(request, why, status):
    """The page that says why a link does not work, and whom to ask."""
    return render(request, "portfolios/workplace/refused.html", {"why": why}, status=status)
