"""Checks the chain of every portfolio, and what is stored beside it against what it says.

What was handed in is held against its seal too, down to the bytes on disk.
"""

import json
from dataclasses import dataclass

from django.db import transaction

from portfolios import log, triggers
from portfolios.locks import lock
from portfolios.models import EvidenceFile, LogText, Portfolio
from portfolios.replay import NAMES_STUDENT
from portfolios.verify import structure
from portfolios.verify.board import Completions, Exemptions
from portfolios.verify.confirmations import Confirmations
from portfolios.verify.decisions import Decisions
from portfolios.verify.erasures import ErasedTexts
from portfolios.verify.files import check_bytes
from portfolios.verify.hand_ins import check_submissions
from portfolios.verify.looks import Looks
from portfolios.verify.moves import Moves
from portfolios.verify.pieces import in_pieces
from portfolios.verify.replay import Standing
from portfolios.verify.workplace import Workplace


@dataclass
class LogFound:
    """What `check_log` looked at, and how many breaks it told."""

    portfolios: int = 0
    entries: int = 0
    submissions: int = 0
    files: int = 0
    erased: int = 0
    breaks: int = 0


def check_log(tell, note):
    """Check every portfolio; `tell` gets each break as a line that names its place, `note` each
    text that was erased as it should be.

    Holds one portfolio at a time in memory and locks it, so that no step moves under the check.
    """
    found = LogFound()

    def tell_break(line):
        found.breaks += 1
        tell(line)

    def note_erased(line):
        found.erased += 1
        note(line)

    for name in triggers.missing():
        tell_break(f"trigger {name}: is missing")
    for line in structure.breaks():
        tell_break(line)
    for portfolio in in_pieces(Portfolio.objects.only("pk")):
        with transaction.atomic():
            locked = lock(portfolio.pk)
            # A broken seal is named by Decisions, which knows what the log says of it.
            found.submissions += check_submissions(locked, tell_break, lambda _line: None)
            found.entries += _check_portfolio(
                locked,
                lambda line, pk=portfolio.pk: tell_break(f"portfolio {pk}, {line}"),
                lambda line, pk=portfolio.pk: note_erased(f"portfolio {pk}, {line}"),
            )
        found.portfolios += 1
    sealed = EvidenceFile.objects.filter(frozen_at__isnull=False, erased_at=None)
    found.files = sum(1 for _file in check_bytes(sealed, tell_break))
    return found


def _check_portfolio(portfolio, tell, note):
    """Check one portfolio. Returns the number of its entries."""
    erased = ErasedTexts()
    readers = (
        Standing(), Decisions(), Confirmations(), Exemptions(), Completions(), Looks(), Workplace(),
        Moves(), erased,
    )  # fmt: skip
    number, previous, count, student = 0, "", 0, None
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
        if entry.verb in NAMES_STUDENT:
            student = facts.get("student")
        entry.student = student
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
    for line in erased.notes(portfolio):
        note(line)
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
