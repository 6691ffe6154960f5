"""What a student typed outlives a session that ends and a file that is not accepted."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import Evidence
from tests.browser import steps
from tests.browser.looking import faults
from tests.factories import STARR

pytestmark = pytest.mark.browser

TEXTS = {"title": "A flange", "text": "What I did.", **STARR}


def texts_in(page):
    return {name: page.locator(f"[name={name}]").input_value() for name in TEXTS}


def ticked(page, name):
    return page.locator(f"[name={name}]:checked").count()


def test_a_session_that_ends_in_the_middle_of_the_form(window, portfolio, student):
    page = window(student)
    page.goto(reverse("portfolios:evidence_add"))
    steps.fill_in_evidence(page, "1.1", "2.1", files=[steps.PHOTO], **TEXTS)
    Session.objects.all().delete()
    steps.save_evidence(page)
    page.wait_for_url("**" + reverse("account_login") + "**")
    assert faults(page) == []
    steps.sign_in(page, student)
    page.wait_for_url("**" + reverse("portfolios:evidence_add"))
    assert texts_in(page) == TEXTS
    assert ticked(page, "work_processes") == 2
    assert faults(page) == []
    steps.save_evidence(page)
    piece = Evidence.objects.get()
    assert {name: getattr(piece, name) for name in TEXTS} == TEXTS
    assert [file.original_name for file in piece.files.all()] == ["flange.jpg"]


def test_a_file_that_is_not_accepted(window, portfolio, student):
    page = window(student)
    page.goto(reverse("portfolios:evidence_add"))
    renamed = {**steps.DRAWING, "name": "photo.jpg", "mimeType": "image/jpeg"}
    steps.fill_in_evidence(page, "1.1", files=[steps.PHOTO, renamed], **TEXTS)
    row = page.locator("li[data-file]", has_text="photo.jpg")
    row.get_by_text("Not accepted").wait_for()
    assert "PDF" in row.inner_text()
    assert faults(page) == []
    steps.save_evidence(page)
    assert [file.original_name for file in Evidence.objects.get().files.all()] == ["flange.jpg"]


def test_a_form_that_is_not_complete_keeps_its_files_too(window, portfolio, student):
    page = window(student)
    page.goto(reverse("portfolios:evidence_add"))
    steps.fill_in_evidence(page, files=[steps.PHOTO, steps.DRAWING], **TEXTS)
    steps.save_evidence(page)
    assert faults(page) == []
    assert texts_in(page) == TEXTS
    assert ticked(page, "kept_files") == 2
    steps.fill_in_evidence(page, "1.1")
    steps.save_evidence(page)
    assert Evidence.objects.get().files.count() == 2


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_file_that_is_too_large(window, portfolio, student, settings, script):
    settings.MAX_FILE_BYTES = 1_000_000
    page = window(student, java_script_enabled=script)
    page.goto(reverse("portfolios:evidence_add"))
    large = {**steps.PHOTO, "name": "film.jpg", "buffer": b"\xff\xd8\xff" * 500_000}
    steps.fill_in_evidence(page, "1.1", files=[steps.PHOTO, large], **TEXTS)
    if script:
        row = page.locator("ul.files li", has_text="film.jpg")
        assert "Too large: at most 1 MB" in row.inner_text()
        assert faults(page) == []
    steps.save_evidence(page)
    told = "film.jpg” is larger than 1 MB" in page.locator("main").inner_text()
    assert told is not script
    piece = Evidence.objects.get()
    assert {name: getattr(piece, name) for name in TEXTS} == TEXTS
    assert [file.original_name for file in piece.files.all()] == ["flange.jpg"]
