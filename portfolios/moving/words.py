"""What a move would do to one student, in sentences that account for every number."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios.moving.preview import Fate


def explained(tried):
    """Sentences that lead from the number before to the number after; and what is asked anew."""
    kept = tried.with_fate(Fate.KEPT)
    found = [
        ngettext(
            "%(count)d work process counts on.", "%(count)d work processes count on.", len(kept)
        )
        % {"count": len(kept)},
        *_together(kept),
    ]
    for words, pairs in (
        (_("Is to be confirmed: %(list)s."), tried.with_fate(Fate.TO_CONFIRM)),
        (
            _("In progress again, as not everything that comes together was signed off: %(list)s."),
            tried.with_fate(Fate.OPEN_AGAIN),
        ),
        (_("Goes along and is not asked any more: %(list)s."), tried.with_fate(Fate.NOT_ASKED)),
        (_("Does not go along: %(list)s."), tried.with_fate(Fate.UNMAPPED)),
    ):
        if pairs:
            found.append(words % {"list": ", ".join(_pair(*pair) for pair in pairs)})
    beside = [code for code in tried.beside if code not in tried.fates]
    for words, codes in (
        (_("Counts from now on: %(list)s."), tried.gained),
        (_("Did not count, and does not go along: %(list)s."), beside),
        (_("Asked anew: %(list)s."), tried.asked_anew),
    ):
        if codes:
            found.append(words % {"list": ", ".join(codes)})
    if tried.is_proposed:
        found.append(_("The proposal for completion lapses."))
    return found


def _pair(old, new):
    return f"{old} → {', '.join(new)}" if new and new != [old] else old


def _together(kept):
    """Several that become one count once."""
    by_new = {}
    for old, new in kept:
        by_new.setdefault(tuple(new), []).append(old)
    for new, old in by_new.items():
        if len(old) > len(new):
            codes = {"old": ", ".join(old), "new": ", ".join(new)}
            yield _("%(old)s count together as %(new)s.") % codes
