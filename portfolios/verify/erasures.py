"""What was erased by a step, and so may be missing: the log says of which files."""

import json

from portfolios.enums import Verb
from portfolios.models import LogEntry

# Which fact of these entries names what was erased.
ERASING = {
    Verb.FILE_ERASED: "file",
    Verb.EVIDENCE_REMOVED: "evidence",
    Verb.EVIDENCE_ERASED: "evidence",
}


class Erasures:
    """The erasures in the log of one portfolio; read once, when the first is asked for."""

    def __init__(self, portfolio_id):
        self.portfolio_id = portfolio_id
        self._named = None

    def explain(self, file):
        """Whether the log says that this file, or the piece it is part of, was erased."""
        if self._named is None:
            entries = LogEntry.objects.filter(portfolio=self.portfolio_id, verb__in=ERASING)
            self._named = {
                (ERASING[verb], json.loads(facts).get(ERASING[verb]))
                for verb, facts in entries.values_list("verb", "facts")
            }
        return bool(self._named & {("file", file.pk), ("evidence", file.evidence_id)})
