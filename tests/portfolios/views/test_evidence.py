"""The library, the page of one piece, its links, and removing it."""

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
LIBRARY_QUERIES = 16
PIECE_QUERIES = 17


def act(client, person, piece, name, data=None):
    """Send a small form of the page of a piece, and read where it leads."""
    sign_in(client, person)
    response = client.post(reverse(f"portfolios:{name}", args=[piece.pk]), data, follow=True)
    return response, words(response)


def titles(response):
    return [piece.title for piece in response.context["page"]]


def test_empty_library_says_how_to_start(client, student, portfolio):
    response, text = read(client, student, LIBRARY)
    assert "No evidence yet" in text
    assert 'href="/portfolio/evidence/add/"' in response.content.decode()


def test_library_shows_newest_first_with_work_processes_and_states(client, student, portfolio):
    hand_in(portfolio, "1.1")
    add_evidence(portfolio, "2.1", "2.2", title="Flange", received=[receive(portfolio)])
    response, text = read(client, student, LIBRARY)
    assert titles(response) == ["Flange", "Evidence for 1.1"]
    assert "2 pieces, of which 1 not handed in yet" in text
    assert "photo Flange" in text
    assert "2.1 in progress 2.2 in progress" in text
    assert "1.1 handed in" in text
    page = read(client, student, f"{LIBRARY}?as=list")[1]
    assert "Flange photo" in page
    assert "1.1 handed in frozen" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=shaft", ["Shaft"]),
        ("q=workshop+BRASS", ["Bush"]),
        ("q=nothing", []),
        ("work_process=2.1", ["Shaft"]),
        ("state=handed_in", ["Bush"]),
        ("state=loose", ["Shaft"]),
        ("state=unheard&work_process=9.9&q=%00&page=many", ["Shaft", "Bush"]),
        ("q=" + "a+" * 1500, ["Shaft", "Bush"]),
    ],
)
def test_library_is_narrowed(client, student, portfolio, query, expected):
    add_evidence(portfolio, "1.1", title="Bush", text="Made of brass.")
    hand_in(portfolio, "1.1")
    add_evidence(portfolio, "2.1", title="Shaft")
    response, _text = read(client, student, f"{LIBRARY}?{query}")
    assert titles(response) == expected


def test_library_has_pages_that_keep_the_filter(client, student, portfolio):
    for number in range(25):
        add_evidence(portfolio, "1.1", title=f"Piece {number}")
    response, text = read(client, student, f"{LIBRARY}?q=piece&page=2")
    assert titles(response) == ["Piece 0"]
    assert "Page 2 of 2" in text
    assert 'href="?q=piece&amp;page=1"' in response.content.decode()


def test_library_holds_ones_own_pieces_that_were_not_removed(client, student, portfolio, classmate):
    add_evidence(classmate.portfolios.get(), "1.1", title="Not mine")
    gone = add_evidence(portfolio, "1.1", title="Gone")
    evidence.remove(evidence=gone, by=student)
    add_evidence(portfolio, "1.1", title="Mine")
    assert titles(read(client, student, LIBRARY)[0]) == ["Mine"]


@pytest.mark.parametrize("number", [1, 24])
def test_library_costs_the_same_for_any_number(client, student, portfolio, number):
    for _index in range(number):
        add_evidence(portfolio, "1.1", "2.1")
    sign_in(client, student)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(LIBRARY)
    assert len(queries) == LIBRARY_QUERIES


@pytest.mark.parametrize("codes", [("1.1",), ("1.1", "1.2", "2.1", "2.2", "2.3", "7.1", "7.2")])
def test_piece_costs_the_same_for_any_number_of_links_and_files(client, student, portfolio, codes):
    piece = add_evidence(portfolio, *codes, received=[receive(portfolio) for _code in codes])
    sign_in(client, student)
    with CaptureQueriesContext(connection) as queries:
        client.get(piece.get_absolute_url())
    assert len(queries) == PIECE_QUERIES


def test_piece_shows_everything_that_was_written(client, student, portfolio):
    piece = add_evidence(
        portfolio, "1.1", title="Flange", url="https://example.com/film", company="Brandsma",
        made_with="Luuk", setting="company",
    )  # fmt: skip
    response, text = read(client, student, piece.get_absolute_url())
    for part in ("Flange", "What I did.", "Brandsma", "Luuk", "STARR, 5 of 5", "I turned it."):
        assert part in text
    assert 'href="https://example.com/film" rel="noopener noreferrer"' in response.content.decode()
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
    assert "You handed in this piece, so it does not change any more." in text
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


def test_person_without_a_portfolio_has_no_library(client, teacher):
    client.force_login(teacher)
    assert client.get(LIBRARY).status_code == 404


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


def test_chosen_file_is_shown_large(client, student, portfolio):
    first, second = receive(portfolio, "one.jpg"), receive(portfolio, "two.jpg")
    piece = add_evidence(portfolio, "1.1", received=[first, second])
    address = piece.get_absolute_url()
    for query, shown in (("", first), (f"?file={second.pk}", second), ("?file=x", first)):
        viewer = read(client, student, address + query)[0].context["viewer"]
        assert viewer.current.file == shown
