"""What the viewer shows of each kind of file, without script, and the parts that it asks for."""

import re
from threading import BoundedSemaphore

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from portfolios import files, uploads
from portfolios.demo import material
from portfolios.inspection import Kind
from portfolios.models import EvidenceFile
from portfolios.views import evidence_file
from tests.factories import add_evidence, hand_in, receive_photo
from tests.portfolios.inspection.samples import picture
from tests.portfolios.sending import photo as drawn
from tests.portfolios.sending import receive, upload
from tests.portfolios.views.reading import read, sign_in

REVIEW_QUERIES = 16


def stage(client, person, address):
    """The HTML of the viewer on a page."""
    page = read(client, person, address)[0].content.decode()
    return page[page.index('id="viewer"') : page.index("viewer.js")]


def shown_as(file, kind, **facts):
    """The same row as if another kind of file had come in."""
    EvidenceFile.objects.filter(pk=file.pk).update(media_type=kind, **facts)


def open_page(file, number, **query):
    return f"/portfolio/files/{file.pk}/pages/{number}/"


@pytest.fixture
def photo(portfolio):
    return receive_photo(portfolio, "flange.jpg")


@pytest.fixture
def drawing(portfolio):
    return material.receive(portfolio, "drawing.pdf", material.drawing(1, pages=3))


@pytest.fixture
def piece(portfolio, photo):
    return add_evidence(portfolio, "1.1", title="Flange", received=[photo])


def test_photo_is_a_picture_with_its_size_and_words(client, student, photo, piece):
    html = stage(client, student, piece.get_absolute_url())
    assert f'src="/portfolio/files/{photo.pk}/preview/"' in html
    assert f"/portfolio/files/{photo.pk}/ 60w" in html
    assert 'width="60" height="40" alt="Flange: flange.jpg"' in html
    assert f'href="/portfolio/files/{photo.pk}/?download"' in html
    assert "strip" not in html


def test_pdf_is_shown_page_by_page(client, student, portfolio, drawing):
    piece = add_evidence(portfolio, "1.1", title="Flange", received=[drawing])
    html = stage(client, student, piece.get_absolute_url())
    assert 'alt="Flange: drawing.pdf, page 1"' in html
    assert 'page=2#viewer" aria-label="Next page"' in html
    assert 'aria-disabled="true" aria-label="Previous page"' in html
    html = stage(client, student, f"{piece.get_absolute_url()}?page=3")
    assert f"{open_page(drawing, 3)}?side=1600" in html
    back = re.search(r'href="([^"]*)#viewer" aria-label="Previous page"', html)[1]
    assert sorted(back.removeprefix("?").split("&amp;")) == [f"file={drawing.pk}", "page=2"]
    for odd, number in (("0", 1), ("-1", 1), ("x", 1), ("٣", 1), ("9" * 400, 1), ("99", 3)):
        html = stage(client, student, f"{piece.get_absolute_url()}?page={odd}")
        assert f'data-page="{number}"' in html


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (Kind.GIF, "<img data-picture"),
        (Kind.MP4, '<video controls preload="metadata"'),
        (Kind.MOV, '<video controls preload="metadata"'),
        (Kind.WEBM, '<video controls preload="metadata"'),
        (Kind.M4A, '<audio controls preload="metadata"'),
        (Kind.OGG, '<audio controls preload="metadata"'),
        (Kind.CSV, "Show the table"),
        (Kind.XLSX, "Show the table"),
        (Kind.ODS, "Show the table"),
        (Kind.DOCX, "This kind of file opens in its own program."),
        (Kind.PPTX, "This kind of file opens in its own program."),
        (Kind.DWG, "This kind of file opens in its own program."),
        (Kind.SLDASM, "This kind of file opens in its own program."),
    ],
)
def test_each_kind_has_its_way_to_be_shown(client, student, photo, piece, kind, part):
    shown_as(photo, kind, seconds=42)
    html = stage(client, student, piece.get_absolute_url())
    assert part in html
    assert f'href="/portfolio/files/{photo.pk}/?download"' in html


def test_video_has_its_picture_and_length(client, student, photo, piece):
    shown_as(photo, Kind.MP4, seconds=42)
    html = stage(client, student, piece.get_absolute_url())
    assert f'poster="/portfolio/files/{photo.pk}/preview/"' in html
    assert "video 0:42" in html


@pytest.mark.parametrize("name", ["notes.txt", "notes.md"])
def test_text_stands_in_the_page_and_is_never_markup(client, student, portfolio, name):
    file = receive(portfolio, name, b"5 < 6 & <i>7</i> " + b"long " * 30_000)
    piece = add_evidence(portfolio, "1.1", received=[file])
    html = stage(client, student, piece.get_absolute_url())
    assert "5 &lt; 6 &amp; &lt;i&gt;7&lt;/i&gt; long long" in html
    assert "This is the first part of the text." in html
    assert 90_000 < len(html) < 110_000


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"erased_at": timezone.now()}, "This file was erased."),
        ({"state": "processing"}, "This file is being processed. You can open it in a moment."),
        ({"state": "refused", "reason": "damaged"}, "Not accepted."),
    ],
)
def test_what_cannot_be_opened_says_so(client, student, photo, piece, facts, sentence):
    EvidenceFile.objects.filter(pk=photo.pk).update(**facts)
    html = stage(client, student, piece.get_absolute_url())
    assert sentence in html
    assert f"/portfolio/files/{photo.pk}/" not in html


def test_what_was_not_scanned_waits(client, student, photo, piece, settings):
    settings.CLAMD = "127.0.0.1:3310"
    html = stage(client, student, piece.get_absolute_url())
    assert "This file is being processed." in html
    assert f"/portfolio/files/{photo.pk}/" not in html


def test_teacher_reaches_every_file_and_every_piece(
    client, portfolio, teacher, photo, drawing, piece
):
    second = add_evidence(portfolio, "1.1", title="Drawing", received=[drawing])
    third = add_evidence(portfolio, "1.1", title="Words", text="What I learned.")
    submission = hand_in(portfolio, "1.1")
    address = submission.get_absolute_url()
    html = stage(client, teacher, address)
    for query in (f"file={photo.pk}", f"file={drawing.pk}", f"piece={third.pk}"):
        assert f'href="?{query}#viewer"' in html
    assert "Drawing: drawing.pdf, page 1" in stage(client, teacher, f"{address}?piece={second.pk}")
    assert "What I learned." in stage(client, teacher, f"{address}?piece={third.pk}")
    kept = stage(client, teacher, f"{address}?class=1&file={drawing.pk}&page=2")
    assert f'href="?class=1&amp;file={photo.pk}#viewer"' in kept


@pytest.mark.parametrize("number", [1, 30])
def test_review_costs_the_same_for_any_number_of_files(client, portfolio, teacher, number):
    received = [receive(portfolio, "a.txt", b"words") for _file in range(number)]
    add_evidence(portfolio, "1.1", received=received)
    submission = hand_in(portfolio, "1.1")
    sign_in(client, teacher)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(submission.get_absolute_url())
    assert len(page.context["viewer"].entries) == number
    assert len(queries) == REVIEW_QUERIES


# Pages of a PDF and tables.


def test_page_is_a_picture_of_the_size_that_was_asked_for(client, student, drawing, tmp_path):
    client.force_login(student)
    for query, side in (("", 1000), ("?side=1600", 1600), ("?side=2400", 2400)):
        response = client.get(open_page(drawing, 2) + query)
        assert response["Content-Type"] == "image/jpeg"
        assert response["Cache-Control"] == "private, no-cache"
        (tmp_path / "page").write_bytes(response.content)
        with Image.open(tmp_path / "page") as image:
            assert side - 1 <= max(image.size) <= side


@pytest.mark.parametrize("page", ["0/", "4/", "1/?side=999", "1/?side=", "1/?side=1000.0"])
def test_page_that_is_not_there(client, student, drawing, page):
    client.force_login(student)
    assert client.get(f"/portfolio/files/{drawing.pk}/pages/{page}").status_code == 404


def test_only_a_pdf_has_pages_and_only_a_table_has_cells(client, student, photo):
    client.force_login(student)
    assert client.get(open_page(photo, 1)).status_code == 404
    assert client.get(f"/portfolio/files/{photo.pk}/table/").status_code == 404


def test_page_that_a_browser_has_is_not_made_again(client, student, drawing):
    client.force_login(student)
    known = client.head(open_page(drawing, 1))["ETag"]
    assert client.head(open_page(drawing, 2))["ETag"] != known
    uploads.path_of(drawing.stored_name).unlink()
    response = client.get(open_page(drawing, 1), headers={"If-None-Match": known})
    assert response.status_code == 304
    assert client.get(open_page(drawing, 1)).status_code == 404


def test_who_waits_too_long_for_a_page_is_told_to_come_back(
    client, student, drawing, photo, monkeypatch
):
    monkeypatch.setattr(evidence_file, "RENDERING_WAITS", 0.01)
    monkeypatch.setattr(evidence_file, "rendering", BoundedSemaphore(1))
    shown_as(photo, Kind.XLSX)
    client.force_login(student)
    with evidence_file.rendering:
        for address in (open_page(drawing, 1), f"/portfolio/files/{photo.pk}/table/"):
            response = client.get(address)
            assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert client.get(open_page(drawing, 1)).status_code == 200


def test_table_that_cannot_be_read_says_so(client, student, photo):
    shown_as(photo, Kind.XLSX)
    text = read(client, student, f"/portfolio/files/{photo.pk}/table/")[1]
    assert "We cannot show this table. Download the file to open it." in text


def test_table_is_a_page_or_the_part_that_was_asked_for(client, student, portfolio):
    file = receive(portfolio, "sizes.csv", b"size;measured\n<b>56 H7</b>;56.02\n")
    sign_in(client, student)
    whole = client.get(f"/portfolio/files/{file.pk}/table/")
    part = client.get(f"/portfolio/files/{file.pk}/table/", headers={"HX-Request": "true"})
    for html in (whole.content.decode(), part.content.decode()):
        assert "<td>&lt;b&gt;56 H7&lt;/b&gt;</td><td>56.02</td>" in html
    assert "<!doctype html>" in whole.content.decode()
    assert "<!doctype html>" not in part.content.decode()


# The picture of a video.


@pytest.fixture
def video(portfolio):
    file = receive(portfolio, "film.txt", b"film")
    shown_as(file, Kind.MP4, seconds=3)
    file.refresh_from_db()
    return file


def send(client, student, file, sent):
    sign_in(client, student)
    return client.post(f"/portfolio/files/{file.pk}/poster/", {"poster": sent} if sent else {})


def test_picture_of_a_video_is_judged_and_kept(client, student, video):
    assert send(client, student, video, drawn()).status_code == 204
    video.refresh_from_db()
    response = client.get(f"/portfolio/files/{video.pk}/thumbnail/")
    assert response.getvalue()[:2] == b"\xff\xd8"
    again = send(client, student, video, drawn())
    assert (again.status_code, again.content.decode()) == (422, "This video has a picture already.")


@pytest.mark.parametrize(
    "sent", [None, upload("poster.jpg", b"<svg>"), upload("poster.jpg", picture("PNG"))]
)
def test_what_is_no_jpeg_is_no_picture_of_a_video(client, student, video, sent):
    before = len(list(uploads.path_of(video.stored_name).parents[1].rglob("*")))
    assert send(client, student, video, sent).status_code == 422
    video.refresh_from_db()
    assert video.preview_name == ""
    after = list(uploads.path_of(video.stored_name).parents[1].rglob("*"))
    assert len([path for path in after if path.is_file()]) <= before


def test_photo_and_frozen_video_take_no_picture(client, student, portfolio, photo, video):
    assert send(client, student, photo, drawn()).status_code == 422
    add_evidence(portfolio, "1.1", received=[video])
    hand_in(portfolio, "1.1")
    response = send(client, student, video, drawn())
    assert response.content.decode() == "You handed this in, so it cannot change any more."
    files.erase(photo)
    assert send(client, student, photo, drawn()).status_code == 422
