"""Class lists: choose a file, look at what would happen, and say yes to all of it."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios import class_list as lists
from portfolios import clock, school_overview
from portfolios.class_list import What
from portfolios.exports import of_class_list
from portfolios.forms.class_list import AgainForm, UploadForm
from portfolios.models import ClassList
from portfolios.views.class_list_progress import parts

PER_PAGE = 50
# The kinds of rows that have a filter of their own.
TABS = {
    What.ERROR: pgettext_lazy("rows of a class list", "Errors"),
    What.CREATE: pgettext_lazy("rows of a class list", "New"),
    What.UPDATE: pgettext_lazy("rows of a class list", "Update"),
}


def _for_importers(view):
    """Decorate a view that is for administrators and coordinators."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not lists.may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapper


@require_http_methods(["GET", "HEAD", "POST"])
@_for_importers
def upload(request):
    """Choose a file; what is in it is shown next, and nothing follows from it yet."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        given = form.cleaned_data
        received = given.pop("file")
        waiting = ClassList.objects.create(
            uploaded_by=request.user, **given, **_content(form, received)
        )
        return redirect("portfolios:class_list", waiting.pk)
    context = {
        "form": form,
        "labels": lists.LABELS.values(),
        "waiting": ClassList.objects.visible_to(request.user).waiting(),
    }
    return render(request, "portfolios/class_list/upload.html", context)


def _content(form, received):
    return {
        "name": received.name[:200],
        "content": form.content.as_text(),
        "uploaded_at": clock.now(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@_for_importers
def one(request, pk):
    """What would happen; what is sent is the improved file, or a yes to what was shown."""
    class_list = _own(request.user, pk)
    if class_list.taken_at:
        return render(request, "portfolios/class_list/done.html", {"class_list": class_list})
    if "shown" in request.POST:
        return _take(request, class_list)
    address = reverse("portfolios:class_list", args=[pk])
    form = AgainForm(action=address, initial={"makes_classes": class_list.makes_classes})
    if request.method == "POST":
        form = AgainForm(request.POST, request.FILES, action=address)
        if form.is_valid():
            received = form.cleaned_data["file"]
            given = _content(form, received) if received else {}
            given["makes_classes"] = form.cleaned_data["makes_classes"]
            ClassList.objects.filter(pk=pk, taken_at=None).update(**given)
            return redirect("portfolios:class_list", pk)
    return render(
        request, "portfolios/class_list/preview.html", _preview(request, class_list, form)
    )


def _preview(request, class_list, form):
    plan = lists.build(class_list, by=request.user)
    what = request.GET.get("show", "")
    ordered = [item for one in What for item in plan.of(one) if what in ("", one.value)]
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    lists.tell(page.object_list, invites=class_list.invites)
    counts = plan.counts
    tabs = [("", _("All"), len(plan.items))]
    tabs += [(one.value, words, counts[one]) for one, words in TABS.items()]
    return {
        "class_list": class_list,
        "form": form,
        "plan": plan,
        "page": page,
        "query": f"show={what}&" if what in What.values else "",
        "tabs": tabs,
        "show": what,
        "errors": counts[What.ERROR],
        "created": counts[What.CREATE],
        "updated": counts[What.UPDATE],
        "unchanged": counts[What.UNCHANGED],
        "writes": counts[What.CREATE] + counts[What.UPDATE],
    }


def _take(request, class_list):
    """The page that tells how far it is while it is written."""
    context = {"class_list": class_list}
    page = render(request, "portfolios/class_list/taking.html", context).content.decode()
    response = StreamingHttpResponse(
        parts(page, class_list, by=request.user, shown=request.POST["shown"])
    )
    # A server in front passes each part on as it comes.
    response.headers["X-Accel-Buffering"] = "no"
    return response


@require_POST
@_for_importers
def leave(request, pk):
    """Stop, and change nothing."""
    with transaction.atomic():
        ClassList.objects.visible_to(request.user).waiting().filter(pk=pk).delete()
    messages.success(request, _("The list is gone. Nothing was changed."))
    return redirect("portfolios:class_lists")


@require_safe
@_for_importers
def errors(request, pk):
    """The rows with an error as a file."""
    plan = lists.build(_waiting(request.user, pk), by=request.user)
    return _file(of_class_list.faults(plan), "csv", _("errors-class-list.csv"))


@require_safe
@_for_importers
def template(request, extension):
    """An empty class list with one row as an example."""
    data = of_class_list.template(extension, school_overview.year_of_today())
    return _file(data, extension, _("class-list.%s") % extension)


def _own(user, pk):
    return get_object_or_404(ClassList.objects.visible_to(user), pk=pk)


def _waiting(user, pk):
    return get_object_or_404(ClassList.objects.visible_to(user).waiting(), pk=pk)


def _file(data, extension, name):
    return HttpResponse(
        data,
        content_type=of_class_list.CONTENT_TYPES[extension],
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
        },
    )
