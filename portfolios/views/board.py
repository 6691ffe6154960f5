"""The page of the examination board: what waits for it, and how far everybody is."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portfolios import sampling
from portfolios.board_overview import Board
from portfolios.forms.board import RefuseForm
from portfolios.models import RoleChange
from portfolios.notify import reading

PER_PAGE = 20
# Proposals, and the short lists beside them.
PER_LIST = 10


@require_safe
def board(request):
    """Proposals, exemptions, what was revoked or completed lately, who is complete or nearly."""
    if not request.user.roles.board:
        raise PermissionDenied
    if request.method == "GET":
        reading.saw_proposals(request.user)
    seen = Board(request.user)
    levels, level = _levels(request, seen)
    classes, school_class = _classes(request, seen)
    proposals = _page(request, seen.proposals, "proposals", PER_LIST)
    changes = RoleChange.objects.select_related("person", "school_class", "actor")
    context = {
        "board": seen,
        "proposals": [(one, RefuseForm(completion=one.completion)) for one in proposals],
        "proposals_page": proposals,
        "exemptions": _page(request, seen.exemptions, "exemptions", PER_LIST),
        "completed": _page(request, seen.completed, "completed", PER_LIST),
        "revoked": _page(request, seen.revoked, "revoked", PER_LIST),
        "levels": levels,
        "level": level,
        "classes": classes,
        "school_class": school_class,
        "near": _page(request, seen.near(level, school_class), "page"),
        "near_query": _query(level, school_class),
        "changes": _page(request, changes, "changes"),
        "sampling": sampling.for_board(request.user),
    }
    return render(request, "portfolios/board/board.html", context)


def _page(request, rows, name, number=PER_PAGE):
    return Paginator(rows, number).get_page(request.GET.get(name))


def _levels(request, seen):
    """The levels to choose from, and the chosen one."""
    asked = request.GET.get("level")
    return seen.levels, next((level for level in seen.levels if str(level) == asked), None)


def _classes(request, seen):
    """The classes to choose from, and the chosen one."""
    classes, asked = list(seen.classes), request.GET.get("class")
    return classes, next((one for one in classes if str(one.pk) == asked), None)


def _query(level, school_class):
    """The filters as the beginning of a query, empty without any."""
    asked = {"level": level, "class": school_class and school_class.pk}
    asked = urlencode({name: value for name, value in asked.items() if value})
    return f"{asked}&" if asked else ""
