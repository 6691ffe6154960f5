"""The work of an assessor: the queue, one hand-in beside the decision, and releasing a seat."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios import class_overview, permissions, sign_off, timeline
from portfolios.desk import Desk
from portfolios.enums import State
from portfolios.errors import Refused
from portfolios.forms.review import AssessmentForm, ReleaseForm
from portfolios.models import SchoolClass, Submission
from portfolios.notify import reading
from portfolios.queue import Queue, returned_to_students, waiting_for_colleague
from portfolios.viewer import Viewer
from portfolios.views.kept_form import keeps_form

PER_PAGE = 50


@require_safe
def queue(request):
    """What waits for this teacher, longest first, and how their classes are doing."""
    if not request.user.roles.teacher:
        raise PermissionDenied
    classes = list(SchoolClass.objects.taught_by(request.user))
    chosen = _chosen_class(request, classes)
    waiting = Queue(request.user, chosen)
    page = Paginator(waiting.entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "queue": waiting,
        "page": page,
        "groups": waiting.groups(page.object_list),
        "classes": [
            (summary, waiting.number_of(summary.school_class))
            for summary in class_overview.summaries(classes)
            if summary.students
        ],
        "chosen": chosen,
        "query": _query(chosen),
        "page_query": f"class={chosen.pk}&" if chosen else "",
        "for_colleague": waiting_for_colleague(request.user),
        "returned": returned_to_students(request.user),
    }
    return render(request, "portfolios/review/queue.html", context)


@keeps_form
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    """One hand-in: what was handed in, what is known of it, and the form of its assessor."""
    submission = _submission(request, pk)
    portfolio = submission.sign_off.portfolio
    is_own = portfolio.student_id == request.user.pk
    if request.method == "POST" and not permissions.is_assessor(request.user, portfolio):
        raise PermissionDenied
    if is_own:
        return redirect(_page_of_student(submission))
    if request.method == "GET":
        reading.saw_submission(request.user, submission)
    form = AssessmentForm(
        request.POST or request.kept, student=portfolio.student, unfinished=bool(request.draft)
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        chosen = _chosen_class(request, SchoolClass.objects.taught_by(request.user))
        following = Queue(request.user, chosen).after(submission)
        try:
            assessment = sign_off.assess(
                submission=submission, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            refusal = str(refused)
            submission = _submission(request, pk)
        else:
            _tell(request, assessment)
            return _go_on(request, submission, following, chosen)
    return _show(request, Desk(submission, request.user), form, refusal)


def _show(request, desk, form, refusal):
    chosen = _chosen_class(request, SchoolClass.objects.taught_by(request.user))
    waiting = Queue(request.user, chosen)
    context = {
        "desk": desk,
        "viewer": Viewer(desk.pieces, request.GET, with_texts=True),
        "submission": desk.submission,
        "portfolio": desk.portfolio,
        "form": form if desk.may_assess else None,
        "refusal": refusal,
        "events": timeline.of_cell(desk.portfolio, desk.work_process, request.user, ()),
        "typed": [form.data["feedback"]] if refusal and form.data.get("feedback") else [],
        "queue": waiting,
        "position": waiting.position(desk.submission),
        "before": waiting.before(desk.submission),
        "after": waiting.after(desk.submission),
        "query": _query(chosen),
    }
    return render(request, "portfolios/review/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request, pk):
    """Let a coordinator release a seat, so that another teacher can take it."""
    submission = _submission(request, pk)
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


def _submission(request, pk):
    submissions = Submission.objects.visible_to(request.user).select_related(
        "exit_profile",
        "sign_off__portfolio__student",
        "sign_off__portfolio__school_class",
        "sign_off__portfolio__exit_profile",
        "sign_off__work_process__core_task",
    )
    return get_object_or_404(submissions, pk=pk)


def _page_of_student(submission):
    code, portfolio = submission.sign_off.work_process.code, submission.sign_off.portfolio
    if portfolio.is_active:
        return reverse("portfolios:work_process", args=[code])
    return reverse("portfolios:work_process_of", args=[portfolio.pk, code])


def _chosen_class(request, classes):
    """The class of the filter in the address; anything else than one's own class is no filter."""
    wanted = request.GET.get("class")
    return next((one for one in classes if str(one.pk) == wanted), None) if wanted else None


def _query(chosen):
    return f"?{urlencode({'class': chosen.pk})}" if chosen else ""


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


def _tell(request, assessment):
    """Say what the assessment came to."""
    submission = assessment.submission
    about = {
        "code": submission.sign_off.work_process.code,
        "name": submission.sign_off.portfolio.student.get_full_name(),
    }
    if submission.closed_at and submission.sign_off.state == State.RETURNED:
        sentence = _("%(code)s of %(name)s goes back with your feedback.")
    elif submission.closed_at:
        sentence = _("%(code)s of %(name)s is signed off.")
    elif sign_off.current_round(submission) == assessment.round:
        sentence = _("Your assessment of %(code)s of %(name)s waits for the other assessor.")
    else:
        sentence = _("The two assessments of %(code)s of %(name)s differ.")
    messages.success(request, sentence % about)


def _go_on(request, submission, following, chosen):
    if request.POST.get("then") == "stay":
        return redirect(submission.get_absolute_url() + _query(chosen))
    if following is None:
        messages.info(request, _("Nothing else waits for you."))
        return redirect(reverse("portfolios:review_queue"))
    return redirect(reverse("portfolios:review", args=[following]) + _query(chosen))
