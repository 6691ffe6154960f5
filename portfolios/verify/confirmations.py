"""Holds the confirmations of one portfolio, and what was carried over, against its log."""

from collections import defaultdict

from portfolios.enums import Verb
from portfolios.models import Confirmation
from portfolios.verify.rows import breaks_of, named

# What ends the confirmations of a cell that still waited for another assessor.
_ENDING = (Verb.CARRIED_OVER, Verb.SIGNED_OFF, Verb.RETURNED, Verb.REVOKED)


class Confirmations:
    """Reads the entries in their order; afterwards names the rows that do not fit them."""

    def __init__(self):
        self._confirmed = {}
        self._standing = defaultdict(set)
        self._carried = []

    def read(self, entry, facts):
        """Take one entry into account."""
        code = facts.get("work_process")
        if entry.verb == Verb.CONFIRMED:
            self._confirmed[facts.get("confirmation")] = named(entry, facts)
            self._standing[code].add(facts.get("confirmation"))
        elif entry.verb == Verb.CARRIED_OVER:
            self._carried.append((named(entry, facts), frozenset(self._standing[code])))
        if entry.verb in _ENDING:
            self._standing[code].clear()
        elif entry.verb in (Verb.PROFILE_CHANGED, Verb.PORTFOLIO_MOVED):
            self._standing.clear()

    def breaks(self, portfolio):
        """A line for each row or entry that has no counterpart, or another one."""
        rows = (
            Confirmation.objects.filter(sign_off__portfolio=portfolio)
            .select_related("sign_off__work_process", "exit_profile", "given_at")
            .order_by("pk")
        )
        yield from breaks_of("confirmation", rows, self._confirmed, self._faults)
        for entry, standing in self._carried:
            counted = entry.facts.get("confirmations") or ()
            if not counted or not standing.issuperset(counted):
                yield f"entry {entry.number}: does not follow from confirmations"

    def _faults(self, row, entry):
        if row.assessor_id == entry.student:
            yield "was given by the student"
        if row.assessor_id != entry.actor:
            yield "was given by somebody else, says the log"
        stored = {
            "work_process": row.sign_off.work_process.code,
            "exit_profile": row.exit_profile.slug,
            "given_at": row.given_at.slug,
            "grade": row.grade,
        }
        if any(entry.facts.get(name) != value for name, value in stored.items()):
            yield "was changed, it is not the one in the log"
        stands = row.pk in self._standing[row.sign_off.work_process.code]
        if stands != (row.ended_at is None):
            yield "is ended, the log says it stands" if stands else "stands, the log says it ended"
