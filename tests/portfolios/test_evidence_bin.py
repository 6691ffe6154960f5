"""Removing a piece with a way back, and letting it go for good."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from portfolios import evidence, pace, progress, sign_off, todo, uploads, versions
from portfolios import portfolio as portfolios
from portfolios.enums import EvidenceKind, Outcome, Shown, State, Verb
from portfolios.errors import Refused
from portfolios.models import Evidence
from tests.factories import add_evidence, assess, hand_in, work_process
from tests.portfolios.sending import receive

pytestmark = pytest.mark.usefixtures("in_english")


def state(portfolio, code):
    return portfolio.sign_offs.get(work_process__code=code).state


def test_removed_piece_counts_nowhere_and_keeps_its_bytes_and_links(
    portfolio, student, django_capture_on_commit_callbacks
):
    file = receive(portfolio)
    piece = add_evidence(portfolio, "1.1", "2.1", received=[file])
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(evidence=piece, by=student)
    assert list(portfolio.evidence.in_bin()) == [piece]
    assert piece.links.count() == 2
    assert uploads.path_of(file.stored_name).exists()
    assert (state(portfolio, "1.1"), state(portfolio, "2.1")) == (State.NOT_STARTED,) * 2
    own = progress.of_one(portfolio).own
    assert own.by_code["1.1"].shown == Shown.NOT_STARTED
    assert todo.of(portfolio, own, student, pace.steps(portfolio)).ready == []
    assert not Evidence.objects.for_cell(portfolio, work_process(portfolio, "1.1")).exists()
    with pytest.raises(Refused, match="nothing to hand in yet"):
        sign_off.submit(
            portfolio=portfolio,
            work_process=work_process(portfolio, "1.1"),
            by=student,
            own_work=True,
        )


def test_restored_piece_stands_where_it_stood(portfolio, student, capsys):
    file = receive(portfolio)
    piece = add_evidence(portfolio, "1.1", "2.1", received=[file], title="Flange")
    before = Evidence.objects.values().get(pk=piece.pk)
    evidence.remove(evidence=piece, by=student)
    evidence.restore(evidence=piece, by=student)
    assert Evidence.objects.values().get(pk=piece.pk) == before
    assert list(piece.files.all()) == [file]
    assert (state(portfolio, "1.1"), state(portfolio, "2.1")) == (State.IN_PROGRESS,) * 2
    verbs = [entry.verb for entry in portfolio.log.all()]
    assert verbs[-3:] == [Verb.EVIDENCE_RESTORED, Verb.EVIDENCE_LINKED, Verb.EVIDENCE_LINKED]
    assert evidence.restore(evidence=piece, by=student) == piece
    assert portfolio.log.count() == len(verbs)
    call_command("verify_log")
    assert capsys.readouterr().out.rstrip().endswith(": whole.")


def test_piece_does_not_come_back_into_a_closed_portfolio_or_beside_another_new_version(
    portfolio, student, teacher, coordinator
):
    old = add_evidence(portfolio, "1.1")
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    first = evidence.replace(evidence=old, by=student, title="First try")
    evidence.remove(evidence=first, by=student)
    second = evidence.replace(evidence=old, by=student, title="Second try")
    with pytest.raises(Refused, match="Another new version took its place"):
        evidence.restore(evidence=first, by=student)
    evidence.remove(evidence=second, by=student)
    assert evidence.restore(evidence=first, by=student).removed_at is None
    evidence.remove(evidence=first, by=student)
    assert [piece for _number, piece in versions.of(old, student).versions] == [old]
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Left school.")
    with pytest.raises(Refused, match="nothing in it can change"):
        evidence.restore(evidence=first, by=student)


def test_erased_piece_is_empty_for_good(portfolio, student, django_capture_on_commit_callbacks):
    file = receive(portfolio)
    piece = add_evidence(portfolio, "1.1", received=[file], title="Flange", company="Brandsma")
    with pytest.raises(Refused, match="Remove this piece first"):
        evidence.erase_removed(evidence=piece, by=student)
    evidence.remove(evidence=piece, by=student)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.erase_removed(evidence=piece)
    evidence.erase_removed(evidence=piece)
    piece.refresh_from_db()
    assert [piece.title, piece.text, piece.situation, piece.company] == [""] * 4
    assert piece.links.count() == 0
    assert not uploads.path_of(file.stored_name).exists()
    assert piece.files.get().names == []
    assert list(portfolio.evidence.in_bin()) == []
    assert [e.actor for e in portfolio.log.filter(verb=Verb.EVIDENCE_ERASED)] == [None]
    with pytest.raises(Refused, match="erased for good"):
        evidence.restore(evidence=piece, by=student)


def test_nobody_else_takes_a_piece_out_of_the_bin_or_erases_it(
    portfolio, student, teacher, classmate, coordinator
):
    piece = add_evidence(portfolio, "1.1")
    evidence.remove(evidence=piece, by=student)
    for person in (teacher, classmate, coordinator):
        for step in (evidence.restore, evidence.erase_removed):
            with pytest.raises(PermissionDenied):
                step(evidence=piece, by=person)
    assert list(portfolio.evidence.in_bin()) == [piece]


def test_file_taken_out_of_a_piece_waits_for_another_one(portfolio, student):
    file = receive(portfolio)
    piece = add_evidence(portfolio, "1.1", received=[file])
    evidence.remove_file(file=file, by=student)
    file.refresh_from_db()
    assert file.evidence is None
    assert file.unplaced_at is not None
    assert Evidence.objects.get(pk=piece.pk).kind == EvidenceKind.TEXT
    evidence.change(evidence=piece, by=student, received=[file])
    assert list(piece.files.all()) == [file]
    evidence.remove_file(file=file, by=student)
    evidence.remove_file(file=file, by=student)
    assert not portfolio.files.exists()
