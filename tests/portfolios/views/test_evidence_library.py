"""The library: all pieces of a portfolio, found back by words, filters, order and month."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios import evidence
from tests.factories import add_evidence, hand_in
from tests.portfolios.sending import receive
from tests.portfolios.views.reading import read, sign_in

LIBRARY = "/portfolio/evidence/"
LIBRARY_QUERIES = 15


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


@pytest.mark.parametrize("number", [1, 30])
def test_library_costs_the_same_for_any_number(client, student, portfolio, number):
    for _index in range(number):
        add_evidence(portfolio, "1.1", "2.1")
    sign_in(client, student)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(LIBRARY)
    assert len(queries) == LIBRARY_QUERIES


def test_person_without_a_portfolio_has_no_library(client, teacher):
    client.force_login(teacher)
    assert client.get(LIBRARY).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=gearbox", ["Drawing"]),
        ("q=gearbox+drawing", ["Drawing"]),
        ("q=gearbox+film", []),
        ("core_task=2", ["Film"]),
        ("kind=photo", ["Drawing"]),
        ("kind=link", ["Film"]),
        ("kind=text", ["Story"]),
        ("kind=drawing", []),
        ("setting=company", ["Film"]),
        ("made_from=2026-10-01&made_to=2026-10-31", ["Film"]),
        ("made_from=yesterday", ["Story", "Film", "Drawing"]),
        ("sort=oldest", ["Drawing", "Film", "Story"]),
        ("sort=added", ["Story", "Film", "Drawing"]),
        ("sort=title", ["Drawing", "Film", "Story"]),
    ],
)
def test_library_filters_and_sorts(client, student, portfolio, query, expected):
    add_evidence(
        portfolio, "1.1", "1.2", title="Drawing", made_on=date(2026, 9, 3),
        received=[receive(portfolio, "gearbox.jpg"), receive(portfolio, "gearbox-2.jpg")],
    )  # fmt: skip
    add_evidence(
        portfolio, "2.1", title="Film", made_on=date(2026, 10, 4), text="", setting="company",
        url="https://example.com/",
    )  # fmt: skip
    add_evidence(portfolio, "1.1", title="Story", made_on=date(2026, 11, 5))
    assert titles(read(client, student, f"{LIBRARY}?{query}")[0]) == expected


def test_library_counts_each_month_over_all_pages_and_keeps_the_view(client, student, portfolio):
    for number in range(26):
        month = 11 if number < 25 else 10
        add_evidence(portfolio, "1.1", title=f"Piece {number}", made_on=date(2026, month, 2))
    response, text = read(client, student, f"{LIBRARY}?setting=school&as=list")
    assert "November 2026 25" in text
    assert "October 2026" not in text
    page = response.content.decode()
    assert 'href="?setting=school&amp;as=list&amp;page=2"' in page
    assert '<input type="hidden" name="as" value="list"' in page
    text = read(client, student, f"{LIBRARY}?setting=school&as=list&page=2")[1]
    assert "November 2026 25" in text
    assert "October 2026 1" in text
