"""Receiving files: streamed to disk with their hash, dropped over the limit, stored or gone."""

import hashlib
import io
import os

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile
from django.http import JsonResponse
from django.test import RequestFactory
from django.urls import path

from portfolios import uploads

LIMIT = 100_000


@login_not_required
def receive(request):
    """Answers what came in; stores the files that the form's field `keep` asks for."""
    files = [
        {
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "on_disk": file.temporary_path().stat().st_size,
            "mode": oct(file.temporary_path().stat().st_mode & 0o777),
            "read": file.read().decode(),
            "stored": uploads.store(file) if "keep" in request.POST else "",
        }
        for file in request.FILES.getlist("files")
    ]
    return JsonResponse(
        {
            "files": files,
            "title": request.POST.get("title"),
            "dropped": uploads.too_large(request) or uploads.too_many(request),
        }
    )


urlpatterns = [path("receive/", receive)]


@pytest.fixture
def media(settings, tmp_path):
    settings.ROOT_URLCONF = __name__
    settings.MAX_FILE_BYTES = LIMIT
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture
def send(client, media):
    def send(*files, **fields):
        return client.post("/receive/", {"title": "As draaien", "files": files, **fields}).json()

    return send


def incoming(media):
    return list((media / "incoming").iterdir())


MULTIPART = "multipart/form-data; boundary=X"


def part(name):
    """The beginning of a form with one file, as it is sent: the test client changes names."""
    head = f'--X\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return head.encode() + b"text"


def text(data=b"Ik heb een as gedraaid.", name="report.txt"):
    return SimpleUploadedFile(name, data)


def test_a_file_arrives_on_disk_with_its_size_and_hash(send):
    data = b"Ik heb een as gedraaid."

    answer = send(text(data))

    assert answer == {
        "title": "As draaien",
        "dropped": [],
        "files": [
            {
                "name": "report.txt",
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "on_disk": len(data),
                "mode": "0o600",
                "read": data.decode(),
                "stored": "",
            }
        ],
    }


def test_a_file_that_is_not_stored_is_gone_when_the_request_ends(send, media):
    assert len(send(text(), text())["files"]) == 2

    assert incoming(media) == []


def test_a_stored_file_stays_under_a_random_name_for_its_owner_alone(send, media):
    first, second = (file["stored"] for file in send(text(), text(), keep="on")["files"])

    assert first != second
    stored = uploads.path_of(first)
    assert stored.read_bytes() == b"Ik heb een as gedraaid."
    assert stored.stat().st_mode & 0o777 == 0o600
    assert stored.parent.stat().st_mode & 0o077 == 0
    assert stored.parent.parent == media
    assert stored.suffix == ""
    assert incoming(media) == []


def test_a_file_over_the_limit_is_dropped_and_the_rest_of_the_form_stays(send, media):
    large = b"x" * (LIMIT + 1)

    answer = send(text(), text(large, "film.txt"), text(b"x" * LIMIT), text(large, "b.pdf"))

    assert answer["title"] == "As draaien"
    assert [file["size"] for file in answer["files"]] == [23, LIMIT]
    assert answer["dropped"] == ["film.txt", "b.pdf"]
    assert incoming(media) == []


def test_what_comes_after_the_most_files_is_dropped_and_the_rest_of_the_form_stays(
    send, media, settings
):
    settings.MAX_FILES = 2

    answer = send(text(name="a.txt"), text(name="b.txt"), text(name="c.txt"), text(name="d.txt"))

    assert answer["title"] == "As draaien"
    assert [file["name"] for file in answer["files"]] == ["a.txt", "b.txt"]
    assert answer["dropped"] == ["c.txt", "d.txt"]
    assert incoming(media) == []


def test_a_dropped_file_in_front_does_not_harm_what_follows(send):
    answer = send(text(b"x" * 10 * LIMIT, "first.txt"), text(), title="Na het bestand")

    assert [file["sha256"] for file in answer["files"]] == [
        hashlib.sha256(b"Ik heb een as gedraaid.").hexdigest()
    ]
    assert answer["dropped"] == ["first.txt"]
    assert answer["title"] == "Na het bestand"


def test_nothing_is_written_beyond_the_limit(media):
    handler = uploads.LimitedUploadHandler(RequestFactory().post("/"))
    handler.new_file("files", "film.mp4", "video/mp4", None)
    handler.receive_data_chunk(b"x" * LIMIT, 0)
    handler.file.flush()
    assert os.path.getsize(handler.file.temporary_path()) == LIMIT

    with pytest.raises(SkipFile):
        handler.receive_data_chunk(b"x", LIMIT)

    assert incoming(media) == []


def test_an_upload_that_breaks_off_leaves_nothing(media):
    request = RequestFactory().generic("POST", "/", part("a.txt"), content_type=MULTIPART)

    receive(request)
    request.close()

    assert incoming(media) == []


def test_an_empty_file_arrives(send):
    data = io.BytesIO()
    data.name = "empty.jpg"

    (file,) = send(data)["files"]

    assert (file["name"], file["size"]) == ("empty.jpg", 0)
    assert file["sha256"] == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("a" * 300 + ".jpg", "a" * 196 + ".jpg"),
        ("a." + "b" * 300, "a." + "b" * 198),
        ("as\u202egnp.exe", "asgnp.exe"),
        (" photo.jpg. ", "photo.jpg"),
        (". .", "file"),
    ],
)
def test_a_name_is_made_harmless_and_short(client, media, sent, kept):
    answer = client.generic(
        "POST", "/receive/", part(sent) + b"\r\n--X--\r\n", content_type=MULTIPART
    ).json()

    assert [file["name"] for file in answer["files"]] == [kept]


@pytest.mark.parametrize(
    "name",
    ["", "ab", "../../etc/passwd", "incoming/x", f"ab/{'0' * 32}", f"AB/AB{'0' * 30}", "\n"],
)
def test_only_a_stored_name_has_a_place(media, name):
    with pytest.raises(ValueError, match="not the name of a stored file"):
        uploads.path_of(name)
    with pytest.raises(ValueError, match="not the name of a stored file"):
        uploads.discard(name)


def test_a_reserved_name_has_a_folder_and_no_file(media):
    place = uploads.path_of(uploads.reserve())

    assert place.parent.is_dir()
    assert not place.exists()


def test_a_discarded_file_is_gone_and_stays_gone(send):
    (file,) = send(text(), keep="on")["files"]

    uploads.discard(file["stored"])
    uploads.discard(file["stored"])

    assert not uploads.path_of(file["stored"]).exists()
