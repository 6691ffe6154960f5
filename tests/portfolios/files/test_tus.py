"""The tus protocol at our addresses, by its headers and statuses."""

import errno
import hashlib
import os
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.http import parse_http_date

from portfolios import clock
from portfolios.enums import FileState
from portfolios.models import EvidenceFile, Upload
from tests import factories
from tests.portfolios.files.tus import BYTES, UPLOADS

CONTENT = b"measured twice, cut once"


def test_a_file_arrives_in_two_parts(sender, portfolio, media):
    address = sender.begin(len(CONTENT), "notes.txt")
    first = sender.append(address, 0, CONTENT[:10])
    assert (first.status_code, first["Upload-Offset"]) == (204, "10")
    assert "Upload-File" not in first
    assert sender.offset(address) == 10
    last = sender.append(address, 10, CONTENT[10:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(CONTENT)))
    file = EvidenceFile.objects.get(pk=last["Upload-File"])
    assert file.portfolio == portfolio
    assert file.original_name == "notes.txt"
    assert file.received_sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert file.received_size == len(CONTENT)
    assert file.state == FileState.READY
    assert list((media / "incoming").iterdir()) == []
    assert sender.call("HEAD", address)["Upload-File"] == str(file.pk)


def test_what_the_server_can_is_told(sender, settings):
    settings.MAX_FILE_BYTES = 5_000
    for address in (UPLOADS, sender.begin(10)):
        response = sender.call("OPTIONS", address, **{"Tus-Resumable": None, "X-CSRFToken": None})
        assert response.status_code == 204
        assert response["Tus-Version"] == response["Tus-Resumable"] == "1.0.0"
        assert response["Tus-Extension"] == "creation,termination,expiration"
        assert response["Tus-Max-Size"] == "5000"


def test_an_upload_is_begun(sender, portfolio, media):
    response = sender.create(24, "Flens ⌀40.pdf")
    upload = Upload.objects.get()
    assert response.status_code == 201
    assert response["Location"] == f"/portfolio/uploads/{upload.key}/"
    assert response["Tus-Resumable"] == "1.0.0"
    assert parse_http_date(response["Upload-Expires"]) == int(upload.expires_at.timestamp())
    assert (upload.portfolio, upload.name, upload.length) == (portfolio, "Flens ⌀40.pdf", 24)
    assert (media / "incoming" / upload.key).stat().st_mode & 0o777 == 0o600


def test_how_far_it_is_is_told_and_kept_nowhere(sender):
    response = sender.call("HEAD", sender.begin(24, "notes.txt"))
    assert response.status_code == 200
    assert (response["Upload-Offset"], response["Upload-Length"]) == ("0", "24")
    assert response["Upload-Metadata"] == "filename bm90ZXMudHh0"
    assert "no-store" in response["Cache-Control"]
    assert response["Upload-Expires"].endswith("GMT")


@pytest.mark.parametrize(
    ("headers", "status", "sentence"),
    [
        ({"Tus-Resumable": None}, 412, "version 1.0.0"),
        ({"Tus-Resumable": "0.2.2"}, 412, "version 1.0.0"),
        ({"Upload-Length": None}, 400, "Upload-Length must be a number"),
        ({"Upload-Length": "-1"}, 400, "Upload-Length must be a number"),
        ({"Upload-Length": "²"}, 400, "Upload-Length must be a number"),
        ({"Upload-Length": "9" * 30}, 400, "Upload-Length must be a number"),
        ({"Upload-Length": "0"}, 400, "file is empty"),
        ({"Upload-Length": None, "Upload-Defer-Length": "1"}, 400, "size of the file must be"),
        ({"Upload-Length": "1001"}, 413, "larger than 0 MB"),
        ({"Upload-Metadata": "filename not-base64"}, 400, "Upload-Metadata makes no sense"),
        ({"Upload-Metadata": "filename YQ==, filename YQ=="}, 400, "makes no sense"),
        ({"Upload-Metadata": "filename /////w=="}, 400, "makes no sense"),
        ({"Upload-Metadata": ",filename YQ=="}, 400, "makes no sense"),
        ({"Upload-Metadata": "na\u00efve YQ=="}, 400, "makes no sense"),
        ({"X-CSRFToken": None}, 403, "Load it again"),
        ({"X-CSRFToken": "A" * 64}, 403, "Load it again"),
        ({"X-HTTP-Method-Override": "GET"}, 405, ""),
        ({"X-HTTP-Method-Override": "PUT"}, 405, ""),
    ],
)
def test_an_upload_that_cannot_begin_says_why(sender, student, settings, headers, status, sentence):
    settings.MAX_FILE_BYTES = 1_000
    type(student).objects.update(language="en")
    response = sender.create(24, **headers)
    assert (response.status_code, response.headers.get("Location")) == (status, None)
    assert sentence in response.content.decode()
    assert status == 405 or response["Content-Type"].startswith("text/plain")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("metadata", [None, "", "filename", "is_confidential,filename YQ=="])
def test_metadata_may_be_left_out_or_hold_more(sender, metadata):
    assert sender.create(24, **{"Upload-Metadata": metadata}).status_code == 201
    assert Upload.objects.get().name in ("file", "a")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": None}, 412),
        ({"Upload-Offset": None}, 400),
        ({"Upload-Offset": "a"}, 400),
        ({"Upload-Offset": "4"}, 409),
        ({"Upload-Offset": "11"}, 409),
        ({"X-CSRFToken": None}, 403),
    ],
)
def test_bytes_that_do_not_fit_are_not_taken(sender, headers, status):
    address = sender.begin(24)
    sender.append(address, 0, b"0123456789")
    response = sender.append(address, 10, b"abc", **headers)
    assert response.status_code == status
    assert response.headers.get("Upload-Offset") == ("10" if status == 409 else None)
    assert sender.offset(address) == 10


def test_bytes_of_another_type_or_past_the_end_are_not_taken(sender):
    address = sender.begin(5)
    headers = {"Upload-Offset": 0}
    assert sender.call("PATCH", address, b"abc", "text/plain", **headers).status_code == 415
    assert sender.call("PATCH", address, b"abc", **headers).status_code == 415
    assert sender.append(address, 0, b"abcdef").status_code == 413
    assert sender.offset(address) == 0


def test_a_body_whose_size_is_not_told_is_not_taken(sender):
    """Behind WSGI a chunked body cannot be told from none."""
    address = sender.begin(5)
    response = sender.append(address, 0, b"", **{"Transfer-Encoding": "chunked"})
    assert response.status_code == 411


def test_where_patch_and_delete_are_not_possible_a_post_stands_for_them(sender):
    address = sender.begin(5)
    headers = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": 0}
    assert sender.call("POST", address, b"abc", BYTES, **headers).status_code == 204
    assert sender.offset(address) == 3
    override = {"X-HTTP-Method-Override": "DELETE"}
    assert sender.call("POST", address, **override).status_code == 204
    assert sender.call("HEAD", address).status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_look_never_stands_for_more_because_its_token_is_not_checked(sender, method):
    address = sender.begin(5)
    response = sender.call(method, address, **{"X-HTTP-Method-Override": "DELETE"})
    assert response.status_code == 400
    assert sender.offset(address) == 0


def test_an_upload_that_was_ended_is_gone_with_its_bytes(
    sender, media, django_capture_on_commit_callbacks
):
    address = sender.begin(24)
    sender.append(address, 0, b"0123456789")
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.end(address).status_code == 204
    assert list((media / "incoming").iterdir()) == []
    assert [sender.call(m, address).status_code for m in ("HEAD", "DELETE")] == [404, 404]
    assert sender.append(address, 10, b"a").status_code == 404


def test_ending_a_complete_upload_removes_its_file_unless_a_piece_holds_it(
    sender, portfolio, media, django_capture_on_commit_callbacks
):
    loose, placed = sender.begin(len(CONTENT), "a.txt"), sender.begin(len(CONTENT), "b.txt")
    sender.append(loose, 0, CONTENT)
    kept = EvidenceFile.objects.get(pk=sender.append(placed, 0, CONTENT)["Upload-File"])
    factories.add_evidence(portfolio, "1.1", received=[kept])
    with django_capture_on_commit_callbacks(execute=True):
        assert [sender.end(loose).status_code, sender.end(placed).status_code] == [204, 204]
    assert [file.pk for file in EvidenceFile.objects.all()] == [kept.pk]
    assert not Upload.objects.exists()
    assert [path.read_bytes() for path in media.rglob("*") if path.is_file()] == [CONTENT]


def test_an_upload_that_expired_is_told_to_begin_again(sender):
    address = sender.begin(24)
    Upload.objects.update(expires_at=clock.now())
    assert sender.call("HEAD", address).status_code == 410
    assert sender.append(address, 0, b"a").status_code == 410
    assert sender.end(address).status_code == 410


def test_an_upload_whose_bytes_were_lost_is_told_to_begin_again(sender, media):
    address = sender.begin(24)
    next((media / "incoming").iterdir()).unlink()
    assert sender.call("HEAD", address).status_code == 410
    assert sender.append(address, 0, b"a").status_code == 410


def test_the_end_moves_forward_while_bytes_arrive_but_not_with_each(sender):
    address = sender.begin(24)
    begun = Upload.objects.get().expires_at
    sender.append(address, 0, b"a")
    assert Upload.objects.get().expires_at == begun
    with clock.at(clock.now() + timedelta(days=3)):
        response = sender.append(address, 1, b"b")
    moved = Upload.objects.get().expires_at
    assert moved - begun > timedelta(days=2)
    assert parse_http_date(response["Upload-Expires"]) == int(moved.timestamp())


def test_the_body_of_what_is_refused_is_read_so_that_a_proxy_hears_the_answer(sender):
    address, line = sender.begin(900_000), BytesIO(b"x" * 800_000)
    headers = {**sender.headers, "Upload-Offset": "5"}
    response = sender.client.generic(
        "PATCH", address, line.getvalue(), BYTES, headers=headers, **{"wsgi.input": line}
    )
    assert response.status_code == 409
    assert line.read() == b""


def test_a_full_disk_is_told_and_what_was_written_counts(sender, monkeypatch):
    address = sender.begin(400_000)
    write = os.pwrite

    def fills(descriptor, content, offset):
        if offset >= 200_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, content[: 200_000 - offset], offset)

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", fills)
        assert sender.append(address, 0, b"x" * 400_000).status_code == 507
    assert sender.offset(address) == 200_000
    assert sender.append(address, 200_000, b"x" * 200_000).status_code == 204
