"""Tests of a form that was sent after its session had ended."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from django.utils import timezone

from portfolios.views import kept_form
from portfolios.views.kept_form import keeps_form
from tests.factories import PASSWORD
from wtb_site.urls import urlpatterns as site

PAGE = (
    '{% load kept %}{% include "components/messages.html" %}<form method="post">{% csrf_token %}'
    '{% kept_for %}<textarea name="words">{{ request.kept.words }}</textarea></form>'
)
saved = []


@keeps_form
def form(request):
    if request.method == "POST":
        saved.append(request.POST["words"])
        return HttpResponse("saved")
    return HttpResponse(engines["django"].from_string(PAGE).render(request=request))


def _receive(owner, request):
    return {"kept_files": [f"{owner.first_name}: {file.name}" for file in request.FILES.values()]}


@keeps_form(receive=_receive)
def form_with_files(request):
    return HttpResponse(request.kept["kept_files"] if request.kept else "nothing")


urlpatterns = [path("form/", form), path("files/", form_with_files), *site]
handler400 = "wtb_site.refusals.bad_request"
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _nothing_saved():
    saved.clear()


@pytest.fixture
def client(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def student(student):
    student.language = "en"
    student.save()
    return student


def end_session():
    Session.objects.all().delete()


def sign_in(client, person):
    return client.post(
        "/accounts/login/?next=/form/", {"login": person.email, "password": PASSWORD}
    )


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def expired_post(client, student, words="Three hours of work", **fields):
    """Open the form, lose the session, send the form."""
    client.force_login(student)
    token = hidden(client.get("/form/"), "kept_for")
    end_session()
    return client.post("/form/", {"kept_for": token, "words": words, **fields})


def test_guest_is_sent_to_the_sign_in_page_and_back(client):
    response = client.get("/form/?work_process=1.1")
    assert response.url == "/accounts/login/?next=/form/%3Fwork_process%3D1.1"


def test_form_sent_without_a_session_comes_back_after_signing_in(client, student):
    response = expired_post(client, student)
    assert response.url == "/accounts/login/?next=/form/"
    assert saved == []
    assert "what you typed is kept" in client.get(response.url).content.decode()
    assert sign_in(client, student).url == "/form/"
    page = client.get("/form/").content.decode()
    assert "Three hours of work</textarea>" in page
    assert "nothing is lost" in page


def test_kept_form_waits_until_it_is_sent_again(client, student):
    expired_post(client, student)
    sign_in(client, student)
    client.get("/form/")
    assert "Three hours" in client.get("/form/").content.decode()
    client.post("/form/", {"words": "Three hours of work"})
    assert saved == ["Three hours of work"]
    assert "Three hours" not in client.get("/form/").content.decode()


def test_another_person_gets_nothing_and_it_is_thrown_away(client, student, classmate):
    expired_post(client, student)
    sign_in(client, classmate)
    assert "Three hours" not in client.get("/form/").content.decode()
    assert client.session[kept_form.SESSION_KEY] == {}


def test_kept_form_belongs_to_one_address(client, student):
    expired_post(client, student)
    sign_in(client, student)
    assert client.get("/files/").content.decode() == "nothing"


@pytest.mark.parametrize("value", ["", "1", "1:forged:signature"])
def test_form_without_a_valid_token_is_not_kept(client, student, value):
    response = client.post("/form/", {"kept_for": value, "words": "Anything"})
    assert response.url == "/accounts/login/?next=/form/"
    assert kept_form.SESSION_KEY not in client.session


def test_token_of_yesterday_is_not_kept(client, student, monkeypatch):
    earlier = timezone.now() - kept_form.MAX_AGE - timedelta(seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", earlier.timestamp)
        token = kept_form.token(student)
    client.post("/form/", {"kept_for": token, "words": "Anything"})
    assert kept_form.SESSION_KEY not in client.session


def test_token_of_someone_who_left_is_not_kept(client, student):
    token = kept_form.token(student)
    student.is_active = False
    student.save()
    client.post("/form/", {"kept_for": token, "words": "Anything"})
    assert kept_form.SESSION_KEY not in client.session


def test_more_text_than_any_form_takes_is_refused(client, student):
    response = expired_post(client, student, words="x" * (kept_form.MAX_LENGTH + 1))
    assert response.status_code == 413
    assert kept_form.SESSION_KEY not in client.session


def test_secrets_of_the_request_are_not_kept(client, student):
    expired_post(client, student, csrfmiddlewaretoken="secret")
    assert client.session[kept_form.SESSION_KEY] == {
        "/form/": [student.pk, "words=Three+hours+of+work"]
    }


def test_cross_site_check_still_runs(student):
    client = Client(enforce_csrf_checks=True)
    token = kept_form.token(student)
    assert client.post("/form/", {"kept_for": token, "words": "Forged"}).status_code == 403
    client.force_login(student)
    csrf = hidden(client.get("/form/"), "csrfmiddlewaretoken")
    end_session()
    response = client.post(
        "/form/", {"kept_for": token, "words": "Mine", "csrfmiddlewaretoken": csrf}
    )
    assert response.url == "/accounts/login/?next=/form/"
    assert list(client.session[kept_form.SESSION_KEY]) == ["/form/"]


def test_files_are_received_by_the_view_that_takes_them(client, student, rf, tmp_path):
    upload = tmp_path / "note.txt"
    upload.write_text("measured")
    with upload.open() as file:
        client.post("/files/", {"kept_for": kept_form.token(student), "files": file})
    sign_in(client, student)
    assert client.get("/files/").content.decode() == "Student: note.txt"
