"""The site as an app: its worker, its manifest, and the one page that is kept."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from wtb_site.installable import CACHED


def test_the_worker_caches_files_that_exist_and_one_page(client):
    answer = client.get(reverse("service_worker"))
    code = answer.content.decode()
    facts = json.loads(code.partition("= ")[2].partition(";\n")[0])
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert facts["shell"] == reverse("portfolios:evidence_offline")
    assert len(facts["files"]) == len(CACHED)
    assert [name for name in CACHED if not finders.find(name)] == []


def test_every_script_that_another_one_imports_is_cached():
    for name in CACHED:
        if name.endswith(".js") and "/" not in name:
            with open(finders.find(name)) as script:
                imported = [line.split('"./')[1].split('"')[0] for line in script if '"./' in line]
            assert set(imported) <= set(CACHED), name


def test_the_manifest_names_icons_that_exist(client):
    facts = json.loads(client.get(reverse("manifest")).content)
    sides = [icon["sizes"] for icon in facts["icons"]]
    assert (facts["display"], facts["start_url"], sides) == (
        "standalone",
        "/",
        ["192x192", "512x512"],
    )
    for icon in facts["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


@pytest.mark.django_db
def test_the_page_that_is_kept_is_the_same_for_everybody(portfolio, student):
    student.language = "nl"
    student.theme = "dark"
    student.save()
    guest, signed_in = Client(), Client()
    signed_in.force_login(student)
    address = reverse("portfolios:evidence_offline")
    one, other = guest.get(address), signed_in.get(address)
    assert one.content == other.content
    assert b"csrfmiddlewaretoken" not in one.content
    assert student.last_name.encode() not in one.content
