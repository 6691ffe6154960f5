"""Handing a work process in, and taking the hand-in back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolios import sign_off
from portfolios.errors import Refused
from portfolios.forms.hand_in import HandInForm
from portfolios.models import Submission
from portfolios.views import viewing, work_process
from portfolios.views.kept_form import keeps_form


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_form
def submit(request, code):
    """Hand in what the page listed; what is typed stays when it is not accepted."""
    seen = viewing.own(request.user)
    if request.method != "POST":
        return work_process.page(request, seen, code, kept=request.kept)
    form = HandInForm(request.POST, code=code)
    if not form.is_valid():
        return work_process.page(request, seen, code, kept=request.POST)
    asked = get_object_or_404(seen.portfolio.qualification.work_processes, code=code)
    try:
        sign_off.submit(
            portfolio=seen.portfolio, work_process=asked, by=request.user, **form.cleaned_data
        )
    except Refused as refusal:
        return work_process.page(request, seen, code, kept=request.POST, refusal=str(refusal))
    messages.success(
        request, _("%(code)s is handed in. A teacher looks at it now.") % {"code": code}
    )
    return redirect(seen.work_process(code) + "#messages")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, code):
    """Take a hand-in back, after a question."""
    seen = viewing.own(request.user)
    submission = (
        Submission.objects.visible_to(request.user)
        .standing()
        .filter(sign_off__portfolio=seen.portfolio, sign_off__work_process__code=code)
        .select_related("sign_off__work_process")
        .prefetch_related("evidence")
    )
    submission = get_object_or_404(submission.order_by("-attempt")[:1])
    back = seen.work_process(code)
    if request.method != "POST":
        context = {"seen": seen, "submission": submission, "back": back}
        return render(request, "portfolios/work_process/withdraw.html", context)
    try:
        sign_off.withdraw(submission=submission, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your hand-in of %(code)s is withdrawn.") % {"code": code})
    return redirect(back)
