"""The overview of the school: how each class stands, for coordinators and examination board."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios import desk, school_overview
from portfolios.forms.school import FilterForm, Order
from portfolios.queue import LATE_AFTER

PER_PAGE = 30


@require_safe
def school(request):
    """The classes of one school year, filtered and sorted by what the address says."""
    form, overview, rows = chosen(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects([row.school_class for row in page], "teachers")
    stuck = desk.needing_another_assessor(request.user) if request.user.roles.coordinator else []
    context = {
        "overview": overview,
        "filter": form,
        "page": page,
        "query": _query(form.asked, form.order),
        "export_query": _query(form.asked, form.order).removesuffix("&"),
        "columns": _columns(form),
        "waits": [days for row in overview.rows for days in row.waits],
        "limits": [
            (LATE_AFTER, _("more than %(days)d") % {"days": LATE_AFTER}),
            (
                school_overview.OVERDUE_AFTER,
                _("more than %(days)d") % {"days": school_overview.OVERDUE_AFTER},
            ),
        ],
        "stuck": stuck,
    }
    return render(request, "portfolios/school/school.html", context)


def chosen(request):
    """What the address asks for, for the page and for the files alike: (form, overview, rows).

    Raises PermissionDenied for who does not see the school.
    """
    if not request.user.roles.sees_school:
        raise PermissionDenied
    form = FilterForm(request.GET, choices=school_overview.choices(request.user))
    overview = school_overview.build(request.user, form.year, form.level)
    return form, overview, form.sorted(overview.rows)


def _columns(form):
    """The heads of the table: words, and for those that sort an address and whether they do now."""
    heads = [
        (_("Class"), Order.NAME),
        (_("Teachers"), None),
        (_("Progress"), Order.PROGRESS),
        (_("To review"), Order.WAITING),
        (_("Longest"), Order.OLDEST),
        (_("Signed off a week"), Order.WEEK),
        (_("Silent"), Order.SILENT),
    ]
    return [
        (words, order is not None and f"?{_query(form.asked, order)}", order == form.order)
        for words, order in heads
    ]


def _query(asked, order):
    """The filters and the order as the beginning of a query; empty without any."""
    values = {**asked, "sort": order} if order else asked
    return f"{urlencode(values)}&" if values else ""
