"""Receiving, copying and letting go of the bytes of evidence."""

import hashlib
import os

import pytest
from django.utils import translation

from portfolios import clock, files, uploads
from portfolios.enums import FileState
from portfolios.inspection import Kind, Reason
from portfolios.models import EvidenceFile
from tests.portfolios.inspection.samples import camera_exif, pdf, picture
from tests.portfolios.sending import receive


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(media):
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_photo_is_kept_without_its_camera_and_the_receipt_is_of_what_was_sent(portfolio):
    content = picture("JPEG", exif=camera_exif("2026:11:20 08:15:00"))
    file = receive(portfolio, "photo.jpg", content)
    file.refresh_from_db()
    assert file.is_ready
    assert file.media_type == Kind.JPEG
    kept = uploads.path_of(file.stored_name).read_bytes()
    assert b"Exif" in content
    assert b"Exif" not in kept
    assert (file.received_size, file.received_sha256) == _measured(content)
    assert (file.size, file.sha256) == _measured(kept)
    assert (file.width, file.height) == (48, 64)
    for name in (file.preview_name, file.thumbnail_name):
        assert uploads.path_of(name).read_bytes()[:2] == b"\xff\xd8"
    assert file.captured_on.isoformat() == "2026-11-20"
    assert file.evidence is None


def _measured(content):
    return len(content), hashlib.sha256(content).hexdigest()


def test_pages_of_a_pdf_are_counted(portfolio):
    assert receive(portfolio, "report.pdf", pdf(pages=3)).pages == 3


def test_text_has_no_preview(portfolio, media):
    file = receive(portfolio, "notes.txt", "Gedraaid met 3 °.".encode())
    assert (file.media_type, file.preview_name) == (Kind.TEXT, "")
    assert on_disk(media) == [uploads.path_of(file.stored_name)]


def test_stored_name_tells_nothing_of_the_sent_name(portfolio):
    file = receive(portfolio, "../../secret of Jan.txt", b"measured")
    assert file.original_name == "secret of Jan.txt"
    assert "secret" not in file.stored_name


def test_refused_file_stays_listed_without_its_bytes(
    portfolio, media, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = receive(portfolio, "drawing.jpg", pdf())
    file.refresh_from_db()
    assert (file.state, file.reason) == (FileState.REFUSED, Reason.WRONG_NAME)
    assert file.stored_name == file.preview_name == file.sha256 == ""
    assert file.received_sha256 == hashlib.sha256(pdf()).hexdigest()
    assert on_disk(media) == []


def test_refusal_names_what_the_file_is(portfolio):
    file = receive(portfolio, "drawing.jpg", pdf())
    with translation.override("en"):
        assert files.explain(file).startswith("This file is called .jpg but it is a PDF document.")


def test_two_rows_never_share_stored_bytes(portfolio):
    first = receive(portfolio)
    copied = files.copy(first)
    names = {first.stored_name, first.preview_name, copied.stored_name, copied.preview_name}
    assert len(names) == 4
    assert copied.sha256 == first.sha256
    assert (
        uploads.path_of(copied.stored_name).read_bytes()
        == uploads.path_of(first.stored_name).read_bytes()
    )
    assert uploads.path_of(copied.stored_name).stat().st_mode & 0o777 == 0o600
    assert copied in EvidenceFile.objects.unplaced()


def test_a_copy_survives_a_power_cut_as_what_was_received_does(portfolio, monkeypatch):
    flush, flushed = os.fsync, []
    monkeypatch.setattr(os, "fsync", lambda fd: flushed.append(os.fstat(fd).st_ino) or flush(fd))
    received = receive(portfolio)
    for file in (received, files.copy(received)):
        path = uploads.path_of(file.stored_name)
        assert path.stat().st_ino in flushed
        assert path.parent.stat().st_ino in flushed


def test_copy_of_a_text_has_no_preview_either(portfolio):
    assert files.copy(receive(portfolio, "notes.txt", b"measured")).preview_name == ""


def test_a_copy_of_a_file_that_waits_is_judged_by_itself(portfolio, settings):
    settings.WORKER = True
    waiting = receive(portfolio, "notes.txt", b"measured")
    EvidenceFile.objects.update(state=FileState.PROCESSING, claimed_at=clock.now())
    waiting.refresh_from_db()
    copied = files.copy(waiting)
    files.process(copied)
    assert copied.is_ready
    assert uploads.path_of(copied.stored_name).read_bytes() == b"measured"
    assert uploads.path_of(waiting.received_name).read_bytes() == b"measured"


def test_deleting_lets_go_of_row_and_bytes(portfolio, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = receive(portfolio)
    with django_capture_on_commit_callbacks(execute=True):
        files.delete(file)
    assert not EvidenceFile.objects.exists()
    assert on_disk(media) == []


def test_erasing_keeps_the_row_and_says_when(portfolio, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = receive(portfolio)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(file)
    file.refresh_from_db()
    assert file.erased_at
    assert file.stored_name == file.preview_name == file.original_name == ""
    assert file.received_sha256
    assert on_disk(media) == []
