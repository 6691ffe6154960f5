"""Keeps a form that was not sent yet: its draft, or what came in after its session had ended.

Signing in takes long enough to forget what was typed. A form that shows `{% kept_for %}` carries
the signed id of the person it was made for; when it comes in without a session, its texts wait in
the new, anonymous session. Back at the page, `request.kept` holds them for that person alone.
Without such texts it holds the draft of that address (`request.draft`), if there is one.
"""

from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.http import JsonResponse, QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from portfolios import clock, drafts
from portfolios.models import User

FIELD = "kept_for"
SESSION_KEY = "kept_forms"
MAX_AGE = timedelta(days=1)
MAX_LENGTH = drafts.MAX_LENGTH
# A redirect or 201: the form was taken.
ACCEPTED = (201, 302, 303)

_signer = signing.TimestampSigner(salt="portfolios.kept_form")


def token(user):
    """The signed id that a form carries."""
    return _signer.sign(user.pk)


def wants_json(request):
    """A script asks, not a page: it gets JSON and no redirect."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def signed_out():
    """What a script reads that asks without a session."""
    return _("You are signed out. Sign in again to go on.")


def keeps_form(view=None, *, receive=None, by_path=False):
    """Decorate a view whose form must survive the end of a session.

    The view asks for a sign-in itself and reads `request.kept`, a QueryDict or None.
    `receive(owner, request)` may take in the files of such a form; it returns a list of
    values by field name that are kept with the texts. The draft of the address goes once the view
    answers that the form was accepted: a redirect, or 201. With `by_path` the query of the address
    says nothing about the form, and one draft waits whatever it is.
    """
    if view is None:
        return lambda decorated: keeps_form(decorated, receive=receive, by_path=by_path)

    @login_not_required
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_authenticated:
            if wants_json(request):
                return JsonResponse({"errors": {"__all__": [signed_out()]}}, status=401)
            if request.method == "POST":
                _keep(request, receive)
            return redirect_to_login(request.get_full_path())
        place = request.path if by_path else request.get_full_path()
        request.kept, request.draft = _restore(request), None
        if request.method != "POST" and request.kept is None:
            request.draft = drafts.at(request.user, place)
            request.kept = drafts.fields(request.draft) if request.draft else None
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code in ACCEPTED:
            drafts.finish(user=request.user, place=place, key=request.POST.get("key", ""))
        return response

    wrapper.keeps_form = True
    return wrapper


def unfinished(user):
    """The drafts of pieces that this person did not finish, each with a title, the latest first."""
    pieces = reverse("portfolios:evidence_list")
    found = [draft for draft in drafts.of_person(user) if draft.place.startswith(pieces)]
    for draft in found:
        draft.title = drafts.fields(draft).get("title", "").strip() or _("Evidence without a title")
    return found


def told(draft):
    """When a draft was kept, in one sentence."""
    saved = timezone.localtime(draft.saved_at)
    moment = formats.time_format(saved, "H:i")
    if saved.date() != clock.today():
        moment = f"{formats.date_format(saved, 'j F')}, {moment}"
    return _("We kept what you typed (%(moment)s).") % {"moment": moment}


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
