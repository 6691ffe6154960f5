"""Hands out tables as files: what the page of a class or of the school has, in three formats."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portfolios import clock, exports
from portfolios.exports import of_class, of_school
from portfolios.views import class_matrix
from portfolios.views import school as school_page


@require_safe
def school_class(request, pk, extension):
    """What the page of a class shows with the same filters; `to_class` is a matter of the page."""
    found = class_matrix.chosen(request, pk)
    table = of_class.table(
        school_class=found.school_class,
        matrix=found.matrix,
        lines=found.lines,
        chosen=exports.Words(found.filter.in_words, found.filter.as_codes),
        made_at=clock.now(),
        made_by=request.user,
    )
    return _file(table, extension)


@require_safe
def school(request, extension):
    """What the page of the school shows with the same filters, all its pages in one."""
    form, overview, rows = school_page.chosen(request)
    prefetch_related_objects([row.school_class for row in rows], "teachers")
    table = of_school.table(
        overview=overview,
        rows=rows,
        chosen=exports.Words(form.in_words, form.as_codes),
        made_by=request.user,
    )
    return _file(table, extension)


def _file(table, extension):
    """The answer: a file to keep, never a page."""
    writer = exports.WRITERS[extension]
    name = exports.file_name(table, extension)
    return HttpResponse(
        writer.write(table),
        content_type=writer.CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
        },
    )
