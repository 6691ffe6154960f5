"""A row in every sealed table, and what nobody may do to it."""

from datetime import UTC, datetime

from portfolios import impact, sign_off
from portfolios.enums import Answer, FileState, LookOutcome, Outcome, SampleReason
from portfolios.models import (
    Completion,
    Confirmation,
    EvidenceFile,
    Exemption,
    Sample,
    SecondLook,
    SignOff,
    SignOffMove,
    WorkplaceLink,
    WorkplaceQuestion,
    WorkplaceStatement,
    WorkplaceTrainer,
)
from tests.factories import add_evidence, assess, hand_in

T = "'2026-11-23 12:00:00+00:00'"
DAY = datetime(2026, 11, 23, tzinfo=UTC)

# Table -> what is refused of a row that is as full as `make_records` made it.
CHANGES = {
    "evidence": [
        "title = 'Other'", "text = 'Other'", "url = 'https://other.example/'", "company = 'Other'",
        "situation = 'Other'", "task = 'Other'", "action = 'Other'", "result = 'Other'",
        "reflection = 'Other'", "made_with = 'Other'", "kind = 'text'", "setting = 'other'",
        "made_on = '2026-01-01'", "replaces_id = id", "portfolio_id = portfolio_id + 1",
        f"created_at = {T}",
    ],
    "evidencefile": [
        "original_name = 'other.pdf'", "sha256 = 'other'", "received_sha256 = 'other'",
        "size = 5", "received_size = 5", "stored_name = 'other'", "preview_name = 'other'",
        "evidence_id = NULL", "state = 'refused'", "media_type = 'text/plain'", "pages = 9",
        "reason = 'other'", f"captured_at = {T}", f"received_at = {T}",
    ],
    "evidencelink": [
        "work_process_id = work_process_id + 1", "evidence_id = evidence_id + 1",
        f"linked_at = {T}",
    ],
    "submission": [
        "words = 'Other'", "manifest = 'Other'", "manifest_sha256 = 'other'", "attempt = 2",
        "required_assessors = 1", f"submitted_at = {T}", "state_before = 'returned'",
        "exit_profile_id = exit_profile_id + 1", "sign_off_id = sign_off_id + 1",
    ],
    "signoffmove": ["sign_off_id = sign_off_id + 1", "source_id = source_id + 1"],
    "submissionevidence": ["evidence_id = evidence_id + 1", "submission_id = submission_id + 1"],
    "assessment": [
        "outcome = 'good'", "feedback = 'Other'", "assessor_id = assessor_id + 1", "seat = 3",
        "round = 3", "salt = 'other'", "manifest_sha256 = 'other'", f"assessed_at = {T}",
        "submission_id = submission_id + 1",
    ],
    "logentry": [
        "facts = '{}'", "number = number + 50", "actor_id = NULL", "verb = 'revoked'",
        "hash = 'other'", "previous = 'other'", f"at = {T}",
    ],
    "logtext": ["text = 'Other'", "salt = 'other'", "entry_id = entry_id + 1"],
    "structurechange": [
        "before = ''", "after = '{}'", "actor_id = NULL", f"at = {T}",
        "qualification_id = qualification_id + 1",
    ],
    "rolechange": ["joined = NOT joined", "actor_id = NULL", f"at = {T}"],
    "confirmation": [
        "sign_off_id = sign_off_id + 1", "exit_profile_id = exit_profile_id + 1",
        "given_at_id = given_at_id + 1", "grade = 'good'", "assessor_id = assessor_id + 1",
        f"confirmed_at = {T}",
    ],
    "exemption": [
        "portfolio_id = portfolio_id + 1", "work_process_id = work_process_id + 1",
        "exit_profile_id = exit_profile_id + 1", "ground = 'Other'", "stored_name = 'other'",
        "attachment_name = 'other'", "attachment_type = 'text/plain'", "attachment_size = 5",
        "attachment_sha256 = 'other'", "granted_by_id = granted_by_id + 1",
        f"granted_at = {T}", "salt = 'other'", "moved_from_id = id", "to_confirm = NOT to_confirm",
    ],
    "completion": [
        "portfolio_id = portfolio_id + 1", "exit_profile_id = exit_profile_id + 1",
        "proposed_by_id = proposed_by_id + 1", f"proposed_at = {T}",
    ],
    "workplacelink": [
        "trainer_id = trainer_id + 1", "asked_by_id = asked_by_id + 1", f"asked_at = {T}",
        "token_sha256 = 'other'", "code_sha256 = 'other'", f"made_at = {T}",
    ],
    "workplacequestion": [
        "link_id = link_id + 1", "sign_off_id = sign_off_id + 1",
        "submission_id = submission_id + 1", "shown = 'Other'", "shown_sha256 = 'other'",
    ],
    "workplacestatement": [
        "question_id = question_id + 1", "answer = 'partly'", "remark = 'Other'",
        "name = 'Other'", "capacity = 'Other'", f"stated_at = {T}", "shown_sha256 = 'other'",
        "salt = 'other'",
    ],
    "secondlook": [
        "sample_id = sample_id + 1", "submission_id = submission_id + 1", "reason = 'fast'",
        "outcome = 'differs'", "looked_by_id = looked_by_id + 1", f"looked_at = {T}",
    ],
}  # fmt: skip
TABLES = tuple(CHANGES)

# Texts that may become empty, which erasing does.
EMPTIED = [
    ("evidence", "title"),
    ("evidence", "text"),
    ("evidence", "reflection"),
    ("evidencefile", "original_name"),
    ("evidencefile", "stored_name"),
    ("submission", "words"),
    ("submission", "manifest"),
    ("assessment", "feedback"),
    ("exemption", "ground"),
    ("exemption", "attachment_name"),
    ("exemption", "stored_name"),
    ("workplacestatement", "remark"),
    ("workplacestatement", "name"),
    ("workplacestatement", "capacity"),
    ("logtext", "text"),
]
LATER = "'2026-11-24 12:00:00+00:00'"
# (table, column, what it may become, what it may not be changed to): empty in the rows of
# `make_records`, and written once.
ONCE = [
    ("confirmation", "ended_at", T, LATER),
    ("exemption", "ended_at", T, LATER),
    ("exemption", "ended_by_id", "granted_by_id", "granted_by_id + 1"),
    ("completion", "decided_at", T, LATER),
    ("completion", "decided_by_id", "proposed_by_id", "proposed_by_id + 1"),
    ("completion", "reopened_at", T, LATER),
    ("completion", "reopened_by_id", "proposed_by_id", "proposed_by_id + 1"),
    ("completion", "sealed", "'{}'", "'[]'"),
    ("completion", "sealed_sha256", "'1'", "'2'"),
    ("workplacelink", "revoked_at", T, LATER),
    ("workplacelink", "revoked_by_id", "asked_by_id", "asked_by_id + 1"),
]


def hand_in_that_waits(portfolio, teacher, second_teacher, coordinator):
    """Two rounds that differed and a released seat. Returns the submission."""
    file = EvidenceFile.objects.create(
        portfolio=portfolio,
        original_name="drawing.pdf",
        state=FileState.READY,
        received_at=DAY,
        received_size=4,
        received_sha256="0" * 64,
        size=4,
        sha256="0" * 64,
    )
    add_evidence(portfolio, "1.1", received=[file], url="https://example.org/", company="Van Dam")
    submission = hand_in(portfolio, "1.1", words="Please look.")
    for _round in range(2):
        assess(submission, teacher, Outcome.INSUFFICIENT)
        assess(submission, second_teacher)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Stuck.")
    return submission


def make_records(submission, teacher, board_member):
    """A row of each record beside the assessments, with every text of it filled."""
    cell, profile = submission.sign_off, submission.exit_profile
    portfolio = cell.portfolio
    with impact.recorded(portfolio.qualification, by=teacher):
        portfolio.qualification.core_tasks.update(title="Another title")
    Confirmation.objects.create(
        sign_off=cell,
        exit_profile=profile,
        given_at=profile,
        grade="sufficient",
        assessor=teacher,
        confirmed_at=DAY,
    )
    Exemption.objects.create(
        portfolio=portfolio,
        work_process=cell.work_process,
        exit_profile=profile,
        ground="A diploma.",
        stored_name="ab/ab12",
        attachment_name="diploma.pdf",
        attachment_type="application/pdf",
        attachment_size=4,
        attachment_sha256="0" * 64,
        granted_by=board_member,
        granted_at=DAY,
        salt="1",
    )
    other = portfolio.qualification.work_processes.exclude(pk=cell.work_process_id).first()
    source = SignOff.objects.create(portfolio=portfolio, work_process=other)
    SignOffMove.objects.create(sign_off=cell, source=source)
    Completion.objects.create(
        portfolio=portfolio, exit_profile=profile, proposed_by=teacher, proposed_at=DAY
    )
    sample = Sample.objects.create(drawn_by=board_member, drawn_at=DAY, out_of=1)
    SecondLook.objects.create(
        sample=sample,
        submission=submission,
        reason=SampleReason.RANDOM,
        outcome=LookOutcome.AGREES,
        looked_by=board_member,
        looked_at=DAY,
    )
    _make_statement(submission, teacher)


def _make_statement(submission, teacher):
    trainer = WorkplaceTrainer.objects.create(
        portfolio=submission.sign_off.portfolio,
        name="Jan",
        company="Van Dam",
        named_by=teacher,
        named_at=DAY,
    )
    link = WorkplaceLink.objects.create(
        trainer=trainer,
        asked_by=teacher,
        asked_at=DAY,
        token_sha256="0" * 64,
        code_sha256="0" * 64,
        made_at=DAY,
        expires_at=DAY,
    )
    question = WorkplaceQuestion.objects.create(
        link=link,
        sign_off=submission.sign_off,
        submission=submission,
        shown="{}",
        shown_sha256="0" * 64,
    )
    WorkplaceStatement.objects.create(
        question=question,
        answer=Answer.SEEN,
        remark="Well done.",
        name="Jan",
        capacity="Foreman",
        stated_at=DAY,
        shown_sha256="0" * 64,
        salt="1",
    )
