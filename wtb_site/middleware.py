"""Around every view: its language, who may keep its answer, and the way to the sign-in page."""

from http import HTTPStatus

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from wtb_site import installable, preferences, refusals


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
