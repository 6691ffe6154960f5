"""What stayed in an earlier version of the qualification when a portfolio was moved: to be read."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render

from portfolios import timeline
from portfolios.enums import Shown, State
from portfolios.models import Exemption, SignOff, SignOffMove
from portfolios.views.tiles import links_of, tile


def is_asked(request, portfolio):
    """The address asks for another version than the portfolio has now."""
    asked = request.GET.get("version", "")
    return bool(asked) and asked != str(portfolio.qualification.version)


def address(seen, work_process):
    """The page of a work process of an earlier version."""
    query = urlencode({"version": work_process.qualification.version})
    return f"{seen.work_process(work_process.code)}?{query}"


def page(request, seen, code):
    """One work process of an earlier version. Raises Http404 where nothing stayed there."""
    cells = _cells(seen.portfolio).filter(work_process__code=code)
    if is_asked(request, seen.portfolio):
        asked = request.GET["version"]
        # More digits than any version has are not a number to us.
        if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
            raise Http404("No such version.")
        cells = cells.filter(work_process__qualification__version=int(asked))
    cell = cells.order_by("-work_process__qualification__version").first()
    if cell is None:
        raise Http404("The qualification has no such work process.")
    work_process = cell.work_process
    links = links_of(seen, work_process)
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "work_process": work_process,
        "shown": _shown(cell, _exempt(seen.portfolio)),
        "goes_on": _goes_on(cell, seen),
        "tiles": [tile(link) for link in links],
        "events": timeline.history(seen.portfolio, work_process, request.user, links).events,
    }
    return render(request, "portfolios/work_process/earlier.html", context)


def cells(seen):
    """What was done in earlier versions: (cell, what it showed, its address, the codes of now)."""
    if not seen.portfolio.has_earlier_cells:
        return []
    exempt = _exempt(seen.portfolio)
    found = (
        _cells(seen.portfolio)
        .prefetch_related("moved_to__work_process")
        .order_by(
            "-work_process__qualification__version",
            "work_process__core_task__position",
            "work_process__position",
        )
    )
    return [
        (cell, shown, address(seen, cell.work_process), [code for code, _address in goes_on])
        for cell in found
        if (shown := _shown(cell, exempt)) != Shown.NOT_STARTED
        for goes_on in [_goes_on(cell, seen)]
    ]


def sources(seen, sign_off_id):
    """The cells of earlier versions from which this one came, with their addresses."""
    if not sign_off_id or not seen.portfolio.has_earlier_cells:
        return []
    moves = SignOffMove.objects.filter(sign_off=sign_off_id).order_by("pk")
    found = [move.source for move in moves.select_related("source__work_process__qualification")]
    return [(cell, address(seen, cell.work_process)) for cell in found]


def links(seen, piece):
    """The work processes of other versions for which a piece was shown, with their addresses."""
    if not seen.portfolio.has_earlier_cells:
        return []
    found = piece.links.exclude(work_process__qualification=seen.portfolio.qualification_id)
    if not seen.is_owner:
        found = found.filter(frozen_at__isnull=False)
    found = found.select_related("work_process__qualification")
    return [(link.work_process, address(seen, link.work_process)) for link in found]


def _cells(portfolio):
    cells = SignOff.objects.filter(portfolio=portfolio)
    cells = cells.exclude(work_process__qualification=portfolio.qualification_id)
    return cells.select_related("work_process__qualification", "work_process__core_task")


def _exempt(portfolio):
    """The ids of the work processes from which the student was exempt there."""
    standing = Exemption.objects.standing().filter(portfolio=portfolio)
    return set(standing.values_list("work_process", flat=True))


def _shown(cell, exempt):
    """What it showed when the portfolio was moved away from it."""
    if cell.to_confirm:
        return Shown.TO_CONFIRM
    if cell.grade and cell.state == State.SIGNED_OFF:
        return Shown(cell.grade)
    return Shown.EXEMPT if cell.work_process_id in exempt else Shown(cell.state)


def _goes_on(cell, seen):
    """The codes of now in which it goes on, with their addresses."""
    now = seen.portfolio.qualification_id
    return [
        (one.work_process.code, seen.work_process(one.work_process.code))
        for one in cell.moved_to.select_related("work_process")
        if one.work_process.qualification_id == now
    ]
