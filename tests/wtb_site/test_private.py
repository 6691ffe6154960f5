"""At a shared computer, nobody goes back to the pages of who signed out."""

import pytest
from django.urls import reverse

PAGES = ("portfolios:portfolio", "portfolios:evidence_add", "portfolios:matrix", "settings")


def keeps(response):
    return "no-store" not in response.headers.get("Cache-Control", "")


@pytest.mark.parametrize("page", PAGES)
def test_no_browser_keeps_a_page_of_somebody_who_is_signed_in(client, student, portfolio, page):
    client.force_login(student)
    response = client.get(reverse(page))
    assert response.status_code == 200
    assert not keeps(response)


def test_nor_a_page_that_was_not_there(client, student):
    client.force_login(student)
    response = client.get("/portfolios/1/")
    assert response.status_code == 404
    assert not keeps(response)


def test_what_holds_nothing_of_anybody_may_be_kept(client, student, settings):
    settings.WHITENOISE_AUTOREFRESH = settings.DEBUG  # as wtb_site/settings.py has it
    client.force_login(student)
    response = client.get("/static/site.css")
    assert response.getvalue()
    assert response.status_code == 200
    assert keeps(response)
