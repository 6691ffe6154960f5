"""Who may send: sessions, tokens, other people, closed portfolios, and what a request costs."""

from functools import partial

from django.test import Client

from portfolios import portfolio as steps
from portfolios.files import resumable
from portfolios.models import Upload
from tests.portfolios.files.tus import UPLOADS, Sender

CONTENT = b"measured twice, cut once"


def test_an_upload_of_another_is_no_upload(sender, classmate, teacher, coordinator):
    address = sender.begin(24)
    for person in (classmate,):
        other = Sender(person)
        assert other.call("HEAD", address).status_code == 404
        assert other.append(address, 0, b"a").status_code == 404
        assert other.end(address).status_code == 404
    for person in (teacher, coordinator):
        client = Client()
        client.force_login(person)
        headers = {"Tus-Resumable": "1.0.0"}
        assert client.head(address, headers=headers).status_code == 404
        assert client.get(UPLOADS).status_code == 404
    assert sender.offset(address) == 0


def test_a_session_that_ended_is_told_so(sender, client):
    address = sender.begin(24)
    sender.client.logout()
    sender.client.get("/accounts/login/")
    token = sender.client.cookies["csrftoken"].value
    for method, place in (("HEAD", address), ("PATCH", address), ("POST", UPLOADS)):
        response = sender.call(method, place, **{"X-CSRFToken": token})
        assert response.status_code == 401
        assert response["Content-Type"].startswith("text/plain")
    assert client.get(UPLOADS).status_code == 401
    other = client.get("/portfolio/evidence/", headers={"Accept": "application/json"})
    assert other.status_code == 401


def test_a_closed_portfolio_takes_no_files(sender, portfolio, coordinator):
    address = sender.begin(24)
    steps.close(portfolio=portfolio, by=coordinator, reason="Left school.")
    for response in (sender.create(24), sender.append(address, 0, b"a")):
        assert response.status_code == 403
        assert response.content
    assert sender.offset(address) == 0


def test_somebody_without_a_portfolio_has_no_uploads(teacher):
    client = Client()
    client.force_login(teacher)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "3"}
    response = client.post(UPLOADS, headers=headers)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/plain")


def test_no_more_than_a_hundred_files_are_on_their_way(sender, student, monkeypatch):
    type(student).objects.update(language="en")
    monkeypatch.setattr(resumable, "MOST_UNFINISHED", 2)
    sender.begin(24)
    sender.begin(24)
    response = sender.create(24)
    assert response.status_code == 403
    assert response.content.startswith(b"2 files are on their way already.")
    sender.end(f"{UPLOADS}{Upload.objects.first().key}/")
    assert sender.create(24).status_code == 201


def test_what_our_script_asks_first(sender, student, classmate, settings):
    settings.MAX_FILE_BYTES, settings.MAX_STUDENT_BYTES = 2_000, 10_000
    sender.begin(1_500)
    response = sender.about()
    answer = response.json()
    assert (answer["max_file"], answer["left"]) == (2_000, 8_500)
    assert len(answer["token"]) == 64
    assert "no-store" in response["Cache-Control"]
    assert (
        answer["user"] == sender.about().json()["user"] != Sender(classmate).about().json()["user"]
    )
    assert str(student.pk) != answer["user"]


def test_over_https_the_sender_says_where_it_comes_from(portfolio, student):
    """Django's rule for every form: a browser sends Origin; other clients add it themselves."""
    sender = Sender(student)
    headers = {**sender.headers, "Upload-Length": "3"}
    post = partial(sender.client.post, UPLOADS, secure=True)
    assert post(headers=headers).status_code == 403
    assert post(headers={**headers, "Origin": "https://elsewhere.example"}).status_code == 403
    assert post(headers={**headers, "Origin": "https://testserver"}).status_code == 201
    assert post(headers={**headers, "Referer": "https://testserver/portfolio/"}).status_code == 201


def test_a_part_costs_three_queries(sender, django_assert_num_queries):
    """Who it is (session, account) and which upload; nothing is written for each part."""
    address = sender.begin(24)
    for offset in range(3):
        with django_assert_num_queries(3):
            sender.append(address, offset, b"a")
    with django_assert_num_queries(3):
        sender.offset(address)
