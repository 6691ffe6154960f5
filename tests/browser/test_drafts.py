"""What somebody types is kept at the school while they type."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import Draft, Evidence
from tests.browser import sending, steps
from tests.browser.looking import faults
from tests.factories import STARR

pytestmark = pytest.mark.browser

ADD = "portfolios:evidence_add"


def test_texts_come_back_in_another_window(window, portfolio, student):
    page = window(student)
    page.goto(reverse(ADD))
    steps.fill_in_evidence(page, "1.1", title="A shaft", **STARR)
    page.get_by_text("Saved ").last.wait_for()
    assert faults(page) == []
    page.close()
    again = window(student)
    again.goto(reverse(ADD))
    assert again.locator("[name=title]").input_value() == "A shaft"
    assert again.locator("[name=action]").input_value() == STARR["action"]
    steps.save_evidence(again)
    assert Evidence.objects.get().title == "A shaft"
    assert not Draft.objects.exists()


def test_leaving_the_page_keeps_the_last_words(window, portfolio, student):
    page = window(student)
    page.goto(reverse(ADD))
    page.locator("[name=title]").fill("A shaft")
    page.goto(reverse("portfolios:evidence_list"))
    sending.until(page, Draft.objects.exists)
    assert "A+shaft" in Draft.objects.get().form
