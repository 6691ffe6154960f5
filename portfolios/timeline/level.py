"""What counts without a hand-in at this level, and the completion of the level, as events."""

from django.db.models import Case, When
from django.utils.translation import gettext as _

from curriculum.models import ExitProfile
from portfolios.enums import CompletionState, Grade, Shown, Verb
from portfolios.models import Exemption, LogEntry
from portfolios.timeline.event import Event

OF_CELL = (Verb.EXEMPTED, Verb.EXEMPTION_ENDED, Verb.CONFIRMED, Verb.CARRIED_OVER)
# These close or open every cell of the portfolio.
OF_PORTFOLIO = (Verb.COMPLETION_CONFIRMED, Verb.COMPLETION_REOPENED)
_WITH_REASON = {
    CompletionState.REFUSED: Verb.COMPLETION_REFUSED,
    CompletionState.REOPENED: Verb.COMPLETION_REOPENED,
}


def events(entries, portfolio):
    """The events of these log entries (pairs of entry and facts, oldest first)."""
    entries = [(entry, facts) for entry, facts in entries if entry.verb in _MAKERS]
    names = _profiles(entries, portfolio)
    exemptions = _exemptions(entries)
    for number, (entry, facts) in enumerate(entries):
        following = [next_entry for next_entry, _facts in entries[number + 1 : number + 2]]
        if entry.verb == Verb.CONFIRMED and _is_told_by(following, entry):
            continue
        subject = exemptions.get(facts.get("exemption"))
        yield _MAKERS[entry.verb](entry, facts, names, subject)


def latest_completion(portfolio):
    """The completion that was proposed last, or None; its `entry` has the reason of a decision.

    A proposal that lapsed is passed over: it tells nobody anything.
    """
    found = portfolio.completions.exclude(state=CompletionState.VOID)
    latest = found.select_related(
        "exit_profile", "proposed_by", "decided_by", "reopened_by"
    ).first()
    if latest is None:
        return None
    latest.entry = None
    if verb := _WITH_REASON.get(latest.state):
        entries = LogEntry.objects.filter(portfolio=portfolio, verb=verb)
        latest.entry = entries.select_related("log_text").order_by("-number").first()
    return latest


def _is_told_by(following, entry):
    """The next step of the same person carried over what this entry confirmed."""
    return any(
        later.verb == Verb.CARRIED_OVER and later.actor_id == entry.actor_id for later in following
    )


def _profiles(entries, portfolio):
    """The titles of the exit profiles of every version, by slug; asked where an entry names one."""
    if not entries:
        return {}
    versions = ExitProfile.objects.filter(qualification__slug=portfolio.qualification.slug)
    now = Case(When(qualification=portfolio.qualification_id, then=1), default=0)
    return {one.slug: one.display_title for one in versions.order_by(now, "pk")}


def _profile(names, slug):
    return names.get(slug, slug)


def _exemptions(entries):
    ids = {facts["exemption"] for entry, facts in entries if "exemption" in facts}
    return Exemption.objects.in_bulk(ids) if ids else {}


def _exempted(entry, facts, names, exemption):
    return Event(
        at=entry.at,
        title=_("Exempt for %(profile)s") % {"profile": _profile(names, facts["exit_profile"])},
        icon="exempt",
        shown=Shown.EXEMPT,
        by=entry.actor.name_of_assessor,
        words=exemption.ground,
        exemption=exemption,
    )


def _ended(entry, facts, names, exemption):
    return Event(
        at=entry.at,
        title=_("Exemption ended"),
        icon="close",
        by=entry.actor.name_of_assessor,
        words=entry.log_text.text,
    )


def _confirmed(entry, facts, names, exemption):
    return Event(
        at=entry.at,
        title=_("Confirmed for %(profile)s by one assessor")
        % {"profile": _profile(names, facts["exit_profile"])},
        icon="to_confirm",
        by=entry.actor.name_of_assessor,
    )


def _carried_over(entry, facts, names, exemption):
    return Event(
        at=entry.at,
        title=_("Confirmed: it counts for %(profile)s now")
        % {"profile": _profile(names, facts["given_at"])},
        icon=facts["grade"],
        shown=Shown(Grade(facts["grade"]).value),
        by=entry.actor.name_of_assessor,
    )


def _completed(entry, facts, names, exemption):
    return Event(
        at=entry.at,
        title=_("%(profile)s completed, number %(number)d")
        % {"profile": _profile(names, facts["exit_profile"]), "number": facts["completion"]},
        icon="lock",
        by=entry.actor.name_of_assessor,
    )


def _reopened(entry, facts, names, exemption):
    return Event(
        at=entry.at,
        title=_("Completion %(number)d reopened, it no longer stands")
        % {"number": facts["completion"]},
        icon="retry",
        by=entry.actor.name_of_assessor,
        words=entry.log_text.text,
    )


_MAKERS = {
    Verb.EXEMPTED: _exempted,
    Verb.EXEMPTION_ENDED: _ended,
    Verb.CONFIRMED: _confirmed,
    Verb.CARRIED_OVER: _carried_over,
    Verb.COMPLETION_CONFIRMED: _completed,
    Verb.COMPLETION_REOPENED: _reopened,
}
