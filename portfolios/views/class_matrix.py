"""The matrix of a class."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portfolios import class_matrix, class_overview
from portfolios.forms.class_matrix import FilterForm
from portfolios.models import SchoolClass


@require_safe
def matrix(request, pk):
    """One class as a matrix, filtered and sorted by what the address says."""
    visible = SchoolClass.objects.visible_to(request.user)
    school_class = get_object_or_404(visible, pk=pk)
    rows = class_overview.rows(class_overview.portfolios_of([school_class]))
    averages = class_overview.averages([row.progress for row in rows])
    form = FilterForm(
        request.GET,
        classes=visible.filter(school_year=school_class.school_year),
        school_class=school_class,
        averages=averages,
        core_tasks=_core_tasks(rows),
    )
    if other := form.other_class:
        return redirect(_of_class(other, request.GET))
    shown = [row for row in rows if form.profile in (None, row.progress.profile)]
    found = class_matrix.build(sorted(shown, key=form.sort_key), form.only_task)
    context = {
        "school_class": school_class,
        "rows": rows,
        "waiting": sum(row.waiting for row in rows),
        "filter": form,
        "matrix": found,
        "lines": [
            line for line in found.lines if not form.only_state or line.shows(form.only_state)
        ],
        "page_tab": "matrix",
    }
    return render(request, "portfolios/school_class/matrix.html", context)


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
