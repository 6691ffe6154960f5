"""Carries out a change of the structure, and keeps what it changed.

What is carried out on a version that counts is kept as a `StructureChange`: whoever changes one
does it here, or inside `recorded`.
"""

from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum import exporter, importer
from curriculum.models import Qualification, QualificationState
from portfolios import clock, completion, log, notify
from portfolios.errors import Refused
from portfolios.impact import foretelling
from portfolios.models import StructureChange


class Outdated(Refused):
    """The version or the portfolios changed since the effect was looked at."""


@transaction.atomic
def carry_out(plan, *, by, reason="", expected=None):
    """Take the step. Where something else counts now, an open proposal lapses; who feels it is
    told why. Returns the `Impact`.

    `expected` is the token of the impact that was looked at: raises Outdated where what would
    happen is not that any more.
    """
    running = foretelling.running(plan.qualification)
    locked = set(running.locked().values_list("pk", flat=True))
    rows = Qualification.objects.select_for_update(no_key=True)
    rows.get(pk=plan.qualification.pk)
    before = foretelling.Reading.now(plan.qualification)
    after = foretelling.carried_out(plan)
    found = foretelling.compare(plan, before, after, locked)
    if expected not in (None, found.token):
        raise Outdated(
            _(
                "The version or a portfolio changed meanwhile, so nothing was done. "
                "Look at the effect again."
            )
        )
    kept = _keep(plan.qualification, before.data, after.data, by=by, reason=reason)
    for change in found.changes:
        if change.voids:
            completion.void(change.portfolio, by=by)
    if kept:
        notify.structure_changed(kept, [change.portfolio for change in found.felt], by=by)
    return found


@transaction.atomic
def import_qualification(raw, *, by=None, dry_run=False, **options):
    """Store the qualification in these bytes, as `importer` does; it may count at once."""
    outcome = importer.import_qualification(raw, dry_run=dry_run, **options)
    if not dry_run and outcome.change is not importer.Change.UNCHANGED:
        key = {name: outcome.data[name] for name in ("slug", "version")}
        stored = Qualification.objects.get(**key)
        _keep(stored, None, exporter.as_data(stored), by=by)
    return outcome


@contextmanager
def recorded(qualification, *, by):
    """Keep what happens inside to a version that counts: what it was, and what it became."""
    with transaction.atomic():
        rows = Qualification.objects.select_for_update(no_key=True)
        before = exporter.as_data(rows.get(pk=qualification.pk))
        yield
        after = exporter.as_data(Qualification.objects.get(pk=qualification.pk))
        _keep(qualification, before, after, by=by)


def _keep(qualification, before, after, *, by, reason=""):
    """The `StructureChange` of it; None where nothing that counts changed."""
    if after == before or after["state"] == QualificationState.DRAFT:
        return None
    return StructureChange.objects.create(
        qualification=qualification,
        actor=by,
        at=clock.now(),
        before=log.canonical(before) if before else "",
        after=log.canonical(after),
        reason=reason,
    )
