"""One person in two tabs, or two at one form: the second is told, and no page fails."""

import pytest
from django.db import connection

from portfolios import evidence
from portfolios import portfolio as portfolios
from portfolios.enums import State
from portfolios.models import EvidenceFile, Portfolio
from tests.factories import (
    add_evidence,
    make_person,
    make_portfolio,
    receive_photo,
    work_process,
)
from tests.portfolios.at_once import WON, at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]

TURNS = 4
CHANGED = "Your evidence changed while this page was open. Look at the list again."
ACTIVE_ALREADY = "This student already has an active portfolio for this qualification."


def test_a_portfolio_that_is_started_twice_at_once_is_one(level4, school_class):
    for turn in range(TURNS):
        person = make_person(f"starter{turn}")
        ends = at_once(*[lambda person=person: make_portfolio(person, level4, school_class)] * 2)
        assert sorted(ends) == [ACTIVE_ALREADY, WON]
        assert person.portfolios.count() == 1


def test_reopening_while_another_is_started_leaves_one_active(level4, school_class, coordinator):
    for turn in range(TURNS):
        person = make_person(f"returner{turn}")
        old = make_portfolio(person, level4, school_class)
        portfolios.close(portfolio=old, by=coordinator, reason="Left.")
        ends = at_once(
            lambda person=person: make_portfolio(person, level4, school_class),
            lambda old=old: portfolios.reopen(portfolio=old, by=coordinator, reason="Back."),
        )
        assert sorted(ends) == [ACTIVE_ALREADY, WON]
        assert Portfolio.objects.active().filter(student=person).count() == 1


def test_a_file_of_two_forms_goes_with_one_of_them(portfolio):
    file = receive_photo(portfolio)
    ends = at_once(*[lambda: add_evidence(portfolio, "1.1", received=[file])] * 2)
    assert sorted(ends) == [CHANGED, WON]
    assert portfolio.evidence.get().files.get() == file


def test_a_file_that_is_removed_while_its_form_is_saved_is_told(portfolio, student):
    for _turn in range(TURNS):
        file = receive_photo(portfolio)
        removed, added = at_once(
            lambda file=file: evidence.remove_file(file=file, by=student),
            lambda file=file: add_evidence(portfolio, "1.1", received=[file]),
        )
        assert removed == WON
        assert added in (WON, CHANGED)
        # Taken out of the piece that had won, it waits for another.
        left = EvidenceFile.objects.filter(pk=file.pk)
        assert left.exists() is (added == WON)
        assert left.unplaced().count() == left.count()


def test_a_file_is_removed_once_and_twice_is_no_fault(portfolio, student):
    file = receive_photo(portfolio)
    ends = at_once(*[lambda: evidence.remove_file(file=file, by=student)] * 2)
    assert ends == [WON, WON]
    assert not EvidenceFile.objects.exists()


def test_a_piece_that_is_removed_while_it_is_linked_is_told(portfolio, student):
    for _turn in range(TURNS):
        piece = add_evidence(portfolio, "1.1")
        removed, linked = at_once(
            lambda piece=piece: evidence.remove(evidence=piece, by=student),
            lambda piece=piece: evidence.link(
                evidence=piece, by=student, work_process=work_process(portfolio, "2.1")
            ),
        )
        assert removed == WON
        assert linked in (WON, "This piece of evidence was removed.")
        assert portfolio.evidence.get(pk=piece.pk).removed_at
        assert piece.links.count() == (2 if linked == WON else 1)  # they lie in the bin with it
        assert not portfolio.sign_offs.exclude(state=State.NOT_STARTED).exists()
