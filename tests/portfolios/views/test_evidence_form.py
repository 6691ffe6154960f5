"""Adding, changing and renewing a piece through its form."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from portfolios import evidence, uploads
from portfolios.enums import EvidenceKind, Outcome
from portfolios.models import STARR, Evidence, EvidenceFile
from tests.factories import PASSWORD, add_evidence, assess, hand_in, signed_off
from tests.portfolios.sending import photo, receive, upload
from tests.portfolios.views.reading import read, sign_in, words

ADD = "/portfolio/evidence/add/"


def address(name, piece):
    return reverse(f"portfolios:{name}", args=[piece.pk])


@pytest.fixture
def send(client, student, portfolio):
    """Sends a form as the student; gives back the page where it leads, and its text."""

    def send(path=ADD, **data):
        sign_in(client, student)
        response = client.post(path, data, follow=True)
        return response, words(response)

    return send


def codes(piece):
    return [link.work_process.code for link in piece.links.select_related("work_process")]


def test_work_process_of_the_address_is_ticked(client, student, portfolio):
    response, text = read(client, student, f"{ADD}?work_process=2.1")
    assert 'value="2.1" checked' in response.content.decode()
    assert response.content.decode().count(" checked>") == 2  # the other one: at school
    assert text.strip().startswith("2.1 does 2.1 Add evidence")


def test_own_level_is_offered_first_and_other_work_processes_last(client, student, portfolio):
    response, _text = read(client, student, ADD)
    groups = response.context["form"].groups
    assert [group.core_task and group.core_task.number for group in groups] == [1, 2, 7, None]
    assert [cell.code for cell in groups[-1].cells] == ["1.7", "7.3", "8.1", "8.2"]


def test_piece_is_saved_with_all_that_was_filled_in(send):
    written = {part: f"My {part}." for part in STARR}
    response, text = send(
        title="Flange", url="example.com/film", text="Turned.", made_on="2026-11-02",
        setting="company", company="Brandsma", made_with="Luuk",
        work_processes=["1.1", "2.1"], files=[photo("one.jpg"), upload("notes.txt", b"12 mm")],
        **written,
    )  # fmt: skip
    piece = Evidence.objects.get()
    assert response.redirect_chain == [(piece.get_absolute_url(), 302)]
    assert "Your evidence is saved." in text
    found = {name: getattr(piece, name) for name in evidence.FIELDS}
    assert found == {
        "title": "Flange", "url": "https://example.com/film", "text": "Turned.",
        "made_on": date(2026, 11, 2), "setting": "company", "company": "Brandsma",
        "made_with": "Luuk", **written,
    }  # fmt: skip
    assert codes(piece) == ["1.1", "2.1"]
    assert [file.original_name for file in piece.files.all()] == ["one.jpg", "notes.txt"]
    assert piece.kind == EvidenceKind.FILES


def test_only_a_work_process_is_compulsory(send):
    send(work_processes="1.1")
    piece = Evidence.objects.get()
    assert piece.title.startswith("1.1 does 1.1, ")
    assert piece.setting == "school"


@pytest.mark.parametrize(
    ("path", "chosen", "leads_to"),
    [
        (ADD, ["2.1"], "2.1"),
        (f"{ADD}?work_process=2.1", ["1.1", "2.1"], "2.1"),
        (ADD, ["1.1", "2.1"], None),
        (f"{ADD}?work_process=7.1", ["1.1", "2.1"], None),
    ],
)
def test_saving_leads_to_the_work_process_where_there_is_one_to_hand_in(
    send, path, chosen, leads_to
):
    response = send(path, work_processes=chosen)[0]
    piece = Evidence.objects.get()
    page = reverse("portfolios:work_process", args=[leads_to]) if leads_to else None
    assert response.redirect_chain == [(page or piece.get_absolute_url(), 302)]


def test_a_change_leads_back_to_where_it_was_asked_for(send, portfolio):
    piece = add_evidence(portfolio, "1.1", "2.1")
    path, page = address("evidence_edit", piece), reverse("portfolios:work_process", args=["2.1"])
    response = send(f"{path}?work_process=2.1", work_processes=["1.1", "2.1"])[0]
    assert response.redirect_chain == [(page, 302)]
    assert send(path, work_processes="1.1")[0].redirect_chain == [(piece.get_absolute_url(), 302)]


def test_saving_a_refused_file_leads_to_the_piece_that_says_why(send):
    text = send(work_processes="2.1", files=upload("photo.jpg", b""))[1]
    assert "Not accepted." in text


def test_more_files_than_fit_are_named_and_the_others_are_saved(send, settings):
    settings.MAX_FILES = 2
    text = send(work_processes="2.1", files=[photo(f"{number}.jpg") for number in range(4)])[1]
    assert "At most 2 files go along at once. Send these later: 2.jpg, 3.jpg." in text
    assert [file.original_name for file in Evidence.objects.get().files.all()] == ["0.jpg", "1.jpg"]


def test_setting_and_company_start_as_last_time(client, student, portfolio):
    add_evidence(portfolio, "1.1", setting="company", company="Brandsma")
    page = read(client, student, ADD)[0].content.decode()
    assert 'value="company" id="id_setting_1" checked' in page
    assert 'value="Brandsma"' in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"work_processes": []}, "Choose at least one work process."),
        ({"work_processes": "9.9"}, "9.9 is not one of the available choices"),
        ({"title": "x" * 10_000}, "at most 200 characters"),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"url": "javascript:alert(1)"}, "This is not an address of a web page."),
        ({"url": "ftp://example.com/x"}, "This is not an address of a web page."),
        ({"url": "not an address"}, "This is not an address of a web page."),
        ({"made_on": "2999-01-01"}, "This day is still to come."),
        ({"made_on": "yesterday"}, "Enter a valid date."),
        ({"setting": "moon"}, "Select a valid choice."),
    ],
)
def test_fault_is_told_and_nothing_that_was_typed_is_lost(send, data, sentence):
    filled_in = {"work_processes": ["1.1"], "text": "Three hours of work", "action": "I turned it."}
    response, text = send(**{**filled_in, **data})
    page = response.content.decode()
    assert "Nothing is saved yet." in text
    assert sentence in text
    assert "I turned it.</textarea>" in page
    for typed in filter(None, data.values()):
        assert typed in page
    assert not Evidence.objects.exists()


def test_received_files_need_not_be_chosen_again(send, client):
    response, text = send(work_processes="", files=[photo("one.jpg"), photo("two.jpg")])
    first, second = EvidenceFile.objects.unplaced()
    assert "Received, not part of a piece yet" in text
    assert response.content.decode().count('name="kept_files"') == 2
    send(work_processes="1.1", kept_files=[str(first.pk)])
    assert list(Evidence.objects.get().files.all()) == [first]
    assert list(EvidenceFile.objects.unplaced()) == [second]


def test_files_that_wait_are_offered_without_a_tick(client, student, portfolio):
    file = receive(portfolio, "one.jpg")
    page = read(client, student, ADD)[0].content.decode()
    assert f'name="kept_files" value="{file.pk}">' in page


def test_ids_of_files_of_somebody_else_do_nothing(send, classmate):
    theirs = receive(classmate.portfolios.get())
    send(work_processes="1.1", kept_files=[str(theirs.pk), "x", "-1"])
    assert list(Evidence.objects.get().files.all()) == []
    assert list(EvidenceFile.objects.unplaced()) == [theirs]


def test_piece_is_changed(send, client, student, portfolio):
    piece = add_evidence(portfolio, "1.1", title="First", received=[receive(portfolio, "one.jpg")])
    page = read(client, student, address("evidence_edit", piece))[0].content.decode()
    assert 'value="First"' in page
    assert 'value="1.1" checked' in page
    assert "one.jpg" in page
    send(
        address("evidence_edit", piece),
        title="Second", work_processes=["2.1"], made_on="2026-11-02", files=[photo("two.jpg")],
    )  # fmt: skip
    piece.refresh_from_db()
    assert (piece.title, codes(piece)) == ("Second", ["2.1"])
    assert [file.original_name for file in piece.files.all()] == ["one.jpg", "two.jpg"]


def test_piece_that_was_handed_in_meanwhile_is_not_changed_and_the_text_stays(send, portfolio):
    hand_in(portfolio, "1.1")
    piece = portfolio.evidence.get()
    response, text = send(
        address("evidence_edit", piece),
        work_processes="1.1", text="Three hours of work", files=photo("late.jpg"),
    )  # fmt: skip
    assert "You handed this in, so it cannot change any more." in text
    assert "Three hours of work</textarea>" in response.content.decode()
    assert [file.original_name for file in EvidenceFile.objects.unplaced()] == ["late.jpg"]


def test_form_that_cannot_be_is_not_shown(client, student, portfolio):
    piece = add_evidence(portfolio, "1.1")
    sign_in(client, student)
    response = client.get(address("evidence_replace", piece), follow=True)
    assert "You have not handed this in yet" in words(response)
    hand_in(portfolio, "1.1")
    response = client.get(address("evidence_edit", piece), follow=True)
    assert "You can add a new version." in words(response)


def test_new_version_starts_from_the_old_one_and_copies_what_is_ticked(
    send, client, student, portfolio, teacher
):
    kept, left = receive(portfolio, "one.jpg"), receive(portfolio, "two.jpg")
    old = add_evidence(portfolio, "1.1", "2.1", title="First", received=[kept, left])
    signed_off(portfolio, "1.1", teacher)
    assess(hand_in(portfolio, "2.1"), teacher, Outcome.INSUFFICIENT)
    path = address("evidence_replace", old)
    response, text = read(client, student, path)
    assert "The new version is used for: 2.1 does 2.1 1.1 keeps the old version." in text
    assert 'value="First"' in response.content.decode()
    assert response.context["form"].copied == {kept.pk, left.pk}
    send(path, title="Second", copied_files=str(kept.pk), files=photo("three.jpg"))
    newer = Evidence.objects.get(replaces=old)
    assert codes(newer) == ["2.1"]
    assert [file.original_name for file in newer.files.all()] == ["three.jpg", "one.jpg"]
    copied = newer.files.last()
    assert copied.stored_name != kept.stored_name
    old_bytes, new_bytes = (uploads.path_of(f.stored_name).read_bytes() for f in (kept, copied))
    assert new_bytes == old_bytes
    assert [file.original_name for file in old.files.all()] == ["one.jpg", "two.jpg"]


def test_second_sending_of_a_new_version_leaves_one_and_no_copies(send, portfolio, teacher):
    old = add_evidence(portfolio, "1.1", received=[receive(portfolio)])
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    path, file = address("evidence_replace", old), str(old.files.get().pk)
    send(path, title="Second", copied_files=file)
    text = send(path, title="Second", copied_files=file)[1]
    assert "There is a newer version already" in text
    assert Evidence.objects.filter(replaces=old).count() == 1
    assert not EvidenceFile.objects.unplaced().exists()


def test_closed_portfolio_takes_nothing_and_keeps_no_files(send, portfolio, coordinator):
    from portfolios import portfolio as steps

    steps.close(portfolio=portfolio, by=coordinator, reason="Left the school.")
    text = send(work_processes="1.1", files=photo())[1]
    assert "This portfolio is closed" in text
    assert not Evidence.objects.exists()
    assert not EvidenceFile.objects.exists()


def test_strangers_get_404_and_readers_403(
    client, portfolio, teacher, classmate, teacher_elsewhere
):
    hand_in(portfolio, "1.1")
    piece = portfolio.evidence.get()
    for name in ("evidence_edit", "evidence_replace"):
        path = address(name, piece)
        for person, status in ((classmate, 404), (teacher_elsewhere, 404), (teacher, 403)):
            client.force_login(person)
            assert client.get(path).status_code == status
            assert client.post(path, {"files": photo()}).status_code == status
    client.force_login(teacher)
    assert client.post(ADD, {"files": photo()}).status_code == 404
    assert not EvidenceFile.objects.exists()


def test_session_that_ends_in_the_middle_loses_neither_texts_nor_files(
    send, client, student, portfolio
):
    page = read(client, student, ADD)[0].content.decode()
    token = page.partition('name="kept_for" value="')[2].partition('"')[0]
    Session.objects.all().delete()
    response = client.post(
        ADD,
        {
            "kept_for": token,
            "text": "Three hours of work",
            "work_processes": ["1.1", "2.1"],
            "files": photo("one.jpg"),
        },
    )
    assert response.url == f"/accounts/login/?next={ADD}"
    client.post(response.url, {"login": student.email, "password": PASSWORD})
    response = client.get(ADD)
    page, file = response.content.decode(), EvidenceFile.objects.unplaced().get()
    assert "You were signed out, but nothing is lost." in words(response)
    assert "Three hours of work</textarea>" in page
    assert f'name="kept_files" value="{file.pk}" checked' in page
    for code in ("1.1", "2.1"):
        assert f'value="{code}" checked' in page
    send(text="Three hours of work", work_processes=["1.1", "2.1"], kept_files=[str(file.pk)])
    assert list(Evidence.objects.get().files.all()) == [file]
