"""Handing out the bytes of evidence, and removing a file."""

import hashlib

import pytest

from portfolios import files, uploads
from portfolios.models import EvidenceFile
from tests.factories import add_evidence, hand_in
from tests.portfolios.sending import receive
from tests.portfolios.views.reading import read, sign_in, words


def path(file, action=""):
    return f"/portfolio/files/{file.pk}/{action}"


def content(response):
    return response.getvalue()


@pytest.fixture
def file(portfolio):
    """A photo of a piece."""
    file = receive(portfolio, "één foto.jpg")
    add_evidence(portfolio, "1.1", received=[file])
    return EvidenceFile.objects.get()


def test_student_gets_the_bytes_that_are_kept(client, student, file):
    client.force_login(student)
    got = content(client.get(path(file)))
    assert got == uploads.path_of(file.stored_name).read_bytes()
    assert hashlib.sha256(got).hexdigest() == file.sha256


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
