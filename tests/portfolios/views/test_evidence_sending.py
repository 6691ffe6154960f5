"""Sending a form of evidence twice, by a script, after a draft, or from an older piece."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from portfolios import drafts, evidence, uploads
from portfolios.models import Draft, Evidence
from tests.factories import add_evidence, assess, hand_in
from tests.portfolios.sending import photo, receive
from tests.portfolios.views.reading import read, sign_in, words

ADD = "/portfolio/evidence/add/"
DRAFT = "/portfolio/evidence/drafts/"
JSON = {"Accept": "application/json"}


def test_form_carries_a_fresh_key_and_keeps_it_when_it_comes_back(client, student, portfolio):
    first, second = (read(client, student, ADD)[0].context["form"]["key"].value() for _ in "12")
    assert first != second
    response = client.post(ADD, {"title": "Flange", "key": str(first)})
    assert f'name="key" value="{first}"' in response.content.decode()


def test_second_sending_leads_to_the_same_piece_whatever_it_says(client, student, portfolio):
    sign_in(client, student)
    key = str(uuid4())
    form = {"key": key, "work_processes": ["1.1", "2.1"]}
    client.post(ADD, {**form, "title": "One", "files": photo()})
    piece = Evidence.objects.get()
    response = client.post(ADD, {**form, "title": "Two", "files": photo()}, follow=True)
    assert response.redirect_chain == [(piece.get_absolute_url(), 302)]
    assert "saved already" in words(response)
    assert Evidence.objects.get().title == "One"
    assert portfolio.files.count() == 1
    evidence.remove(evidence=piece, by=student)
    assert client.post(ADD, form).url == reverse("portfolios:evidence_removed")
    assert Evidence.objects.count() == 1


def test_new_version_is_made_once_too(client, student, portfolio, teacher):
    old = add_evidence(portfolio, "1.1")
    assess(hand_in(portfolio, "1.1"), teacher, "insufficient")
    sign_in(client, student)
    path, key = reverse("portfolios:evidence_replace", args=[old.pk]), str(uuid4())
    for _time in "12":
        client.post(path, {"key": key, "title": "Second"})
    assert Evidence.objects.filter(replaces=old).count() == 1


def test_script_reads_json(client, student, portfolio):
    sign_in(client, student)
    response = client.post(ADD, {"title": "Flange"}, headers=JSON)
    assert response.status_code == 422
    assert response.json() == {"errors": {"work_processes": ["Choose at least one work process."]}}
    form = {"title": "Flange", "work_processes": "1.1", "key": str(uuid4())}
    for _time in "12":
        response = client.post(ADD, form, headers=JSON)
        assert response.status_code == 201
        assert response.json() == {"piece": Evidence.objects.get().get_absolute_url()}


def test_script_without_a_session_reads_401_and_nothing_is_kept(client, student, portfolio):
    page = read(client, student, ADD)[0].content.decode()
    token = page.partition('name="kept_for" value="')[2].partition('"')[0]
    Session.objects.all().delete()
    response = client.post(ADD, {"title": "Flange", "kept_for": token}, headers=JSON)
    assert response.status_code == 401
    assert "errors" in response.json()
    assert not client.session.items()


def test_draft_is_offered_until_the_form_is_sent(client, student, portfolio):
    sign_in(client, student)
    place = f"{ADD}?work_process=1.1"
    key = str(uuid4())
    form = {"place": place, "title": "Half a flange", "key": key, "csrfmiddlewaretoken": "x"}
    assert client.post(DRAFT, form).status_code == 204
    assert Draft.objects.get().form == f"title=Half+a+flange&key={key}"
    response, text = read(client, student, place)
    assert 'value="Half a flange"' in response.content.decode()
    assert "We kept what you typed (" in text
    assert "Begin anew" in text
    assert "Nothing is saved yet." not in text
    assert "Half a flange" not in read(client, student, ADD)[0].content.decode()
    library = read(client, student, "/portfolio/evidence/")[0].content.decode()
    assert f'<a href="{place}">Half a flange</a>' in library
    client.post(place, {"title": "A flange"})
    assert Draft.objects.exists()
    client.post(place, {"title": "A flange", "key": key, "work_processes": "1.1"})
    assert not Draft.objects.exists()


def test_draft_may_be_thrown_away(client, student, portfolio):
    sign_in(client, student)
    drafts.save(user=student, place=ADD, form="title=One")
    assert client.post(DRAFT, {"place": ADD, "discard": "again"}).url == ADD
    drafts.save(user=student, place=ADD, form="title=One")
    assert client.delete(f"{DRAFT}?place={ADD}").status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "place", ["", "/portfolio/", "/nowhere/", "//evil.example/", f"https://evil.example{ADD}"]
)
def test_draft_belongs_to_one_of_our_forms(client, student, portfolio, place):
    sign_in(client, student)
    assert client.post(DRAFT, {"place": place, "title": "One"}).status_code == 404
    assert not Draft.objects.exists()


def test_draft_without_a_session_or_too_long_is_told(client, student, portfolio):
    assert client.post(DRAFT, {"place": ADD, "title": "One"}).status_code == 401
    sign_in(client, student)
    long = "x" * (drafts.MAX_LENGTH + 1)
    assert client.post(DRAFT, {"place": ADD, "text": long}).status_code == 413
    assert not Draft.objects.exists()


def test_feedback_of_a_teacher_is_kept_too(client, teacher, portfolio):
    place = hand_in(portfolio, "1.1").get_absolute_url()
    sign_in(client, teacher)
    client.post(DRAFT, {"place": place, "feedback": "Half a sentence"})
    response, text = read(client, teacher, place)
    assert "Half a sentence</textarea>" in response.content.decode()
    assert "We kept what you typed" in text
    client.post(place, {"outcome": "sufficient", "feedback": "Whole."})
    assert not Draft.objects.exists()


def test_piece_may_be_the_start_of_another(client, student, portfolio):
    kept, left = receive(portfolio, "one.jpg"), receive(portfolio, "two.jpg")
    old = add_evidence(
        portfolio, "1.1", "2.1", title="Flange", company="Brandsma", received=[kept, left]
    )
    hand_in(portfolio, "1.1")
    place = f"{ADD}?copy_of={old.pk}"
    response, _text = read(client, student, place)
    form = response.context["form"]
    assert form.copied == {kept.pk, left.pk}
    assert (form["title"].value(), form["company"].value()) == ("Flange", "Brandsma")
    assert set(form["work_processes"].value()) == {"1.1", "2.1"}
    client.post(place, {"title": "Bush", "work_processes": "2.2", "copied_files": kept.pk})
    made = Evidence.objects.get(title="Bush")
    copied = made.files.get()
    assert (made.replaces, copied.original_name) == (None, "one.jpg")
    assert copied.stored_name != kept.stored_name
    assert uploads.path_of(copied.stored_name).exists()
    assert old.files.count() == 2


def test_piece_of_somebody_else_is_no_start(client, student, portfolio, classmate):
    theirs = add_evidence(classmate.portfolios.get(), "1.1")
    assert read(client, student, f"{ADD}?copy_of={theirs.pk}")[0].status_code == 404
