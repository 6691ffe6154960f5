"""Handing in and taking back: what it needs, what it takes along, which result stands."""

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import evidence, log, seal, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import FileState, Outcome, State
from portfolios.errors import Refused
from portfolios.models import EvidenceFile, SignOff, Submission
from tests.factories import (
    STARR,
    add_evidence,
    assess,
    hand_in,
    work_process,
)

pytestmark = pytest.mark.usefixtures("in_english")


def submit(portfolio, code, own_work=True, **fields):
    return sign_off.submit(
        portfolio=portfolio,
        work_process=work_process(portfolio, code),
        by=portfolio.student,
        own_work=own_work,
        **fields,
    )


def cell_of(portfolio, code):
    return SignOff.objects.get(portfolio=portfolio, work_process__code=code)


def file_of(portfolio, state):
    return EvidenceFile.objects.create(
        portfolio=portfolio,
        original_name="drawing.pdf",
        stored_name="",
        media_type="application/pdf",
        state=state,
        received_at=portfolio.log.last().at,
        received_size=4,
        received_sha256=log.sha256("file"),
        size=4,
        sha256=log.sha256("file"),
    )


def test_a_cell_without_evidence_is_not_handed_in(portfolio):
    with pytest.raises(Refused, match="Add evidence first"):
        submit(portfolio, "1.1")
    assert Submission.objects.count() == 0


def test_own_work_must_be_confirmed(portfolio):
    add_evidence(portfolio, "1.1")
    with pytest.raises(Refused, match="Confirm that this is your own work"):
        submit(portfolio, "1.1", own_work=False)
    assert cell_of(portfolio, "1.1").state == State.IN_PROGRESS
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("code", ["1.7", "7.3", "8.1"])
def test_what_the_profile_does_not_ask_is_not_handed_in(portfolio, code):
    add_evidence(portfolio, code)
    with pytest.raises(Refused, match="Level 4 does not ask for this work process"):
        submit(portfolio, code)
    assert cell_of(portfolio, code).state == State.IN_PROGRESS


@pytest.mark.parametrize("code", ["7.1", "7.2"])
def test_any_marked_option_of_a_choice_is_handed_in_without_choosing_it(portfolio, code):
    add_evidence(portfolio, code)
    assert submit(portfolio, code).sign_off.state == State.SUBMITTED
    assert portfolio.chosen_specialisations.count() == 0


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (FileState.RECEIVED, "still being processed"),
        (FileState.PROCESSING, "still being processed"),
        (FileState.REFUSED, "was refused"),
    ],
)
def test_every_file_must_be_ready(portfolio, state, sentence):
    add_evidence(portfolio, "1.1", received=[file_of(portfolio, FileState.READY)])
    add_evidence(portfolio, "1.1", received=[file_of(portfolio, state)])
    with pytest.raises(Refused, match=sentence):
        submit(portfolio, "1.1")
    assert Submission.objects.count() == 0


@pytest.fixture
def asks_reflection(level4):
    level4.reflection_required = True
    level4.save()


@pytest.mark.usefixtures("asks_reflection")
@pytest.mark.parametrize("part", STARR)
def test_where_the_profile_asks_one_piece_has_all_parts_of_starr(portfolio, part):
    add_evidence(portfolio, "1.1", **{part: "  "})
    with pytest.raises(Refused, match="all five parts of STARR"):
        submit(portfolio, "1.1")
    add_evidence(portfolio, "1.1")
    assert submit(portfolio, "1.1").parts.count() == 2


def test_elsewhere_starr_is_free(portfolio):
    add_evidence(portfolio, "1.1", **dict.fromkeys(STARR, ""))
    assert submit(portfolio, "1.1").is_open


def test_a_list_that_changed_meanwhile_is_not_handed_in(portfolio):
    first = add_evidence(portfolio, "1.1")
    second = add_evidence(portfolio, "1.1")
    for listed in ([first.pk], [first.pk, second.pk, 0], []):
        with pytest.raises(Refused, match="changed while this page was open"):
            submit(portfolio, "1.1", listed=listed)
    submission = submit(portfolio, "1.1", listed=[second.pk, first.pk])
    assert {part.evidence for part in submission.parts.all()} == {first, second}


def test_it_takes_along_what_is_linked_and_neither_replaced_nor_removed(
    portfolio, student, teacher
):
    old = add_evidence(portfolio, "1.1", "2.1")
    assess(submit(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    new = evidence.replace(evidence=old, by=student, text="Better.", **STARR)
    removed = add_evidence(portfolio, "1.1")
    evidence.remove(evidence=removed, by=student)
    elsewhere = add_evidence(portfolio, "2.2")
    submission = submit(portfolio, "1.1")
    assert [part.evidence for part in submission.parts.all()] == [new]
    assert elsewhere.submissions.count() == 0


def test_the_seal_holds_exactly_what_was_handed_in(portfolio, level4):
    file = file_of(portfolio, FileState.READY)
    piece = add_evidence(portfolio, "1.1", received=[file], company="Van Dam", title="Flange")
    submission = submit(portfolio, "1.1", words="Please look at the thread.")
    sealed = seal.read(submission)
    assert log.sha256(submission.manifest) == submission.manifest_sha256
    assert len(sealed.pop("salt")) == 32
    assert sealed == {
        "format": 2,
        "portfolio": portfolio.pk,
        "attempt": 1,
        "submitted_at": log.moment(submission.submitted_at),
        "exit_profile": {
            "id": level4.pk,
            "slug": "small-4",
            "name": "Level 4",
            "level": 4,
            "required_assessors": 1,
        },
        "work_process": {
            "id": work_process(portfolio, "1.1").pk,
            "code": "1.1",
            "title": "does 1.1",
            "description": "",
        },
        "own_work": "This is my own work.",
        "words": "Please look at the thread.",
        "evidence": [
            {
                "id": piece.pk,
                "title": "Flange",
                "kind": "files",
                "url": "",
                "text": "What I did.",
                **STARR,
                "made_on": piece.made_on.isoformat(),
                "setting": "school",
                "company": "Van Dam",
                "made_with": "",
                "replaces": None,
                "files": [
                    {
                        "id": file.pk,
                        "name": "drawing.pdf",
                        "type": "application/pdf",
                        "size": 4,
                        "sha256": log.sha256("file"),
                    }
                ],
            }
        ],
        "statements": [],
    }


def test_two_equal_hand_ins_have_different_seals(portfolio, student):
    add_evidence(portfolio, "1.1")
    seals = set()
    for _attempt in range(2):
        submission = submit(portfolio, "1.1")
        seals.add(submission.manifest_sha256)
        sign_off.withdraw(submission=submission, by=student)
    assert len(seals) == 2


def test_in_a_closed_portfolio_nothing_is_handed_in_withdrawn_or_judged(
    portfolio, student, teacher, coordinator
):
    open_one = hand_in(portfolio, "1.1")
    add_evidence(portfolio, "2.1")
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Left school.")
    for step in (
        lambda: submit(portfolio, "2.1"),
        lambda: sign_off.withdraw(submission=open_one, by=student),
        lambda: assess(open_one, teacher),
    ):
        with pytest.raises(Refused, match="This portfolio is closed"):
            step()
    assert cell_of(portfolio, "1.1").state == State.SUBMITTED


def test_nobody_hands_in_for_somebody_else(portfolio, teacher, coordinator):
    add_evidence(portfolio, "1.1")
    for person in (teacher, coordinator):
        with pytest.raises(PermissionDenied):
            sign_off.submit(
                portfolio=portfolio,
                work_process=work_process(portfolio, "1.1"),
                by=person,
                own_work=True,
            )
    assert Submission.objects.count() == 0
