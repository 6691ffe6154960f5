"""Holds exemptions and completions of one portfolio against its log, in both directions."""

from portfolios import log, seal
from portfolios.enums import CompletionState, Verb
from portfolios.verify.rows import breaks_of, named

_STATES = {
    Verb.COMPLETION_PROPOSED: CompletionState.PROPOSED,
    Verb.COMPLETION_VOIDED: CompletionState.VOID,
    Verb.COMPLETION_REFUSED: CompletionState.REFUSED,
    Verb.COMPLETION_CONFIRMED: CompletionState.CONFIRMED,
    Verb.COMPLETION_REOPENED: CompletionState.REOPENED,
}


class Exemptions:
    """Reads the entries in their order; afterwards names the exemptions that do not fit them."""

    def __init__(self):
        self._granted = {}
        self._ended = {}

    def read(self, entry, facts):
        """Take one entry into account."""
        if entry.verb == Verb.EXEMPTED:
            self._granted[facts.get("exemption")] = named(entry, facts)
        elif entry.verb == Verb.EXEMPTION_ENDED:
            self._ended[facts.get("exemption")] = named(entry, facts)
        elif entry.verb == Verb.PORTFOLIO_MOVED:
            for arrived in facts.get("exemptions", ()):
                self._granted[arrived.get("exemption")] = named(entry, arrived)
            self._ended |= {pk: named(entry, facts) for pk in facts.get("ended", ())}

    def breaks(self, portfolio):
        """A line for each row or entry that has no counterpart, or another one."""
        rows = portfolio.exemptions.select_related("portfolio", "moved_from").order_by("pk")
        yield from breaks_of("exemption", rows, self._granted, self._faults)

    def _faults(self, row, entry):
        if row.granted_by_id == entry.student:
            yield "was granted by the student"
        # What came along to another version was granted before, by who granted it then.
        granted_by = row.moved_from.granted_by_id if row.moved_from else entry.actor
        if row.moved_from_id != entry.facts.get("moved_from"):
            yield "came from elsewhere, says the log"
        elif row.granted_by_id != granted_by:
            yield "was granted by somebody else, says the log"
        elif entry.facts.get("exemption_hash") != seal.exemption_hash(row):
            yield "was changed, its hash is not the one in the log"
        ended = self._ended.get(row.pk)
        if (row.ended_by_id, bool(row.ended_at)) != (ended and ended.actor, bool(ended)):
            yield "stands, the log says it ended" if ended else "is ended, the log says it stands"


class Completions:
    """Reads the entries in their order; afterwards names the completions that do not fit them."""

    def __init__(self):
        self._proposed = {}
        self._steps = {}
        self._before = (0, "")

    def read(self, entry, facts):
        """Take one entry into account."""
        if entry.verb in _STATES:
            pk, step = facts.get("completion"), named(entry, facts, self._before)
            if entry.verb == Verb.COMPLETION_PROPOSED:
                self._proposed[pk] = step
            self._steps.setdefault(pk, {})[_STATES[entry.verb]] = step
        self._before = (entry.number, entry.hash)

    def breaks(self, portfolio):
        """A line for each row or entry that has no counterpart, or another one."""
        rows = portfolio.completions.select_related("exit_profile").order_by("pk")
        yield from breaks_of("completion", rows, self._proposed, self._faults)

    def _faults(self, row, proposed):
        steps = self._steps[row.pk]
        logged = list(steps)[-1]
        if row.state != logged:
            yield f"is {row.state}, the log says {logged}"
        if row.exit_profile.slug != proposed.facts.get("exit_profile"):
            yield "is for another level, says the log"
        yield from self._faults_of_people(row, proposed, steps)
        confirmed = steps.get(CompletionState.CONFIRMED)
        if confirmed:
            yield from self._faults_of_seal(row, confirmed)
        elif row.sealed:
            yield "has a sealed list, the log says it was not confirmed"

    def _faults_of_people(self, row, proposed, steps):
        decided = steps.get(CompletionState.CONFIRMED) or steps.get(CompletionState.REFUSED)
        reopened = steps.get(CompletionState.REOPENED)
        pairs = (
            ("proposed", row.proposed_by_id, proposed),
            ("decided", row.decided_by_id, decided),
            ("reopened", row.reopened_by_id, reopened),
        )
        for what, stored, step in pairs:
            if stored != (step and step.actor):
                yield f"was {what} by somebody else, says the log"
        by_student = row.proposed_by_id == proposed.student
        if by_student or (decided and row.decided_by_id == decided.student):
            yield "was proposed or decided by the student"
        if decided and decided.actor == proposed.actor:
            yield "was decided by who proposed it"

    def _faults_of_seal(self, row, confirmed):
        if row.sealed_sha256 != confirmed.facts.get("sealed"):
            yield "its seal is not the one in the log"
        elif log.sha256(row.sealed) != row.sealed_sha256:
            yield "its sealed list was changed"
        else:
            sealed = seal.read_completion(row)
            if (sealed.get("log_count"), sealed.get("log_head")) != confirmed.before:
                yield "its sealed list stands elsewhere in the log"
