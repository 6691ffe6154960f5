"""Resumable uploads by the tus protocol, 1.0.0: core, creation, termination and expiration.

Requests carry the session and the CSRF header like every other. What is refused answers with a
status of the protocol and a sentence. https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
import errno
import re
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import http_date
from django.utils.translation import gettext as _

from portfolios.errors import Refused
from portfolios.files import incoming, quota, resumable
from portfolios.files.lending import lend_connection
from portfolios.inspection import names
from portfolios.locks import check_active
from portfolios.models import Upload
from portfolios.views import viewing

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
BYTES = "application/offset+octet-stream"
PIECE = 128 * 1024
# So much of a body that is refused is read all the same: a proxy that can get rid of nothing more
# answers 502 and passes our answer on to nobody.
REFUSED_READ = 16_000_000

_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = re.compile(r"[!-+\--~]+")  # printable ASCII without space and comma
_FULL = (errno.ENOSPC, errno.EDQUOT)


class No(Exception):
    """A request that is refused: its status, a sentence, and headers."""

    def __init__(self, status, sentence, **headers):
        super().__init__(sentence)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def speaks_tus(**views):
    """One address from views by method; every answer but those of GET speaks tus.

    A session that ended is told so, not sent to a page to sign in (wtb_site/middleware.py).
    """

    def answer(request, *args, **kwargs):
        if request.method == "GET" and "GET" in views:
            return views["GET"](request, *args, **kwargs)
        try:
            response = _answer(views, request, *args, **kwargs)
        except No as no:
            response = _plain(no.status, no, no.headers)
        except Http404:
            response = _plain(404, _("You have no portfolio."))
        except quota.TooLarge as no:
            response = _plain(413, no)
        except incoming.Elsewhere as no:
            sentence = _("This upload goes on from byte %(number)d.") % {"number": no.offset}
            response = _plain(409, sentence, {"Upload-Offset": no.offset})
        except resumable.Gone:
            response = _plain(410, _("This upload has ended. Send the file once more."))
        except Refused as no:
            response = _plain(403, no)
        if response.status_code >= 400:
            _read_away(request)
        response["Tus-Resumable"] = VERSION
        return response

    answer.for_programs = True
    return answer


def _answer(views, request, *args, **kwargs):
    method = _method(request)
    if method == "OPTIONS":
        return _capabilities()
    if method not in views or method == "GET":
        return HttpResponseNotAllowed([*views, "OPTIONS"])
    if request.headers.get("Tus-Resumable") != VERSION:
        sentence = _("This server speaks version %(version)s of tus.") % {"version": VERSION}
        raise No(412, sentence, Tus_Version=VERSION)
    return views[method](request, *args, **kwargs)


def _method(request):
    """The method that is meant. A POST alone may stand for another: its token was checked."""
    meant = request.headers.get("X-HTTP-Method-Override", request.method).upper()
    if meant != request.method and request.method != "POST":
        raise No(400, _("Only a POST can stand for another method."))
    return meant


def _capabilities():
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": settings.MAX_FILE_BYTES,
    }
    return HttpResponse(status=204, headers=headers)


def _plain(status, sentence, headers=None):
    return HttpResponse(
        str(sentence), status=status, headers=headers, content_type="text/plain; charset=utf-8"
    )


def user_key(user):
    """Whose files wait on a device, without saying who that is."""
    return salted_hmac("portfolios.uploads", str(user.pk)).hexdigest()


def _about(request):
    """What our own script asks before it sends: whose files these are, and the room for them."""
    seen = viewing.own(request.user)
    return JsonResponse(
        {
            "user": user_key(request.user),
            "token": get_token(request),
            "max_file": settings.MAX_FILE_BYTES,
            "left": quota.left(seen.portfolio),
        },
        headers={"Cache-Control": "no-store"},
    )


def _create(request):
    """Begin an upload. 413 over a limit, 400 for what makes no sense, 403 in a closed portfolio."""
    portfolio = viewing.own(request.user).portfolio
    if "Upload-Defer-Length" in request.headers:
        raise No(400, _("The size of the file must be known before it is sent."))
    length = _number(request, "Upload-Length")
    if length == 0:
        raise No(400, _("This file is empty. Choose the file again and send it once more."))
    name = names.clean(_metadata(request).get("filename", ""))
    upload = resumable.begin(portfolio, name=name, length=length)
    address = reverse("portfolios:upload", args=[upload.key])
    return HttpResponse(status=201, headers={"Location": address, **_expiry(upload)})


def _number(request, name):
    value = request.headers.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise No(400, _("The header %(name)s must be a number.") % {"name": name})
    return int(value)


def _metadata(request):
    """The fields of Upload-Metadata, each decoded; any fault refuses the whole header."""
    header = request.headers.get("Upload-Metadata", "").strip()
    fields = {}
    try:
        for pair in header.split(",") if header else ():
            key, _space, value = pair.strip().partition(" ")
            if not _KEY.fullmatch(key) or key in fields:
                raise ValueError
            fields[key] = base64.b64decode(value, validate=True).decode()
    except (ValueError, binascii.Error):
        raise No(400, _("The header Upload-Metadata makes no sense.")) from None
    return fields


def _expiry(upload):
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def _own_upload(view):
    """Give the view the upload with this key; for all but its own student there is none."""

    @wraps(view)
    def found(request, key):
        mine = Upload.objects.visible_to(request.user).select_related("portfolio")
        upload = mine.filter(key=key).first()
        if upload is None:
            raise No(404, _("There is no such upload."))
        return view(request, upload)

    return found


@_own_upload
def _tell(request, upload):
    """How far it is."""
    name = base64.b64encode(upload.name.encode()).decode()
    headers = {
        "Upload-Offset": resumable.offset(upload),
        "Upload-Length": upload.length,
        "Upload-Metadata": f"filename {name}",
        "Cache-Control": "no-store",
    }
    return HttpResponse(status=200, headers={**headers, **_expiry(upload), **_file(upload)})


def _file(upload):
    return {"Upload-File": upload.file_id} if upload.file_id else {}


@_own_upload
def _append(request, upload):
    """Take in the bytes from where it was; the last ones answer with the file."""
    resumable.check_alive(upload)
    if request.content_type != BYTES:
        raise No(415, _("The bytes must be sent as %(type)s.") % {"type": BYTES})
    start = _number(request, "Upload-Offset")
    if "Transfer-Encoding" in request.headers:  # which Django cannot tell from no body
        raise No(411, _("The size of these bytes must be known before they are sent."))
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size and start + size > upload.length:
        raise No(413, _("These are more bytes than the upload was begun with."))
    check_active(upload.portfolio)
    lend_connection()  # the bytes may take long
    try:
        offset = resumable.append(upload, start, _pieces(request, size))
    except OSError as fault:
        if fault.errno not in _FULL:
            raise
        raise No(507, _("The school's disk is full. Try again later.")) from None
    headers = {"Upload-Offset": offset, **_expiry(upload), **_file(upload)}
    return HttpResponse(status=204, headers=headers)


def _pieces(request, size):
    """The body, piece by piece; it ends where the connection does."""
    while size > 0:
        try:
            piece = request.read(min(PIECE, size))
        except OSError:
            return
        if not piece:
            return
        size -= len(piece)
        yield piece


def _read_away(request):
    for _piece in _pieces(request, REFUSED_READ):
        pass


@_own_upload
def _end(request, upload):
    """Let go of it."""
    resumable.check_alive(upload)
    resumable.end(upload)
    return HttpResponse(status=204)


every = speaks_tus(GET=_about, POST=_create)
one = speaks_tus(HEAD=_tell, PATCH=_append, DELETE=_end)
