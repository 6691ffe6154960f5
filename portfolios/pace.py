"""How fast a student gets to the end of a level: what counts now, and since when.

`steps` reads the log once, and `of` lays what `progress` counts in time beside the pace that leads
from the start of the portfolio to its planned end. The pace is a straight line, holidays included.

What was revoked, was ended, or was given for a lower level, does not count. A sign-off of a lower
level counts from the day on which it was carried over, one of a higher level from the day on which
it was given. What came along to another version of the qualification counts since it counted there.
What counts without the log telling since when, counts from the start.

When the student is ready is foretold from sign-offs alone (an exemption is no pace), and only from
enough of them: at least FEWEST that count, the first and the last of them SPREAD apart, and one of
them not longer than RECENT ago. It is never foretold beyond LATEST after the planned end.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from portfolios import clock
from portfolios.enums import Shown, Verb
from portfolios.models import LogEntry

FEWEST = 6
SPREAD = timedelta(weeks=8)
RECENT = timedelta(days=92)
LATEST = timedelta(days=3 * 366)

_GIVEN = (Verb.SIGNED_OFF, Verb.CARRIED_OVER)
_READ = (
    *_GIVEN,
    Verb.REVOKED,
    Verb.EXEMPTED,
    Verb.EXEMPTION_ENDED,
    Verb.SUBMITTED,
    Verb.PORTFOLIO_MOVED,
)


@dataclass(frozen=True)
class Step:
    """One entry of the log: what was done, the facts, and when."""

    verb: str
    facts: dict
    at: object


@dataclass(frozen=True)
class Pace:
    """What counts, in time: `points` are days and the number that counted at the end of them.

    `signed` are the days of the sign-offs among them, in order.
    """

    starts_on: date
    ends_on: date
    today: date
    total: int
    points: tuple
    signed: tuple

    @property
    def done(self):
        return self.points[-1][1] if self.points else 0

    @property
    def is_complete(self):
        return self.done == self.total

    @property
    def expected(self):
        """How many would count today at the planned pace: whole ones."""
        return self.expected_on(self.today)

    def expected_on(self, day):
        return planned(self.total, self.starts_on, self.ends_on, day)

    @property
    def behind(self):
        return max(self.expected - self.done, 0)

    @property
    def ahead(self):
        return max(self.done - self.expected, 0)

    @property
    def rows(self):
        """Each day on which the number changed: the number, and what was planned for that day."""
        return [(day, number, self.expected_on(day)) for day, number in self.points]

    @property
    def forecast(self):
        """The day on which everything counts at the pace so far; None where nobody can tell."""
        if not self._is_known or self.is_far:
            return None
        return self.today + timedelta(days=self._days_to_go)

    @property
    def is_far(self):
        """At the pace so far it takes unreasonably long: a day would say nothing."""
        return self._is_known and self._days_to_go > (self.ends_on + LATEST - self.today).days

    @property
    def _is_known(self):
        return (
            not self.is_complete
            and len(self.signed) >= FEWEST
            and self.signed[-1] - self.signed[0] >= SPREAD
            and self.today - self.signed[-1] <= RECENT
        )

    @cached_property
    def _days_to_go(self):
        so_far = (self.today - min(self.starts_on, self.signed[0])).days
        return -((self.done - self.total) * so_far // len(self.signed))


def planned(total, starts_on, ends_on, day):
    """How many would count on a day if all went evenly from start to planned end: whole ones."""
    whole = (ends_on - starts_on).days
    gone = min(max((day - starts_on).days, 0), whole)
    return total * gone // whole


def steps(portfolio):
    """What the log says of handing in, signing off and exempting, oldest first; one query."""
    entries = LogEntry.objects.filter(portfolio=portfolio, verb__in=_READ).order_by("number")
    return [
        Step(verb, json.loads(facts), at)
        for verb, facts, at in entries.values_list("verb", "facts", "at")
    ]


def handed_in(steps):
    """When each work process was handed in last, by code; of the version of now."""
    found = {}
    for step in steps:
        if step.verb == Verb.PORTFOLIO_MOVED:
            found = {}
        elif step.verb == Verb.SUBMITTED:
            found[step.facts["work_process"]] = step.at
    return found


def of(portfolio, progress, steps):
    """The `Pace` of a portfolio: its steps, and the progress toward one exit profile."""
    today = clock.today()
    since = _since(steps, progress.profile.level)
    counted = []
    for task in progress.counting:
        days = sorted(
            (min(since.get(cell.code, portfolio.starts_on), today), cell.shown == Shown.EXEMPT)
            for cell in task.marked
            if cell.done
        )
        # In a choice no more count than it asks for: those that counted first.
        counted += days[: task.total]
    counted.sort()
    last_of_day = [list(group)[-1] for _day, group in groupby(enumerate(counted, 1), _day_of)]
    return Pace(
        starts_on=portfolio.starts_on,
        ends_on=portfolio.ends_on,
        today=today,
        total=progress.total,
        points=tuple((day, number) for number, (day, _exempt) in last_of_day),
        signed=tuple(day for day, is_exempt in counted if not is_exempt),
    )


def _day_of(numbered):
    return numbered[1][0]


def _since(steps, level):
    """The day since which each work process counts toward a level without a break, by code."""
    signed, exempt, left = {}, defaultdict(dict), {}
    for step in steps:
        if step.verb == Verb.PORTFOLIO_MOVED:
            left[step.facts["former"]["qualification"]] = signed, exempt
            signed, exempt = _arrived(step, level, left)
            continue
        code = step.facts["work_process"]
        if step.verb in _GIVEN and step.facts["level"] >= level:
            signed.setdefault(code, step.at)
        elif step.verb in (*_GIVEN, Verb.REVOKED):
            signed.pop(code, None)
        elif step.verb == Verb.EXEMPTED and step.facts["level"] >= level:
            exempt[code][step.facts["exemption"]] = step.at
        elif step.verb == Verb.EXEMPTION_ENDED:
            exempt[code].pop(step.facts["exemption"], None)
    found = defaultdict(list)
    for code, at in signed.items():
        found[code].append(at)
    for code, standing in exempt.items():
        found[code] += standing.values()
    return {code: timezone.localdate(min(moments)) for code, moments in found.items() if moments}


def _arrived(step, level, left):
    """Since when what counts after a move counts: signed off by code, exempted by code and id.

    `left` has what counted in each version when it was left. Several in one count since the last.
    """
    former, facts = left[step.facts["former"]["qualification"]], step.facts
    signed, exempt = left.get(facts["qualification"], ({}, {}))
    signed, exempt = dict(signed), defaultdict(dict, {k: dict(v) for k, v in exempt.items()})
    for cell in facts["cells"]:
        signed.pop(cell["code"], None)
        if cell["grade"] and not cell["to_confirm"] and cell["level"] >= level:
            known = [former[0].get(code, step.at) for code in cell["from"]]
            signed[cell["code"]] = max(known, default=step.at)
    for standing in exempt.values():
        for pk in facts["ended"]:
            standing.pop(pk, None)
    since = {pk: at for standing in former[1].values() for pk, at in standing.items()}
    for one in facts["exemptions"]:
        if not one["to_confirm"] and one["level"] >= level:
            exempt[one["code"]][one["exemption"]] = since.get(one["moved_from"], step.at)
    return signed, exempt
