"""The squares of a class, written by one loop: an include for each of them would be slow."""

from django import template
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios.class_overview import SILENT_AFTER
from portfolios.enums import Shown

register = template.Library()


@register.simple_tag
def heat(matrix, lines):
    """The head and the body of the table of a class; every text in it is escaped here."""
    writer = _Writer(matrix)
    body = "".join(map(writer.line, lines))
    return mark_safe(f"{writer.head()}<tbody>{body}</tbody>")  # noqa: S308


class _Writer:
    """Holds what is the same in every line, so that it is made once."""

    def __init__(self, matrix):
        self.groups = matrix.groups
        sprite = static("icons.svg")
        self.icons = {
            state: f'<svg class="i" aria-hidden="true"><use href="{sprite}#i-{state.value}"/></svg>'
            for state in Shown
        }
        # Most squares of a class are empty for long: they stay quiet.
        self.icons[Shown.NOT_STARTED] = ""
        self.labels = {state: escape(state.label) for state in Shown}
        self.late = escape(_("waits longer than 5 days"))
        not_asked = escape(_("not asked"))
        self.not_asked = f'<span class="visually-hidden">{not_asked}</span>'
        # The first column of each core task has a firmer line.
        self.edges = [
            " k" if not place else ""
            for _task, columns in self.groups
            for place in _places(columns)
        ]
        silent = escape(
            ngettext(
                "nothing came in for more than %(number)d day",
                "nothing came in for more than %(number)d days",
                SILENT_AFTER,
            )
            % {"number": SILENT_AFTER}
        )
        self.silent = (
            f' <span class="idle-mark" title="{silent}"><svg class="i" aria-hidden="true">'
            f'<use href="{sprite}#i-clock"/></svg>'
            f'<span class="visually-hidden">{silent}</span></span>'
        )

    def head(self):
        """Two rows: the core tasks, and under each its work processes or the places of a choice."""
        tasks, codes = "", ""
        for task, columns in self.groups:
            title = escape(str(task))
            tasks += (
                f'<th class="ct-name k" scope="colgroup" colspan="{len(columns)}" title="{title}">'
                f"{title}</th>"
            )
            codes += "".join(map(_code, columns, _places(columns)))
        name, done = escape(_("Student")), escape(_("done"))
        return (
            f'<thead><tr><th class="name" scope="col" rowspan="2">{name}</th>'
            f'<th class="tot" scope="col" rowspan="2">{done}</th>{tasks}</tr>'
            f"<tr>{codes}</tr></thead>"
        )

    def line(self, line):
        """One student: the name, how much is done, and a square for each column."""
        row, student = line.row, line.row.portfolio.student
        name = escape(str(student))
        listed = escape(line.listed_name)
        squares = "".join(
            self._square(square, edge, name)
            for square, edge in zip(line.squares, self.edges, strict=True)
        )
        return (
            f'<tr><th class="name" scope="row"><a href="{row.portfolio.get_absolute_url()}">'
            f"{listed}</a>{self.silent if row.is_silent else ''}</th>"
            f'<td class="tot">{row.progress.done}<small> / {row.progress.total}</small></td>'
            f"{squares}</tr>\n"
        )

    def _square(self, square, edge, name):
        if square is None:
            return f'<td class="w none{edge}">{self.not_asked}</td>'
        late = f", {self.late}" if square.is_late else ""
        # The tab key goes to what waits for a review; the arrow keys go everywhere (grid.js).
        tab = "" if square.shown == Shown.SUBMITTED else ' tabindex="-1"'
        return (
            f'<td class="w{edge}"><a{" class=mine" if late else ""} data-state="{square.shown}" '
            f'href="{square.address}"{tab} aria-label="{name}, {escape(square.code)}: '
            f'{self.labels[square.shown]}{late}">{self.icons[square.shown]}</a></td>'
        )


def _places(columns):
    return range(len(columns))


def _code(column, place):
    edge = "" if place else "k"
    if column.work_process:
        title, words = escape(column.work_process.display_title), escape(column.work_process.code)
    else:
        title = escape(column.core_task.display_title)
        words = escape(_("choice"))
    return f'<th class="{edge}" scope="col" title="{title}">{words}</th>'
