"""The work of an assessor: the queue, one hand-in beside the decision, and releasing a seat."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import class_overview, permissions, phrases, sign_off, told
from portfolios.desk import Desk
from portfolios.errors import Refused
from portfolios.forms.review import AssessmentForm, ReleaseForm
from portfolios.models import SchoolClass
from portfolios.notify import reading
from portfolios.queue import (
    Order,
    Queue,
    leaning_on_the_same,
    returned_to_students,
    waiting_for_colleague,
)
from portfolios.viewer import Viewer
from portfolios.views import reviewing
from portfolios.views.kept_form import keeps_form

PER_PAGE = 50
# Of the silent students the longest silent are listed; the page of their class has all of them.
SILENT_SHOWN = 6


@require_safe
def queue(request):
    """What waits for this teacher, in the order they choose, and how their classes are doing."""
    if not request.user.roles.teacher:
        raise PermissionDenied
    classes = list(SchoolClass.objects.taught_by(request.user))
    opened = reviewing.opened(request, classes)
    waiting = Queue(request.user, opened.school_class, opened.order)
    page = Paginator(waiting.entries, PER_PAGE).get_page(request.GET.get("page"))
    summaries = [summary for summary in class_overview.summaries(classes) if summary.students]
    silent = class_overview.silent(summaries)
    context = {
        "queue": waiting,
        "page": page,
        "groups": waiting.groups(page.object_list),
        "classes": [
            (
                summary,
                waiting.number_of(summary.school_class),
                replace(opened, school_class=summary.school_class).query,
            )
            for summary in summaries
        ],
        "all_classes": replace(opened, school_class=None).query,
        "silent": silent[:SILENT_SHOWN],
        "more_silent": len(silent[SILENT_SHOWN:]),
        "silent_after": class_overview.SILENT_AFTER,
        "chosen": opened.school_class,
        "orders": [
            (order.label, replace(opened, order=order).query, order == opened.order)
            for order in Order
        ],
        "query": opened.query,
        "page_query": f"{opened.query[1:]}&" if opened.query else "",
        "for_colleague": waiting_for_colleague(request.user),
        "returned": returned_to_students(request.user),
        "has_figures": settings.TEACHER_FIGURES,
    }
    return render(request, "portfolios/review/queue.html", context)


@keeps_form(by_path=True)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    """One hand-in: what was handed in, what is known of it, and the form of its assessor."""
    submission = reviewing.submission(request.user, pk)
    portfolio = submission.sign_off.portfolio
    is_own = portfolio.student_id == request.user.pk
    if request.method == "POST" and not permissions.is_assessor(request.user, portfolio):
        raise PermissionDenied
    if is_own:
        return redirect(_page_of_student(submission))
    if request.method == "GET" and submission.has_news:
        reading.saw_submission(request.user, submission)
    form = _form(request, portfolio.student)
    refusal = ""
    if request.method == "POST" and not form.unfinished and form.is_valid():
        opened = reviewing.opened(request)
        following = Queue(request.user, opened.school_class, opened.order).after(submission)
        try:
            assessment = sign_off.assess(
                submission=submission, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            refusal = str(refused)
            submission = reviewing.submission(request.user, pk)
        else:
            messages.success(request, reviewing.outcome_in_words(assessment))
            if request.POST.get("then") == "stay":
                return redirect(submission.get_absolute_url() + opened.query)
            return reviewing.go_on(request, following, opened)
    return _show(request, Desk(submission, request.user), form, refusal)


def _form(request, student):
    """The form as it was sent or drafted, or with what one of its buttons asks of the server.

    Two of its buttons decide nothing: one writes a phrase into the feedback, which a script does
    by itself, and one keeps the feedback as a phrase.
    """
    data = request.POST if request.method == "POST" else request.kept
    if "keep" in request.POST:
        reviewing.keep_phrase(request, data.get("feedback", ""))
    own_phrases = list(phrases.of(request.user))
    if "phrase" in request.POST:
        data = reviewing.with_phrase(data, own_phrases)
    return AssessmentForm(
        data,
        student=student,
        phrases=own_phrases,
        keys=request.user.review_keys,
        unfinished=bool(request.draft) or not {"phrase", "keep"}.isdisjoint(request.POST),
    )


def _show(request, desk, form, refusal):
    opened = reviewing.opened(request)
    waiting = Queue(request.user, opened.school_class, opened.order)
    may_assess = desk.may_assess
    typed = form.data.get("feedback", "") if refusal or _came_too_late(desk) else ""
    context = {
        "desk": desk,
        "viewer": Viewer(desk.pieces, request.GET, with_texts=True),
        "submission": desk.submission,
        "portfolio": desk.portfolio,
        "form": form if may_assess else None,
        "refusal": refusal,
        "events": desk.history.events,
        "taken_back": desk.taken_back,
        "typed": [typed] if typed else [],
        "told": told.of_submission(desk.submission) if desk.submission.closed_at else None,
        "together": _together(waiting, desk) if may_assess else [],
        "account_keys": request.user.review_keys,
        **_place_in(waiting, desk.submission),
        "query": opened.query,
    }
    return render(request, "portfolios/review/review.html", context)


def _together(waiting, desk):
    """What waits here and leans on the same evidence; asked for where one student has more."""
    if waiting.number_of_portfolio(desk.portfolio) < 2:
        return []
    return leaning_on_the_same(desk.submission, desk.user)


def _came_too_late(desk):
    """What this person began to write about this hand-in can be sent no more."""
    return not desk.may_assess and not any(one.is_own for one in desk.judgements)


def _place_in(waiting, submission):
    return {
        "queue": waiting,
        "position": waiting.position(submission),
        "before": waiting.before(submission),
        "after": waiting.after(submission),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def release(request, pk):
    """Let a coordinator release a seat, so that another teacher can take it."""
    submission = reviewing.submission(request.user, pk)
    if not permissions.is_coordinator(request.user, submission.sign_off.portfolio):
        raise PermissionDenied
    desk = Desk(submission, request.user)
    form = ReleaseForm(request.POST or None, seats=_seats(desk))
    if request.method == "POST" and form.is_valid():
        try:
            sign_off.release_seat(submission=submission, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("The seat is free. Another teacher of the class can take it now.")
            )
            return redirect(submission)
    context = {"desk": desk, "submission": submission, "form": form}
    return render(request, "portfolios/review/release.html", context)


def _page_of_student(submission):
    code, portfolio = submission.sign_off.work_process.code, submission.sign_off.portfolio
    if portfolio.is_active:
        return reverse("portfolios:work_process", args=[code])
    return reverse("portfolios:work_process_of", args=[portfolio.pk, code])


def _seats(desk):
    """The seats that can be released, named; who sat there only where that is visible."""
    named = {one.seat: one for one in desk.differing}
    return [
        (
            seat,
            _("Seat %(seat)d: %(name)s, %(outcome)s")
            % {
                "seat": seat,
                "name": named[seat].assessor.name_of_assessor,
                "outcome": named[seat].get_outcome_display(),
            }
            if seat in named
            else _("Seat %(seat)d: its assessor has left the class") % {"seat": seat},
        )
        for seat in desk.releasable_seats
    ]
