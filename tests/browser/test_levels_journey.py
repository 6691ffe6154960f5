"""From one level to the next, and a second look: coordinator, teacher and examination board."""

import re

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from playwright.sync_api import expect

from portfolios.models import SecondLook, SignOff
from tests import factories
from tests.browser.looking import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def lower(student, level3, school_class, teacher):
    made = factories.make_portfolio(student, level3, school_class)
    for code in ("2.1", "2.2", "8.1"):
        factories.signed_off(made, code, teacher)
    return made


def test_what_carries_over_is_said_confirmed_and_looked_at_again(
    window, lower, level4, student, teacher, coordinator, board_member
):
    page = window(coordinator)
    page.goto(reverse("portfolios:portfolio_manage", args=[lower.pk]))
    page.get_by_label("New level").select_option(str(level4.pk))
    page.locator("#id_level-reason").fill("Goes on to level 4.")
    page.get_by_role("button", name="Change level").click()
    expect(page.get_by_text("Nothing is lost")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Change level").click()
    expect(page.get_by_text("The portfolio has another level now.")).to_be_visible()

    page = window(student)
    page.goto(reverse("portfolios:portfolio"))
    expect(page.get_by_text("or hand in again")).to_be_visible()
    assert faults(page) == []

    page = window(teacher)
    page.goto(lower.get_absolute_url())
    page.get_by_role("link", name="Look and confirm").click()
    page.get_by_role("button", name="Confirm all 2 shown").click()
    # The browser asks for the statement before it sends anything.
    assert page.evaluate("document.activeElement.name") == "looked"
    assert faults(page) == []
    page.get_by_label("I looked at what I confirm here").check()
    page.get_by_role("button", name="Confirm all 2 shown").click()
    expect(page.get_by_text("2 sign-offs count at this level now.")).to_be_visible()
    assert faults(page) == []
    assert SignOff.objects.filter(given_at=level4).count() == 2

    page = window(board_member)
    page.goto(reverse("portfolios:board"))
    page.get_by_role("link", name="New sample").click()
    assert faults(page) == []
    page.get_by_label("How many sign-offs").fill("2")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_text("2 sign-offs were drawn out of 3.")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name=re.compile("^Look again")).first.click()
    page.get_by_label("I have doubts").check()
    page.get_by_role("button", name="Record this look").click()
    expect(page.get_by_text("Write what you saw.")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Remark").fill("I see no measures.")
    page.get_by_role("button", name="Record this look").click()
    expect(page.get_by_text("Your second look is recorded.")).to_be_visible()
    done = SecondLook.objects.done().get()
    assert done.remark == "I see no measures."
    for address in (done.get_absolute_url(), "?show=done", "?show=samples"):
        page.goto(reverse("portfolios:sample_list") + address if "?" in address else address)
        assert faults(page) == []


def test_figures_of_a_teacher(window, lower, teacher, settings):
    settings.TEACHER_FIGURES = True
    page = window(teacher)
    page.goto(reverse("portfolios:review_queue"))
    assert faults(page) == []
    page.get_by_role("link", name="Your figures").click()
    expect(page.get_by_role("heading", name="What you found")).to_be_visible()
    assert faults(page) == []
