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


_FILE, _PIECE = Verb.FILE_ERASED, Verb.EVIDENCE_ERASED


class ErasedTexts:
    """Reads the entries in their order; afterwards tells which texts are empty by a step."""

    def __init__(self):
        self._logged = {_FILE: {}, _PIECE: {}}

    def read(self, entry, facts):
        """Take one entry into account."""
        if entry.verb in self._logged:
            self._logged[entry.verb][facts.get(ERASING[entry.verb])] = entry.number

    def breaks(self, portfolio):
        """A line for each text that was to be erased and stands there."""
        names = portfolio.files.exclude(original_name="").in_bulk(self._logged[_FILE])
        for pk in names:
            yield f"entry {self._logged[_FILE][pk]}: erased file {pk}, and its name stands there"
        pieces = portfolio.evidence.filter(erased_at=None).in_bulk(self._logged[_PIECE])
        for pk in pieces:
            yield f"entry {self._logged[_PIECE][pk]}: erased evidence {pk}, and it stands there"

    def notes(self, portfolio):
        """A line for each text that is empty as it should be."""
        for pk in portfolio.files.filter(original_name="").in_bulk(self._logged[_FILE]):
            yield f"file {pk}: erased, logged"
        for pk in portfolio.evidence.exclude(erased_at=None).in_bulk(self._logged[_PIECE]):
            yield f"evidence {pk}: erased, logged"


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
