"""Granting and ending an exemption, its attachment, and where it is shown."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portfolios import people, sign_off, uploads, verify
from portfolios import portfolio as steps
from portfolios.demo import material
from portfolios.enums import Role
from portfolios.models import Exemption
from portfolios.views import exemption as views
from tests import factories
from tests.factories import exempt, signed_off
from tests.portfolios.views.reading import read, sign_in, words

ADD = reverse("portfolios:exemption_add")


def form_of(portfolio):
    return f"{ADD}?portfolio={portfolio.pk}"


def codes(response):
    return [one.code for one in response.context["form"].fields["work_process"].queryset]


def grant(client, person, portfolio, code, **fields):
    sign_in(client, person)
    asked = {"work_process": factories.work_process(portfolio, code).pk, "ground": "A diploma."}
    response = client.post(form_of(portfolio), asked | fields, follow=True)
    return response, words(response)


def sent(name, content):
    return SimpleUploadedFile(name, content, "application/octet-stream")


def stored_files(media):
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_the_student_is_looked_up_first(client, portfolio, classmate, board_member):
    assert "Active portfolios" not in read(client, board_member, ADD)[1]
    response = read(client, board_member, f"{ADD}?q=exam+stud")[0]
    assert list(response.context["found"]) == [portfolio]
    assert form_of(portfolio).removeprefix(ADD) in response.content.decode()
    response = read(client, board_member, f"{ADD}?q=4a")[0]
    assert len(response.context["found"]) == 2
    assert "No active portfolio was found" in read(client, board_member, f"{ADD}?q=nobody")[1]


@pytest.mark.parametrize("students", [1, 30])
def test_looking_up_costs_the_same_for_any_number(
    client, level3, school_class, board_member, students, django_assert_num_queries
):
    factories.make_students(students, level3, school_class)
    sign_in(client, board_member)
    with django_assert_num_queries(5):
        response = client.get(f"{ADD}?q=4a")
    assert response.context["found"].paginator.count == students


def test_what_counts_or_lies_with_a_teacher_cannot_be_chosen(
    client, portfolio, teacher, board_member
):
    signed_off(portfolio, "1.1", teacher)
    factories.hand_in(portfolio, "1.2")
    factories.add_evidence(portfolio, "2.1")
    exempt(portfolio, "2.2", board_member)
    response = read(client, board_member, form_of(portfolio))[0]
    assert codes(response) == ["2.1", "2.3", "7.1", "7.2"]
    text = grant(client, board_member, portfolio, "1.2")[1]
    assert "Select a valid choice." in text
    assert Exemption.objects.count() == 1


def test_it_is_granted_with_a_ground(client, portfolio, board_member):
    text = grant(client, board_member, portfolio, "2.1", ground="A diploma of 2024.")[1]
    found = Exemption.objects.get()
    assert "Student Example is exempt from 2.1." in text
    assert (found.ground, found.granted_by, found.stored_name) == (
        "A diploma of 2024.",
        board_member,
        "",
    )


def test_without_a_ground_nothing_typed_is_lost(client, portfolio, board_member):
    response, text = grant(client, board_member, portfolio, "2.1", ground=" ")
    assert "This field is required." in text
    assert "selected>2.1 does 2.1" in response.content.decode()
    assert Exemption.objects.count() == 0


def test_who_grants_at_the_same_time_is_refused_and_keeps_the_text(
    client, portfolio, board_member, monkeypatch
):
    # The list was read before the other member granted it.
    before = views._exemptible(portfolio)
    list(before)
    exempt(portfolio, "2.1", board_member)
    monkeypatch.setattr(views, "_exemptible", lambda portfolio: before)
    text = grant(client, board_member, portfolio, "2.1", ground="Typed with care.")[1]
    assert "This student is exempted from 2.1 already." in text
    assert "Typed with care." in text
    assert Exemption.objects.count() == 1


def test_an_attachment_is_kept_and_handed_out_like_evidence(
    client, portfolio, board_member, student, media
):
    pdf = material.drawing(1)
    grant(client, board_member, portfolio, "2.1", attachment=sent("diploma.pdf", pdf))
    found = Exemption.objects.get()
    assert (found.attachment_name, found.attachment_type) == ("diploma.pdf", "application/pdf")
    assert found.attachment_size == uploads.path_of(found.stored_name).stat().st_size
    sign_in(client, student)
    response = client.get(reverse("portfolios:exemption_attachment", args=[found.pk]))
    assert b"".join(response.streaming_content) == uploads.path_of(found.stored_name).read_bytes()
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'attachment; filename="diploma.pdf"'
    assert response["ETag"] == f'"{found.attachment_sha256}"'


def test_a_photo_loses_what_the_camera_wrote_into_it(client, portfolio, board_member, media):
    grant(client, board_member, portfolio, "2.1", attachment=sent("IMG.jpg", material.photo(1)))
    found = Exemption.objects.get()
    assert uploads.measure(found.stored_name) == (found.attachment_size, found.attachment_sha256)
    assert len(stored_files(media)) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("diploma.pdf", b"", "This file is empty."),
        ("diploma.pdf", b"<html><script>alert(1)</script>", "This file is a web page"),
        ("diploma.exe", b"MZ" + b"\0" * 200, "This file is a program."),
    ],
)
def test_a_file_that_is_not_accepted_is_refused_with_the_text_kept(
    client, portfolio, board_member, media, name, content, sentence
):
    text = grant(
        client, board_member, portfolio, "2.1",
        ground="Typed with care.", attachment=sent(name, content),
    )[1]  # fmt: skip
    assert sentence in text
    assert "Typed with care." in text
    assert Exemption.objects.count() == 0
    assert stored_files(media) == []


def test_a_file_that_is_too_large_is_told(client, portfolio, board_member, media, settings):
    settings.MAX_FILE_BYTES = 1_000_000
    large = sent("diploma.pdf", b"%PDF-" + b"x" * 1_000_001)
    text = grant(client, board_member, portfolio, "2.1", attachment=large)[1]
    assert "This file is larger than 1 MB, so it was not received." in text
    assert Exemption.objects.count() == 0


def test_the_file_of_a_refused_step_does_not_stay(
    client, portfolio, board_member, media, monkeypatch
):
    before = views._exemptible(portfolio)
    list(before)
    exempt(portfolio, "2.1", board_member)
    monkeypatch.setattr(views, "_exemptible", lambda portfolio: before)
    pdf = sent("diploma.pdf", material.drawing(1))
    grant(client, board_member, portfolio, "2.1", attachment=pdf)
    assert stored_files(media) == []


def test_the_check_of_files_knows_attachments(client, portfolio, board_member, media):
    pdf = sent("diploma.pdf", material.drawing(1))
    grant(client, board_member, portfolio, "2.1", attachment=pdf)
    found = Exemption.objects.get()
    path = uploads.path_of(found.stored_name)
    lines = []
    os.utime(path, (0, 0))
    assert verify.check_files(lines.append, lines.append).files == 1
    assert lines == []
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    verify.check_files(lines.append, lines.append)
    path.unlink()
    verify.check_files(lines.append, lines.append)
    place = f"portfolio {portfolio.pk}, exemption {found.pk}: its attachment"
    assert lines == [
        f"{place} was changed on disk, its SHA-256 does not fit",
        f"{place} is not on disk",
    ]


def test_ending_says_what_it_brings_about_and_needs_a_reason(client, portfolio, board_member):
    found = exempt(portfolio, "2.1", board_member)
    url = reverse("portfolios:exemption_end", args=[found.pk])
    text = read(client, board_member, url)[1]
    assert "Student Example has to show 2.1 then." in text
    assert "A diploma of another school." in text
    response = client.post(url, {"reason": ""})
    assert "This field is required." in words(response)
    client.post(url, {"reason": "It has expired."})
    found.refresh_from_db()
    assert found.ended_by == board_member
    assert "This exemption ended on" in read(client, board_member, url)[1]
    response = client.post(url, {"reason": "Once more."})
    assert "This exemption was ended meanwhile." in words(response)
    assert "Once more." in words(response)


def test_the_student_sees_the_state_the_ground_and_since_when(
    client, portfolio, student, board_member
):
    exempt(portfolio, "2.1", board_member, "A diploma of 2024.")
    pages = {
        "portfolios:portfolio": "exempt for Level 4 since",
        "portfolios:matrix": "exempt for Level 4 since",
    }
    for name, since in pages.items():
        response, text = read(client, student, reverse(name))
        assert 'data-state="exempt"' in response.content.decode()
        assert since in text
        assert "A diploma of 2024." in text
    text = read(client, student, reverse("portfolios:work_process", args=["2.1"]))[1]
    assert "Exempt for Level 4 since" in text
    assert "A diploma of 2024." in text
    assert "exempt since" in text
    text = read(client, student, reverse("portfolios:work_process", args=["2.2"]))[1]
    assert "A diploma of 2024." not in text


def test_an_exemption_of_a_lower_level_waits_for_the_board(
    client, level3, level4, school_class, student, coordinator, board_member
):
    made = factories.make_portfolio(student, level3, school_class)
    exempt(made, "2.1", board_member)
    exempt(made, "8.1", board_member)
    steps.change_profile(portfolio=made, by=coordinator, exit_profile=level4, reason="Up.")
    text = read(client, student, reverse("portfolios:work_process", args=["2.1"]))[1]
    assert "For Level 4 it does not count yet: the examination board has to grant it again." in text
    assert "a teacher has to confirm it" not in text
    text = read(client, student, reverse("portfolios:work_process", args=["8.1"]))[1]
    assert "Level 4 does not ask for this work process, so it does not count." in text
    assert "This is signed off, but" not in text


def test_the_history_tells_of_an_exemption_and_its_end(client, portfolio, student, board_member):
    found = exempt(portfolio, "2.1", board_member, "A diploma of 2024.")
    sign_off.end_exemption(exemption=found, by=board_member, reason="It has expired.")
    text = read(client, student, reverse("portfolios:work_process", args=["2.1"]))[1]
    ended, granted = text.index("Exemption ended"), text.index("Exempt for Level 4")
    assert ended < text.index("It has expired.") < granted < text.index("A diploma of 2024.")


def test_nobody_exempts_themselves(client, portfolio, student, board_member):
    people.set_role(student, Role.BOARD, True, by=None)
    found = exempt(portfolio, "2.1", board_member)
    assert read(client, student, form_of(portfolio))[0].status_code == 404
    assert "Active portfolios" not in read(client, student, f"{ADD}?q=student")[1]
    end = reverse("portfolios:exemption_end", args=[found.pk])
    assert read(client, student, end)[0].status_code == 403


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 30, "²"])
def test_a_portfolio_that_is_not_there_is_not_found(client, board_member, number):
    assert read(client, board_member, f"{ADD}?portfolio={number}")[0].status_code == 404
