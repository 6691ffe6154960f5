"""Keeps a form that was sent after its session had ended, until the same person signs in again.

Signing in takes long enough to forget what was typed. A form that shows `{% kept_for %}` carries
the signed id of the person it was made for; when it comes in without a session, its texts wait in
the new, anonymous session. Back at the page, `request.kept` holds them for that person alone.
"""

from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.http import QueryDict
from django.utils.translation import gettext as _

from portfolios.models import User

FIELD = "kept_for"
SESSION_KEY = "kept_forms"
MAX_AGE = timedelta(days=1)
# Every text of the largest form, filled to its limit, fits.
MAX_LENGTH = 256_000

_signer = signing.TimestampSigner(salt="portfolios.kept_form")


def token(user):
    """The signed id that a form carries."""
    return _signer.sign(user.pk)


def keeps_form(view=None, *, receive=None):
    """Decorate a view whose form must survive the end of a session.

    The view asks for a sign-in itself and reads `request.kept`, a QueryDict or None.
    `receive(owner, request)` may take in the files of such a form; it returns a list of
    values by field name that are kept with the texts.
    """
    if view is None:
        return lambda decorated: keeps_form(decorated, receive=receive)

    @login_not_required
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_authenticated:
            if request.method == "POST":
                _keep(request, receive)
            return redirect_to_login(request.get_full_path())
        request.kept = _restore(request)
        return view(request, *args, **kwargs)

    return wrapper


def _keep(request, receive):
    owner = _owner(request.POST.get(FIELD, ""))
    if owner is None:
        return
    form = request.POST.copy()
    for name in (FIELD, "csrfmiddlewaretoken"):
        form.pop(name, None)
    kept = {**request.session.get(SESSION_KEY, {}), request.path: [owner.pk, form.urlencode()]}
    if sum(len(text) for _owner_id, text in kept.values()) > MAX_LENGTH:
        raise RequestDataTooBig("The texts of these forms are too long to keep.")
    if receive:
        for name, values in receive(owner, request).items():
            form.setlist(name, form.getlist(name) + values)
        kept[request.path] = [owner.pk, form.urlencode()]
    request.session[SESSION_KEY] = kept
    messages.warning(
        request, _("You were signed out meanwhile. Sign in again: what you typed is kept.")
    )


def _owner(value):
    try:
        pk = _signer.unsign(value, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def _restore(request):
    """What was kept for this person at this address; what waits for others is thrown away.

    It waits until the form is sent again, so that a page that is loaded twice loses nothing.
    """
    kept = request.session.get(SESSION_KEY)
    if kept is None:
        return None
    own = {path: form for path, form in kept.items() if form[0] == request.user.pk}
    form = own.get(request.path)
    if request.method == "POST":
        own.pop(request.path, None)
    if own != kept:
        request.session[SESSION_KEY] = own
    if form is None or request.method == "POST":
        return None
    messages.info(
        request, _("You were signed out, but nothing is lost. Check the form and send it again.")
    )
    return QueryDict(form[1])
