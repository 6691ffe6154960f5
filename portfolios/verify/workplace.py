"""Holds workplace trainers, their links and their statements against the log of one portfolio."""

from portfolios import log, seal
from portfolios.enums import Verb
from portfolios.models import WorkplaceLink, WorkplaceStatement
from portfolios.verify.rows import breaks_of, named

# Which fact of these entries names the row.
_NAMES = {
    Verb.TRAINER_NAMED: "trainer",
    Verb.TRAINER_CHECKED: "trainer",
    Verb.TRAINER_DECLINED: "trainer",
    Verb.STATEMENT_ASKED: "link",
    Verb.LINK_MADE: "link",
    Verb.LINK_REVOKED: "link",
    Verb.STATEMENT_GIVEN: "statement",
}


class Workplace:
    """Reads the entries in their order; afterwards names the rows that do not fit them."""

    def __init__(self):
        self._found = {verb: {} for verb in _NAMES}

    def read(self, entry, facts):
        """Take one entry into account."""
        if entry.verb in _NAMES:
            self._found[entry.verb][facts.get(_NAMES[entry.verb])] = named(entry, facts)

    def breaks(self, portfolio):
        """A line for each row or entry that has no counterpart, or another one."""
        trainers = portfolio.trainers.order_by("pk")
        links = WorkplaceLink.objects.filter(trainer__portfolio=portfolio).order_by("pk")
        statements = (
            WorkplaceStatement.objects.filter(question__link__trainer__portfolio=portfolio)
            .select_related("question")
            .order_by("pk")
        )
        found = self._found
        yield from breaks_of(
            "trainer", trainers, found[Verb.TRAINER_NAMED], self._faults_of_trainer
        )
        yield from breaks_of(
            "link",
            links.prefetch_related("questions"),
            found[Verb.STATEMENT_ASKED],
            self._faults_of_link,
        )
        yield from breaks_of(
            "statement", statements, found[Verb.STATEMENT_GIVEN], self._faults_of_statement
        )

    def _faults_of_trainer(self, row, named):
        if row.named_by_id != named.actor:
            yield "was named by somebody else, says the log"
        checked = self._found[Verb.TRAINER_CHECKED].get(row.pk)
        declined = self._found[Verb.TRAINER_DECLINED].get(row.pk)
        if row.checked_by_id and row.checked_by_id != (checked and checked.actor):
            yield "was not checked by this person, says the log"
        if row.declined_by_id != (declined and declined.actor):
            yield "was not declined by this person, says the log"

    def _faults_of_link(self, row, asked):
        if row.asked_by_id != asked.actor:
            yield "was asked by somebody else, says the log"
        made = self._found[Verb.LINK_MADE].get(row.pk)
        revoked = self._found[Verb.LINK_REVOKED].get(row.pk)
        if bool(row.made_at) != bool(made):
            yield "is made, and the log does not say so" if row.made_at else "is not made any more"
        if row.revoked_by_id != (revoked and revoked.actor):
            yield "was not revoked by this person, says the log"
        shown = made.facts.get("shown", {}) if made else {}
        for question in row.questions.all():
            if question.shown_sha256 != shown.get(str(question.pk), ""):
                yield f"question {question.pk}: its seal is not the one in the log"
            elif question.shown_sha256 and log.sha256(question.shown) != question.shown_sha256:
                yield f"question {question.pk}: what was shown was changed"

    def _faults_of_statement(self, row, given):
        if given.facts.get("statement_hash") != seal.statement_hash(row):
            yield "was changed, its hash is not the one in the log"
        elif row.shown_sha256 != row.question.shown_sha256:
            yield "is about something else than was shown"
