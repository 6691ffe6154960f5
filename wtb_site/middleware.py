"""What happens around every view: the language of the request, and the way to the sign-in page."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from wtb_site import preferences, refusals


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


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends guests to the sign-in page, but never lets a session that ended eat what was typed."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and refusals.texts(request):
            return refusals.signed_out(request)
        response = super().handle_no_permission(request, view_func)
        if "HX-Request" in request.headers:
            return HttpResponseClientRedirect(response.url)
        return response
