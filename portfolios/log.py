"""Writes the log of a portfolio and says where its chain is broken.

Every entry names the hash of the one before it, so that nothing can be changed, left out or put
in between without being seen; the portfolio keeps the count and the head, so that a missing tail
is seen too. Entries hold ids, codes, states and salted hashes, never a sentence or a name.
"""

import hashlib
import secrets
from datetime import UTC

import rfc8785

from portfolios import clock
from portfolios.models import LogEntry, LogText, Portfolio

# How many rows one query writes at most.
AT_ONCE = 500


def canonical(value):
    """The one RFC 8785 text of a JSON value."""
    return rfc8785.dumps(value).decode()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def new_salt():
    return secrets.token_hex(16)


def moment(at):
    """A time as it is written in hashed texts: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def entry_hash(entry):
    """The hash that an entry must have, from all its other fields."""
    fields = {
        "portfolio": entry.portfolio_id,
        "number": entry.number,
        "actor": entry.actor_id,
        "verb": str(entry.verb),
        "facts": entry.facts,
        "at": moment(entry.at),
        "previous": entry.previous,
    }
    return sha256(canonical(fields))


def cell(portfolio, work_process):
    """The facts that name a cell. Its version is told where that is not the portfolio's of now."""
    facts = {"work_process": work_process.code}
    if work_process.qualification_id != portfolio.qualification_id:
        facts["qualification"] = work_process.qualification_id
    return facts


def write(portfolio, verb, *, by, reason="", **facts):
    """Add one entry to the chain of a portfolio whose row is locked.

    `by` is empty for commands and guests. A reason is kept apart, as a text that can be emptied:
    the facts hold its salted hash.
    """
    return write_each([portfolio], verb, by=by, reason=reason, facts_of=lambda _portfolio: facts)[0]


def write_each(portfolios, verb, *, by, facts_of, reason=""):
    """Add one entry to the chain of each of these portfolios, whose rows are locked.

    `facts_of` makes the facts of a portfolio. Takes the same number of queries for any number, but
    for what the database takes at once.
    """
    entries, texts = [], []
    for portfolio in portfolios:
        facts = facts_of(portfolio)
        salt = new_salt() if reason else ""
        if reason:
            facts = {**facts, "reason": sha256(salt + reason)}
        entry = LogEntry(
            portfolio=portfolio,
            number=portfolio.log_count + 1,
            actor=by,
            verb=verb,
            facts=canonical(facts),
            at=clock.now(),
            previous=portfolio.log_head,
        )
        entry.hash = entry_hash(entry)
        entries.append(entry)
        if reason:
            texts.append(LogText(entry=entry, salt=salt, text=reason))
    LogEntry.objects.bulk_create(entries)
    LogText.objects.bulk_create(texts)
    for portfolio, entry in zip(portfolios, entries, strict=True):
        portfolio.log_count, portfolio.log_head = entry.number, entry.hash
    _keep_heads(portfolios)
    return entries


def _keep_heads(portfolios):
    """Write the count and the head of each chain beside it."""
    fields = ["log_count", "log_head"]
    if len(portfolios) == 1:
        portfolios[0].save(update_fields=fields)
    else:
        Portfolio.objects.bulk_update(portfolios, fields, batch_size=AT_ONCE)
