"""Pages that say no: a clear sentence, a way on, and nothing that was typed is lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import translation

from wtb_site import refusals, urls

TEXT = "I turned the flange on the lathe and measured it twice."


def refuse(request):
    raise PermissionDenied


def fail(request):
    raise RuntimeError("a secret of the server")


def read(request):
    return HttpResponse(str(len(request.POST)))


class Addresses:
    """Our addresses and some that fail."""

    urlpatterns = [
        path("refuse/", refuse),
        path("fail/", fail),
        path("read/", read),
        *urls.urlpatterns,
    ]
    handler400 = urls.handler400
    handler403 = urls.handler403
    handler404 = urls.handler404
    handler500 = urls.handler500


@pytest.fixture
def english(settings, client, student):
    """A client of a student who reads English, at addresses that also fail."""
    settings.ROOT_URLCONF = Addresses
    type(student).objects.filter(pk=student.pk).update(language="en")
    client.raise_request_exception = False
    client.force_login(student)
    return client


def test_what_is_not_there(english):
    response = english.get("/nothing/here/")
    assert response.status_code == 404
    assert "This page is not here" in response.text
    assert 'href="/"' in response.text


def test_a_guest_reads_the_same_in_dutch(client, db):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert '<html lang="nl"' in response.text


def test_what_one_may_not_do(english):
    response = english.get("/refuse/")
    assert response.status_code == 403
    assert "Your role does not allow this step" in response.text


def test_our_own_failure_tells_no_secret(english):
    response = english.get("/fail/")
    assert response.status_code == 500
    assert "This is our fault, not yours." in response.text
    assert "secret" not in response.text


def test_our_own_failure_needs_no_database(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0), translation.override("en"):
        response = refusals.server_error(rf.get("/"))
    assert "Something went wrong" in response.text


@pytest.mark.parametrize(
    ("setting", "value", "form"),
    [
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", 100, {"text": "x" * 200}),
        ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 2, {"a": "1", "b": "2", "c": "3"}),
    ],
)
def test_a_form_that_is_too_large(english, settings, setting, value, form):
    setattr(settings, setting, value)
    response = english.post("/read/", form)
    assert response.status_code == 413
    assert "You sent more than can be received in one go." in response.text


def test_a_form_that_was_open_too_long_gives_the_text_back(english, student):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(student)
    response = strict.post(
        "/settings/",
        {"situation": TEXT, "csrfmiddlewaretoken": "old", "password": "my own secret password"},
        headers={"referer": "http://testserver/portfolio/"},
    )
    assert response.status_code == 403
    assert "This page was open too long" in response.text
    assert TEXT in response.text
    assert 'href="http://testserver/portfolio/"' in response.text
    assert "secret password" not in response.text


def test_a_form_of_another_site_never_leads_back_there(english, student):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(student)
    response = strict.post("/settings/", {}, headers={"referer": "https://evil.example/"})
    assert response.status_code == 403
    assert "evil.example" not in response.text


def test_a_session_that_ended_gives_the_text_back(client, db):
    client.cookies["django_language"] = "en"
    response = client.post(
        "/settings/",
        {"situation": TEXT, "code": "3.1"},
        headers={"referer": "http://testserver/settings/"},
    )
    assert response.status_code == 403
    assert "You were signed out" in response.text
    assert TEXT in response.text
    back = reverse("account_login") + "?next=http%3A%2F%2Ftestserver%2Fsettings%2F"
    assert f'href="{back}"' in response.text


def test_what_was_typed_is_shown_as_text_and_not_as_html(client, db):
    response = client.post("/settings/", {"text": "<script>alert('some long text')</script> x"})
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;" in response.text


def test_a_guest_without_text_goes_to_the_sign_in_page(client, db):
    response = client.post("/settings/", {"theme": "dark"})
    assert response.url == "/accounts/login/?next=/settings/"


def test_a_fragment_for_a_guest_takes_the_whole_page_to_the_sign_in(client, db):
    response = client.get("/settings/", headers={"hx-request": "true"})
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/settings/"
