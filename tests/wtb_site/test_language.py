"""The language: of the account, else of a cookie, else Dutch; never what the browser asks."""

import pytest
from django.urls import reverse

from portfolios.models import User
from tests import factories

IN_ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def english_student(db):
    return factories.make_person("english", language="en")


def language_of(response):
    return response.headers["Content-Language"]


def test_a_guest_reads_dutch_whatever_the_browser_asks(client):
    response = client.get(reverse("account_login"), **IN_ENGLISH)
    assert language_of(response) == "nl"
    assert '<html lang="nl"' in response.text


def test_a_guest_keeps_the_language_of_the_cookie(client):
    client.post(reverse("language"), {"language": "en", "next": "/accounts/login/"})
    response = client.get(reverse("account_login"))
    assert language_of(response) == "en"
    assert '<html lang="en"' in response.text


def test_a_cookie_with_nonsense_is_ignored(client):
    client.cookies["django_language"] = "xx"
    assert language_of(client.get(reverse("account_login"))) == "nl"


def test_the_account_wins_from_the_cookie(client, english_student):
    client.cookies["django_language"] = "nl"
    client.force_login(english_student)
    assert language_of(client.get(reverse("settings"))) == "en"


def test_choosing_changes_the_account_and_the_browser(client, student):
    client.force_login(student)
    response = client.post(reverse("language"), {"language": "en", "next": "/settings/"})
    assert response.url == "/settings/"
    assert User.objects.get(pk=student.pk).language == "en"
    client.post(reverse("account_logout"))
    assert language_of(client.get(reverse("account_login"))) == "en"


def test_a_language_that_is_not_there_is_refused(client):
    response = client.post(reverse("language"), {"language": "fy"})
    assert response.status_code == 400
    assert "django_language" not in client.cookies


def test_choosing_never_leads_to_another_site(client):
    to_evil = {"language": "en", "next": "https://evil.example/"}
    assert client.post(reverse("language"), to_evil).url == reverse("home")


def test_looking_is_not_choosing(client):
    assert client.get(reverse("language"), {"language": "en"}).status_code == 405


def test_one_answer_does_not_set_the_language_of_the_next(client, english_student):
    client.force_login(english_student)
    client.get(reverse("settings"))
    client.logout()
    assert language_of(client.get(reverse("account_login"))) == "nl"


def test_the_language_costs_no_query_of_its_own(client, student, django_assert_num_queries):
    client.force_login(student)
    # The session and its user; nothing else for an answer that only redirects.
    with django_assert_num_queries(2):
        client.get("/admin/password_change/")
