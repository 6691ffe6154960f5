"""Holds the second looks of the examination board against the log of one portfolio."""

from contextlib import suppress

from portfolios import log
from portfolios.enums import Verb
from portfolios.models import LogText, SecondLook
from portfolios.verify.rows import breaks_of, named


class Looks:
    """Reads the entries in their order; afterwards names the second looks that do not fit them."""

    def __init__(self):
        self._looked = {}
        self._salts = {}

    def read(self, entry, facts):
        """Take one entry into account."""
        if entry.verb != Verb.LOOKED_AGAIN:
            return
        self._looked[facts.get("look")] = named(entry, facts)
        with suppress(LogText.DoesNotExist):
            self._salts[entry.number] = entry.log_text.salt

    def breaks(self, portfolio):
        """A line for each row or entry that has no counterpart, or another one."""
        rows = SecondLook.objects.filter(submission__sign_off__portfolio=portfolio)
        done = rows.exclude(outcome="").order_by("pk")
        yield from breaks_of("second look", done, self._looked, self._faults)

    def _faults(self, row, entry):
        if row.looked_by_id != entry.actor:
            yield "was taken by somebody else, says the log"
        stored = (row.submission_id, row.outcome)
        if stored != (entry.facts.get("submission"), entry.facts.get("outcome")):
            yield "was changed, its outcome is not the one in the log"
        sealed = entry.facts.get("reason")
        remark = self._salts.get(entry.number, "") + row.remark
        if sealed != (log.sha256(remark) if row.remark else None):
            yield "its remark is not the one in the log"
