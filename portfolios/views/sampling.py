"""The examination board looks at sign-offs again: samples, drawing one, and one second look."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import decided, permissions, sampling
from portfolios.desk import Desk
from portfolios.errors import Refused
from portfolios.forms.sampling import LookForm, SampleForm
from portfolios.models import Sample, SecondLook
from portfolios.viewer import Viewer
from portfolios.views.kept_form import keeps_form

PER_PAGE = 25


@require_safe
def sample_list(request):
    """The looks that wait, those that are done, or the samples that were drawn; in pages."""
    _check_board(request.user)
    looks = SecondLook.objects.visible_to(request.user)
    samples = (
        Sample.objects.visible_to(request.user)
        .select_related("drawn_by", "school_class")
        .annotate(number=Count("looks"), done=Count("looks", filter=~Q(looks__outcome="")))
        .order_by("-drawn_at", "-pk")
    )
    lists = {
        "open": looks.open().order_by("sample", "pk"),
        "done": looks.done().order_by("-looked_at", "-pk"),
        "samples": samples,
    }
    shown = request.GET.get("show") if request.GET.get("show") in lists else "open"
    page = Paginator(lists[shown], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "waiting": lists["open"].count(),
        "page": page,
        "rows": page if shown == "samples" else sampling.rows(page.object_list, request.user),
    }
    return render(request, "portfolios/sampling/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sample_add(request):
    """Draw a sample."""
    _check_board(request.user)
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sample = sampling.draw(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            drawn = sample.looks.count()
            sentence = ngettext(
                "%(drawn)d sign-off was drawn out of %(all)d.",
                "%(drawn)d sign-offs were drawn out of %(all)d.",
                drawn,
            )
            messages.success(request, sentence % {"drawn": drawn, "all": sample.out_of})
            return redirect("portfolios:sample_list")
    return render(request, "portfolios/sampling/add.html", {"form": form})


@keeps_form
@require_http_methods(["GET", "HEAD", "POST"])
def second_look(request, pk):
    """One sign-off of a sample: what was handed in, what was found, and what the board finds."""
    found = _second_look(request, pk)
    if not permissions.may_look_again(request.user, found):
        raise PermissionDenied
    form = LookForm(request.POST or request.kept, unfinished=bool(request.draft))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            sampling.look(second_look=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal = str(refused)
            found = _second_look(request, pk)
        else:
            messages.success(request, _("Your second look is recorded."))
            return redirect("portfolios:sample_list")
    return _show(request, found, form, refusal)


def _show(request, found, form, refusal):
    decided.read([found.submission])
    desk = Desk(found.submission, request.user)
    typed = form.data.get("remark") if refusal else ""
    context = {
        "look": found,
        "desk": desk,
        "submission": found.submission,
        "portfolio": desk.portfolio,
        "stands": _stands(found.submission),
        "viewer": Viewer(desk.pieces, request.GET, with_texts=True),
        "form": form if found.is_open else None,
        "refusal": refusal,
        "typed": [typed] if typed else [],
        "events": desk.history.events,
    }
    return render(request, "portfolios/sampling/look.html", context)


def _check_board(user):
    if not user.roles.board:
        raise PermissionDenied


def _second_look(request, pk):
    looks = SecondLook.objects.visible_to(request.user).select_related(
        "sample",
        "looked_by",
        "submission__exit_profile",
        "submission__sign_off__portfolio__student",
        "submission__sign_off__portfolio__school_class",
        "submission__sign_off__portfolio__exit_profile",
        "submission__sign_off__work_process__core_task",
    )
    return get_object_or_404(looks, pk=pk)


def _stands(submission):
    """Whether this hand-in still is the one behind the result of its cell."""
    return type(submission).objects.behind_results().filter(pk=submission.pk).exists()
