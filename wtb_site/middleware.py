"""Around every view: its language, who may keep its answer, and the way to the sign-in page."""

from http import HTTPStatus

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from wtb_site import installable, preferences, refusals, second_factor


class LanguageMiddleware:
    """Answers in the language of the account, the cookie or the school, never of the browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = preferences.language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class PrivateMiddleware:
    """Lets no browser keep the pages of somebody who is signed in.

    Computers at school are shared: after signing out, the next person could go back to them.
    What is private and asked for again each time (`no-cache`), as a file is, may be kept: without
    the answer of the server nobody sees it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        asked_again = response.headers.get("Cache-Control") == "private, no-cache"
        if request.user.is_authenticated and not asked_again:
            patch_cache_control(response, private=True, no_store=True)
        return response


class VersionMiddleware:
    """Tells with each page which version of the files belongs to it; see sw.js."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["X-Version"] = installable.version()
        return response


class SecondFactorMiddleware:
    """Leads who must have a second factor to the page that sets it up, before anything else.

    A session of before it was set up ends: it began with a password alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        user = request.user
        if not user.is_authenticated:
            return None
        if user.has_second_factor:
            if not second_factor.is_proven(request):
                logout(request)
            return None
        if request.resolver_match.view_name in BEFORE_IT or not second_factor.is_asked(user):
            return None
        return _lead_to_set_up(request, view_func)


# What can be opened while a second factor is still to be set up: the way to it and out, and what
# is the same for everybody. Other pages that let guests in know well who is signed in.
BEFORE_IT = {
    "mfa_activate_totp", "account_reauthenticate", "account_logout", "account_login",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "health", "service_worker", "manifest", "language",
    "theme", "portfolios:evidence_offline",
}  # fmt: skip


def _lead_to_set_up(request, view_func):
    if getattr(view_func, "for_programs", False) or _asks_for_json(request):
        return HttpResponse(
            _("First set up your second factor."),
            status=HTTPStatus.FORBIDDEN,
            content_type="text/plain; charset=utf-8",
        )
    if request.method == "POST" and refusals.texts(request):
        return refusals.second_factor_first(request)
    address = reverse("mfa_activate_totp")
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends guests to the sign-in page, but never lets a session that ended eat what was typed."""

    def handle_no_permission(self, request, view_func):
        if getattr(view_func, "for_programs", False) or _asks_for_json(request):
            return HttpResponse(
                _("Your session has ended. Sign in again."),
                status=HTTPStatus.UNAUTHORIZED,
                content_type="text/plain; charset=utf-8",
            )
        if request.method == "POST" and refusals.texts(request):
            return refusals.signed_out(request)
        response = super().handle_no_permission(request, view_func)
        if "HX-Request" in request.headers:
            return HttpResponseClientRedirect(response.url)
        return response


def _asks_for_json(request):
    return request.headers.get("Accept", "").startswith("application/json")
