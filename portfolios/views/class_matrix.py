"""The matrix of a class: which part of it the address asks for, and the page that shows it.

`chosen` decides what is in it, for the page and for the files alike.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portfolios import class_matrix, class_overview, clock
from portfolios.class_matrix import ClassMatrix
from portfolios.forms.class_matrix import FilterForm
from portfolios.models import SchoolClass


@dataclass(frozen=True)
class Chosen:
    """One class, everybody in it, and the lines that its filters leave, in their order."""

    school_class: SchoolClass
    rows: list
    filter: FilterForm
    matrix: ClassMatrix
    lines: list


@require_safe
def matrix(request, pk):
    """One class as a matrix, filtered and sorted by what the address says."""
    found = chosen(request, pk)
    if other := found.filter.other_class:
        return redirect(_of_class(other, request.GET))
    context = {
        "school_class": found.school_class,
        "rows": found.rows,
        "waiting": sum(row.waiting for row in found.rows),
        "filter": found.filter,
        "matrix": found.matrix,
        "lines": found.lines,
        "made_at": clock.now(),
        "page_tab": "matrix",
    }
    return render(request, "portfolios/school_class/matrix.html", context)


def chosen(request, pk):
    """What the address asks for of this class. Raises Http404 for who may not see the class."""
    visible = SchoolClass.objects.visible_to(request.user)
    school_class = get_object_or_404(visible, pk=pk)
    portfolios = class_overview.portfolios_of([school_class]).visible_to(request.user)
    rows = class_overview.rows(portfolios)
    form = FilterForm(
        request.GET,
        classes=visible.filter(school_year=school_class.school_year),
        school_class=school_class,
        averages=class_overview.averages([row.progress for row in rows]),
        core_tasks=_core_tasks(rows),
    )
    shown = [row for row in rows if form.profile in (None, row.progress.profile)]
    found = class_matrix.build(sorted(shown, key=form.sort_key), form.only_task)
    lines = [line for line in found.lines if not form.only_state or line.shows(form.only_state)]
    return Chosen(school_class, rows, form, found, lines)


def _core_tasks(rows):
    """The core tasks of which something is asked of somebody here, in their order."""
    tasks = {task.core_task.pk: task.core_task for row in rows for task in row.progress.counting}
    return sorted(tasks.values(), key=lambda task: (task.qualification_id, task.position, task.pk))


def _of_class(pk, asked):
    """The address of another class, with the filters that hold there as well."""
    kept = QueryDict(mutable=True)
    for name in ("state", "sort"):
        if asked.get(name):
            kept[name] = asked[name]
    address = reverse("portfolios:school_class", args=[pk])
    return f"{address}?{kept.urlencode()}" if kept else address
