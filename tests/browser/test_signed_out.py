"""Pages of somebody who is not signed in yet."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from tests.browser.looking import faults
from tests.browser.steps import sign_in, sign_out

pytestmark = pytest.mark.browser


def test_pages_before_signing_in_are_for_everybody(window):
    page = window(language="nl")
    for name in ("account_login", "account_reset_password", "account_reset_password_done"):
        page.goto(reverse(name))
        assert page.locator("h1").count() == 1
        assert faults(page) == []


def test_a_wrong_password_is_told_and_the_right_one_leads_to_where_one_was_going(
    window, portfolio, student
):
    page = window()
    page.goto(reverse("portfolios:matrix"))
    sign_in(page, student, "not the password")
    assert page.locator("[name=login]").input_value() == student.email
    assert "do not match" in page.locator("form").first.inner_text()
    assert faults(page) == []
    sign_in(page, student)
    assert page.url.endswith(reverse("portfolios:matrix"))
    sign_out(page)
    assert page.url.endswith(reverse("account_login"))
