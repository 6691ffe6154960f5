"""Reads what a plan needs of any number of portfolios, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import replace

from django.db.models import Exists, OuterRef

from portfolios.models import (
    ChosenSpecialisation,
    EvidenceLink,
    Exemption,
    SignOff,
    SignOffMove,
    Submission,
)
from portfolios.moving.plan import Exempt, Held, Standing


def of(portfolios, mapping):
    """What each of these portfolios holds (`Held`) of the two versions, by its id."""
    ids = [portfolio.pk for portfolio in portfolios]
    versions = (mapping.source.pk, mapping.target.pk)
    held = {pk: Held() for pk in ids}
    of_both = {"portfolio__in": ids, "work_process__qualification__in": versions}
    _read_cells(held, mapping, of_both)
    _read_exemptions(held, mapping, of_both)
    _read_links(held, mapping, ids, versions)
    here = {"portfolio__in": ids, "work_process__qualification": mapping.source}
    chosen = ChosenSpecialisation.objects.filter(**here).order_by("pk")
    for portfolio, code in chosen.values_list("portfolio", "work_process__code"):
        held[portfolio].chosen.append(code)
    waiting = Submission.objects.open().filter(sign_off__portfolio__in=ids)
    for portfolio, code in waiting.order_by(
        "sign_off__work_process__core_task__position", "sign_off__work_process__position"
    ).values_list("sign_off__portfolio", "sign_off__work_process__code"):
        held[portfolio].open_codes.append(code)
    return held


def _read_cells(held, mapping, of_both):
    went = SignOffMove.objects.filter(source=OuterRef("pk"))
    rows = SignOff.objects.filter(**of_both).annotate(has_left=Exists(went)).order_by()
    for portfolio, version, code, *facts in rows.values_list(
        "portfolio",
        "work_process__qualification",
        "work_process__code",
        "state",
        "grade",
        "given_at",
        "given_at__slug",
        "given_at__level",
        "to_confirm",
        "pk",
        "has_left",
    ):
        state, grade, given, slug, level, to_confirm, pk, has_left = facts
        cell = Standing(state, grade, given, slug or "", level, to_confirm, pk, has_left=has_left)
        _cells(held[portfolio], version, mapping)[code] = cell


def _read_exemptions(held, mapping, of_both):
    """Of several the one that reaches highest, and is not to be confirmed."""
    found = defaultdict(list)
    rows = Exemption.objects.standing().filter(**of_both).order_by("pk")
    for portfolio, version, code, *exempt in rows.values_list(
        "portfolio",
        "work_process__qualification",
        "work_process__code",
        "pk",
        "exit_profile__slug",
        "exit_profile__level",
        "to_confirm",
    ):
        found[portfolio, version, code].append(Exempt(*exempt))
    for (portfolio, version, code), exemptions in found.items():
        best = max(exemptions, key=lambda one: (not one.to_confirm, one.level))
        cells = _cells(held[portfolio], version, mapping)
        cells[code] = replace(cells.get(code, Standing()), exempt=best)


def _read_links(held, mapping, ids, versions):
    rows = EvidenceLink.objects.filter(
        evidence__portfolio__in=ids, work_process__qualification__in=versions
    )
    for portfolio, version, piece, code, removed in rows.order_by("pk").values_list(
        "evidence__portfolio",
        "work_process__qualification",
        "evidence",
        "work_process__code",
        "evidence__removed_at",
    ):
        one = held[portfolio]
        links = one.links if version == mapping.source.pk else one.links_there
        links[piece, code] = removed is None


def _cells(held, version, mapping):
    return held.cells if version == mapping.source.pk else held.cells_there
