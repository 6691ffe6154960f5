"""The pages of removing with a way back, and of erasing a file that was handed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios import clock, evidence
from portfolios.models import Evidence
from tests.factories import add_evidence, hand_in
from tests.portfolios.sending import receive
from tests.portfolios.views.reading import read, sign_in, words

BIN = "/portfolio/evidence/removed/"
BIN_QUERIES = 6


def test_removed_piece_shows_in_the_bin_alone(client, student, portfolio, teacher):
    piece = add_evidence(portfolio, "1.1", title="Flange")
    evidence.remove(evidence=piece, by=student)
    with clock.at(clock.now() + timedelta(days=3)):
        assert "30 days" in read(client, student, BIN)[1]
        assert "27 days left" in read(client, student, BIN)[1]
    library = read(client, student, "/portfolio/evidence/")
    assert "Flange" not in library[1]
    assert "1 removed piece" in library[1]
    for place in ("/portfolio/", "/portfolio/matrix/", "/portfolio/work-processes/1.1/"):
        assert "Flange" not in read(client, student, place)[1]
    assert read(client, student, piece.get_absolute_url())[0].status_code == 404


def test_removed_piece_comes_back(client, student, portfolio):
    piece = add_evidence(portfolio, "1.1", title="Flange")
    evidence.remove(evidence=piece, by=student)
    sign_in(client, student)
    address = reverse("portfolios:evidence_restore", args=[piece.pk])
    response = client.post(address, follow=True)
    assert response.redirect_chain == [(piece.get_absolute_url(), 302)]
    assert "“Flange” is back." in words(response)
    assert client.post(address).status_code == 404


def test_removed_piece_is_erased_after_a_question(client, student, portfolio):
    piece = add_evidence(portfolio, "1.1", title="Flange")
    evidence.remove(evidence=piece, by=student)
    address = reverse("portfolios:evidence_erase", args=[piece.pk])
    assert "This cannot be undone." in read(client, student, address)[1]
    assert Evidence.objects.get().title == "Flange"
    assert "erased for good" in words(client.post(address, follow=True))
    assert Evidence.objects.get().title == ""
    assert "Nothing is removed" in read(client, student, BIN)[1]


@pytest.mark.parametrize("number", [1, 30])
def test_bin_costs_the_same_for_any_number(client, student, portfolio, number):
    for _index in range(number):
        piece = add_evidence(portfolio, "1.1")
        evidence.remove(evidence=piece, by=student)
    sign_in(client, student)
    with CaptureQueriesContext(connection) as queries:
        client.get(BIN)
    assert len(queries) == BIN_QUERIES


def test_coordinator_erases_a_file_and_its_copies(client, portfolio, student, coordinator):
    file, copy = receive(portfolio, "face.jpg"), receive(portfolio, "same.jpg")
    piece = add_evidence(portfolio, "1.1", received=[file, copy])
    hand_in(portfolio, "1.1")
    address = reverse("portfolios:file_erase", args=[file.pk])
    assert address in read(client, coordinator, piece.get_absolute_url())[0].content.decode()
    assert address not in read(client, student, piece.get_absolute_url())[0].content.decode()
    text = read(client, coordinator, address)[1]
    assert "so does its seal" in text
    assert "same.jpg, in" in text
    assert "This field is required." in words(client.post(address, {"copies": copy.pk}))
    sent = {"reason": "A bystander objects.", "copies": copy.pk}
    text = words(client.post(address, sent, follow=True))
    assert "2 files are erased." in text
    assert "face.jpg" not in text
    assert portfolio.files.filter(erased_at=None).count() == 0
    assert client.get(address).status_code == 404
