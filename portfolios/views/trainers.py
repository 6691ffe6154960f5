"""Workplace trainers, for people of the school: asking, checking, links and what came of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import permissions, tokens, workplace
from portfolios.enums import LinkState, State
from portfolios.errors import Refused
from portfolios.forms.workplace import AskForm
from portfolios.models import SignOff, WorkplaceLink, WorkplaceStatement, WorkplaceTrainer
from portfolios.notify import reading
from portfolios.views import viewing

ASKED_BY_STUDENT = (State.IN_PROGRESS, State.SUBMITTED, State.RETURNED)
ASKED_BY_TEACHER = (State.SUBMITTED, State.RETURNED)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, code):
    """A student asks somebody at a company what they saw of a work process, and of others."""
    seen = viewing.own(request.user)
    asked = get_object_or_404(seen.portfolio.qualification.work_processes, code=code)
    cell = SignOff.objects.filter(portfolio=seen.portfolio, work_process=asked).first()
    form = _ask_form(request, seen, ASKED_BY_STUDENT, chosen=cell)
    if request.method == "POST" and form.is_valid() and (link := _taken(form, seen)):
        messages.success(request, _told_of(link))
        return redirect(seen.work_process(code))
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "work_process": asked,
        "back": seen.work_process(code),
        "form": form,
        "pieces": _pieces(cell),
    }
    return render(request, "portfolios/workplace/ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def trainers(request, pk):
    """All trainers of a portfolio, their links and statements; a teacher of the class asks here."""
    seen = viewing.of(request.user, pk)
    if seen.is_owner:
        raise PermissionDenied
    if request.method == "GET":
        reading.saw_trainers(request.user, seen.portfolio)
    may_ask = seen.portfolio.is_active and permissions.is_assessor(request.user, seen.portfolio)
    form = _ask_form(request, seen, ASKED_BY_TEACHER) if may_ask else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and (link := _taken(form, seen)):
            messages.success(request, _told_of(link))
            return redirect("portfolios:trainers", pk)
    context = {
        "seen": seen,
        "portfolio": seen.portfolio,
        "trainers": _with_links(seen.portfolio),
        "form": form,
        "may_check": may_ask,
        "may_revoke": seen.may_revoke,
    }
    return render(request, "portfolios/workplace/trainers.html", context)


def _ask_form(request, seen, states, chosen=None):
    cells = SignOff.objects.current().filter(portfolio=seen.portfolio, state__in=states)
    return AskForm(
        request.POST or None,
        trainers=seen.portfolio.trainers.standing(),
        cells=cells.select_related("work_process"),
        needs_email=seen.is_owner,
        initial={"sign_offs": [chosen.pk] if chosen else []},
    )


def _taken(form, seen):
    """The link of what was asked, or None where that was refused; then the form says why."""
    data = form.cleaned_data
    common = {"portfolio": seen.portfolio, "sign_offs": data["sign_offs"], "by": seen.user}
    try:
        if form.is_new:
            new = {name: data[name] for name in ("name", "company", "email")}
            return workplace.ask_new(**common, **new)
        trainer = get_object_or_404(seen.portfolio.trainers.standing(), pk=data["trainer"])
        return workplace.ask(**common, trainer=trainer)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _told_of(link):
    name = {"name": link.trainer.name}
    if not link.trainer.is_checked:
        return _("%(name)s is asked as soon as a teacher has checked who it is.") % name
    if not link.trainer.email:
        return _("You can print the page for %(name)s now.") % name
    return _("%(name)s gets a mail.") % name


def _pieces(cell):
    """The titles of what would be shown of this work process."""
    if cell is None:
        return []
    return [piece["title"] for piece in workplace.pieces_of(cell, for_owner=True)]


def links_of(cell_id):
    """The links that ask about one cell, oldest first."""
    if cell_id is None:
        return []
    links = WorkplaceLink.objects.filter(questions__sign_off=cell_id).with_questions()
    links = links.select_related("trainer__checked_by", "trainer__declined_by", "asked_by")
    return list(links.order_by("asked_at", "pk"))


def statements_of(cell_id):
    """What was stated about one cell, oldest first."""
    if cell_id is None:
        return []
    return list(WorkplaceStatement.objects.filter(question__sign_off=cell_id).with_trainer())


def _with_links(portfolio):
    """The trainers, each with `asked`: their links, the newest first."""
    people = portfolio.trainers.select_related("named_by", "checked_by", "declined_by")
    found = {trainer.pk: trainer for trainer in people}
    for trainer in found.values():
        trainer.asked = []
    links = WorkplaceLink.objects.filter(trainer__portfolio=portfolio).with_questions()
    for link in links.annotate(opened=Count("openings")).select_related("revoked_by"):
        link.trainer = found[link.trainer_id]
        link.may_be_printed = link.state == LinkState.OPEN
        link.may_be_revoked = link.state in (LinkState.OPEN, LinkState.WAITING)
        link.trainer.asked.append(link)
    return list(found.values())


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk):
    """A teacher looks who it is, and lets what waits for them go out."""
    return _confirm_trainer(request, pk, workplace.check_trainer, "check")


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request, pk):
    """A teacher says that this is no trainer."""
    return _confirm_trainer(request, pk, workplace.decline_trainer, "decline")


def _confirm_trainer(request, pk, step, name):
    trainers = WorkplaceTrainer.objects.visible_to(request.user).select_related(
        "portfolio__student", "named_by", "checked_by"
    )
    trainer = get_object_or_404(trainers, pk=pk)
    if not permissions.is_assessor(request.user, trainer.portfolio):
        raise PermissionDenied
    if request.method == "POST":
        try:
            step(trainer=trainer, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = {
                "check": _("%(name)s is checked. What was asked is on its way."),
                "decline": _("%(name)s is declined."),
            }
            messages.success(request, said[name] % {"name": trainer.name})
        return redirect("portfolios:trainers", trainer.portfolio_id)
    waiting = trainer.links.filter(revoked_at=None).with_questions()
    context = {
        "trainer": trainer,
        "portfolio": trainer.portfolio,
        "waiting": [link for link in waiting if link.state in (LinkState.WAITING, LinkState.OPEN)],
    }
    return render(request, f"portfolios/workplace/{name}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, pk):
    """Take a link back, by who asked or a teacher."""
    link = _link(request.user, pk)
    if not workplace.may_revoke(request.user, link):
        raise PermissionDenied
    back = _back(request.user, link)
    if request.method == "POST":
        try:
            workplace.revoke_link(link=link, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The question is taken back. The link no longer works."))
        return redirect(back)
    context = {"link": link, "portfolio": link.trainer.portfolio, "back": back}
    return render(request, "portfolios/workplace/revoke.html", context)


def _back(user, link):
    """The page on which this person sees the link."""
    portfolio = link.trainer.portfolio
    if portfolio.student_id == user.pk:
        code = link.questions.all()[0].sign_off.work_process.code
        return viewing.of(user, portfolio.pk).work_process(code)
    return redirect("portfolios:trainers", portfolio.pk).url


@require_safe
def print_link(request, pk):
    """A page with the code, for a trainer who does not want mail. Its student never sees it."""
    link = _link(request.user, pk)
    if not permissions.is_assessor_or_coordinator(request.user, link.trainer.portfolio):
        raise PermissionDenied
    context = {"link": link, "portfolio": link.trainer.portfolio, "code": "", "refusal": ""}
    if link.state == LinkState.OPEN:
        try:
            context["code"] = tokens.code_of(link)
        except Refused as refusal:
            context["refusal"] = str(refusal)
    return render(request, "portfolios/workplace/print.html", context)


def _link(user, pk):
    links = WorkplaceLink.objects.visible_to(user).with_questions()
    links = links.select_related(
        "trainer__portfolio__student", "trainer__portfolio__exit_profile", "asked_by"
    )
    return get_object_or_404(links, pk=pk)
