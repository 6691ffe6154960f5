"""Holds the structure of each version against the changes that were kept of it."""

from curriculum import exporter
from portfolios import log
from portfolios.models import StructureChange


def breaks():
    """A line for each change that does not follow on the one before it, and each version that is
    not what its last change says."""
    last = {}
    changes = StructureChange.objects.select_related("qualification").order_by("pk")
    for change in changes.iterator(chunk_size=100):
        before = last.get(change.qualification_id)
        if before and change.before != before.after:
            yield f"{_named(change)}: change {change.pk} does not follow on the one before it"
        last[change.qualification_id] = change
    for change in last.values():
        if log.canonical(exporter.as_data(change.qualification)) != change.after:
            yield f"{_named(change)}: is not what its last change says"


def _named(change):
    qualification = change.qualification
    return f"structure of {qualification.slug}, version {qualification.version}"
