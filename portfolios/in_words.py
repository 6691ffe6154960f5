"""Progress in words: the sentences that stand beside rulers and bars."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios.enums import Shown

LISTED_CODES = 5


def units(progress):
    """What the ruler of an exit profile shows: "38 units: 3 signed off: good, 35 not started"."""
    found = [f"{number} {Shown(state).label}" for state, number in progress.units]
    return _("%(profile)s, %(total)d units: %(list)s") % {
        "profile": progress.profile.display_title,
        "total": progress.total,
        "list": ", ".join(found),
    }


def still_open(progress):
    """What is still open toward an exit profile, as one sentence; empty when nothing is."""
    cells, choices = [], []
    for missing in progress.missing:
        if missing.is_choice:
            choices.append(
                ngettext(
                    "%(count)d specialisation of core task %(number)d",
                    "%(count)d specialisations of core task %(number)d",
                    missing.count,
                )
                % {"count": missing.count, "number": missing.core_task.number}
            )
        else:
            cells += missing.cells
    parts = [_with_state(cell) for cell in cells]
    if len(parts) > LISTED_CODES:
        parts = [
            ngettext("%(count)d work process", "%(count)d work processes", len(cells))
            % {"count": len(cells)}
        ]
    parts += choices
    if not parts:
        return ""
    return _("Still open: %(list)s.") % {"list": ", ".join(parts)}


def _with_state(cell):
    if cell.shown == Shown.NOT_STARTED:
        return cell.code
    if cell.waits_for_board:
        return _("%(code)s (to confirm by the examination board)") % {"code": cell.code}
    return f"{cell.code} ({Shown(cell.shown).label})"
