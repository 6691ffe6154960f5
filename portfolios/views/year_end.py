"""The end of the school year of one class, for a coordinator."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portfolios.errors import Refused
from portfolios.forms.year_end import ChoiceForm, ConfirmForm
from portfolios.models import SchoolClass
from portfolios.rounds import year_end


@require_http_methods(["GET", "HEAD", "POST"])
def of_class(request, pk):
    """First what becomes of whom; then what that brings about, with the button that does it."""
    school_class = get_object_or_404(SchoolClass.objects.visible_to(request.user), pk=pk)
    if not request.user.roles.coordinator:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    found, choice, confirm = _read(request, school_class, sent)
    if confirm is not None and confirm.is_valid():
        try:
            done = year_end.carry_out(
                school_class=school_class,
                by=request.user,
                plan=confirm.plan,
                seen=confirm.looked_at,
            )
        except Refused as refused:
            # What was shown may be out of date now.
            found, choice, confirm = _read(request, school_class, sent)
            (confirm or choice).add_error(None, str(refused))
        else:
            _tell(request, done)
            return redirect("portfolios:class_students", pk)
    if confirm is None:
        return _page(request, "choose", found, form=choice)
    return _page(request, "confirm", found, form=confirm, moves=_moves(choice))


def _read(request, school_class, sent):
    """The class as it is now, and the two forms; the second is None before the first is right."""
    found = year_end.YearEnd(school_class, request.user)
    choice = ChoiceForm(sent, year_end=found)
    if sent is None or "back" in sent or not choice.is_valid():
        return found, choice, None
    return found, choice, ConfirmForm(sent, choice=choice, confirmed="confirmed" in sent)


def _page(request, name, found, **context):
    context |= {"year_end": found, "school_class": found.school_class}
    return render(request, f"portfolios/year_end/{name}.html", context)


def _moves(choice):
    """Where people go: the class and its teachers, who goes, and which teachers lose sight."""
    found, chosen = choice.year_end, choice.cleaned_data
    answer = []
    for to, rows in choice.moves.items():
        teachers = list(to.teachers.all() if to else chosen["teachers"])
        answer.append(
            {
                "name": to.name if to else chosen["name"],
                "year": year_end.next_year(found.school_class),
                "is_new": to is None,
                "teachers": teachers,
                "losing": [one for one in found.teachers if one not in teachers],
                "rows": rows,
                "waiting": [
                    (row, submission)
                    for row in rows
                    for submission in found.waiting.get(row.portfolio.pk, ())
                ],
            }
        )
    return answer


def _tell(request, done):
    """What was done, a line for each kind."""
    lines = (
        (done.moved, ngettext("%d portfolio moved.", "%d portfolios moved.", done.moved)),
        (done.closed, ngettext("%d portfolio closed.", "%d portfolios closed.", done.closed)),
        (
            done.inactive,
            ngettext("%d account is inactive now.", "%d accounts are inactive now.", done.inactive),
        ),
    )
    words = [line % number for number, line in lines if number]
    if words:
        messages.success(request, " ".join(words))
