"""Language and theme, with the switches in the menu and of the device."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import User
from tests.browser.looking import faults, switch_to

pytestmark = pytest.mark.browser


def choose(page, name, value):
    page.locator("details.menu > summary").click()
    with page.expect_navigation():
        page.locator(f"button[name={name}][value={value}]").click()


def look_of(page):
    root = page.locator("html")
    return root.get_attribute("lang"), root.get_attribute("data-bs-theme")


def test_language_and_theme_are_chosen_in_the_menu_and_stay(window, portfolio, student):
    page = window(student, language="nl")
    page.goto(reverse("settings"))
    page.locator("details.menu > summary").click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert look_of(page) == ("nl", "light")
    choose(page, "language", "en")
    choose(page, "theme", "dark")
    assert look_of(page) == ("en", "dark")
    assert page.url.endswith(reverse("settings"))
    page.goto(reverse("portfolios:portfolio"))
    assert look_of(page) == ("en", "dark")
    person = User.objects.get(pk=student.pk)
    assert (person.language, person.theme) == ("en", "dark")


def test_the_theme_of_the_device_is_followed_at_once(window, portfolio, student):
    page = window(student, color_scheme="dark")
    page.goto(reverse("settings"))
    assert look_of(page) == ("en", "dark")
    switch_to(page, "light")
    assert look_of(page) == ("en", "light")


def test_a_guest_chooses_a_language(window):
    page = window(language="nl")
    page.goto(reverse("account_login"))
    page.locator("button[name=language][value=en]").click()
    page.get_by_role("button", name="Sign in").wait_for()
    assert look_of(page)[0] == "en"
