"""Hostile and broken files through the real form: each gets its sentence, the rest is saved."""

import pytest

from portfolios.models import Evidence, EvidenceFile
from tests.portfolios.inspection.samples import pdf, picture, pixel_bomb
from tests.portfolios.sending import photo, upload
from tests.portfolios.views.reading import sign_in, words

ADD = "/portfolio/evidence/add/"
NO_WEB_PAGES = "This file is a web page, an SVG drawing or a program. We do not accept those."


@pytest.fixture
def send(client, student, portfolio):
    def send(*files, **data):
        sign_in(client, student)
        data = {"work_processes": "1.1", "text": "Three hours of work", "files": files, **data}
        return words(client.post(ADD, data, follow=True))

    return send


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "drawing.jpg",
            pdf(),
            "but it is a PDF document. Give it the right name and send it again.",
        ),
        ("photo.jpg", picture("JPEG")[:300], "This file is damaged"),
        ("photo.jpg", b"", "This file is empty."),
        ("page.html", b"<!doctype html><script>alert(1)</script>", NO_WEB_PAGES),
        ("page.txt", b"<script>alert(1)</script>", NO_WEB_PAGES),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', NO_WEB_PAGES),
        ("big.png", pixel_bomb(), "This picture is too large to open."),
        ("tool.exe", b"MZ" + bytes(64), "We do not accept"),
    ],
    ids=["renamed", "truncated", "empty", "html", "markup", "svg", "pixels", "program"],
)
def test_refused_file_never_blocks_the_piece(send, name, content, sentence):
    text = send(upload(name, content), photo("good.jpg"))
    piece = Evidence.objects.get()
    refused, good = piece.files.all()
    assert piece.text == "Three hours of work"
    assert "1 file was not accepted. The list of files says why." in text
    assert f"{name} Not accepted. " in text
    assert sentence in text
    assert (refused.is_refused, refused.stored_name, good.is_ready) == (True, "", True)


def test_file_over_the_limit_is_named_and_the_rest_is_saved(send, settings):
    settings.MAX_FILE_BYTES = 1_000_000
    text = send(upload("film.jpg", bytes(1_000_001)), photo("good.jpg"))
    assert "“film.jpg” is larger than 1 MB, so it was not received." in text
    assert [file.original_name for file in Evidence.objects.get().files.all()] == ["good.jpg"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "&lt;img src=x onerror=alert(1)&gt;.jpg"),
        ("a\u202egpj.jpg", "agpj.jpg"),
        ("één foto & meer.jpg", "één foto &amp; meer.jpg"),
        ("x" * 300 + ".jpg", "x" * 196 + ".jpg"),
    ],
)
def test_name_of_a_file_is_text_and_nothing_more(send, client, sent, kept):
    send(photo(sent))
    page = client.get(Evidence.objects.get().get_absolute_url()).content.decode()
    assert f">{kept}</a>" in page


def test_refused_file_can_be_removed_from_the_piece(send, client):
    send(upload("photo.jpg", b""))
    file = EvidenceFile.objects.get()
    page = client.get(Evidence.objects.get().get_absolute_url()).content.decode()
    assert f'href="/portfolio/files/{file.pk}/remove/"' in page
    client.post(f"/portfolio/files/{file.pk}/remove/")
    assert not EvidenceFile.objects.exists()
