"""The overview of a class: where everybody is, who is silent, where it is stuck, one's own work."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portfolios import class_overview, figures, school_overview, stuck
from portfolios.models import Portfolio, SchoolClass
from portfolios.queue import LATE_AFTER, Queue

# So many work processes are shown where the class is stuck; all of them stand in a table.
MOST_STUCK = 6


@require_safe
def overview(request, pk):
    """One class at a glance; what waits for a teacher is shown to that teacher alone."""
    visible = SchoolClass.objects.visible_to(request.user)
    school_class = get_object_or_404(visible, pk=pk)
    rows = class_overview.rows(class_overview.portfolios_of([school_class]))
    spots = stuck.find(rows) if rows else []
    weeks = school_overview.last_weeks()
    context = {
        "school_class": school_class,
        "rows": rows,
        "standings": [
            (standing, [row for row in rows if row.progress.profile == standing.profile])
            for standing in school_overview.standings(rows)
        ],
        "silent": sorted(
            (row for row in rows if row.is_silent), key=lambda row: (-row.silent_days, row.name)
        ),
        "silent_after": class_overview.SILENT_AFTER,
        "spots": spots,
        "stuck": [spot for spot in spots if spot.is_trouble][:MOST_STUCK],
        # In a class of two levels, what is asked of a few of the students says little.
        "hardly_begun": [
            spot.work_process.code
            for spot in spots
            if spot.is_hardly_begun and 2 * spot.students >= len(rows)
        ],
        "weeks": weeks,
        "sign_offs": _sign_offs(school_class, weeks) if rows else (),
        "work": _own_work(request.user, school_class),
        "page_tab": "overview",
    }
    return render(request, "portfolios/school_class/overview.html", context)


def _sign_offs(school_class, weeks):
    found = Portfolio.objects.filter(school_class=school_class)
    counted = school_overview.signed_off(class_overview.counting(found), weeks)
    return counted.get(school_class.pk, (0,) * len(weeks))


def _own_work(user, school_class):
    """What waits in this class for the teacher who looks, and how soon they decide; else None.

    The days to a decision only where the school shows teachers their figures.
    """
    if not user.roles.teacher:
        return None
    queue = Queue(user, school_class)
    if user.roles.sees_school and not queue.entries:
        return None
    here, everywhere = (
        figures.medians(user, school_class) if settings.TEACHER_FIGURES else (None, None)
    )
    return {
        "queue": queue,
        "days": [entry.days for entry in queue.entries],
        "longest": queue.ids[0] if queue.ids else None,
        "late_after": LATE_AFTER,
        "median_here": here,
        "median": everywhere,
    }
