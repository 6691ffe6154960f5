"""Checks the chain of every portfolio, and what is stored beside it against what it says."""

import json
from dataclasses import dataclass

from django.db import transaction

from portfolios import log, triggers
from portfolios.locks import lock
from portfolios.models import LogText, Portfolio
from portfolios.verify.decisions import Decisions
from portfolios.verify.pieces import in_pieces
from portfolios.verify.replay import Replay


@dataclass
class LogFound:
    """What `check_log` looked at, and how many breaks it told."""

    portfolios: int = 0
    entries: int = 0
    breaks: int = 0


def check_log(tell):
    """Check every portfolio; `tell` gets each break as a line that names its place.

    Holds one portfolio at a time in memory and locks it, so that no step moves under the check.
    """
    found = LogFound()

    def tell_break(line):
        found.breaks += 1
        tell(line)

    for name in triggers.missing():
        tell_break(f"trigger {name}: is missing")
    for portfolio in in_pieces(Portfolio.objects.only("pk")):
        with transaction.atomic():
            found.entries += _check_portfolio(
                lock(portfolio.pk),
                lambda line, pk=portfolio.pk: tell_break(f"portfolio {pk}, {line}"),
            )
        found.portfolios += 1
    return found


def _check_portfolio(portfolio, tell):
    """Check one portfolio. Returns the number of its entries."""
    readers = (Replay(), Decisions())
    number, previous, count = 0, "", 0
    entries = portfolio.log.select_related("log_text").order_by("number")
    for entry in entries.iterator(chunk_size=500):
        place = f"entry {entry.number}"
        if entry.number != number + 1:
            tell(f"{place}: comes after {number}, an entry is missing")
        if entry.previous != previous:
            tell(f"{place}: does not follow on the entry before it")
        if entry.hash != log.entry_hash(entry):
            tell(f"{place}: was changed, its hash does not fit")
        facts = _facts_of(entry)
        fault = _fault_of_text(entry, facts)
        if fault:
            tell(f"{place}: {fault}")
        for reader in readers:
            reader.read(entry, facts)
        number, previous, count = entry.number, entry.hash, count + 1
    if portfolio.log_count != number:
        tell(f"end of the log: {portfolio.log_count} entries were counted, the last is {number}")
    if portfolio.log_head != previous:
        tell("end of the log: the last entry is not the one that was written last")
    for reader in readers:
        for line in reader.breaks(portfolio):
            tell(line)
    return count


def _facts_of(entry):
    """The facts of an entry; empty where they were made unreadable, which its hash tells."""
    try:
        facts = json.loads(entry.facts)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _fault_of_text(entry, facts):
    """What is wrong with the reason of an entry, or None."""
    sealed = facts.get("reason")
    try:
        reason = entry.log_text
    except LogText.DoesNotExist:
        return "its reason is gone" if sealed else None
    if sealed is None:
        return "has a reason that was not there when it was written"
    if not reason.text:
        return "its reason is empty, and no erasing was logged"
    if log.sha256(reason.salt + reason.text) != sealed:
        return "its reason was changed"
    return None
