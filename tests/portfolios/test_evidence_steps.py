"""The steps of a student with evidence, without pages."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from portfolios import clock, evidence, sign_off
from portfolios.enums import EvidenceKind, Outcome, State
from portfolios.errors import Refused
from portfolios.models import Evidence, EvidenceFile
from tests.factories import add_evidence, assess, hand_in, signed_off, work_process
from tests.portfolios.inspection.samples import camera_exif, picture
from tests.portfolios.sending import receive


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def add(portfolio, *codes, **fields):
    """A piece with nothing but what is given."""
    return evidence.add(
        portfolio=portfolio,
        by=portfolio.student,
        work_processes=[work_process(portfolio, code) for code in codes],
        **fields,
    )


def codes(piece):
    return [link.work_process.code for link in piece.links.select_related("work_process")]


def state(portfolio, code):
    cell = portfolio.sign_offs.filter(work_process__code=code).first()
    return cell.state if cell else State.NOT_STARTED


def verbs(portfolio):
    return [entry.verb for entry in portfolio.log.all()][1:]


def test_only_a_work_process_is_compulsory(portfolio):
    with clock.at(datetime(2026, 11, 20, 9, tzinfo=UTC)):
        piece = add(portfolio, "1.1", "2.1")
    assert piece.title == "1.1 does 1.1, 20 November"
    assert piece.made_on == date(2026, 11, 20)
    assert (piece.kind, piece.setting) == (EvidenceKind.TEXT, "school")
    assert codes(piece) == ["1.1", "2.1"]
    with pytest.raises(Refused, match="at least one work process"):
        add(portfolio)


def test_day_is_that_of_the_earliest_photo(portfolio):
    photos = [
        receive(portfolio, content=picture("JPEG", exif=camera_exif(f"2026:11:{day} 08:15:00")))
        for day in ("12", "10")
    ]
    piece = add(portfolio, "1.1", received=photos)
    assert piece.made_on == date(2026, 11, 10)
    assert piece.kind == EvidenceKind.FILES
    assert list(piece.files.all()) == photos


def test_piece_of_refused_files_alone_is_no_piece_of_files(portfolio):
    piece = add(
        portfolio, "1.1", url="https://example.com", received=[receive(portfolio, "a", b"")]
    )
    assert piece.kind == EvidenceKind.LINK
    assert [file.is_refused for file in piece.files.all()] == [True]


def test_files_of_somebody_else_or_of_another_piece_are_refused(portfolio, classmate):
    theirs = receive(classmate.portfolios.get())
    placed = receive(portfolio)
    first = add(portfolio, "1.1", received=[placed])
    for file in (theirs, placed):
        with pytest.raises(Refused, match="changed while this page was open"):
            add(portfolio, "1.1", received=[file])
    assert list(Evidence.objects.all()) == [first]
    assert list(first.files.all()) == [placed]
    assert list(EvidenceFile.objects.unplaced()) == [theirs]


def test_first_link_starts_a_cell_and_the_last_empties_it(portfolio):
    piece = add(portfolio, "1.1", "2.1")
    assert state(portfolio, "1.1") == State.IN_PROGRESS
    evidence.unlink(
        evidence=piece, by=portfolio.student, work_process=work_process(portfolio, "1.1")
    )
    assert state(portfolio, "1.1") == State.NOT_STARTED
    with pytest.raises(Refused, match="Remove it instead"):
        evidence.unlink(
            evidence=piece, by=portfolio.student, work_process=work_process(portfolio, "2.1")
        )


def test_change_writes_texts_files_and_links(portfolio):
    piece = add(portfolio, "1.1", title="First", made_on=date(2026, 11, 2))
    evidence.change(
        evidence=piece,
        by=portfolio.student,
        work_processes=[work_process(portfolio, "2.1")],
        received=[receive(portfolio)],
        title=" Second ",
        made_on=None,
    )
    piece = Evidence.objects.get(pk=piece.pk)
    assert (piece.title, piece.made_on) == ("Second", date(2026, 11, 2))
    assert (piece.kind, piece.files.count()) == (EvidenceKind.FILES, 1)
    assert codes(piece) == ["2.1"]
    assert verbs(portfolio)[-4:] == [
        "evidence_changed", "file_added", "evidence_linked", "evidence_unlinked",
    ]  # fmt: skip


def test_handed_in_piece_cannot_change_or_go(portfolio):
    hand_in(portfolio, "1.1")
    piece = portfolio.evidence.get()
    for step in (evidence.change, evidence.remove):
        with pytest.raises(Refused, match="You handed this in"):
            step(evidence=piece, by=portfolio.student)


def test_link_that_was_handed_in_stays_and_a_further_one_may_come(portfolio):
    hand_in(portfolio, "1.1")
    piece = portfolio.evidence.get()
    other = work_process(portfolio, "2.1")
    evidence.link(evidence=piece, by=portfolio.student, work_process=other)
    assert codes(piece) == ["1.1", "2.1"]
    with pytest.raises(Refused, match=r"You handed this in for 1\.1"):
        evidence.unlink(
            evidence=piece, by=portfolio.student, work_process=work_process(portfolio, "1.1")
        )
    evidence.unlink(evidence=piece, by=portfolio.student, work_process=other)
    assert codes(piece) == ["1.1"]


def test_withdrawn_piece_may_change_again(portfolio):
    submission = hand_in(portfolio, "1.1")
    sign_off.withdraw(submission=submission, by=portfolio.student)
    piece = portfolio.evidence.get()
    evidence.change(evidence=piece, by=portfolio.student, title="Better")
    assert portfolio.evidence.get().title == "Better"


def test_new_version_takes_over_what_is_neither_signed_off_nor_handed_in(portfolio, teacher):
    piece = add_evidence(portfolio, "1.1", "2.1", "2.2", "2.3")
    signed_off(portfolio, "1.1", teacher)
    assess(hand_in(portfolio, "2.1"), teacher, Outcome.INSUFFICIENT)
    hand_in(portfolio, "2.2")
    newer = evidence.replace(evidence=piece, by=portfolio.student, title="Second version")
    assert newer.replaces == piece
    assert codes(newer) == ["2.1", "2.3"]
    assert codes(piece) == ["1.1", "2.1", "2.2", "2.3"]
    for code, expected in {"1.1": piece, "2.1": newer, "2.2": piece, "2.3": newer}.items():
        found = Evidence.objects.for_cell(portfolio, work_process(portfolio, code))
        assert list(found) == [expected]


def test_no_new_version_of_a_loose_or_a_replaced_piece_or_for_nothing(portfolio, teacher):
    piece = add_evidence(portfolio, "1.1")
    with pytest.raises(Refused, match="not handed this in yet"):
        evidence.replace(evidence=piece, by=portfolio.student)
    submission = hand_in(portfolio, "1.1")
    with pytest.raises(Refused, match="signed off or handed in"):
        evidence.replace(evidence=piece, by=portfolio.student)
    assess(submission, teacher, Outcome.INSUFFICIENT)
    newer = evidence.replace(evidence=piece, by=portfolio.student)
    with pytest.raises(Refused, match="newer version already"):
        evidence.replace(evidence=piece, by=portfolio.student)
    evidence.remove(evidence=newer, by=portfolio.student)
    assert evidence.replace(evidence=piece, by=portfolio.student).replaces == piece


def test_removed_piece_cannot_change(portfolio):
    piece = add(portfolio, "1.1")
    evidence.remove(evidence=piece, by=portfolio.student)
    assert list(portfolio.evidence.standing()) == []
    assert state(portfolio, "1.1") == State.NOT_STARTED
    with pytest.raises(Refused, match="was removed"):
        evidence.change(evidence=piece, by=portfolio.student, title="Ghost")


def test_file_may_go_until_it_is_handed_in(portfolio):
    kept, gone = receive(portfolio), receive(portfolio)
    piece = add(portfolio, "1.1", received=[kept, gone])
    evidence.remove_file(file=gone, by=portfolio.student)
    assert list(piece.files.all()) == [kept]
    hand_in(portfolio, "1.1")
    with pytest.raises(Refused, match="You handed this in"):
        evidence.remove_file(file=kept, by=portfolio.student)


def test_piece_without_its_last_file_is_a_text(portfolio):
    file = receive(portfolio)
    piece = add(portfolio, "1.1", received=[file], text="Words")
    evidence.remove_file(file=file, by=portfolio.student)
    assert Evidence.objects.get(pk=piece.pk).kind == EvidenceKind.TEXT


def test_nobody_else_takes_a_step_with_evidence(portfolio, teacher, classmate, coordinator):
    piece = add(portfolio, "1.1", received=[receive(portfolio)])
    wanted = work_process(portfolio, "2.1")
    for person in (teacher, classmate, coordinator):
        for step, facts in (
            (evidence.add, {"portfolio": portfolio, "work_processes": [wanted]}),
            (evidence.change, {"evidence": piece, "title": "Mine"}),
            (evidence.link, {"evidence": piece, "work_process": wanted}),
            (evidence.unlink, {"evidence": piece, "work_process": wanted}),
            (evidence.replace, {"evidence": piece}),
            (evidence.remove, {"evidence": piece}),
            (evidence.remove_file, {"file": piece.files.get()}),
        ):
            with pytest.raises(PermissionDenied):
                step(by=person, **facts)
    assert (piece.files.count(), codes(piece), portfolio.evidence.count()) == (1, ["1.1"], 1)
