"""Who gave each result that counts, and when: the rows of a sealed list."""

import json
from collections import defaultdict

from portfolios import log
from portfolios.enums import Shown, Verb
from portfolios.models import Assessment, Confirmation

_GIVING = (Verb.SIGNED_OFF, Verb.CARRIED_OVER)


def of_counted(portfolio, progress):
    """A row of plain data for each work process that counts toward this progress."""
    given = _given(portfolio)
    exemptions = _exemptions(portfolio)
    rows = []
    for cell in progress.counted:
        row = {
            "core_task": cell.work_process.core_task.number,
            "code": cell.code,
            "title": cell.work_process.title,
        }
        if cell.shown == Shown.EXEMPT:
            row |= _exempted(exemptions[cell.work_process.pk])
        else:
            row |= _signed_off(cell, given[cell.code])
        rows.append(row)
    return rows


def _given(portfolio):
    """The entries that led to the standing result, by code: signed off, then carried over."""
    found = defaultdict(list)
    for entry in portfolio.log.filter(verb__in=_GIVING).order_by("number"):
        facts = json.loads(entry.facts)
        if entry.verb == Verb.SIGNED_OFF:
            found[facts["work_process"]].clear()
        found[facts["work_process"]].append((entry.at, facts))
    return found


def _exemptions(portfolio):
    """The standing exemption of each work process, of the highest level."""
    standing = portfolio.exemptions.standing().select_related("exit_profile")
    return {
        exemption.work_process_id: exemption
        for exemption in standing.order_by("exit_profile__level")
    }


def _signed_off(cell, entries):
    submission = entries[0][1]["submission"]
    judged = Assessment.objects.standing().filter(submission=submission)
    last = judged.order_by("-round").values("round")[:1]
    carried = [pk for _at, facts in entries for pk in facts.get("confirmations", ())]
    return {
        "grade": str(cell.facts.grade),
        "exempted": False,
        "level": cell.facts.given_level,
        "at": log.moment(entries[-1][0]),
        "assessors": sorted(judged.filter(round=last).values_list("assessor", flat=True)),
        "confirmed_by": sorted(
            set(Confirmation.objects.filter(pk__in=carried).values_list("assessor", flat=True))
        ),
        "granted_by": None,
    }


def _exempted(exemption):
    return {
        "grade": "",
        "exempted": True,
        "level": exemption.exit_profile.level,
        "at": log.moment(exemption.granted_at),
        "assessors": [],
        "confirmed_by": [],
        "granted_by": exemption.granted_by_id,
    }
