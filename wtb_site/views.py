"""Pages of the site itself: start, health, settings, language and theme."""

from http import HTTPStatus

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios import triggers
from portfolios.models import User
from wtb_site import menu, preferences, second_factor
from wtb_site.forms import SettingsForm


@require_safe
@never_cache
def home(request):
    """Send each person to their own start page."""
    start_page = menu.start_page(request.user)
    if start_page is None:
        return render(request, "wtb_site/no_role.html")
    return redirect(start_page)


@require_safe
@login_not_required
@never_cache
def health(request):
    """Whether the database answers and every trigger is there; for a monitor, without secrets."""
    try:
        connection.ensure_connection()
        missing = triggers.missing()
    except DatabaseError:
        return JsonResponse({"database": "no answer"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
    return JsonResponse({"database": "ok", "missing_triggers": missing}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request):
    """One's own language and theme, when one is mailed, and the keys of an assessor."""
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        response = redirect("settings")
        preferences.keep(request, response, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Your settings are saved."))
        return response
    context = {"form": form, "second_factor": _second_factor(request.user)}
    return render(request, "wtb_site/settings.html", context)


def _second_factor(user):
    """Whether it is on, must be, and how many recovery codes are left."""
    facts = {"is_on": user.has_second_factor, "is_asked": second_factor.is_asked(user)}
    if user.has_second_factor:
        kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
        facts["codes_left"] = sum(len(one.wrap().get_unused_codes()) for one in kept)
    return facts


class SetUpSecondFactor(ActivateTOTPView):
    """Join an app to the account; its first code proves that this session is its owner's."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        parts = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return {**context, "key": " ".join(parts)}

    def form_valid(self, form):
        response = super().form_valid(form)
        self.request.session[second_factor.SET_UP_HERE] = True
        return response


set_up_second_factor = SetUpSecondFactor.as_view()


def change_password(request):
    """Change one's password; who has none yet, gets one by mail."""
    if not request.user.has_usable_password():
        return redirect("account_reset_password")
    return account.password_change(request)


@require_POST
@login_not_required
def language(request):
    """Choose the language, with or without an account."""
    return _choose(request, "language", User.Language.values)


@require_POST
@login_not_required
def theme(request):
    """Choose the theme, with or without an account."""
    return _choose(request, "theme", User.Theme.values)


def _choose(request, name, choices):
    value = request.POST.get(name)
    if value not in choices:
        raise BadRequest(f"There is no {name} {value!r}")
    response = redirect(_next(request))
    preferences.keep(request, response, **{name: value})
    return response


def _next(request):
    """Where the person was, as long as that is on this site."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse("home")
