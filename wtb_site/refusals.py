"""Pages that say no: each with a clear sentence, a way on, and the text that was typed."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
SECRETS = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2")
SHORTEST_TEXT = 20


def bad_request(request, exception):
    """The answer to a request that makes no sense, or is larger than is accepted."""
    if isinstance(exception, TOO_LARGE):
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def not_allowed(request, exception):
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request, exception):
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request):
    """The page of our own failures: it asks neither the database nor the session."""
    return render(None, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)


@never_cache
def csrf_failure(request, reason=""):
    """A form that was open too long, or did not come from this site."""
    if "Tus-Resumable" in request.headers:
        return HttpResponse(
            _("This page was open for too long. Load it again."),
            status=HTTPStatus.FORBIDDEN,
            content_type="text/plain; charset=utf-8",
        )
    context = {"texts": texts(request), "back": came_from(request)}
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


@never_cache
def signed_out(request):
    """A form of somebody whose session ended meanwhile."""
    context = {"texts": texts(request), "back": came_from(request)}
    return render(request, "403_signed_out.html", context, status=HTTPStatus.FORBIDDEN)


@never_cache
def second_factor_first(request):
    """A form of somebody who must set up a second factor before anything else."""
    context = {"texts": texts(request)}
    return render(request, "403_second_factor.html", context, status=HTTPStatus.FORBIDDEN)


def texts(request):
    """What a person typed into the form of this request, passwords left out."""
    return [
        value
        for name, values in request.POST.lists()
        if name not in SECRETS
        for value in values
        if len(value) >= SHORTEST_TEXT and " " in value
    ]


def came_from(request):
    """The page of ours that held the form; empty where the browser does not say."""
    referer = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(referer, hosts, require_https=request.is_secure()):
        return referer
    return ""
