"""Classes: a list of those one may see, and how far the students of one are."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios import class_overview, desk
from portfolios.models import SchoolClass


@require_safe
def school_class_list(request):
    """The classes one may see, the latest school year first; what waits for a coordinator."""
    if not request.user.roles.staff:
        raise PermissionDenied
    classes = SchoolClass.objects.visible_to(request.user).prefetch_related("teachers")
    stuck = desk.needing_another_assessor(request.user) if request.user.roles.coordinator else []
    context = {"summaries": class_overview.summaries(classes), "stuck": stuck}
    return render(request, "portfolios/school_class/list.html", context)


@require_safe
def students(request, pk):
    """One class: each student's progress, sorted and filtered by what the address says."""
    found = get_object_or_404(SchoolClass.objects.visible_to(request.user), pk=pk)
    everybody = class_overview.rows(class_overview.portfolios_of([found]))
    averages = class_overview.averages([row.progress for row in everybody])
    levels = {str(average.profile.pk): average.profile for average in averages}
    level = levels.get(request.GET.get("level"))
    orders = _orders()
    order = request.GET.get("sort") if request.GET.get("sort") in orders else "name"
    rows = [row for row in everybody if level in (None, row.progress.profile)]
    context = {
        "school_class": found,
        "students": len(everybody),
        "averages": averages,
        "levels": list(levels.values()),
        "level": level,
        "orders": [(name, label) for name, (label, _key) in orders.items()],
        "order": order,
        "rows": sorted(rows, key=orders[order][1]),
    }
    return render(request, "portfolios/school_class/students.html", context)


def _orders():
    """The orders of the table: the words of each, and its key."""
    return {
        "name": (_("Name"), lambda row: row.name),
        "progress": (
            _("Least signed off"),
            lambda row: (row.progress.done / max(row.progress.total, 1), row.name),
        ),
        "waiting": (_("Most waiting"), lambda row: (-row.waiting, -(row.days or 0), row.name)),
    }
