"""The matrix of a qualification with the states of one portfolio, for each level."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios import progress
from portfolios.enums import Grade, Shown
from portfolios.forms.matrix import FilterForm
from portfolios.views import earlier, viewing


@require_safe
def own(request):
    """The matrix with one's own states."""
    return _page(request, viewing.own(request.user))


@require_safe
def of(request, pk):
    """The matrix with the states of a student, for who may see them."""
    return _page(request, viewing.of(request.user, pk))


def _page(request, seen):
    overview = progress.of_one(seen.portfolio)
    every = [overview.at(profile) for profile in overview.structure.profiles.values()]
    form = FilterForm(request.GET, levels=every, own=seen.portfolio.exit_profile_id)
    groups = [
        group
        for tasks in zip(*(level.tasks for level in form.levels), strict=True)
        if form.shows_task(tasks[0].core_task) and (group := _group(tasks, form, seen))["rows"]
    ]
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "filter": form,
        "levels": form.levels,
        "groups": groups,
        "legend": list(Shown),
        "number_of_levels": len(every),
        "number_of_tasks": len(every[0].tasks),
        "number_of_rows": len(every[0].cells),
        "earlier": earlier.cells(seen),
        "exemptions": seen.exemptions(overview.facts.values()),
    }
    return render(request, "portfolios/portfolio/matrix.html", context)


def _group(tasks, form, seen):
    """One core task: the rows that are shown, what each level counts, and what was chosen."""
    levels = form.levels
    rows = [
        [
            _square(cell, task, level, seen)
            for cell, task, level in zip(cells, tasks, levels, strict=True)
        ]
        for cells in zip(*(task.cells for task in tasks), strict=True)
    ]
    return {
        "core_task": tasks[0].core_task,
        "counts": [(lv, task) for lv, task in zip(levels, tasks, strict=True) if task.counts],
        "chosen": [cell for cell in tasks[0].cells if cell.chosen],
        "rows": [
            (cell, seen.work_process(cell.code), squares)
            for cell, squares in zip(tasks[0].cells, rows, strict=True)
            if form.shows_cells([square["cell"] for square in squares if square])
        ],
    }


def _square(cell, task, level, seen):
    """What one level shows of a work process, or None for grid paper.

    What is signed off without being asked for is shown where it matters: at one's own level.
    """
    is_own = level.profile.pk == seen.portfolio.exit_profile_id
    if not cell.marked and not (is_own and cell.shown == Shown.OUTSIDE):
        return None
    return {
        "cell": cell,
        "mine": is_own and seen.may_work and cell.shown == Shown.RETURNED,
        "words": _words(cell, task),
    }


def _words(cell, task):
    """What a square says in the little room it has; the legend says it in full."""
    if cell.shown in Grade.values:
        return Grade(cell.shown).label
    is_option = task.core_task.choose and task.done < task.total and not cell.chosen
    if is_option and cell.shown == Shown.NOT_STARTED:
        return _("to choose")
    return Shown(cell.shown).label
