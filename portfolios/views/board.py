"""The page of the examination board: who is complete or nearly, and who got which role."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portfolios import class_overview, in_words, sampling
from portfolios.models import Portfolio, RoleChange

CHANGES_PER_PAGE = 20
NEARLY = 3


@require_safe
def board(request):
    """Complete and nearly complete portfolios, of one class or of all, and changes of roles."""
    if not request.user.roles.board:
        raise PermissionDenied
    everybody = class_overview.rows(Portfolio.objects.active().with_people())
    classes = {row.portfolio.school_class for row in everybody}
    chosen = next((one for one in classes if str(one.pk) == request.GET.get("class")), None)
    near = sorted(
        (row for row in everybody if row.open <= NEARLY and row.is_of(chosen)),
        key=lambda row: row.open,
    )
    changes = RoleChange.objects.select_related("person", "school_class", "actor")
    context = {
        "classes": sorted(classes, key=lambda one: (one.school_year, one.name)),
        "chosen": chosen,
        "complete": sum(row.progress.is_complete for row in near),
        "near": [(row, in_words.still_open(row.progress)) for row in near],
        "page": Paginator(changes, CHANGES_PER_PAGE).get_page(request.GET.get("page")),
        "page_query": f"class={chosen.pk}&" if chosen else "",
        "sampling": sampling.for_board(request.user),
    }
    return render(request, "portfolios/board/board.html", context)
