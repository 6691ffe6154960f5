"""Why cells came back to the student: what was written last when they did."""

import json
from itertools import groupby

from portfolios.enums import Outcome, Verb
from portfolios.models import Assessment, LogEntry, SignOff, SignOffMove
from portfolios.replay import versions_of
from portfolios.timeline.event import Feedback


def feedback_of(last_round, closed_at, taken_back):
    """What was written when it came back: by who took it back, else by who found it not enough."""
    if taken_back and (closed_at is None or taken_back.at >= closed_at):
        by = taken_back.actor.name_of_assessor
        return [Feedback(taken_back.at, by, taken_back.log_text.text)]
    return [
        Feedback(assessment.assessed_at, assessment.assessor.name_of_assessor, assessment.feedback)
        for assessment in last_round
        if assessment.outcome == Outcome.INSUFFICIENT
    ]


def why_returned(portfolio, sign_off_ids, user):
    """The feedback with which cells came back last, as lists by the id of the cell."""
    ids = list(sign_off_ids)
    if not ids:
        return {}
    found = _why_returned(portfolio, ids, user)
    rest = [pk for pk in ids if pk not in found]
    return found | (_came_along(portfolio, rest, user) if rest else {})


def _why_returned(portfolio, ids, user):
    """The same for cells with a hand-in of their own."""
    judged = (
        Assessment.objects.visible_to(user)
        .standing()
        .filter(submission__sign_off__in=ids, submission__closed_at__isnull=False)
        .select_related("assessor", "submission__sign_off__work_process")
        .order_by("submission__sign_off", "-submission__attempt", "-round", "seat")
    )
    last_rounds = {}
    for cell, of_cell in groupby(judged, key=lambda a: a.submission.sign_off):
        last_round = next(groupby(of_cell, key=lambda a: (a.submission.attempt, a.round)))[1]
        last_rounds[cell] = list(last_round)
    # What was found good enough last and came back all the same was taken back.
    passed = any(
        all(assessment.outcome != Outcome.INSUFFICIENT for assessment in last_round)
        for last_round in last_rounds.values()
    )
    revoked = _revoked(portfolio) if passed else {}
    return {
        cell.pk: feedback_of(
            last_round, last_round[0].submission.closed_at, revoked.get(_key(cell.work_process))
        )
        for cell, last_round in last_rounds.items()
    }


def _came_along(portfolio, ids, user):
    """The same for cells that came along from another version and were not handed in since.

    Taken back here, or else as it came back there.
    """
    sources = SignOffMove.objects.behind(ids)
    if not sources:
        return {}
    there = _why_returned(portfolio, [pk for line in sources.values() for pk in line], user)
    cells = SignOff.objects.select_related("work_process").in_bulk(sources)
    revoked = _revoked(portfolio)
    return {
        pk: feedback_of([], None, revoked.get(_key(cells[pk].work_process)))
        or next((there[source] for source in line if there.get(source)), [])
        for pk, line in sources.items()
    }


def _key(work_process):
    return work_process.qualification_id, work_process.code


def _revoked(portfolio):
    """The entry with which a sign-off was taken back last, by version and code."""
    entries = LogEntry.objects.filter(
        portfolio=portfolio, verb__in=(Verb.REVOKED, Verb.PORTFOLIO_MOVED)
    )
    entries = entries.select_related("actor", "log_text").order_by("number")
    pairs = [(entry, json.loads(entry.facts)) for entry in entries]
    versions = versions_of(pairs, portfolio.qualification_id)
    return {
        (version, facts["work_process"]): entry
        for (entry, facts), version in zip(pairs, versions, strict=True)
        if entry.verb == Verb.REVOKED
    }
