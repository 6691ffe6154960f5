"""Who gave each result that counts, and when: the rows of a sealed list."""

import json
from collections import defaultdict

from portfolios import log
from portfolios.enums import Shown, Verb
from portfolios.models import Assessment, Confirmation

_GIVING = (Verb.SIGNED_OFF, Verb.CARRIED_OVER, Verb.PORTFOLIO_MOVED)


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
    """The entries that led to the standing result, by code: signed off, then carried over.

    What came along from another version has those that led to it there.
    """
    found, left = defaultdict(list), {}
    for entry in portfolio.log.filter(verb__in=_GIVING).order_by("number"):
        facts = json.loads(entry.facts)
        if entry.verb == Verb.PORTFOLIO_MOVED:
            left[facts["former"]["qualification"]] = before = found
            found = defaultdict(list, left.get(facts["qualification"], {}))
            for cell in facts["cells"]:
                if cell["from"]:
                    found[cell["code"]] = [one for code in cell["from"] for one in before[code]]
            continue
        if entry.verb == Verb.SIGNED_OFF:
            found[facts["work_process"]] = []
        found[facts["work_process"]].append((entry.at, facts))
    return found


def _exemptions(portfolio):
    """The standing exemption of each work process, of the highest level."""
    standing = portfolio.exemptions.standing().filter(to_confirm=False)
    return {
        exemption.work_process_id: exemption
        for exemption in standing.select_related("exit_profile").order_by("exit_profile__level")
    }


def _signed_off(cell, entries):
    carried = [pk for _at, facts in entries for pk in facts.get("confirmations", ())]
    return {
        "grade": str(cell.facts.grade),
        "exempted": False,
        "level": cell.facts.given_level,
        "at": log.moment(max(at for at, _facts in entries)),
        "assessors": sorted({pk for _at, facts in entries for pk in _assessors(facts)}),
        "confirmed_by": sorted(
            set(Confirmation.objects.filter(pk__in=carried).values_list("assessor", flat=True))
        ),
        "granted_by": None,
    }


def _assessors(facts):
    """Who judged the hand-in of this entry in its last round; nobody where it carried over."""
    judged = Assessment.objects.standing().filter(submission=facts.get("submission"))
    last = judged.order_by("-round").values("round")[:1]
    return judged.filter(round=last).values_list("assessor", flat=True)


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
