"""A coordinator ends the school year of a class: chooses, looks, goes back, confirms."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from playwright.sync_api import expect

from portfolios.enums import PortfolioState
from portfolios.models import User
from tests import factories
from tests.browser.looking import faults

pytestmark = pytest.mark.browser


def test_a_class_moves_up_one_student_leaves_and_nothing_typed_is_lost(
    window, portfolio, level4, school_class, coordinator, teacher, board_member
):
    factories.hand_in(portfolio, "1.1")
    up, leaves, stays, done = factories.make_students(4, level4, school_class)
    factories.completed(done, teacher, board_member)
    page = window(coordinator)
    page.goto(reverse("portfolios:class_students", args=[school_class.pk]))
    page.get_by_role("link", name="End of the school year").click()
    expect(page.get_by_text("1 to review: 1.1")).to_be_visible()
    assert faults(page) == []

    def choose(of, what):
        label = f"What becomes of {of.student}"
        page.get_by_label(label, exact=True).select_option(label=what)

    choose(leaves, "Leaves: the portfolio is closed")
    choose(stays, "Stays in this class")
    page.get_by_label("Name of the new class").fill("")
    page.get_by_role("button", name="Look at what this brings about").click()
    expect(page.get_by_text("Give the new class a name, or choose a class.")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Name of the new class").fill("5A")
    page.get_by_label("Third Example").uncheck()
    page.get_by_role("button", name="Look at what this brings about").click()

    expect(page.get_by_role("heading", name="To 5A, 2027-2028")).to_be_visible()
    expect(page.get_by_text("These teachers lose sight of these portfolios")).to_be_visible()
    expect(page.get_by_role("link", name="1.1 does 1.1")).to_be_visible()
    page.get_by_role("button", name="Do this now").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    assert faults(page) == []
    page.get_by_label(f"Why {leaves.student} leaves").fill("Starts to work.")
    page.get_by_role("button", name="Back to the choices").click()
    expect(page.get_by_label("Name of the new class")).to_have_value("5A")
    page.get_by_role("button", name="Look at what this brings about").click()
    expect(page.get_by_label(f"Why {leaves.student} leaves")).to_have_value("Starts to work.")
    page.get_by_role("button", name="Do this now").click()

    expect(page.get_by_text("2 portfolios moved. 1 portfolio closed.")).to_be_visible()
    assert faults(page) == []
    for one in (portfolio, up, leaves, stays):
        one.refresh_from_db()
    assert {portfolio.school_class.name, up.school_class.name} == {"5A"}
    assert stays.school_class == school_class
    assert (leaves.state, leaves.log.last().log_text.text) == (
        PortfolioState.CLOSED,
        "Starts to work.",
    )
    assert not User.objects.get(pk=leaves.student_id).is_active
