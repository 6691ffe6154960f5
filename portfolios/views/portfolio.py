"""A portfolio: the start page of a student, the matrix with its states, the specialisation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import clock, permissions, portfolio, progress, timeline, todo
from portfolios.enums import CompletionState, Shown
from portfolios.errors import Refused
from portfolios.forms.portfolio import SpecialisationForm
from portfolios.models import Portfolio, Submission
from portfolios.notify import reading
from portfolios.progress import explain
from portfolios.views import viewing


@require_safe
def own(request):
    """The start page of a student."""
    return _portfolio_page(request, viewing.own(request.user))


@require_safe
def of(request, pk):
    """The portfolio of a student, for who may see it."""
    return _portfolio_page(request, viewing.of(request.user, pk))


def _portfolio_page(request, seen):
    if request.method == "GET":
        reading.saw_portfolio(request.user, seen.portfolio)
    overview = progress.of_one(seen.portfolio)
    target = overview.own
    to_do = todo.of(seen.portfolio, target, request.user) if seen.may_work else None
    completion = timeline.latest_completion(seen.portfolio)
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "today": clock.today(),
        "progress": target,
        "ruler": target.bar,
        "ruler_words": explain.units(target),
        "chosen": [cell for task in target.tasks for cell in task.chosen],
        "others": [
            (other, other.bar, explain.units(other), explain.still_open(other))
            for other in overview.others
        ],
        "to_do": to_do,
        "is_new": not overview.facts,
        "core_tasks": [_core_task(task, seen, to_do) for task in target.tasks],
        "waiting": None if to_do else _waiting(seen),
        "drafts": seen.hidden_drafts(),
        "other_portfolios": _other_portfolios(seen),
        "completion": completion,
        "may_propose": target.is_complete and _may_propose(seen, completion),
        "exemptions": seen.exemptions(overview.facts.values()),
        "trainers_to_check": seen.trainers_to_check,
    }
    return render(request, "portfolios/portfolio/detail.html", context)


def _may_propose(seen, completion):
    if completion and completion.state == CompletionState.PROPOSED:
        return False
    return seen.portfolio.is_active and permissions.is_assessor(seen.user, seen.portfolio)


def _core_task(task, seen, to_do):
    """One core task as the start page shows it: its squares, and its bar."""
    turns = to_do.codes if to_do else ()
    if task.core_task.choose:
        cells = [c for c in task.cells if c in task.units or c.shown != Shown.NOT_STARTED]
    else:
        cells = [cell for cell in task.cells if not cell.is_blank]
    return {
        "task": task,
        "bar": task.bar,
        "squares": [(cell, seen.work_process(cell.code), cell.code in turns) for cell in cells],
    }


def _waiting(seen):
    """What waits for an assessment, and whether this person may give it."""
    submissions = (
        Submission.objects.visible_to(seen.user)
        .open()
        .filter(sign_off__portfolio=seen.portfolio)
        .select_related("sign_off__work_process")
        .order_by("submitted_at", "pk")
    )
    mine = Submission.objects.waiting_for(seen.user).filter(sign_off__portfolio=seen.portfolio)
    to_assess = set(mine.values_list("pk", flat=True))
    return [
        (found, seen.work_process(found.sign_off.work_process.code), found.pk in to_assess)
        for found in submissions
    ]


def _other_portfolios(seen):
    if not seen.is_owner:
        return []
    others = Portfolio.objects.filter(student=seen.user).exclude(pk=seen.portfolio.pk)
    return others.select_related("exit_profile").order_by("-starts_on", "-pk")


@require_safe
def own_matrix(request):
    """The matrix with one's own states."""
    return _matrix_page(request, viewing.own(request.user))


@require_safe
def matrix_of(request, pk):
    """The matrix with the states of a student, for who may see them."""
    return _matrix_page(request, viewing.of(request.user, pk))


def _matrix_page(request, seen):
    overview = progress.of_one(seen.portfolio)
    levels = [overview.at(profile) for profile in overview.structure.profiles.values()]
    groups = []
    for tasks in zip(*(level.tasks for level in levels), strict=True):
        counts = [(level, task) for level, task in zip(levels, tasks, strict=True) if task.counts]
        chosen = [cell for cell in tasks[0].cells if cell.chosen]
        rows = zip(*(task.cells for task in tasks), strict=True)
        groups.append((tasks[0].core_task, [_row(r, levels, seen) for r in rows], counts, chosen))
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "levels": levels,
        "groups": groups,
        "legend": list(Shown),
        "exemptions": seen.exemptions(overview.facts.values()),
        "number_of_rows": sum(len(rows) for _task, rows, _counts, _chosen in groups),
    }
    return render(request, "portfolios/portfolio/matrix.html", context)


def _row(cells, levels, seen):
    """One work process: its address, and for each level the cell, or None for grid paper.

    What is signed off without being asked for is shown where it matters: at one's own level.
    """
    asked = []
    for cell, level in zip(cells, levels, strict=True):
        is_own = level.profile.pk == seen.portfolio.exit_profile_id
        is_shown = cell.marked or (is_own and cell.shown == Shown.OUTSIDE)
        mine = is_own and seen.may_work and cell.shown == Shown.RETURNED
        asked.append((cell, mine) if is_shown else None)
    return cells[0], seen.work_process(cells[0].code), asked


@require_http_methods(["GET", "HEAD", "POST"])
def specialisation(request, number):
    """Choose, or choose again, what to show in a core task that has a choice."""
    seen = viewing.own(request.user)
    if request.method != "POST" and not seen.may_work:
        return redirect(seen.home)
    target = progress.of_one(seen.portfolio).own
    found = [t for t in target.counting if t.core_task.number == number and t.core_task.choose]
    if not found:
        raise Http404("There is nothing to choose in this core task.")
    task = found[0]
    form = SpecialisationForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        try:
            portfolio.choose_specialisation(
                portfolio=seen.portfolio,
                by=request.user,
                core_task=task.core_task,
                work_processes=form.cleaned_data["work_processes"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your choice is saved. You can change it at any time."))
            return redirect(seen.home)
    context = {"seen": seen, "portfolio": seen.portfolio, "task": task, "form": form}
    return render(request, "portfolios/portfolio/specialisation.html", context)
