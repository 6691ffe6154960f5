"""What a change of the structure would do to running portfolios, and carrying it out.

To tell beforehand, the change is made, the engine of progress computes again, and all of it is
rolled back. What is carried out on a version that counts is kept as a `StructureChange`: whoever
changes one does it inside `recorded`.
"""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum import exporter, importer, structure
from curriculum.models import Qualification, QualificationState, Requirement
from portfolios import clock, completion, log, progress
from portfolios.enums import Shown
from portfolios.models import Portfolio, StructureChange


@dataclass(frozen=True)
class Change:
    """One running portfolio toward its own exit profile, before and after."""

    portfolio: Portfolio
    before: progress.Progress
    after: progress.Progress

    @property
    def falls(self):
        """Complete before, and not any more."""
        return self.before.is_complete and not self.after.is_complete

    @property
    def completes(self):
        return self.after.is_complete and not self.before.is_complete

    @property
    def set_aside(self):
        """Codes of what is signed off and would not count any more."""
        before = {cell.code for cell in self.before.outside}
        return [cell.code for cell in self.after.outside if cell.code not in before]

    @property
    def in_progress(self):
        """Codes of what the student works on, and would not be asked for any more."""
        return [
            code
            for code, cell in self.before.by_code.items()
            if cell.marked
            and not self.after.by_code[code].marked
            and cell.shown in (Shown.IN_PROGRESS, Shown.SUBMITTED, Shown.RETURNED)
        ]

    @property
    def counts_differ(self):
        return (self.before.done, self.before.total) != (self.after.done, self.after.total)

    @property
    def is_felt(self):
        """Whether the student would see anything of it."""
        return bool(self.counts_differ or self.set_aside or self.in_progress)


@dataclass(frozen=True)
class Impact:
    """The effect on every running portfolio; or, in `refusal`, why it cannot be done."""

    changes: tuple
    refusal: str = ""

    @property
    def felt(self):
        """The portfolios that change, those that fall from complete first."""
        return sorted(
            (change for change in self.changes if change.is_felt), key=lambda c: not c.falls
        )

    @property
    def sentences(self):
        """The effect in words, the worst first."""
        felt = self.felt
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


def of_settling(mark, *, keep):
    """What it would do to settle a provisional mark: keep it, or take it away."""
    asked = Portfolio.objects.active().filter(exit_profile=mark.exit_profile_id)
    step = partial(structure.settle_mark, Requirement(pk=mark.pk), keep=keep)
    return _try_out(list(asked.with_people()), step)


@transaction.atomic
def settle(mark, *, keep, by):
    """Settle a provisional mark. Where something else counts now, an open proposal lapses."""
    asked = Portfolio.objects.active().filter(exit_profile=mark.exit_profile_id)
    portfolios = list(asked.locked())
    before = _counted(portfolios)
    with recorded(mark.exit_profile.qualification, by=by):
        structure.settle_mark(mark, keep=keep)
    after = _counted(portfolios)
    for portfolio in portfolios:
        if before[portfolio.pk] != after[portfolio.pk]:
            completion.void(portfolio, by=by)


def publish(qualification, *, by):
    """Make a draft count. Raises structure.Refused where its matrix cannot work."""
    with recorded(qualification, by=by):
        structure.publish(qualification)


@transaction.atomic
def import_qualification(raw, *, by=None, dry_run=False, **options):
    """Store the qualification in these bytes, as `importer` does; it may count at once."""
    outcome = importer.import_qualification(raw, dry_run=dry_run, **options)
    if not dry_run and outcome.change is not importer.Change.UNCHANGED:
        key = {name: outcome.data[name] for name in ("slug", "version")}
        _keep(Qualification.objects.get(**key), None, by=by)
    return outcome


@contextmanager
def recorded(qualification, *, by):
    """Keep what happens inside to a version that counts: what it was, and what it became."""
    with transaction.atomic():
        rows = Qualification.objects.select_for_update(no_key=True)
        before = exporter.as_data(rows.get(pk=qualification.pk))
        yield
        _keep(Qualification.objects.get(pk=qualification.pk), before, by=by)


def _keep(qualification, before, *, by):
    after = exporter.as_data(qualification)
    if after == before or after["state"] == QualificationState.DRAFT:
        return
    StructureChange.objects.create(
        qualification=qualification,
        actor=by,
        at=clock.now(),
        before=log.canonical(before) if before else "",
        after=log.canonical(after),
    )


def _counted(portfolios):
    return {pk: found.counted_codes for pk, found in progress.of(portfolios).items()}


def _try_out(portfolios, step):
    with transaction.atomic():
        before = progress.of(portfolios)
        try:
            step()
        except structure.Refused as reason:
            return Impact((), str(reason))
        after = progress.of(portfolios)
        transaction.set_rollback(True)
    return Impact(
        tuple(
            Change(portfolio, before[portfolio.pk].own, after[portfolio.pk].own)
            for portfolio in portfolios
        )
    )
