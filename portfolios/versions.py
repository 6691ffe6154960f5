"""The versions of a piece of evidence: which replaced which, and who holds on to the older one."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from portfolios.models import Evidence, EvidenceLink


@dataclass(frozen=True)
class Line:
    """The versions around one piece, newest first, each with its number.

    `kept_by_old` are the work processes that keep the version before this piece; `kept_here`
    those that keep this piece although there is a newer one.
    """

    versions: list
    number: int
    newer: Evidence | None
    kept_by_old: list
    kept_here: list


def of(piece, user):
    """The line of this piece, with what this person may see of it; two queries."""
    line = _line(piece)
    place = line.index(piece)
    older = line[place - 1] if place else None
    newer = line[place + 1] if place + 1 < len(line) else None
    links = _links([part for part in (older, piece, newer) if part])
    own = links[piece.pk]
    is_owner = piece.portfolio.student_id == user.pk
    return Line(
        versions=[
            (number, version)
            for number, version in reversed(list(enumerate(line, 1)))
            if version.is_frozen or (is_owner and not version.removed_at)
        ],
        number=place + 1,
        newer=newer if newer and (is_owner or newer.is_frozen) else None,
        kept_by_old=[w for w in links[older.pk] if w not in own] if older else [],
        kept_here=[w for w in own if w not in links[newer.pk]] if newer else [],
    )


def _line(piece):
    newer = Evidence.objects.filter(replaces=OuterRef("pk"))
    found = Evidence.objects.filter(
        Q(replaces__isnull=False) | Exists(newer), portfolio=piece.portfolio_id
    )
    by_pk = {version.pk: version for version in found}
    newer_of = {v.replaces_id: v for v in found if v.replaces_id and not v.removed_at}
    line = [piece]
    while line[0].replaces_id:
        line.insert(0, by_pk[line[0].replaces_id])
    while line[-1].pk in newer_of:
        line.append(newer_of[line[-1].pk])
    return line


def _links(pieces):
    found = defaultdict(list)
    for link in EvidenceLink.objects.filter(evidence__in=pieces).select_related("work_process"):
        found[link.evidence_id].append(link.work_process)
    return found
