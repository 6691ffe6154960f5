"""As it was on a day: a portfolio and a class, as they stood that evening."""

from django.shortcuts import get_object_or_404, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios import class_overview, history
from portfolios.enums import Shown
from portfolios.forms.history import DayForm
from portfolios.models import SchoolClass
from portfolios.progress import explain
from portfolios.views import viewing


@require_safe
def own(request):
    """One's own portfolio on a day."""
    return _portfolio_page(request, viewing.own(request.user))


@require_safe
def of(request, pk):
    """The portfolio of a student on a day, for who may see it."""
    return _portfolio_page(request, viewing.of(request.user, pk))


def _portfolio_page(request, seen):
    form = DayForm(request.GET)
    past = history.as_it_was(seen.portfolio, history.evening(form.day)) if form.day else None
    if form.day and past is None:
        began = formats.date_format(history.began_on(seen.portfolio), "j F Y")
        form.add_error("on", _("This portfolio began on %(day)s.") % {"day": began})
    context = {"seen": seen, "portfolio": seen.portfolio, "form": form, "past": past}
    if past:
        context |= {
            "day": form.day,
            "school_class": _class_of(past),
            "ruler": past.progress.bar,
            "ruler_words": explain.units(past.progress),
            "chosen": [cell for task in past.progress.tasks for cell in task.chosen],
            "core_tasks": [(task, _squares(task)) for task in past.progress.tasks],
        }
    return render(request, "portfolios/history/portfolio.html", context)


def _class_of(past):
    """The class of then, which mostly is the one of now."""
    now = past.portfolio.school_class
    if now.pk == past.school_class_id:
        return now
    return SchoolClass.objects.get(pk=past.school_class_id)


def _squares(task):
    """The cells to show: all that was asked or worked on; of a choice, what somebody took up."""
    if task.core_task.choose:
        units = task.units
        return [one for one in task.cells if one in units or one.shown != Shown.NOT_STARTED]
    return [cell for cell in task.cells if not cell.is_blank]


@require_safe
def school_class(request, pk):
    """A class on a day: who was in it, and how far they were."""
    found = get_object_or_404(SchoolClass.objects.visible_to(request.user), pk=pk)
    form = DayForm(request.GET)
    day, rows = form.day, []
    if day:
        rows = history.class_as_it_was(found, history.evening(day), by=request.user)
        if not rows:
            shown = formats.date_format(day, "j F Y")
            form.add_error("on", _("No student was in this class on %(day)s.") % {"day": shown})
    rows.sort(key=lambda past: class_overview.sort_name(past.portfolio.student))
    context = {
        "school_class": found,
        "form": form,
        "day": day,
        "rows": [(past, past.progress, past.progress.bar) for past in rows],
        "averages": class_overview.averages([past.progress for past in rows]),
        "page_tab": "history",
    }
    return render(request, "portfolios/history/school_class.html", context)
