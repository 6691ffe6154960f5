"""How bytes go over HTTP: ranges, ETags, headers, and nothing before it may be opened."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portfolios import uploads
from portfolios.inspection import Kind
from portfolios.models import EvidenceFile
from portfolios.views import serving
from tests.factories import receive_photo
from tests.portfolios.sending import receive

CONTENT = bytes(range(100))
SIZE = len(CONTENT)
WHOLE = (200, None, CONTENT)
NONE = (416, "bytes */100", b"")


def part(first, last):
    return 206, f"bytes {first}-{last}/100", CONTENT[first : last + 1]


@pytest.fixture
def stored():
    """A hundred different bytes under a stored name."""
    name = uploads.reserve()
    uploads.path_of(name).write_bytes(CONTENT)
    return name


def ask(stored, method="get", **headers):
    request = getattr(RequestFactory(), method)("/", headers=headers)
    return serving.stored(request, stored, etag='"abc"', content_type="video/mp4")


def body(response):
    got = response.getvalue()
    close(response)
    return got


def close(response):
    """As Django's own client does: the end of a request closes the connection of the test."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-0", part(0, 0)),
        ("bytes=0-99", part(0, 99)),
        ("bytes=10-19", part(10, 19)),
        ("bytes=99-99", part(99, 99)),
        ("bytes=90-1000", part(90, 99)),
        ("bytes=0-", part(0, 99)),
        ("bytes=50-", part(50, 99)),
        ("bytes=99-", part(99, 99)),
        ("bytes=-1", part(99, 99)),
        ("bytes=-100", part(0, 99)),
        ("bytes=-1000", part(0, 99)),
        ("BYTES=1-2", part(1, 2)),
        ("bytes= 1-2 ", part(1, 2)),
        ("bytes=007-08", part(7, 8)),
        (f"bytes=5-{'9' * 5000}", part(5, 99)),
        (f"bytes=-{'9' * 5000}", part(0, 99)),
        ("bytes=100-", NONE),
        ("bytes=100-200", NONE),
        ("bytes=-0", NONE),
        ("bytes=-000", NONE),
        (f"bytes={'9' * 5000}-", NONE),
        ("bytes=5-4", WHOLE),
        ("bytes=-", WHOLE),
        ("bytes=", WHOLE),
        ("bytes", WHOLE),
        ("bytes=a-b", WHOLE),
        ("bytes=1-2,4-5", WHOLE),
        ("bytes=1-2,", WHOLE),
        ("bytes=1 - 2", WHOLE),
        ("bytes=--1", WHOLE),
        ("bytes=+1-2", WHOLE),
        ("bytes=1.0-2", WHOLE),
        ("bytes=٣-٤", WHOLE),
        ("lines=1-2", WHOLE),
        ("bytes=0-99\n", WHOLE),
        ("", WHOLE),
    ],
)
def test_range(stored, asked, expected):
    response = ask(stored, Range=asked)
    got = body(response)
    assert (response.status_code, response.headers.get("Content-Range"), got) == expected
    if response.status_code != 416:
        assert response["Content-Length"] == str(len(got))


def obvious(asked, size):
    """What RFC 9110 says of one range, byte by byte."""
    _unit, _equals, spec = asked.partition("=")
    first, _dash, last = spec.partition("-")
    if first:
        if last and int(last) < int(first):
            return None
        chosen = [n for n in range(size) if n >= int(first) and (not last or n <= int(last))]
    else:
        chosen = [n for n in range(size) if n >= size - int(last)]
    return (chosen[0], chosen[-1]) if chosen else serving.UNSATISFIABLE


numbers = st.integers(0, 60).map(str)
ranges = st.one_of(
    st.tuples(numbers, numbers), st.tuples(numbers, st.just("")), st.tuples(st.just(""), numbers)
)


@given(ranges, st.integers(1, 50))
def test_range_is_what_an_obvious_reader_makes_of_it(ends, size):
    asked = "bytes={}-{}".format(*ends)
    assert serving.part_of(asked, size) == obvious(asked, size)


@given(st.text(max_size=40), st.integers(0, 50))
def test_no_header_breaks_anything(asked, size):
    found = serving.part_of(asked, size)
    assert found in (None, serving.UNSATISFIABLE) or 0 <= found[0] <= found[1] < size


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"If-None-Match": '"abc"'}, 304),
        ({"If-None-Match": 'W/"abc"'}, 304),
        ({"If-None-Match": '"x", "abc"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"abc"', "Range": "bytes=0-1"}, 304),
        ({"If-None-Match": '"x"'}, 200),
        ({"If-None-Match": "abc"}, 200),
        ({"If-Match": '"x"'}, 412),
        ({"If-Match": '"abc"'}, 200),
        ({"Range": "bytes=0-1", "If-Range": '"abc"'}, 206),
        ({"Range": "bytes=0-1", "If-Range": '"x"'}, 200),
        ({"Range": "bytes=0-1", "If-Range": 'W/"abc"'}, 200),
        ({"Range": "bytes=0-1", "If-Range": "Wed, 21 Oct 2026 07:28:00 GMT"}, 200),
        ({"Range": "bytes=500-", "If-Range": '"x"'}, 200),
    ],
)
def test_condition(stored, condition, status):
    response = ask(stored, **condition)
    got = body(response)
    assert response.status_code == status
    assert got == {200: CONTENT, 206: CONTENT[:2]}.get(status, b"")
    if status == 304:
        assert response["ETag"] == '"abc"'
        assert response["Content-Security-Policy"] == serving.POLICY


def test_head_tells_everything_and_sends_nothing(stored):
    response = ask(stored, "head", Range="bytes=0-1")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == "100"
    assert response["Accept-Ranges"] == "bytes"


def test_web_server_sends_where_it_is_told_to(stored, settings):
    settings.X_ACCEL_PREFIX = "/private/"
    response = ask(stored, Range="bytes=0-1")
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/private/{stored}"
    assert response["Content-Type"] == "video/mp4"
    assert ask(stored, **{"If-None-Match": '"abc"'}).status_code == 304


def test_bytes_are_read_in_pieces(stored):
    uploads.path_of(stored).write_bytes(b"x" * 300_000)
    response = ask(stored, Range="bytes=10-")
    pieces = [len(piece) for piece in response.streaming_content]
    close(response)
    assert pieces == [131_072, 131_072, 37_846]


# From here on by the addresses of the files.


@pytest.fixture
def photo(portfolio):
    return receive_photo(portfolio, "één foto.jpg")


def address(file, action=""):
    return f"/portfolio/files/{file.pk}/{action}"


def test_headers_of_a_photo(client, student, photo):
    client.force_login(student)
    response = client.get(address(photo))
    names = (
        "Content-Type", "Content-Length", "Content-Disposition", "ETag", "Accept-Ranges",
        "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy",
        "Cross-Origin-Resource-Policy",
    )  # fmt: skip
    assert {name: response[name] for name in names} == {
        "Content-Type": "image/jpeg",
        "Content-Length": str(photo.size),
        "Content-Disposition": "inline; filename*=utf-8''%C3%A9%C3%A9n%20foto.jpg",
        "ETag": f'"{photo.sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert len(body(response)) == photo.size


@pytest.mark.parametrize("action", ["", "preview/", "thumbnail/"])
def test_what_a_browser_has_is_not_sent_again_and_not_shown_after_signing_out(
    client, student, photo, action
):
    client.force_login(student)
    first = client.get(address(photo, action))
    assert body(first)[:2] == b"\xff\xd8"
    known = {"If-None-Match": first["ETag"]}
    again = client.get(address(photo, action), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"
    client.logout()
    assert client.get(address(photo, action), headers=known).status_code == 302


SHOWN = ("image/", "video/", "audio/")


@pytest.mark.parametrize("kind", Kind)
def test_only_pictures_films_and_sounds_are_shown_the_rest_is_kept(client, student, photo, kind):
    EvidenceFile.objects.filter(pk=photo.pk).update(media_type=kind)
    client.force_login(student)
    response = client.get(address(photo))
    assert body(response)
    disposition = "inline" if kind.startswith(SHOWN) else "attachment"
    assert response["Content-Disposition"].partition(";")[0] == disposition
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    assert response["Content-Type"] == kind + charset
    response = client.get(address(photo) + "?download")
    assert body(response)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_photo_that_became_a_jpeg_is_called_so(client, student, photo):
    EvidenceFile.objects.filter(pk=photo.pk).update(original_name="IMG_1.HEIC")
    client.force_login(student)
    response = client.head(address(photo))
    assert response["Content-Disposition"] == 'inline; filename="IMG_1.jpg"'


@pytest.mark.parametrize("action", ["", "preview/", "thumbnail/"])
def test_nothing_is_opened_before_it_was_scanned(client, student, photo, settings, action):
    settings.CLAMD = "127.0.0.1:3310"
    client.force_login(student)
    assert client.get(address(photo, action)).status_code == 404
    EvidenceFile.objects.filter(pk=photo.pk).update(scanned_at=timezone.now())
    response = client.get(address(photo, action))
    assert response.status_code == 200
    assert body(response)


def test_file_whose_bytes_are_gone_is_not_found(client, student, photo):
    client.force_login(student)
    for name in photo.names:
        uploads.path_of(name).unlink()
    for action in ("", "preview/", "thumbnail/"):
        assert client.get(address(photo, action)).status_code == 404
        assert client.head(address(photo, action)).status_code == 404


def test_text_has_no_picture(client, student, portfolio):
    text = receive(portfolio, "a.txt", b"words")
    client.force_login(student)
    assert client.get(address(text, "preview/")).status_code == 404
    assert client.get(address(text, "thumbnail/")).status_code == 404
