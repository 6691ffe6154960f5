"""The pages of a workplace trainer: what a link shows, the answer, and the code on paper."""

import re
from http import HTTPStatus

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import clock, tokens, workplace
from portfolios.enums import LinkState
from portfolios.errors import Refused
from portfolios.forms.guest import AnswerForm, CodeForm, SignatureForm
from portfolios.models import LinkOpening
from portfolios.views import evidence_file
from portfolios.views.guesting import for_guests, refused, within


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests("door")
def code(request):
    """Where the code of a printed page is typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if not within(request, "code", key=tokens.hash_of_typed(typed) or typed):
            return refused(request, "too_often", HTTPStatus.TOO_MANY_REQUESTS)
        if token := _token_of(typed):
            query = request.GET.urlencode()
            address = reverse("portfolios:guest", args=[token])
            return redirect(f"{address}?{query}" if query else address)
        form.add_error(
            "code",
            _("This code does not work. Look at it once more, or ask the student or the school."),
        )
    return render(request, "portfolios/workplace/code.html", {"form": form})


def _token_of(typed):
    """The token of the link with this code; empty where there is none that works."""
    link = workplace.find_by_code(typed)
    try:
        return tokens.token_of(link) if link else ""
    except Refused:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests("page")
def guest(request, token):
    """What one link asks, and its answers. Opening it writes nothing but that it was opened."""
    link = _found(token)
    if why := _closed(link):
        return refused(request, why, HTTPStatus.GONE)
    if request.method == "POST":
        return _take(request, link)
    if request.method == "GET":
        LinkOpening.objects.create(link=link, at=clock.now())
    return _page(request, link, _forms(link), SignatureForm(name=link.trainer.name))


def _found(token):
    link = workplace.find(token)
    if link is None:
        raise Http404("There is no such link.")
    return link


def _closed(link):
    """Why a link that was made does not open; empty where it does."""
    if link.trainer.is_declined:
        return "declined"
    if link.revoked_at:
        return "revoked"
    if link.expires_at <= clock.now():
        return "expired"
    if link.state == LinkState.OPEN and not link.trainer.portfolio.is_active:
        return "closed"
    return ""


def _forms(link, data=None):
    return {question.pk: AnswerForm(data, question=question) for question in link.unanswered}


def _take(request, link):
    """Take down what was answered; what was left open can follow later."""
    asked = {AnswerForm.prefix_of(question) for question in link.asked}
    sent = {name.partition("-")[0] for name in request.POST if re.match(r"q[0-9]+-", name)}
    if not sent <= asked:
        raise Http404("This link does not ask that.")
    forms = _forms(link, request.POST)
    signature = SignatureForm(request.POST, name=link.trainer.name)
    late = sent - {form.prefix for form in forms.values()}
    if late:
        refusal = _("This was answered already. An answer cannot be changed.")
        return _page(request, link, forms, signature, refusal, status=HTTPStatus.GONE)
    if not all([signature.is_valid(), *(form.is_valid() for form in forms.values())]):
        return _page(request, link, forms, signature)
    answers = {
        pk: (form.cleaned_data["answer"], form.cleaned_data["remark"])
        for pk, form in forms.items()
        if form.cleaned_data["answer"]
    }
    if not answers:
        refusal = _("Choose an answer for at least one work process.")
        return _page(request, link, forms, signature, refusal)
    try:
        workplace.state(link=link, answers=answers, **signature.cleaned_data)
    except Refused as no:
        link = workplace.find(request.resolver_match.kwargs["token"])
        forms = _forms(link, request.POST)
        return _page(request, link, forms, signature, str(no), status=HTTPStatus.GONE)
    return redirect(request.get_full_path())


def _page(request, link, forms, signature, refusal="", status=HTTPStatus.OK):
    unanswered = link.unanswered
    shown = workplace.shown(unanswered)
    context = {
        "link": link,
        "token": request.resolver_match.kwargs["token"],
        "portfolio": link.trainer.portfolio,
        "questions": [(one, shown[one.pk], forms[one.pk]) for one in unanswered],
        "answered": [question.answered for question in link.asked if question.answered],
        "signature": signature,
        "refusal": refusal,
        "typed": _typed(request, unanswered) if refusal else [],
    }
    return render(request, "portfolios/workplace/guest.html", context, status=status)


def _typed(request, unanswered):
    """Remarks that no field of the page holds any more."""
    held = {f"{AnswerForm.prefix_of(question)}-remark" for question in unanswered}
    return [
        text
        for name, text in request.POST.items()
        if name.endswith("-remark") and name not in held and text.strip()
    ]


@require_safe
@for_guests("file")
def file(request, token, pk):
    """A file that the link shows, whole or a part of it."""
    return evidence_file.whole(request, _file(token, pk))


@require_safe
@for_guests("file")
def preview(request, token, pk):
    """The picture of such a file, as large as a screen needs it."""
    return evidence_file.picture(request, _file(token, pk).preview_name)


@require_safe
@for_guests("file")
def thumbnail(request, token, pk):
    """The small picture of such a file."""
    found = _file(token, pk)
    return evidence_file.picture(request, found.thumbnail_name or found.preview_name)


def _file(token, pk):
    """A file that a question shows which this link still asks. Raises Http404 for every other."""
    link = _found(token)
    rows = {} if _closed(link) else workplace.files_of(link.unanswered)
    if pk not in rows:
        raise Http404("This link does not show that file.")
    return rows[pk]
