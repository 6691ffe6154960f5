"""Several hand-ins of one student that lean on the same evidence, judged on one page."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolios import drafts, permissions, phrases, sign_off
from portfolios.desk import Desk, with_sealed_files
from portfolios.errors import Refused
from portfolios.forms.review import RowForm, save_and_next
from portfolios.models import (
    Evidence,
    Submission,
    SubmissionEvidence,
    WorkplaceStatement,
)
from portfolios.queue import Queue, leaning_on_the_same
from portfolios.viewer import Viewer
from portfolios.views import reviewing
from portfolios.views.kept_form import keeps_form


@dataclass
class Row:
    """One of the hand-ins, its form, and why its judgement was refused."""

    desk: Desk
    form: RowForm
    refusal: str = ""
    pieces: tuple = ()
    statements: tuple = ()

    @property
    def submission(self):
        return self.desk.submission


@keeps_form(by_path=True)
@require_http_methods(["GET", "HEAD", "POST"])
def together(request, pk):
    """Every one gets an outcome of its own, or none; each decision is a step of its own."""
    opened = reviewing.submission(request.user, pk)
    portfolio = opened.sign_off.portfolio
    if not permissions.is_assessor(request.user, portfolio):
        raise PermissionDenied
    rows = _rows(request, opened)
    if request.method != "POST" and len(rows) < 2:
        return redirect(opened.get_absolute_url() + reviewing.opened(request).query)
    blank = ""
    is_sent = request.method == "POST" and "phrase" not in request.POST
    if is_sent and all(row.form.is_valid() for row in rows):
        judged = [row for row in rows if row.form.is_judged]
        refused = _judge(request, judged)
        if judged and not refused:
            return _go_on(request, opened, judged)
        blank = "" if judged else _("Choose an outcome for at least one work process.")
        left = [row for row in rows if row not in judged]
        rows = [*refused, *_still_waiting(left, opened, request.user)]
    return _show(request, opened, rows, blank)


def _rows(request, opened):
    """The hand-ins that wait, each with its form; of a form that was sent, those it listed."""
    user = request.user
    if request.method == "POST":
        listed = [int(pk) for pk in request.POST.getlist("listed") if _is_id(pk)]
        found = (
            Submission.objects.visible_to(user)
            .filter(pk__in=listed, sign_off__portfolio=opened.sign_off.portfolio)
            .select_related(*reviewing.PEOPLE)
        )
        found = sorted(found, key=lambda one: listed.index(one.pk))
    else:
        found = list(leaning_on_the_same(opened, user))
    for one in found:
        one.sign_off.portfolio = opened.sign_off.portfolio
    own_phrases = list(phrases.of(user)[: phrases.SHOWN])
    data = request.POST if request.method == "POST" else request.kept
    if "phrase" in request.POST:
        data = reviewing.with_phrase(data, own_phrases)
    drafted = {} if data else drafts.of_forms(user, [one.get_absolute_url() for one in found])
    return [
        Row(
            Desk(one, user),
            RowForm(
                data,
                prefix=f"s{one.pk}",
                initial=drafted.get(one.get_absolute_url(), {}),
                student=opened.sign_off.portfolio.student,
                phrases=own_phrases,
                keys=user.review_keys,
                unfinished=bool(request.draft) or "phrase" in request.POST,
            ),
        )
        for one in found
    ]


def _is_id(text):
    return text.isascii() and text.isdigit() and len(text) < 19


def _judge(request, rows):
    """Judge these, each in its own step, and tell what came of it. Returns those refused."""
    refused = []
    for row in rows:
        try:
            assessment = sign_off.assess(
                submission=row.submission, by=request.user, **row.form.cleaned_data
            )
        except Refused as refusal:
            row.refusal = str(refusal)
            row.desk = Desk(reviewing.submission(request.user, row.submission.pk), request.user)
            refused.append(row)
        else:
            messages.success(request, reviewing.outcome_in_words(assessment))
            drafts.discard(user=request.user, place=row.submission.get_absolute_url())
    return refused


def _still_waiting(rows, opened, user):
    """Those that were left blank and that nobody decided meanwhile."""
    waiting = set(leaning_on_the_same(opened, user).values_list("pk", flat=True))
    return [row for row in rows if row.submission.pk in waiting]


def _go_on(request, opened, judged):
    queue = reviewing.opened(request)
    if request.POST.get("then") == "stay":
        here = reverse("portfolios:review_together", args=[opened.pk])
        return redirect(here + queue.query)
    done = {row.submission.pk for row in judged}
    waiting = Queue(request.user, queue.school_class, queue.order)
    return reviewing.go_on(request, waiting.after(opened, done), queue)


def _show(request, opened, rows, blank):
    waiting = [row for row in rows if not row.refusal]
    pieces = _pieces(request.user, waiting)
    _give_statements(waiting)
    keys = request.user.review_keys
    context = {
        "opened": opened,
        "portfolio": opened.sign_off.portfolio,
        "refused": [row for row in rows if row.refusal],
        "rows": waiting,
        "pieces": pieces,
        "viewer": Viewer(pieces, request.GET, with_texts=True),
        "blank": blank,
        "account_keys": keys,
        "save": save_and_next(keys),
        "query": reviewing.opened(request).query,
    }
    return render(request, "portfolios/review/together.html", context)


def _pieces(user, rows):
    """Every piece once, with the codes for which it was handed in; each row gets its own."""
    ids = [row.submission.pk for row in rows]
    parts = SubmissionEvidence.objects.filter(submission__in=ids)
    found = Evidence.objects.visible_to(user).filter(Exists(parts.filter(evidence=OuterRef("pk"))))
    pieces = with_sealed_files(found)
    held = set(parts.values_list("submission", "evidence"))
    for row in rows:
        row.pieces = [piece for piece in pieces if (row.submission.pk, piece.pk) in held]
    for piece in pieces:
        piece.codes = [row.desk.work_process.code for row in rows if piece in row.pieces]
    return pieces


def _give_statements(rows):
    """Each row what workplace trainers stated about its cell, oldest first."""
    cells = [row.submission.sign_off_id for row in rows]
    found = list(WorkplaceStatement.objects.filter(question__sign_off__in=cells).with_trainer())
    for row in rows:
        row.statements = [
            one for one in found if one.question.sign_off_id == row.submission.sign_off_id
        ]
