"""A coordinator brings in a class list: with errors first, then improved, then taken over."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import Portfolio, User
from tests import factories
from tests.browser import steps
from tests.browser.looking import faults
from tests.portfolios.class_list.lists import as_csv, as_xlsx, row

pytestmark = pytest.mark.browser


def file(name, data):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def rows(portfolio, *more):
    """Somebody who stays, somebody who moves, and new people."""
    stays = {"mail": "classmate@school.example", "klas": "4A", "uitstroom": "small-4"}
    moves = {"mail": portfolio.student.email, "klas": "4B", "uitstroom": "small-3"}
    teacher = row(voornaam="Tess", mail="t.bos@school.example", rol="docent")
    return [stays, row(), row(voornaam="Bo", mail="bo@school.example"), moves, teacher, *more]


def test_a_class_list_is_improved_and_taken_over(
    window, coordinator, portfolio, classmate, class_elsewhere, level3
):
    wrong = row(mail="joep.verhagen@student"), row(mail="b@school.example", klas="4C")
    page = window(coordinator)
    page.goto(reverse("portfolios:school"))
    page.get_by_role("link", name="Import a class list").click()
    page.wait_for_url("**/class-lists/")
    assert faults(page) == []
    with page.expect_download() as template:
        page.get_by_role("link", name="Template as CSV").click()
    assert template.value.suggested_filename == "class-list.csv"

    page.locator("[name=file]").set_input_files(file("4a.xlsx", as_xlsx(*rows(portfolio, *wrong))))
    steps.send(page, "Check this file")
    text = page.locator("main").inner_text()
    assert "2 rows have an error." in text
    assert "Do you mean 4" in text
    assert page.get_by_role("button", name="Take over").count() == 0
    assert faults(page) == []
    with page.expect_download() as errors:
        page.get_by_role("link", name="Download the 2 errors").click()
    assert errors.value.suggested_filename == "errors-class-list.csv"

    page.locator("[name=file]").set_input_files(file("4a.csv", as_csv(*rows(portfolio))))
    steps.send(page, "Check the improved file")
    assert faults(page) == []
    page.get_by_role("link", name="Update 1").click()
    page.wait_for_url("**?show=update")
    assert page.locator("main tbody tr").count() == 1
    steps.send(page, "Take over 4 rows")
    # How far it was is of no use any more.
    assert page.locator(".taking-step").count() > 5
    assert page.locator(".taking-step:visible").count() == 0
    assert "The list was taken over." in page.locator("main").inner_text()
    assert faults(page) == []
    moved = Portfolio.objects.get(pk=portfolio.pk)
    assert (moved.school_class, moved.exit_profile) == (class_elsewhere, level3)
    assert User.objects.get(email="bo@school.example").portfolios.count() == 1

    page.get_by_role("link", name="Another class list").click()
    page.wait_for_url("**/class-lists/")
    page.locator("[name=file]").set_input_files(file("4a.csv", as_csv(*rows(portfolio))))
    steps.send(page, "Check this file")
    assert "Everything in this list is known already." in page.locator("main").inner_text()
    steps.send(page, "Stop, change nothing")
    assert "Nothing was changed." in page.locator("main").inner_text()


def test_it_works_without_script(window, coordinator, school_class, qualification):
    factories.make_class("4Z")
    page = window(coordinator, java_script_enabled=False)
    page.goto(reverse("portfolios:class_lists"))
    page.locator("[name=file]").set_input_files(file("4a.csv", as_csv(row())))
    steps.send(page, "Check this file")
    steps.send(page, "Take over 1 row")
    assert "The list was taken over." in page.locator("main").inner_text()
    assert Portfolio.objects.get().student.email == "anna@school.example"
