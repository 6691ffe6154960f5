"""The history of a cell, and what each reader may know of it."""

import pytest
from django.utils import translation

from portfolios import evidence, sign_off, timeline
from portfolios.enums import Outcome
from portfolios.models import Evidence, EvidenceLink, LogEntry
from tests import factories
from tests.factories import add_evidence, assess, hand_in, signed_off, work_process


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def blind_portfolio(student, school_class):
    """A portfolio whose hand-ins need two assessors."""
    two = factories.make_qualification(slug="blind", required_assessors=2)
    return factories.make_portfolio(student, two.exit_profiles.get(level=4), school_class)


def history(portfolio, user, code="1.1"):
    """The events as this person reads them, oldest first."""
    links = EvidenceLink.objects.filter(
        work_process__code=code, evidence__in=Evidence.objects.visible_to(user)
    )
    asked = work_process(portfolio, code)
    return timeline.history(portfolio, asked, user, links.order_by("linked_at")).events[::-1]


def titles(events):
    return [event.title for event in events]


def said(events):
    """Everything that assessors said, wherever it stands."""
    return [e.words for e in events if e.words] + [j.feedback for e in events for j in e.judgements]


def test_every_attempt_stays_with_its_decision_and_feedback(portfolio, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "The rate is wrong.")
    piece = portfolio.evidence.get()
    evidence.replace(evidence=piece, by=portfolio.student, **factories.STARR)
    assess(hand_in(portfolio, "1.1", words="Better now."), teacher, Outcome.GOOD, "Well done.")

    events = history(portfolio, portfolio.student)

    assert titles(events) == [
        "Evidence added",
        "Handed in, attempt 1 with 1 piece of evidence",
        "Returned with feedback, attempt 1",
        "New version added",
        "Handed in, attempt 2 with 1 piece of evidence",
        "Signed off for Level 4, attempt 2",
    ]
    assert said(events) == ["Better now.", "The rate is wrong.", "Well done."]
    assert [event.shown for event in events][-1] == "good"


def test_withdrawn_attempt_stays_in_the_history(portfolio):
    sign_off.withdraw(submission=hand_in(portfolio, "1.1"), by=portfolio.student)

    assert titles(history(portfolio, portfolio.student))[1:] == [
        "Handed in, attempt 1 with 1 piece of evidence",
        "Hand-in withdrawn, attempt 1",
    ]


def test_revoked_sign_off_shows_what_it_was_and_why(portfolio, teacher, coordinator):
    cell = signed_off(portfolio, "1.1", teacher, Outcome.GOOD)
    sign_off.revoke(sign_off=cell, by=coordinator, reason="Not your drawing.")

    revoked = history(portfolio, portfolio.student)[-1]

    assert (revoked.title, revoked.struck, revoked.words, revoked.by) == (
        "Sign-off revoked",
        "signed off: good",
        "Not your drawing.",
        "C. Example",
    )


def test_history_of_one_cell_says_nothing_of_another(portfolio, teacher):
    signed_off(portfolio, "1.1", teacher)
    hand_in(portfolio, "1.2")

    assert titles(history(portfolio, portfolio.student, "1.2")) == [
        "Evidence added",
        "Handed in, attempt 1 with 1 piece of evidence",
    ]


@pytest.mark.parametrize(
    "reader", ["student", "second_teacher", "third_teacher", "coordinator", "board_member"]
)
def test_first_of_two_assessments_is_hidden_from_everybody_else(
    request, blind_portfolio, teacher, reader
):
    submission = hand_in(blind_portfolio, "1.1")
    person = request.getfixturevalue(reader)
    before = history(blind_portfolio, person)

    assess(submission, teacher, feedback="Seen by the first.")

    assert history(blind_portfolio, person) == before
    assert said(history(blind_portfolio, teacher)) == ["Seen by the first."]


def test_student_reads_both_assessments_after_the_decision(
    blind_portfolio, teacher, second_teacher, student
):
    submission = hand_in(blind_portfolio, "1.1")
    assess(submission, teacher, feedback="From the first.")
    assess(submission, second_teacher, Outcome.GOOD, feedback="From the second.")

    decision = history(blind_portfolio, student)[-1]

    assert decision.shown == "sufficient"
    assert [judgement.feedback for judgement in decision.judgements] == [
        "From the first.",
        "From the second.",
    ]


def test_round_without_agreement_is_known_to_its_assessors_but_not_to_the_student(
    blind_portfolio, teacher, second_teacher, third_teacher, student
):
    submission = hand_in(blind_portfolio, "1.1")
    before = history(blind_portfolio, student)
    assess(submission, teacher, feedback="Yes.")
    assess(submission, second_teacher, Outcome.INSUFFICIENT, feedback="No.")

    assert history(blind_portfolio, student) == before
    assert said(history(blind_portfolio, third_teacher)) == []
    assert said(history(blind_portfolio, teacher)) == ["Yes.", "No."]


def test_released_seat_is_told_to_the_student_only_after_the_decision(
    blind_portfolio, teacher, second_teacher, third_teacher, coordinator, student
):
    submission = hand_in(blind_portfolio, "1.1")
    for _round in range(2):
        assess(submission, teacher, feedback="Yes.")
        assess(submission, second_teacher, Outcome.INSUFFICIENT, feedback="No.")
    seat = submission.assessments.filter(assessor=second_teacher).first().seat
    sign_off.release_seat(submission=submission, seat=seat, by=coordinator, reason="No agreement.")

    assert "Seat of an assessor released" not in titles(history(blind_portfolio, student))
    assert "Seat of an assessor released" not in titles(history(blind_portfolio, third_teacher))
    assert "Seat of an assessor released" in titles(history(blind_portfolio, coordinator))

    assess(submission, third_teacher, feedback="Yes, too.")
    events = history(blind_portfolio, student)
    assert titles(events)[-2:] == [
        "Seat of an assessor released",
        "Signed off for Level 4, attempt 1",
    ]
    assert [(j.feedback, j.released_at is None) for j in events[-1].judgements] == [
        ("Yes.", True),
        ("No.", False),
        ("Yes.", True),
        ("No.", False),
        ("Yes, too.", True),
    ]


def test_draft_evidence_is_no_part_of_the_history_that_a_teacher_reads(portfolio, teacher):
    hand_in(portfolio, "1.1")
    add_evidence(portfolio, "1.1", title="Secret draft")

    assert titles(history(portfolio, teacher)).count("Evidence added") == 1
    assert titles(history(portfolio, portfolio.student)).count("Evidence added") == 2


def test_reason_why_a_cell_came_back_is_the_latest_one(portfolio, teacher, second_teacher):
    cell = signed_off(portfolio, "1.1", teacher)

    def why():
        found = timeline.why_returned(portfolio, [cell.pk], portfolio.student)
        return [(feedback.by, feedback.words) for feedback in found[cell.pk]]

    sign_off.revoke(sign_off=cell, by=second_teacher, reason="Not your drawing.")
    assert why() == [("S. Example", "Not your drawing.")]

    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "Still not.")
    assert why() == [("T. Example", "Still not.")]


def test_both_assessors_are_quoted_when_both_find_it_insufficient(
    blind_portfolio, teacher, second_teacher, student
):
    submission = hand_in(blind_portfolio, "1.1")
    assess(submission, teacher, Outcome.INSUFFICIENT, "First.")
    assess(submission, second_teacher, Outcome.INSUFFICIENT, "Second.")

    found = timeline.why_returned(blind_portfolio, [submission.sign_off_id], student)

    assert [f.words for f in found[submission.sign_off_id]] == ["First.", "Second."]


def test_erased_reason_leaves_the_event(portfolio, teacher):
    cell = signed_off(portfolio, "1.1", teacher)
    sign_off.revoke(sign_off=cell, by=teacher, reason="Not your drawing.")
    entry = LogEntry.objects.get(verb="revoked")
    entry.log_text.text = ""
    entry.log_text.save(update_fields=["text"])

    revoked = history(portfolio, portfolio.student)[-1]

    assert (revoked.title, revoked.words) == ("Sign-off revoked", "")
