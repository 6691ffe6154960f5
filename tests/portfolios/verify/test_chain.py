"""The chain of a portfolio: what was changed, left out, put in or cut off is named."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from portfolios import clock, log
from portfolios.enums import Verb
from portfolios.models import LogEntry, LogText, Portfolio
from tests.portfolios.verify.tampering import breaks, entry, somebody_at_the_database, tamper


def test_a_history_of_all_steps_is_whole(history, capsys):
    call_command("verify_log")
    call_command("verify_files")
    entries = LogEntry.objects.count()
    assert capsys.readouterr().out.splitlines() == [
        f"1 portfolios, {entries} entries, 4 hand-ins, 1 files, 0 erased: whole.",
        "1 files, 0 erased, 4 hand-ins: whole.",
    ]


@pytest.mark.django_db
def test_an_empty_school_is_whole(capsys):
    call_command("verify_log")
    call_command("verify_files")
    assert capsys.readouterr().out.splitlines() == [
        "0 portfolios, 0 entries, 0 hand-ins, 0 files, 0 erased: whole.",
        "0 files, 0 erased, 0 hand-ins: whole.",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", None),
        ("verb", Verb.EVIDENCE_CHANGED),
        ("facts", "no JSON"),
        ("at", clock.now() - timedelta(days=1)),
    ],
)
def test_a_changed_entry_is_named(history, field, value):
    changed = entry(history, Verb.EVIDENCE_ADDED)
    tamper(LogEntry.objects.filter(pk=changed.pk), **{field: value})
    assert breaks() == [f"entry {changed.number}: was changed, its hash does not fit"]


def test_an_entry_that_was_rehashed_breaks_the_chain_behind_it(history):
    changed = entry(history, Verb.EVIDENCE_ADDED)
    changed.actor = None
    tamper(LogEntry.objects.filter(pk=changed.pk), actor=None, hash=log.entry_hash(changed))
    assert breaks() == [f"entry {changed.number + 1}: does not follow on the entry before it"]


def test_a_missing_entry_is_named(history):
    gone = entry(history, Verb.EVIDENCE_ADDED)
    with somebody_at_the_database():
        LogEntry.objects.filter(pk=gone.pk).delete()
    number = gone.number
    assert breaks() == [
        f"entry {number + 1}: comes after {number - 1}, an entry is missing",
        f"entry {number + 1}: does not follow on the entry before it",
    ]


def test_a_missing_tail_is_named(history):
    last = history.log.last()
    assert last.verb == Verb.SUBMITTED
    submission = json.loads(last.facts)["submission"]
    with somebody_at_the_database():
        LogEntry.objects.filter(pk=last.pk).delete()
    assert breaks() == [
        f"end of the log: {last.number} entries were counted, the last is {last.number - 1}",
        "end of the log: the last entry is not the one that was written last",
        "work process 2.3: stands at submitted, the log says in_progress",
        f"submission {submission}: has no entry in the log",
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"text": "Another reason."}, "its reason was changed"),
        ({"text": ""}, "its reason is empty, and no erasing was logged"),
        ({"salt": "0"}, "its reason was changed"),
    ],
)
def test_a_changed_or_emptied_reason_is_named(history, change, fault):
    text = LogText.objects.get()
    tamper(LogText.objects.filter(pk=text.pk), **change)
    assert breaks() == [f"entry {text.entry.number}: {fault}"]


def test_a_reason_that_is_gone_or_came_later_is_named(history):
    first = entry(history, Verb.EVIDENCE_ADDED)
    revoked = LogText.objects.get().entry
    tamper(LogText.objects.all(), entry=first)
    assert breaks() == [
        f"entry {first.number}: has a reason that was not there when it was written",
        f"entry {revoked.number}: its reason is gone",
    ]


def test_the_command_prints_each_place_and_fails(history, capsys):
    Portfolio.objects.update(state="closed")
    seen = r"^1 portfolios, \d+ entries, 4 hand-ins, 1 files, 0 erased: 1 breaks\.$"
    with pytest.raises(CommandError, match=seen) as failure:
        call_command("verify_log")
    assert failure.value.returncode == 1
    assert capsys.readouterr().out == (
        f"portfolio {history.pk}, state: is closed, the log says active\n"
    )
