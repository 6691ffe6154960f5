"""The log of a portfolio: one chain, canonical, salted, without a sentence or a name in it."""

import json
import unicodedata

import pytest
from django.db import IntegrityError, transaction

from portfolios import log, sign_off
from portfolios.enums import Outcome, Verb
from portfolios.models import LogEntry, LogText, Portfolio
from tests.factories import add_evidence, assess, hand_in, signed_off


def test_each_entry_names_the_hash_of_the_one_before_it(portfolio, teacher):
    signed_off(portfolio, "1.1", teacher)
    entries = list(portfolio.log.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous for entry in entries] == ["", *[entry.hash for entry in entries[:-1]]]
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    assert (portfolio.log_count, portfolio.log_head) == (len(entries), entries[-1].hash)


def test_a_hash_is_that_of_the_canonical_json_of_all_other_fields(portfolio, student):
    add_evidence(portfolio, "1.1")
    entry = portfolio.log.last()
    text = (
        f'{{"actor":{student.pk},"at":"{log.moment(entry.at)}","facts":{json.dumps(entry.facts)},'
        f'"number":{entry.number},"portfolio":{portfolio.pk},"previous":"{entry.previous}",'
        f'"verb":"evidence_linked"}}'
    )
    assert entry.hash == log.sha256(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 99),
        ("actor_id", None),
        ("verb", Verb.REVOKED),
        ("facts", "{}"),
        ("previous", "0" * 64),
        ("portfolio_id", 0),
    ],
)
def test_every_field_is_part_of_the_hash(portfolio, field, value):
    add_evidence(portfolio, "1.1")
    entry = portfolio.log.last()
    setattr(entry, field, value)
    assert log.entry_hash(entry) != entry.hash


def test_a_chain_cannot_fork(portfolio):
    first = portfolio.log.get()
    for number, previous in ((1, "0" * 64), (2, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            LogEntry.objects.create(
                portfolio=portfolio,
                number=number,
                verb=Verb.REVOKED,
                facts="{}",
                at=first.at,
                previous=previous,
                hash="1" * 64,
            )
    assert portfolio.log.count() == 1


def test_a_reason_is_kept_apart_and_only_its_salted_hash_is_in_the_facts(portfolio, teacher):
    cell = signed_off(portfolio, "1.1", teacher)
    reasons = ["Zelfde reden."] * 2
    for reason in reasons:
        sign_off.revoke(sign_off=cell, by=teacher, reason=reason)
        assess(hand_in(portfolio, "1.1"), teacher)
    texts = list(LogText.objects.order_by("pk"))
    hashes = [json.loads(text.entry.facts)["reason"] for text in texts]
    assert [text.text for text in texts] == reasons
    assert hashes == [log.sha256(text.salt + text.text) for text in texts]
    assert hashes[0] != hashes[1]


def test_the_log_holds_no_sentence_and_no_name(portfolio, student, teacher):
    title, words, feedback = "Flens draaien bij Van Dam", "Kijk naar de maat.", "De maat mist."
    add_evidence(portfolio, "1.1", title=title)
    assess(hand_in(portfolio, "1.1", words=words), teacher, Outcome.INSUFFICIENT, feedback)
    facts = " ".join(portfolio.log.values_list("facts", flat=True))
    for text in (title, words, feedback, student.last_name, teacher.first_name, student.email):
        assert text not in facts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"é": "\u00e9", "e": "\u20ac"}, '{"e":"€","é":"é"}'),
        ({"a": 'q"\n'}, '{"a":"q\\"\\n"}'),
    ],
)
def test_canonical_json_is_one_text_for_one_value(value, text):
    assert log.canonical(value) == text


def test_canonical_json_does_not_normalise_letters():
    composed, decomposed = unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")
    assert log.canonical(composed) != log.canonical(decomposed)


def test_a_step_that_fails_leaves_no_entry(portfolio):
    before = portfolio.log.count()
    with transaction.atomic():
        add_evidence(portfolio, "1.1")
        transaction.set_rollback(True)
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    assert (portfolio.log.count(), portfolio.log_count) == (before, before)
