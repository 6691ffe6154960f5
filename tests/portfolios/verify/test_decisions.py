"""Submissions and assessments are held against the log, in both directions."""

import json

import pytest

from portfolios import clock, log
from portfolios.enums import Outcome, Verb
from portfolios.models import Assessment, LogEntry, Submission, SubmissionEvidence
from tests.portfolios.verify.tampering import (
    breaks,
    breaks_of_files,
    somebody_at_the_database,
    tamper,
)


@pytest.mark.parametrize(
    "change",
    [{"outcome": Outcome.GOOD}, {"feedback": "Well done."}, {"feedback": ""}, {"seat": 2}],
)
def test_a_changed_assessment_is_named(history, change):
    row = Assessment.objects.get(outcome=Outcome.INSUFFICIENT)
    tamper(Assessment.objects.filter(pk=row.pk), **change)
    assert breaks() == [f"assessment {row.pk}: was changed, its hash is not the one in the log"]


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
    assert breaks() == [f"assessment {row.pk}: is released, the log says it stands"]


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
        ({"required_assessors": 2}, "assessors"),
        ({"submitted_at": clock.now()}, "time"),
    ],
)
def test_a_column_that_is_not_what_was_sealed_is_named(returned, change, name):
    tamper(Submission.objects.filter(pk=returned.pk), **change)
    assert breaks() == [f"submission {returned.pk}: its {name} is not what was handed in"]


def test_evidence_that_was_put_in_or_left_out_is_named(returned):
    with somebody_at_the_database():
        SubmissionEvidence.objects.filter(submission=returned).delete()
    assert breaks() == [f"submission {returned.pk}: its evidence is not what was handed in"]


def test_an_end_that_was_never_logged_is_named(history):
    pending = Submission.objects.open().get()
    Submission.objects.filter(pk=pending.pk).update(closed_at=clock.now())
    assert breaks() == [f"submission {pending.pk}: is decided, the log says open"]
