"""The sealed list of a completed level, as it is shown and printed: read from the seal alone.

Only the names of people come from elsewhere: the seal holds their ids.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils.functional import cached_property

from portfolios import log, seal
from portfolios.enums import Shown, Verb
from portfolios.models import LogEntry, User

# How many rows a printed sheet holds; the first has the heading.
ROWS_OF_FIRST_SHEET = 18
ROWS_OF_SHEET = 28


@dataclass(frozen=True)
class Row:
    """One work process that counted."""

    core_task: str
    code: str
    title: str
    shown: Shown
    level: int
    at: datetime
    people: list
    confirmed_by: list


class SealedList:
    """What was sealed when a completion was confirmed."""

    def __init__(self, completion):
        self.completion = completion

    @cached_property
    def fits(self):
        """Whether the seal still fits the list, and is the one that was logged."""
        sealed = log.sha256(self.completion.sealed)
        entries = LogEntry.objects.filter(
            portfolio=self.completion.portfolio_id, verb=Verb.COMPLETION_CONFIRMED
        )
        logged = {
            facts["completion"]: facts["sealed"]
            for facts in map(json.loads, entries.values_list("facts", flat=True))
        }
        return sealed == self.completion.sealed_sha256 == logged.get(self.completion.pk)

    @cached_property
    def _sealed(self):
        """The list as data; empty where somebody made it unreadable."""
        try:
            return seal.read_completion(self.completion)
        except ValueError:
            return {}

    @cached_property
    def _names(self):
        found = self._sealed.get("work_processes", [])
        ids = set(chain.from_iterable(_people(row) + row["confirmed_by"] for row in found))
        return {person.pk: person.name_of_assessor for person in User.objects.filter(pk__in=ids)}

    @property
    def profile(self):
        """The name of the exit profile as it was."""
        return self._sealed.get("exit_profile", {}).get("name", "")

    @cached_property
    def rows(self):
        return [
            Row(
                core_task=row["core_task"],
                code=row["code"],
                title=row["title"],
                shown=Shown.EXEMPT if row["exempted"] else Shown(row["grade"]),
                level=row["level"],
                at=datetime.fromisoformat(row["at"]),
                people=self._called(_people(row)),
                confirmed_by=self._called(row["confirmed_by"]),
            )
            for row in self._sealed.get("work_processes", [])
        ]

    def _called(self, ids):
        return [self._names[pk] for pk in ids if pk in self._names]

    @property
    def sheets(self):
        """The rows, as many to a list as fit on a sheet of paper; at least one list."""
        first, rest = self.rows[:ROWS_OF_FIRST_SHEET], self.rows[ROWS_OF_FIRST_SHEET:]
        return [
            first,
            *(rest[at : at + ROWS_OF_SHEET] for at in range(0, len(rest), ROWS_OF_SHEET)),
        ]


def _people(row):
    """Who signed it off, or granted the exemption."""
    return [row["granted_by"]] if row["exempted"] else row["assessors"]
