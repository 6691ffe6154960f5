"""A portfolio: the start page of a student, and the choice of a specialisation."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import (
    charts,
    clock,
    pace,
    permissions,
    portfolio,
    progress,
    timeline,
    todo,
)
from portfolios.enums import CompletionState, Shown
from portfolios.errors import Refused
from portfolios.forms.portfolio import SpecialisationForm
from portfolios.models import Submission
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
    if request.method == "GET" and seen.portfolio.has_news_as_a_whole:
        reading.saw_portfolio(request.user, seen.portfolio)
    overview = progress.of_one(seen.portfolio)
    target = overview.own
    steps = pace.steps(seen.portfolio)
    in_time = pace.of(seen.portfolio, target, steps)
    to_do = todo.of(seen.portfolio, target, request.user, steps) if seen.may_work else None
    completion = None
    if seen.portfolio.has_completions:
        completion = timeline.latest_completion(seen.portfolio)
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "today": clock.today(),
        "progress": target,
        "ruler": target.bar,
        "ruler_words": explain.units(target),
        "pace": in_time,
        "chart": charts.steps(
            in_time.points,
            starts_on=in_time.starts_on,
            ends_on=in_time.ends_on,
            total=in_time.total,
            today=in_time.today,
        ),
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
        "other_portfolios": seen.others,
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
    mine = Submission.objects.waiting_for(seen.user).order_by().filter(pk=OuterRef("pk"))
    submissions = (
        Submission.objects.visible_to(seen.user)
        .open()
        .filter(sign_off__portfolio=seen.portfolio)
        .annotate(is_mine=Exists(mine))
        .select_related("sign_off__work_process")
        .defer("manifest")
        .order_by("submitted_at", "pk")
    )
    return [
        (found, seen.work_process(found.sign_off.work_process.code), found.is_mine)
        for found in submissions
    ]


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
