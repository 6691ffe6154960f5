"""Submissions and assessments are held against the log, in both directions."""

import json

import pytest

from portfolios import clock, log
from portfolios.enums import Outcome, State, Verb
from portfolios.models import (
    Assessment,
    LogEntry,
    Portfolio,
    SignOff,
    Submission,
    SubmissionEvidence,
)
from tests.factories import assess
from tests.portfolios.verify.tampering import (
    breaks,
    breaks_of_files,
    somebody_at_the_database,
    tamper,
)


def not_followed(submission):
    return f"submission {submission.pk}: its decision does not follow from its assessments"


@pytest.mark.parametrize(
    "change",
    [{"outcome": Outcome.GOOD}, {"feedback": "Well done."}, {"feedback": ""}, {"seat": 2}],
)
def test_a_changed_assessment_is_named(history, change):
    row = Assessment.objects.get(outcome=Outcome.INSUFFICIENT)
    tamper(Assessment.objects.filter(pk=row.pk), **change)
    assert breaks()[-1] == f"assessment {row.pk}: was changed, its hash is not the one in the log"
    assert breaks()[:-1] == ([not_followed(row.submission)] if "outcome" in change else [])


def test_an_assessment_without_an_entry_and_an_entry_without_one_are_named(history):
    row = Assessment.objects.get(outcome=Outcome.INSUFFICIENT)
    number = next(
        entry.number
        for entry in LogEntry.objects.filter(verb=Verb.ASSESSED)
        if json.loads(entry.facts)["assessment"] == row.pk
    )
    gone = row.pk
    with somebody_at_the_database():
        Assessment.objects.filter(pk=gone).delete()
        row.pk = None
        row.save(force_insert=True)
    assert breaks() == [
        f"assessment {row.pk}: has no entry in the log",
        f"entry {number}: its assessment {gone} is gone",
    ]


def test_a_release_that_was_never_logged_is_named(history):
    row = Assessment.objects.get(outcome=Outcome.INSUFFICIENT)
    tamper(Assessment.objects.filter(pk=row.pk), released_at=clock.now())
    assert breaks() == [
        not_followed(row.submission),
        f"assessment {row.pk}: is released, the log says it stands",
    ]


@pytest.fixture
def returned(history):
    return Submission.objects.get(words="Look.")


def test_a_changed_seal_is_named(returned):
    tamper(Submission.objects.filter(pk=returned.pk), manifest=returned.manifest + " ")
    assert breaks() == [f"submission {returned.pk}: its sealed list was changed"]
    assert breaks_of_files() == ([f"submission {returned.pk}: its sealed list is broken"], [])


def test_a_resealed_list_is_not_the_one_in_the_log(returned):
    tamper(
        Submission.objects.filter(pk=returned.pk), manifest="{}", manifest_sha256=log.sha256("{}")
    )
    assert breaks() == [f"submission {returned.pk}: its seal is not the one in the log"]


def test_an_emptied_list_is_named(returned):
    tamper(Submission.objects.filter(pk=returned.pk), manifest="")
    assert breaks() == [
        f"submission {returned.pk}: its sealed list is empty, and no erasing was logged"
    ]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"words": "Other."}, "words"),
        ({"words": ""}, "words"),
        ({"attempt": 9}, "attempt"),
        ({"submitted_at": clock.now()}, "time"),
    ],
)
def test_a_column_that_is_not_what_was_sealed_is_named(returned, change, name):
    tamper(Submission.objects.filter(pk=returned.pk), **change)
    assert breaks() == [f"submission {returned.pk}: its {name} is not what was handed in"]


def test_one_assessor_where_two_were_needed_is_named(returned):
    tamper(Submission.objects.filter(pk=returned.pk), required_assessors=2)
    assert breaks() == [
        f"submission {returned.pk}: its assessors is not what was handed in",
        not_followed(returned),
    ]


def test_evidence_that_was_put_in_or_left_out_is_named(returned):
    with somebody_at_the_database():
        SubmissionEvidence.objects.filter(submission=returned).delete()
    assert breaks() == [f"submission {returned.pk}: its evidence is not what was handed in"]


def test_an_end_that_was_never_logged_is_named(history):
    pending = Submission.objects.open().get()
    Submission.objects.filter(pk=pending.pk).update(closed_at=clock.now())
    assert breaks() == [f"submission {pending.pk}: is decided, the log says open"]


def decide(submission, verb, **facts):
    """A decision by somebody who can write the log as the steps do, but has no assessment."""
    cell = submission.sign_off
    if verb == Verb.SIGNED_OFF:
        facts |= {"grade": "good", "given_at": submission.exit_profile.slug}
        cell.grade, cell.given_at = "good", submission.exit_profile
    cell.state = facts.pop("state")
    cell.save()
    Submission.objects.filter(pk=submission.pk).update(closed_at=clock.now())
    portfolio = Portfolio.objects.get(pk=cell.portfolio_id)
    log.write(
        portfolio,
        verb,
        by=None,
        work_process=cell.work_process.code,
        submission=submission.pk,
        **facts,
    )


@pytest.mark.parametrize(
    ("verb", "state"), [(Verb.SIGNED_OFF, State.SIGNED_OFF), (Verb.RETURNED, State.RETURNED)]
)
def test_a_decision_without_an_assessment_is_named(history, verb, state):
    pending = Submission.objects.open().get()
    decide(pending, verb, state=state)
    assert breaks() == [not_followed(pending)]


def test_a_better_grade_than_the_assessor_gave_is_named(history, teacher):
    pending = Submission.objects.open().get()
    assess(pending, teacher)
    entry = history.log.latest("number")
    facts = {**json.loads(entry.facts), "grade": "good"}
    entry.facts = log.canonical(facts)
    entry.hash = log.entry_hash(entry)
    with somebody_at_the_database():
        entry.save()
        Portfolio.objects.filter(pk=history.pk).update(log_head=entry.hash)
        SignOff.objects.filter(pk=pending.sign_off_id).update(grade="good")
    assert breaks() == [not_followed(pending)]


def test_an_assessment_by_the_student_is_named(history, student):
    row = Assessment.objects.get(outcome=Outcome.INSUFFICIENT)
    tamper(Assessment.objects.filter(pk=row.pk), assessor=student)
    assert breaks() == [
        f"assessment {row.pk}: was given by the student",
        f"assessment {row.pk}: was given by somebody else, says the log",
    ]
