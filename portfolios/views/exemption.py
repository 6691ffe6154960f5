"""Exemptions: granting and ending them, by the examination board, and what was attached."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from curriculum.models import WorkProcess
from portfolios import files, permissions, progress, sign_off, uploads
from portfolios.enums import State
from portfolios.errors import Refused
from portfolios.forms.board import EndForm, ExemptionForm, PortfolioSearch
from portfolios.models import Exemption, Portfolio
from portfolios.views import serving

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Look for a student first; then choose what to exempt from, and say on what ground."""
    if not request.user.roles.board:
        raise PermissionDenied
    portfolios = (
        Portfolio.objects.visible_to(request.user)
        .active()
        .exclude(student=request.user)
        .with_people()
    )
    wanted = request.GET.get("portfolio", "")
    if not wanted:
        return _search(request, portfolios)
    if not wanted.isdecimal():
        raise Http404("This is not the number of a portfolio.")
    return _grant(request, get_object_or_404(portfolios, pk=wanted))


def _search(request, portfolios):
    form = PortfolioSearch(request.GET)
    found = Paginator(form.found(portfolios), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "found": found, "asked": request.GET.get("q", "").strip()}
    return render(request, "portfolios/exemption/search.html", context)


def _grant(request, portfolio):
    form = ExemptionForm(
        request.POST or None,
        request.FILES or None,
        work_processes=_exemptible(portfolio),
        initial={"work_process": request.GET.get("work_process")},
    )
    if request.method == "POST":
        if uploads.too_large(request):
            form.add_error(
                "attachment",
                _("This file is larger than %(number)d MB, so it was not received.")
                % {"number": files.limit_in_megabytes()},
            )
        if form.is_valid() and (exemption := _exempt(form, portfolio, request.user)):
            messages.success(
                request,
                _("%(name)s is exempt from %(code)s.")
                % {"name": portfolio.student, "code": exemption.work_process.code},
            )
            return redirect("portfolios:board")
    context = {"portfolio": portfolio, "form": form}
    return render(request, "portfolios/exemption/add.html", context)


def _exemptible(portfolio):
    """What the level of this portfolio asks for, and neither counts yet nor lies with a teacher."""
    found = [
        cell.work_process.pk
        for cell in progress.of_one(portfolio).own.cells
        if cell.marked and not cell.done and cell.facts.state != State.SUBMITTED
    ]
    return WorkProcess.objects.filter(pk__in=found).select_related("core_task")


def _exempt(form, portfolio, user):
    """Take the step with what the form holds. Returns the exemption, or None: the form says why."""
    uploaded = form.cleaned_data["attachment"]
    try:
        attachment = files.attach(uploaded) if uploaded else None
    except Refused as refused:
        form.add_error("attachment", str(refused))
        return None
    try:
        return sign_off.exempt(
            portfolio=portfolio,
            work_process=form.cleaned_data["work_process"],
            by=user,
            ground=form.cleaned_data["ground"],
            attachment=attachment,
        )
    except BaseException as fault:
        if attachment:
            uploads.discard(attachment.stored_name)
        if not isinstance(fault, Refused):
            raise
        form.add_error(None, str(fault))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk):
    """Say what ending brings about and ask why, then end an exemption."""
    exemption = get_object_or_404(
        _visible(request.user).select_related(
            "portfolio__student", "portfolio__exit_profile", "work_process", "granted_by"
        ),
        pk=pk,
    )
    if not permissions.is_board_member(request.user, exemption.portfolio):
        raise PermissionDenied
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_off.end_exemption(exemption=exemption, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The exemption has ended."))
            return redirect("portfolios:board")
    context = {"exemption": exemption, "portfolio": exemption.portfolio, "form": form}
    return render(request, "portfolios/exemption/end.html", context)


@require_safe
def attachment(request, pk):
    """What the ground of an exemption rests on, for who sees the portfolio."""
    exemption = get_object_or_404(_visible(request.user).exclude(stored_name=""), pk=pk)
    return serving.document(
        request,
        stored_name=exemption.stored_name,
        sha256=exemption.attachment_sha256,
        media_type=exemption.attachment_type,
        filename=exemption.attachment_name,
    )


def _visible(user):
    return Exemption.objects.visible_to(user)
