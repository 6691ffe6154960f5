"""The page of one piece, its links, and removing it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios import evidence
from portfolios.enums import Outcome, State
from portfolios.models import Evidence
from tests.factories import add_evidence, assess, hand_in, signed_off
from tests.portfolios.sending import receive
from tests.portfolios.views.reading import read, sign_in, words

LIBRARY = "/portfolio/evidence/"
PIECE_QUERIES = 16


def act(client, person, piece, name, data=None):
    """Send a small form of the page of a piece, and read where it leads."""
    sign_in(client, person)
    response = client.post(reverse(f"portfolios:{name}", args=[piece.pk]), data, follow=True)
    return response, words(response)


@pytest.mark.parametrize("files", [1, 30])
@pytest.mark.parametrize("codes", [("1.1",), ("1.1", "1.2", "2.1", "2.2", "2.3", "7.1", "7.2")])
def test_piece_costs_the_same_for_any_number_of_links_and_files(
    client, student, portfolio, codes, files
):
    received = [receive(portfolio, "notes.txt", b"measured") for _number in range(files)]
    piece = add_evidence(portfolio, *codes, received=received)
    sign_in(client, student)
    with CaptureQueriesContext(connection) as queries:
        client.get(piece.get_absolute_url())
    assert len(queries) == PIECE_QUERIES


def test_piece_tells_its_place_in_the_library(client, student, portfolio):
    days = (date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 20))
    pieces = [add_evidence(portfolio, "1.1", made_on=day) for day in days]
    evidence.remove(evidence=add_evidence(portfolio, "1.1"), by=student)
    order = read(client, student, LIBRARY)[0].context["page"].object_list
    assert list(order) == [pieces[1], pieces[2], pieces[0]]
    for number, piece in enumerate(order, 1):
        text = read(client, student, piece.get_absolute_url())[1]
        assert f"My evidence / piece {number} of 3" in text


def test_piece_shows_everything_that_was_written(client, student, portfolio):
    piece = add_evidence(
        portfolio, "1.1", title="Flange", url="https://example.com/film", company="Brandsma",
        made_with="Luuk", setting="company",
    )  # fmt: skip
    response, text = read(client, student, piece.get_absolute_url())
    for part in ("Flange", "What I did.", "Brandsma", "Luuk", "STARR, 5 of 5", "I turned it."):
        assert part in text
    assert (
        'href="https://example.com/film" rel="noopener noreferrer nofollow"'
        in response.content.decode()
    )
    assert "1.1 does 1.1 in progress" in text


def test_texts_are_never_markup(client, student, portfolio):
    piece = add_evidence(portfolio, "1.1", title="<b>x</b>", text="<script>x</script>")
    page = read(client, student, piece.get_absolute_url())[0].content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<script>x" not in page


def test_frozen_piece_offers_a_new_version_and_a_further_link(client, student, portfolio, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    piece = portfolio.evidence.get()
    response, text = read(client, student, piece.get_absolute_url())
    page = response.content.decode()
    assert "You handed in this piece for 1.1, so it does not change any more." in text
    assert reverse("portfolios:evidence_replace", args=[piece.pk]) in page
    assert reverse("portfolios:evidence_edit", args=[piece.pk]) not in page
    assert 'name="unlink"' not in page


def test_both_versions_say_which_work_process_keeps_the_old_one(
    client, student, portfolio, teacher
):
    old = add_evidence(portfolio, "1.1", "2.1")
    signed_off(portfolio, "1.1", teacher)
    newer = evidence.replace(evidence=old, by=student, title="Second")
    text = read(client, student, newer.get_absolute_url())[1]
    assert "1.1 keeps the old version." in text
    assert "Version 2, this one" in text
    text = read(client, student, old.get_absolute_url())[1]
    assert "1.1 keeps this version." in text
    assert "There is a newer version." in text
    assert "New version" not in text


def test_staff_read_what_was_handed_in_and_nothing_else(
    client, student, portfolio, teacher, coordinator, board_member
):
    old = add_evidence(portfolio, "1.1", "2.1")
    draft = add_evidence(portfolio, "2.2", title="A draft")
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    newer = evidence.replace(evidence=old, by=student, title="Second, a draft")
    for person in (teacher, coordinator, board_member):
        response, text = read(client, person, old.get_absolute_url())
        assert "Portfolio of Student Example" in text
        assert "does 1.1" in text
        assert "does 2.1" not in text
        assert "newer" not in text
        assert "Versions" not in text
        assert "<form" not in response.content.decode().partition('id="content">')[2]
        for hidden in (draft, newer):
            assert client.get(hidden.get_absolute_url()).status_code == 404


def test_strangers_get_404_and_readers_who_act_403(
    client, portfolio, teacher, classmate, teacher_elsewhere, administrator
):
    hand_in(portfolio, "1.1")
    piece = portfolio.evidence.get()
    link = reverse("portfolios:evidence_link", args=[piece.pk])
    remove = reverse("portfolios:evidence_remove", args=[piece.pk])
    for person in (classmate, teacher_elsewhere, administrator):
        client.force_login(person)
        assert client.get(piece.get_absolute_url()).status_code == 404
        assert client.post(link, {"work_process": "2.1"}).status_code == 404
        assert client.post(remove).status_code == 404
    client.force_login(teacher)
    assert client.post(link, {"work_process": "2.1"}).status_code == 403
    assert client.get(remove).status_code == 403
    assert client.post(remove).status_code == 403
    assert Evidence.objects.standing().get().links.count() == 1


def test_frozen_piece_is_linked_to_a_further_work_process_and_back(client, student, portfolio):
    hand_in(portfolio, "1.1")
    piece = portfolio.evidence.get()
    assert (
        "Linked to 2.1." in act(client, student, piece, "evidence_link", {"work_process": "2.1"})[1]
    )
    assert portfolio.sign_offs.get(work_process__code="2.1").state == State.IN_PROGRESS
    assert (
        "No longer linked to 2.1."
        in act(client, student, piece, "evidence_link", {"unlink": "2.1"})[1]
    )
    assert [link.work_process.code for link in piece.links.all()] == ["1.1"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"work_process": ""}, "Choose a work process."),
        ({"work_process": "9.9"}, "Choose a work process."),
        ({"unlink": "1.1"}, "You handed this in for 1.1, so that link stays."),
    ],
)
def test_link_that_cannot_be_is_refused_in_the_page(client, student, portfolio, data, sentence):
    piece = add_evidence(portfolio, "1.1", "2.1")
    hand_in(portfolio, "1.1")
    assert sentence in act(client, student, piece, "evidence_link", data)[1]
    assert piece.links.count() == 2


def test_removing_asks_first(client, student, portfolio):
    piece = add_evidence(portfolio, "1.1", title="Flange")
    address = reverse("portfolios:evidence_remove", args=[piece.pk])
    assert (
        "“Flange” and its files go to the removed pieces. You can bring it back for 30 days."
        in read(client, student, address)[1]
    )
    assert Evidence.objects.standing().count() == 1
    assert "The piece of evidence is removed." in act(client, student, piece, "evidence_remove")[1]
    assert client.get(piece.get_absolute_url()).status_code == 404


def test_handed_in_piece_is_not_removed(client, student, portfolio):
    hand_in(portfolio, "1.1")
    piece = portfolio.evidence.get()
    assert "You handed this in" in act(client, student, piece, "evidence_remove")[1]
    assert Evidence.objects.standing().get() == piece


def shown(client, person, address):
    return read(client, person, address)[0].context["viewer"].current.file


def test_chosen_file_is_shown_large(client, student, portfolio):
    first, second = receive(portfolio, "one.jpg"), receive(portfolio, "two.jpg")
    piece = add_evidence(portfolio, "1.1", received=[first, second])
    address = piece.get_absolute_url()
    assert shown(client, student, address) == first
    assert shown(client, student, f"{address}?file={second.pk}") == second
    assert shown(client, student, f"{address}?file=x") == first


def test_piece_is_linked_to_several_work_processes_at_once(client, student, portfolio):
    piece = add_evidence(portfolio, "1.1")
    page = read(client, student, piece.get_absolute_url())[0].content.decode()
    assert 'name="work_process" value="2.1"' in page
    assert " checked" not in page
    data = {"work_process": ["2.1", "2.2"]}
    text = act(client, student, piece, "evidence_link", data)[1]
    assert "Linked to 2.1, 2.2." in text
    assert sorted(piece.work_processes.values_list("code", flat=True)) == ["1.1", "2.1", "2.2"]


def test_piece_says_where_it_was_used_and_who_judged_it(client, student, portfolio, teacher):
    piece = add_evidence(portfolio, "1.1", "2.1")
    signed_off(portfolio, "1.1", teacher, Outcome.GOOD)
    hand_in(portfolio, "2.1")
    text = read(client, student, piece.get_absolute_url())[1]
    assert "signed off: good, " in text
    assert "handed in, attempt 1, " in text
    assert "Who judged it? TE T. Example 1.1, " in text
    assert "Own work declared on" in text
    assert "The version that you handed in stays for 1.1, 2.1." in text


def test_nobody_reads_who_judged_while_the_round_is_blind(
    client, student, portfolio, level4, teacher, second_teacher, coordinator
):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    piece = add_evidence(portfolio, "1.1")
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    address = piece.get_absolute_url()
    for person in (student, second_teacher, coordinator):
        assert "Who judged it?" not in read(client, person, address)[1]
    assert "Who judged it?" in read(client, teacher, address)[1]
    assess(submission, second_teacher)
    assert "S. Example" in read(client, student, address)[1]
