"""The pages of a workplace trainer: what a link shows, and what is answered there."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from portfolios import evidence, tokens
from portfolios.demo import material
from portfolios.enums import Answer
from portfolios.models import LinkOpening, LogEntry, WorkplaceStatement
from tests import factories
from tests.portfolios.views.reading import words

CODE_PAGE = "/s/"


@pytest.fixture
def photo(portfolio):
    return factories.receive_photo(portfolio)


@pytest.fixture
def link(portfolio, teacher, photo):
    factories.add_evidence(portfolio, "1.1", received=[photo], title="The daily start", text="Led.")
    factories.add_evidence(portfolio, "2.1", title="The drawing")
    return factories.open_link(portfolio, teacher, "1.1", "2.1")


@pytest.fixture
def address(link):
    return reverse("portfolios:guest", args=[factories.token(link)]) + "?lang=en"


@pytest.fixture
def guest():
    return Client(enforce_csrf_checks=True)


def answer(guest, address, link, said, **typed):
    """Send the form as a browser does: {code: (answer, remark)}."""
    guest.get(address)
    form = {"csrfmiddlewaretoken": guest.cookies["csrftoken"].value, "name": "Wim", "capacity": ""}
    for question in link.questions.select_related("sign_off__work_process"):
        given = said.get(question.sign_off.work_process.code)
        if given:
            form[f"q{question.pk}-answer"], form[f"q{question.pk}-remark"] = given
    return guest.post(address, form | typed)


def test_it_shows_who_asks_what_was_made_and_that_no_grade_is_given(guest, address, photo):
    text = words(guest.get(address))
    for sentence in (
        "Hello Wim Brandsma. Student Example asks you to confirm that this work was done at",
        "Brandsma",
        "You give no grade; the school assesses.",
        "Qualification small, Level 4",
        "24-08-2026 – 12-07-2030",
        "1.1 does 1.1",
        "The daily start",
        "Led.",
        "I turned it.",
        "photo.jpg",
        "2.1 does 2.1",
        "The drawing",
    ):
        assert sentence in text


def test_nothing_is_chosen_beforehand(guest, address):
    html = guest.get(address).content.decode()
    assert html.count('type="radio"') == 6
    assert " checked" not in html


def test_dutch_is_the_language_and_english_one_touch_away(guest, address):
    dutch = guest.get(address.partition("?")[0])
    assert dutch.headers["Content-Language"] == "nl"
    assert b'lang="nl"' in dutch.content
    assert b'href="?lang=en"' in dutch.content
    assert b'href="?lang=nl"' in guest.get(address).content


def test_a_look_writes_one_line_beside_the_log_and_nothing_else(
    guest, address, link, django_assert_num_queries
):
    before = LogEntry.objects.count()
    guest.get(address)
    guest.head(address)
    assert LinkOpening.objects.filter(link=link).count() == 1
    assert (LogEntry.objects.count(), WorkplaceStatement.objects.count()) == (before, 0)
    assert settings.SESSION_COOKIE_NAME not in guest.cookies
    with django_assert_num_queries(5):
        guest.get(address)


def test_no_search_engine_cache_or_other_site_learns_of_it(guest, address, photo):
    headers = guest.get(address).headers
    assert "noindex" in headers["X-Robots-Tag"]
    assert "no-store" in headers["Cache-Control"]
    # A form on a page of `no-referrer` is sent with `Origin: null`, which its protection refuses.
    assert headers["Referrer-Policy"] == "same-origin"
    picture = guest.get(address.partition("?")[0] + f"files/{photo.pk}/thumbnail/")
    assert picture.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in picture.headers["X-Robots-Tag"]
    assert picture.headers["Cache-Control"] == "private, no-cache"
    picture.getvalue()


def test_it_is_small_and_needs_no_script(guest, address):
    html = guest.get(address).content
    style = Path(finders.find("guest.css")).read_bytes()
    assert b"<script" not in html
    assert len(html) + len(style) < 24_000


def test_an_answer_is_taken_down_and_the_others_stay_open(guest, address, link):
    response = answer(guest, address, link, {"1.1": ("partly", "Two weeks.")}, capacity="Foreman")
    assert response.status_code == 302
    statement = WorkplaceStatement.objects.get()
    assert (statement.answer, statement.remark) == (Answer.PARTLY, "Two weeks.")
    assert (statement.name, statement.capacity) == ("Wim", "Foreman")
    text = words(guest.get(address))
    assert "What you said 1.1 does 1.1 seen in part" in text
    assert "The daily start" not in text
    assert "The drawing" in text


def test_after_the_last_answer_it_thanks_and_shows_only_what_was_said(guest, address, link):
    answer(guest, address, link, {"1.1": ("seen", ""), "2.1": ("not_recognised", "Never.")})
    response = guest.get(address)
    text = words(response)
    assert "Thank you" in text
    assert "Never." in text
    assert "The drawing" not in text
    assert b"<form" not in response.content


def test_a_form_without_an_answer_says_so_and_keeps_what_was_typed(guest, address, link):
    response = answer(guest, address, link, {}, capacity="Foreman")
    assert "Choose an answer for at least one work process." in words(response)
    assert 'value="Foreman"' in response.content.decode()
    response = answer(guest, address, link, {"1.1": ("", "Only words.")})
    assert "Choose an answer as well." in words(response)
    assert "Only words." in words(response)
    response = answer(guest, address, link, {"1.1": ("seen", "")}, name="")
    assert b"id_name_error" in response.content
    assert not WorkplaceStatement.objects.exists()


def test_a_form_of_another_site_is_refused(guest, address, link):
    question = link.questions.first()
    assert guest.post(address, {f"q{question.pk}-answer": "seen", "name": "Wim"}).status_code == 403
    assert not WorkplaceStatement.objects.exists()


@pytest.mark.parametrize("what", ["", "preview/", "thumbnail/"])
def test_it_hands_out_the_files_that_it_shows(guest, address, photo, what):
    response = guest.get(address.partition("?")[0] + f"files/{photo.pk}/{what}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.getvalue()


def test_a_film_comes_in_parts(guest, address, photo):
    response = guest.get(
        address.partition("?")[0] + f"files/{photo.pk}/", headers={"Range": "bytes=0-9"}
    )
    assert response.status_code == 206
    assert len(response.getvalue()) == 10


def test_other_files_and_those_of_answered_questions_do_not_open(
    guest, address, portfolio, photo, link
):
    draft = factories.receive_photo(portfolio, "draft.jpg", "red")
    later = factories.add_evidence(portfolio, "1.1", received=[draft])
    base = address.partition("?")[0]
    assert later.files.get() == draft
    assert guest.get(f"{base}files/{draft.pk}/").status_code == 404
    factories.state(link, codes=["1.1"])
    assert guest.get(f"{base}files/{photo.pk}/").status_code == 404


def test_what_the_student_removed_or_the_school_erased_is_a_card(
    guest, address, portfolio, student, coordinator, photo
):
    piece = portfolio.evidence.get(title="The daily start")
    evidence.remove(evidence=piece, by=student)
    text = words(guest.get(address))
    assert "The student has removed a piece of evidence that stood here." in text
    assert "Led." not in text
    assert guest.get(address.partition("?")[0] + f"files/{photo.pk}/").status_code == 404


def test_an_erased_file_of_a_hand_in_is_a_card_without_its_name(
    guest, portfolio, teacher, coordinator
):
    photo = factories.receive_photo(portfolio, "bystander.jpg")
    factories.add_evidence(portfolio, "2.2", received=[photo])
    factories.hand_in(portfolio, "2.2")
    link = factories.open_link(portfolio, teacher, "2.2")
    evidence.erase_file(file=photo, by=coordinator, reason="A bystander objects.")
    base = reverse("portfolios:guest", args=[factories.token(link)])
    text = words(guest.get(base + "?lang=en"))
    assert "A file that stood here is not there any more." in text
    assert "bystander" not in text
    assert guest.get(f"{base}files/{photo.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_it_costs_the_same_for_any_number_of_pieces(
    guest, portfolio, teacher, number, django_assert_num_queries
):
    for index in range(number):
        received = [material.receive(portfolio, f"{index}.txt", b"Words.")]
        factories.add_evidence(portfolio, "1.1", title=f"Piece {index}", received=received)
    link = factories.open_link(portfolio, teacher, "1.1")
    address = reverse("portfolios:guest", args=[factories.token(link)])
    with django_assert_num_queries(5):
        guest.get(address)


def test_the_code_on_paper_leads_to_the_page(guest, link):
    link.refresh_from_db()
    guest.get(CODE_PAGE)
    form = {
        "csrfmiddlewaretoken": guest.cookies["csrftoken"].value,
        "code": tokens.code_of(link).lower(),
    }
    response = guest.post(CODE_PAGE + "?lang=en", form)
    assert response.status_code == 302
    assert urlsplit(response.url).path == reverse("portfolios:guest", args=[tokens.token_of(link)])
    assert "Hello Wim Brandsma" in words(guest.get(response.url))
