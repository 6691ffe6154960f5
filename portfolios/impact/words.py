"""The effect of a change of the structure in words."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def sentences(felt):
    """What the portfolios that feel it would see, the worst first."""
    if not felt:
        return [_("No running portfolio changes.")]
    return [*_falls(felt), *_done(felt), *_totals(felt), *_work(felt)]


def _falls(changes):
    falls = Counter((c.after.done, c.after.total) for c in changes if c.falls)
    for (done, total), count in sorted(falls.items()):
        yield ngettext(
            "%(count)d student falls from complete to %(done)d of %(total)d.",
            "%(count)d students fall from complete to %(done)d of %(total)d.",
            count,
        ) % {"count": count, "done": done, "total": total}
    count = sum(change.completes for change in changes)
    if count:
        yield ngettext(
            "%(count)d student becomes complete.", "%(count)d students become complete.", count
        ) % {"count": count}


def _done(changes):
    lose = sum(change.after.done < change.before.done and not change.falls for change in changes)
    if lose:
        yield ngettext(
            "%(count)d student loses a work process that counted.",
            "%(count)d students lose a work process that counted.",
            lose,
        ) % {"count": lose}
    gain = sum(change.after.done > change.before.done for change in changes)
    if gain:
        yield ngettext(
            "%(count)d student gains a work process.",
            "%(count)d students gain a work process.",
            gain,
        ) % {"count": gain}


def _totals(changes):
    totals = Counter(
        (c.before.total, c.after.total) for c in changes if c.before.total != c.after.total
    )
    for (before, after), count in sorted(totals.items()):
        yield ngettext(
            "For %(count)d student the total goes from %(before)d to %(after)d.",
            "For %(count)d students the total goes from %(before)d to %(after)d.",
            count,
        ) % {"count": count, "before": before, "after": after}


def _work(changes):
    count = sum(bool(change.in_progress) for change in changes)
    if count:
        yield ngettext(
            "%(count)d student is working on it.", "%(count)d students are working on it.", count
        ) % {"count": count}
    count = sum(len(change.set_aside) for change in changes)
    if count:
        yield ngettext(
            "No sign-off is lost: %(count)d stays in its portfolio as “does not count”.",
            "No sign-off is lost: %(count)d stay in their portfolios as “does not count”.",
            count,
        ) % {"count": count}
    else:
        yield _("No sign-off is lost.")
