"""What a coordinator does with a whole portfolio: class, level, close and reopen."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolios import permissions, progress
from portfolios.enums import PortfolioState
from portfolios.errors import Refused
from portfolios.forms.manage import ClassForm, CloseForm, LevelForm, ReopenForm
from portfolios.models import Portfolio, Submission
from portfolios.progress import explain

FORMS = {
    PortfolioState.ACTIVE: (ClassForm, LevelForm, CloseForm),
    PortfolioState.CLOSED: (ReopenForm,),
    PortfolioState.COMPLETED: (),
}


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request, pk):
    """The steps that are possible now, each with a reason; the grave ones ask to be confirmed."""
    portfolio = get_object_or_404(Portfolio.objects.visible_to(request.user).with_people(), pk=pk)
    if not permissions.is_coordinator(request.user, portfolio):
        raise PermissionDenied
    forms = {form.name: form(portfolio=portfolio) for form in FORMS[portfolio.state]}
    if request.method == "POST":
        step = forms.get(request.POST.get("step"))
        if step is None:
            messages.error(request, _("This is not possible any more. Look at the page again."))
            return redirect("portfolios:portfolio_manage", pk)
        form = forms[step.name] = type(step)(request.POST, portfolio=portfolio)
        if form.is_valid():
            if form.needs_confirmation and "confirmed" not in request.POST:
                return render(request, "portfolios/manage/confirm.html", _consequences(form))
            try:
                form.take(portfolio=portfolio, by=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, form.done)
                return redirect(portfolio)
    context = {"portfolio": portfolio, "forms": forms.values()}
    return render(request, "portfolios/manage/manage.html", context)


def _consequences(form):
    """What the confirmation page says of a step."""
    portfolio = form.portfolio
    context = {
        "form": form,
        "portfolio": portfolio,
        "waiting": Submission.objects.open()
        .filter(sign_off__portfolio=portfolio)
        .select_related("sign_off__work_process")
        .order_by("submitted_at"),
        "teachers": portfolio.school_class.teachers.all(),
    }
    exit_profile = form.cleaned_data.get("exit_profile")
    if exit_profile:
        overview = progress.of_one(portfolio)
        then = overview.at(exit_profile)
        context |= {"now": overview.own, "then": then, "groups": explain.moving(then)}
    return context
