"""The second looks of the examination board at one cell, as events; the board's own business."""

from django.utils.translation import gettext as _

from portfolios.enums import LookOutcome, Verb
from portfolios.timeline.event import Event

OF_CELL = (Verb.LOOKED_AGAIN,)


def events(entries, user):
    """The events of these log entries (pairs of entry and facts), for members of the board."""
    if not user.roles.board:
        return []
    return [
        Event(
            at=entry.at,
            title=_("Looked at again: %(outcome)s")
            % {"outcome": LookOutcome(facts["outcome"]).label},
            icon="search",
            by=entry.actor.get_full_name(),
            words=entry.log_text.text if hasattr(entry, "log_text") else "",
        )
        for entry, facts in entries
        if entry.verb in OF_CELL
    ]
