"""Sends bytes of evidence over HTTP: whole, a range of them, or word that nothing changed.

Who may have them is decided before. A browser keeps what it got and asks each time whether it
may still show it (`no-cache`): quick on a phone, and of no use to who comes after at a computer.
"""

import re

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from portfolios import uploads

# What a browser shows safely by itself.
INLINE = ("image", "video", "audio")
# A file is no page of ours: whatever is in it, it loads nothing and runs nothing.
POLICY = "default-src 'none'; sandbox"
PIECE = 128 * 1024
_RANGE = re.compile(r"bytes=[ \t]*(\d*)-(\d*)[ \t]*", re.ASCII | re.IGNORECASE)
_DIGITS = 18


class Slice:
    """The part of an open file from where it stands, `length` bytes and no more.

    `fileno` lets gunicorn send it by sendfile, which begins where the file stands and ends at
    the Content-Length; servers without that read it here.
    """

    def __init__(self, file, length):
        self.file = file
        self.left = length
        self.fileno = file.fileno

    def read(self, size=-1):
        """The next bytes; none at the end of the part."""
        part = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(part)
        return part

    def close(self):
        self.file.close()


def document(request, *, stored_name, sha256, media_type, filename):
    """Answer with a kept file: shown where a browser does that safely, else (or by `?download`)
    to keep."""
    inline = media_type.partition("/")[0] in INLINE and "download" not in request.GET
    text = media_type.startswith("text/")
    return stored(
        request,
        stored_name,
        etag=f'"{sha256}"',
        content_type=f"{media_type}; charset=utf-8" if text else media_type,
        filename=filename,
        as_attachment=not inline,
    )


def stored(request, stored_name, *, etag, content_type, filename="", as_attachment=False):
    """Answer with a stored file. Raises Http404 where its bytes are gone."""
    headers = _headers(etag, content_type, filename, as_attachment)
    path = uploads.path_of(stored_name)
    try:
        size = path.stat().st_size
        if answer := _unchanged(request, etag, headers):
            return answer
        if settings.X_ACCEL_PREFIX:
            # The web server reads the range itself.
            address = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/{stored_name}"
            return HttpResponse(headers={**headers, "X-Accel-Redirect": address})
        headers["Accept-Ranges"] = "bytes"
        if request.method == "HEAD":
            return HttpResponse(headers={**headers, "Content-Length": str(size)})
        return _part(request, path, size, etag, headers)
    except FileNotFoundError:
        raise Http404("The bytes of this file are gone.") from None


def made(request, make, *, etag, content_type):
    """Answer with bytes that `make` makes, unless the browser has them."""
    headers = _headers(etag, content_type)
    if answer := _unchanged(request, etag, headers):
        return answer
    return HttpResponse(b"" if request.method == "HEAD" else make(), headers=headers)


def _headers(etag, content_type, filename="", as_attachment=False):
    headers = {
        "Content-Type": content_type,
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if disposition := content_disposition_header(as_attachment, filename):
        headers["Content-Disposition"] = disposition
    return headers


def _unchanged(request, etag, headers):
    """304, or 412 to who asked for another version; None where the bytes are to be sent."""
    answer = HttpResponse(headers=headers)
    conditional = get_conditional_response(request, etag=etag, response=answer)
    if conditional is answer:
        return None
    # What a browser keeps takes over the headers of a 304: they have to be the same.
    for name in ("Content-Security-Policy", "Cross-Origin-Resource-Policy", "Cache-Control"):
        conditional[name] = headers[name]
    return conditional


def _part(request, path, size, etag, headers):
    first, last, status = 0, size - 1, 200
    asked = request.headers.get("Range")
    if asked and request.headers.get("If-Range", etag) == etag:
        part = part_of(asked, size)
        if part == UNSATISFIABLE:
            headers = {**headers, "Content-Range": f"bytes */{size}"}
            headers.pop("Content-Disposition", None)
            return HttpResponse(status=416, headers=headers)
        if part:
            (first, last), status = part, 206
            headers = {**headers, "Content-Range": f"bytes {first}-{last}/{size}"}
    # Without a buffer of Python's, the file stands where the kernel says that it stands.
    file = path.open("rb", buffering=0)
    file.seek(first)
    response = FileResponse(Slice(file, last - first + 1), status=status)
    response.block_size = PIECE
    for name, value in {**headers, "Content-Length": str(last - first + 1)}.items():
        response[name] = value
    return response


UNSATISFIABLE = "unsatisfiable"


def part_of(asked, size):
    """The first and last byte that a Range header asks for, UNSATISFIABLE, or None.

    None stands for the whole: the header is malformed, or asks for several ranges, and may then be
    left aside (RFC 9110, 14.2).
    """
    match = _RANGE.fullmatch(asked)
    if match is None or match.groups() == ("", "") or size == 0:
        return None
    first, last = (_number(digits) for digits in match.groups())
    if first is None:
        return (max(size - last, 0), size - 1) if last else UNSATISFIABLE
    if last is not None and last < first:
        return None
    if first >= size:
        return UNSATISFIABLE
    return first, size - 1 if last is None else min(last, size - 1)


def _number(digits):
    """The number, or one beyond any file where it has too many digits; None for no digits."""
    digits = digits.lstrip("0") or digits[:1]
    if not digits:
        return None
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS
