"""The manual of an administrator: found from every page, and about two printed pages long."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from portfolios.models import User
from tests.portfolios.admin.desk import changelist


@pytest.mark.parametrize("url", ["/admin/", changelist(User)])
def test_every_page_of_the_administration_leads_to_it(url, desk):
    assert f'href="{reverse("admin:help")}"' in desk.get(url).text


def test_it_tells_the_round_in_the_order_of_a_year(desk):
    page = desk.get(reverse("admin:help"))
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page.text.partition("stack manual")[2])
    assert heads == [
        "Spring: a new version of the qualification",
        "August: classes, students and teachers",
        "During the year",
        "July: the end of the school year",
        "What cannot be done here",
    ]
    words = strip_tags(page.text.partition("stack manual")[2]).split()
    assert 700 < len(words) < 1000


def test_its_links_open(desk):
    links = re.findall(r'href="(/[^"]*)"', desk.get(reverse("admin:help")).text)
    answers = {url: desk.get(url).status_code for url in set(links) if "/static/" not in url}
    assert len(answers) > 5
    assert set(answers.values()) <= {200, 302}


def test_it_is_for_administrators_alone(coordinator):
    browser = Client()
    browser.force_login(coordinator)
    assert browser.get(reverse("admin:help")).url.startswith("/admin/login/")


def test_every_button_that_it_names_is_called_so_on_a_screen():
    base = settings.BASE_DIR
    manual = "".join(path.read_text() for path in (base / "templates/admin/help").iterdir())
    names = set(re.findall(r'{% translate "([^"]+)" as \w+ %}', manual))
    screens = "".join(
        path.read_text()
        for room, kind in (("templates", "*.html"), ("portfolios", "*.py"))
        for path in (base / room).rglob(kind)
        if "help" not in path.parts
    )
    assert len(names) > 15
    assert {name for name in names if f'"{name}"' not in screens} == set()
    # What stands in quotes is such a name, but for what a student reads in a square.
    assert set(re.findall("“([^”{]+)”", manual)) == {"does not count", "History"}
