"""Reviewing with the keyboard: 1 2 3, F, J, K and Ctrl+Enter; none of it while typing."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import Assessment
from tests import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def width():
    """A phone shows neither the keys nor their switch."""
    return 1280


@pytest.fixture
def queue(level4, school_class):
    """Three hand-ins, the longest waiting first."""
    return [
        factories.hand_in(made, "1.1") for made in factories.make_students(3, level4, school_class)
    ]


@pytest.fixture
def page(window, queue, teacher):
    page = window(teacher)
    page.goto(of(queue[1]))
    return page


def of(submission):
    return reverse("portfolios:review", args=[submission.pk])


def chosen(page):
    checked = page.locator("[name=outcome]:checked")
    return checked.get_attribute("value") if checked.count() else None


def test_digits_choose_and_control_enter_saves_and_goes_on(page, queue):
    assert chosen(page) is None
    for key, outcome in (("3", "good"), ("2", "sufficient"), ("1", "insufficient")):
        page.keyboard.press(key)
        assert chosen(page) == outcome
    page.keyboard.press("f")
    page.keyboard.type("3 of 7 sizes are missing; ask Jonas, Karim")
    assert chosen(page) == "insufficient"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**" + of(queue[2]))
    assessment = Assessment.objects.get()
    assert assessment.submission == queue[1]
    assert assessment.outcome == "insufficient"
    assert assessment.feedback == "3 of 7 sizes are missing; ask Jonas, Karim"


def test_j_and_k_walk_through_the_queue(page, queue):
    page.keyboard.press("j")
    page.wait_for_url("**" + of(queue[2]))
    page.keyboard.press("k")
    page.wait_for_url("**" + of(queue[1]))
    page.keyboard.press("k")
    page.wait_for_url("**" + of(queue[0]))


def test_the_keys_can_be_switched_off_for_good(page):
    page.locator("[data-keys] input").uncheck()
    page.reload()
    page.keyboard.press("3")
    assert chosen(page) is None
    page.locator("[data-keys] input").check()
    page.keyboard.press("3")
    assert chosen(page) == "good"
