"""What a move to another version of the qualification meant for one cell, as events."""

from dataclasses import replace

from django.utils.translation import gettext as _

from curriculum.models import WorkProcess
from portfolios.enums import Shown, State, Verb
from portfolios.timeline.event import Event

# These may be about any cell: they name those that came along.
OF_CELL = (Verb.PORTFOLIO_MOVED,)


def concerns(entry, facts, work_process):
    """Whether this entry moved the cell of this work process, to here or away from here."""
    return entry.verb in OF_CELL and bool(
        _arrivals(facts, work_process) or _left(facts, work_process)
    )


def _arrivals(facts, work_process):
    """What came to this work process; at most one."""
    if facts["qualification"] != work_process.qualification_id:
        return []
    return [one for one in facts["cells"] if one["code"] == work_process.code and one["from"]]


def _left(facts, work_process):
    """Whether the portfolio left the version of this work process, with something in it."""
    if facts["former"]["qualification"] != work_process.qualification_id:
        return False
    gone = {code for one in facts["cells"] for code in one["from"]} | set(facts["unmapped"])
    return work_process.code in gone


def events(entries, work_process, *, leaving):
    """The events of these log entries (pairs of entry and facts); with `leaving` those too that
    tell where the cell went."""
    for entry, facts in entries:
        if entry.verb not in OF_CELL:
            continue
        for arrived in _arrivals(facts, work_process):
            codes = {"codes": ", ".join(arrived["from"]), "version": facts["former"]["version"]}
            yield Event(
                at=entry.at,
                title=_("Came along from %(codes)s of version %(version)d") % codes,
                icon="right",
                shown=_shown(arrived),
            )
        if leaving and _left(facts, work_process):
            yield Event(at=entry.at, title=_told_of_leaving(facts, work_process), icon="right")


def _shown(arrived):
    """The state it arrived in; empty where that says nothing of a result."""
    if arrived["to_confirm"]:
        return Shown.TO_CONFIRM
    return Shown(arrived["grade"]) if arrived["state"] == State.SIGNED_OFF else ""


def _told_of_leaving(facts, work_process):
    new = [one["code"] for one in facts["cells"] if work_process.code in one["from"]]
    named = {"codes": ", ".join(new), "version": facts["version"]}
    if new:
        return _("Goes on as %(codes)s of version %(version)d") % named
    return _("Not part of version %(version)d: it stays here to be read") % named


def sources(entries, work_process, told):
    """The work processes of an earlier version whose cells came along to this one, each with the
    number of its version; without those that are told already."""
    known = {one.pk for one in told}
    for entry, facts in entries:
        if entry.verb not in OF_CELL:
            continue
        codes = {code for one in _arrivals(facts, work_process) for code in one["from"]}
        if not codes:
            continue
        former = facts["former"]
        found = WorkProcess.objects.filter(qualification=former["qualification"], code__in=codes)
        for one in found:
            if one.pk not in known:
                known.add(one.pk)
                yield one, former["version"]


def earlier(found, source, version):
    """These events of another version, each with its place in its title."""
    for event in found:
        place = {"title": event.title, "code": source.code, "version": version}
        yield replace(event, title=_("%(title)s (%(code)s, version %(version)d)") % place)
