"""The look holds under a strict policy: no inline style or script, and every icon exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from portfolios.enums import Shown
from wtb_site.templatetags import ui

# Mail programs read styles in the tags alone: mails have their own.
TEMPLATES = [
    path
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
    if path.parent.name != "emails"
]
STATIC = settings.BASE_DIR / "wtb_site" / "static"
INLINE = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=(?!=)",
    "an inline script": r"<script\b(?![^>]*\ssrc=)",
    "an address of another host": r"""(?:src|href)=["'](?:https?:)?//""",
    "an htmx expression": r"hx-on|hx-vals=.js:|hx-vars",
}


def icons():
    return set(re.findall(r'id="i-(\w+)"', (STATIC / "icons.svg").read_text()))


@pytest.mark.parametrize("kind", INLINE)
def test_no_template_has(kind):
    found = [
        str(template.relative_to(settings.BASE_DIR))
        for template in TEMPLATES
        if re.search(INLINE[kind], template.read_text(), re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("page", ["account_login", "account_reset_password", "settings", "home"])
def test_no_rendered_page_has_any_of_it_either(client, student, page):
    if not page.startswith("account"):
        client.force_login(student)
    html = client.get(reverse(page)).text
    found = [kind for kind, pattern in INLINE.items() if re.search(pattern, html, re.IGNORECASE)]
    assert found == []


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client, db):
    header = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    policy = dict(part.strip().split(" ", 1) for part in header.split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in header
    assert "http" not in header


def test_every_icon_that_is_named_exists():
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'{% icon "(\w+)"', template.read_text())
    }
    assert named - icons() == set()


def test_every_state_has_an_icon_and_a_look():
    assert {shown.value for shown in Shown} <= icons()
    sheet = (STATIC / "site.css").read_text()
    assert set(re.findall(r'data-state="(\w+)"', sheet)) == {shown.value for shown in Shown}


def test_the_sheets_name_no_other_host():
    assert [path.name for path in Path(STATIC).rglob("*.css") if "://" in path.read_text()] == []


def test_a_square_says_the_whole_story_to_those_who_cannot_see_it():
    square = ui.square(Shown.GOOD, "1.1", "draws", "/there/", True)
    assert square.startswith('<a class="sq mine" data-state="good" href="/there/"')
    assert '<span class="visually-hidden">1.1 draws, ' in square


def test_a_square_escapes_what_people_typed():
    assert "<b>" not in ui.square(Shown.OUTSIDE, "<b>", "<b>", "/<b>/")


def test_the_ruler_marks_tens_and_the_end():
    ruler = ui.ruler([Shown.GOOD] * 38, "38 units")
    assert ruler["marks"] == [
        ("0.00%", 0), ("26.32%", 10), ("52.63%", 20), ("78.95%", 30), ("100.00%", 38)
    ]  # fmt: skip
    assert ruler["ticks"].count("M") == 39


def test_the_last_mark_stands_free():
    assert [number for _place, number in ui.ruler(["good"] * 11, "")["marks"]] == [0, 11]


def test_an_empty_ruler_has_no_marks():
    assert ui.ruler([], "")["marks"] == []
