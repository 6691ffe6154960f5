"""Handing out the bytes of evidence, and removing a file."""

import pytest

from portfolios import files, uploads
from portfolios.models import EvidenceFile
from tests.factories import add_evidence, hand_in
from tests.portfolios.inspection.samples import pdf, picture
from tests.portfolios.sending import receive
from tests.portfolios.views.reading import read, sign_in, words


def path(file, action=""):
    return f"/portfolio/files/{file.pk}/{action}"


def content(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def file(portfolio):
    """A photo of a piece."""
    file = receive(portfolio, "één foto.jpg")
    add_evidence(portfolio, "1.1", received=[file])
    return EvidenceFile.objects.get()


def test_student_gets_the_very_bytes_that_were_sent(client, student, file):
    client.force_login(student)
    response = client.get(path(file))
    assert content(response) == picture("JPEG")
    assert {name: response[name] for name in (
        "Content-Type", "Content-Length", "Content-Disposition", "X-Content-Type-Options",
        "Content-Security-Policy", "Cache-Control",
    )} == {
        "Content-Type": "image/jpeg",
        "Content-Length": str(len(picture("JPEG"))),
        "Content-Disposition": "inline; filename*=utf-8''%C3%A9%C3%A9n%20foto.jpg",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }  # fmt: skip


def test_download_is_an_attachment(client, student, file):
    client.force_login(student)
    response = client.get(path(file) + "?download")
    assert response["Content-Disposition"].startswith("attachment; filename*=")
    assert content(response) == picture("JPEG")


@pytest.mark.parametrize(
    ("name", "sent", "media_type"),
    [
        ("notes.txt", b"alert(1)", "text/plain; charset=utf-8"),
        ("report.pdf", pdf(), "application/pdf"),
        ("picture.png", picture("PNG"), "image/png"),
    ],
)
def test_type_is_that_of_the_content(client, student, portfolio, name, sent, media_type):
    file = receive(portfolio, name, sent)
    client.force_login(student)
    response = client.get(path(file))
    assert (response["Content-Type"], content(response)) == (media_type, sent)


def test_preview_is_a_small_jpeg(client, student, file):
    client.force_login(student)
    response = client.get(path(file, "preview/"))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert content(response)[:2] == b"\xff\xd8"


def test_head_tells_the_size_and_sends_nothing(client, student, file):
    client.force_login(student)
    response = client.head(path(file))
    assert response["Content-Length"] == str(file.size)
    assert content(response) == b""


def test_file_is_seen_by_who_may_see_the_piece(
    client, student, portfolio, file, teacher, coordinator, board_member, classmate,
    teacher_elsewhere, administrator,
):  # fmt: skip
    everybody = [student, teacher, coordinator, board_member, classmate, teacher_elsewhere]
    everybody.append(administrator)

    def readers():
        found = []
        for person in everybody:
            client.force_login(person)
            answers = [client.get(path(file, action)) for action in ("", "preview/")]
            if [answer.status_code for answer in answers] == [200, 200]:
                assert all(content(answer)[:2] == b"\xff\xd8" for answer in answers)
                found.append(person)
            else:
                assert [answer.status_code for answer in answers] == [404, 404]
        return found

    assert readers() == [student]
    hand_in(portfolio, "1.1")
    assert readers() == [student, teacher, coordinator, board_member]
    client.logout()
    assert client.get(path(file)).url == f"/accounts/login/?next={path(file)}"


def test_what_has_no_bytes_is_not_found(client, student, portfolio, file):
    client.force_login(student)
    text, refused = receive(portfolio, "a.txt", b"words"), receive(portfolio, "a.jpg", b"")
    assert client.get(path(text, "preview/")).status_code == 404
    assert client.get(path(refused)).status_code == 404
    uploads.path_of(text.stored_name).unlink()
    assert client.get(path(text)).status_code == 404
    files.erase(file)
    assert client.get(path(file)).status_code == 404
    assert client.get(path(file, "preview/")).status_code == 404


def test_removing_asks_first_and_leads_back_to_the_piece(client, student, file):
    text = read(client, student, path(file, "remove/"))[1]
    assert "“één foto.jpg” leaves this piece. You find it back when you add evidence." in text
    assert EvidenceFile.objects.count() == 1
    response = client.post(path(file, "remove/"), follow=True)
    assert response.redirect_chain == [(file.evidence.get_absolute_url(), 302)]
    assert "The file is removed." in words(response)
    assert EvidenceFile.objects.get().evidence is None
    assert "will be gone. This cannot be undone." in read(client, student, path(file, "remove/"))[1]
    client.post(path(file, "remove/"))
    assert not EvidenceFile.objects.exists()


def test_file_that_waits_is_removed_too(client, student, portfolio):
    file = receive(portfolio)
    sign_in(client, student)
    assert client.post(path(file, "remove/")).url == "/portfolio/evidence/add/"
    assert not EvidenceFile.objects.exists()


def test_file_that_was_handed_in_stays(client, student, portfolio, file):
    hand_in(portfolio, "1.1")
    sign_in(client, student)
    response = client.post(path(file, "remove/"), follow=True)
    assert "You handed this in, so it cannot change any more." in words(response)
    assert uploads.path_of(file.stored_name).exists()


def test_nobody_else_removes_a_file(client, portfolio, file, teacher, classmate):
    hand_in(portfolio, "1.1")
    for person, status in ((teacher, 403), (classmate, 404)):
        client.force_login(person)
        assert client.get(path(file, "remove/")).status_code == status
        assert client.post(path(file, "remove/")).status_code == status
    assert EvidenceFile.objects.get() == file


def test_erased_file_of_a_piece_says_so(client, student, portfolio, file):
    files.erase(file)
    text = read(client, student, portfolio.evidence.get().get_absolute_url())[1]
    assert "Erased file" in text
