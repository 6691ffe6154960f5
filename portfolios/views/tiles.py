"""The evidence of one work process as tiles."""

from django.db.models import Exists, OuterRef

from portfolios.models import Evidence, EvidenceLink


def links_of(seen, work_process):
    """The links of the evidence that this person sees here, oldest first.

    `is_current`: a hand-in would take the piece along, as no newer version is linked here too.
    """
    evidence = Evidence.objects.visible_to(seen.user).standing().filter(portfolio=seen.portfolio)
    links = EvidenceLink.objects.filter(work_process=work_process)
    newer = links.filter(evidence__replaces=OuterRef("evidence"), evidence__removed_at=None)
    return list(
        links.filter(evidence__in=evidence)
        .annotate(is_current=~Exists(newer))
        .select_related("evidence")
        .prefetch_related("evidence__files")
        .order_by("linked_at", "pk")
    )


def tile(link):
    """What a tile shows of the piece of a link."""
    files = [file for file in link.evidence.files.all() if file.is_openable]
    return {
        "piece": link.evidence,
        "current": link.is_current,
        "frozen": link.frozen_at is not None,
        "cover": next((file for file in files if file.has_picture), None),
        "number_of_files": len(files),
    }
