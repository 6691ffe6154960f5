"""The matrix of a class under the keyboard, and as a table for who cannot see it."""

import pytest

pytest.importorskip("pytest_playwright")

from tests import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def width():
    """Arrow keys belong to a keyboard."""
    return 1280


@pytest.fixture
def page(window, level4, level3, school_class, teacher):
    """Two students: the first is asked 1.1 to 2.3 and a choice, the second only 2.1 and 2.2."""
    ann, bob = (
        factories.make_portfolio(factories.make_person(name, last_name=name), level, school_class)
        for name, level in {"ann": level4, "bob": level3}.items()
    )
    factories.hand_in(ann, "1.2")
    factories.signed_off(bob, "2.2", teacher)
    page = window(teacher)
    page.goto(school_class.get_absolute_url())
    return page


def focused(page):
    here = "document.activeElement"
    return page.evaluate(f"{here}.getAttribute('aria-label') || {here}.textContent")


def test_arrows_go_from_square_to_square_and_step_over_what_is_not_asked(page):
    page.get_by_role("link", name="Ann ann, 1.1: not started yet").focus()
    found = []
    for key in ("ArrowRight", "End", "Home", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        found.append(focused(page).partition(":")[0])
    # Nobody but Ann is asked 1.1, so there is nothing below it.
    assert found == ["Ann ann, 1.2", "Ann ann, 7", "ann, Ann", "Ann ann, 1.1", "Ann ann, 1.1"]
    page.get_by_role("link", name="Ann ann, 2.2: not started yet").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Bob bob, 2.2: signed off: sufficient"
    page.keyboard.press("ArrowLeft")
    assert focused(page).startswith("Bob bob, 2.1")


def test_the_tab_key_goes_to_names_and_to_what_waits(page):
    page.get_by_role("link", name="ann, Ann").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "Ann ann, 1.2: handed in"
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/*/")


def test_it_is_read_as_a_table_with_heads(page):
    table = page.get_by_role("table")
    heads = [head.inner_text() for head in table.get_by_role("columnheader").all()]
    assert heads[:2] == ["Student", "done"]
    assert {"1.1", "1.2", "2.1", "2.2", "2.3", "choice"} <= set(heads)
    assert [head.inner_text() for head in table.get_by_role("rowheader").all()] == [
        "ann, Ann",
        "bob, Bob",
    ]
