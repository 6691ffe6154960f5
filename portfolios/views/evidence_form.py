"""The forms of a piece of evidence: adding, changing and renewing it, with files."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portfolios import evidence, files, progress, uploads
from portfolios.errors import Refused
from portfolios.forms.evidence import EvidenceForm, NewVersionForm, parsed_key
from portfolios.views import viewing
from portfolios.views.evidence import back_to, own_piece, refusal
from portfolios.views.kept_form import keeps_form, wants_json


def _receive(portfolio, request):
    """Take in the files of a form that was sent; what was dropped is told at once."""
    received = []
    if portfolio.is_active:
        for file in request.FILES.getlist("files"):
            try:
                received.append(files.receive(portfolio, file))
            except files.quota.TooLarge as no:
                messages.error(request, _("“%(name)s”: %(why)s") % {"name": file.name, "why": no})
    for name in uploads.too_large(request):
        messages.error(
            request,
            _("“%(name)s” is larger than %(number)d MB, so it was not received.")
            % {"name": name, "number": files.limit_in_megabytes()},
        )
    if dropped := uploads.too_many(request):
        messages.error(
            request,
            _("At most %(number)d files go along at once. Send these later: %(names)s.")
            % {"number": settings.MAX_FILES, "names": ", ".join(dropped)},
        )
    return received


def _receive_for(owner, request):
    """The files of a form whose session had ended; they wait for their owner."""
    received = _receive(viewing.own(owner).portfolio, request)
    return {"kept_files": [str(file.pk) for file in received]}


def _form(request, kind, portfolio, **options):
    """The form as it was sent, with its files, or as it was kept, or fresh."""
    received = _receive(portfolio, request) if request.method == "POST" else []
    return kind(
        request.POST if request.method == "POST" else request.kept,
        portfolio=portfolio,
        progress=progress.of_one(portfolio).own,
        received=received,
        unfinished=request.draft is not None,
        **options,
    )


def _sent_before(request, portfolio):
    """The piece that this very form made already, or None; its files need not come in again."""
    key = parsed_key(request.POST.get("key", "")) if request.method == "POST" else None
    return evidence.sent_before(portfolio, key)


def _again(request, piece):
    """Answers a form that was sent once more."""
    if wants_json(request):
        return _added(piece)
    if piece.removed_at:
        messages.info(request, _("You saved this piece before, and removed it."))
        return redirect("portfolios:evidence_removed")
    messages.info(request, _("This piece was saved already."))
    return redirect(piece)


def _added(piece):
    return JsonResponse({"piece": piece.get_absolute_url()}, status=201)


def _faults(form):
    return JsonResponse({"errors": form.errors}, status=422)


def _save(request, form, step):
    """Take the step with what the form holds. Returns the piece, or None and the form says why."""
    if not form.is_valid():
        return None
    try:
        piece = step(by=request.user, received=form.chosen_files, **form.answers)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    if wants_json(request):
        return piece
    refused = sum(file.is_refused for file in form.chosen_files)
    messages.success(request, _("Your evidence is saved."))
    if refused:
        messages.warning(
            request,
            ngettext(
                "%(count)d file was not accepted. The list of files says why.",
                "%(count)d files were not accepted. The list of files says why.",
                refused,
            )
            % {"count": refused},
        )
    return piece


def _way_on(request, form, piece):
    """Back to the work process that this was about, to hand in there.

    Stays with the piece where a file was refused, or where several work processes could be meant.
    """
    codes = [work_process.code for work_process in piece.work_processes.all()]
    code = request.GET.get("work_process") or (codes[0] if len(codes) == 1 else None)
    if code not in codes or any(file.is_refused for file in form.chosen_files):
        return redirect(piece)
    return redirect("portfolios:work_process", code)


def _show(request, form, **context):
    limits = {
        "max_bytes": settings.MAX_FILE_BYTES,
        "max_megabytes": files.limit_in_megabytes(),
        "room_left": files.quota.left(form.portfolio),
        "room_total": settings.MAX_STUDENT_BYTES,
    }
    return render(request, "portfolios/evidence/form.html", {"form": form, **limits, **context})


@keeps_form(receive=_receive_for)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Add a piece; `?work_process=` ticks one beforehand, `?copy_of=` starts from an older piece.

    A script that asks for JSON gets the address of the piece (201) or what is wrong (422).
    """
    seen = viewing.own(request.user)
    if piece := _sent_before(request, seen.portfolio):
        return _again(request, piece)
    if request.method != "POST" and not seen.may_work:
        return redirect(seen.home)
    code = request.GET.get("work_process")
    source = _source(request)
    form = _form(
        request,
        EvidenceForm,
        seen.portfolio,
        source=source,
        initial=_as_before(source) if source else _as_last_time(seen.portfolio, code),
    )
    if request.method == "POST":
        step = partial(
            _with_copies, partial(evidence.add, portfolio=seen.portfolio), form, seen.portfolio
        )
        if piece := _save(request, form, step):
            return _added(piece) if wants_json(request) else _way_on(request, form, piece)
        if wants_json(request):
            return _faults(form)
    back, back_label = reverse("portfolios:evidence_list"), _("My evidence")
    if cell := form.progress.by_code.get(code):
        back, back_label = seen.work_process(code), cell.work_process
    return _show(request, form, heading=_("Add evidence"), back=back, back_label=back_label)


def _source(request):
    """The own piece, of this or an earlier portfolio, that is the start of a new one, or None."""
    pk = request.GET.get("copy_of", "")
    return own_piece(request.user, int(pk)) if pk.isascii() and pk.isdigit() else None


def _as_before(source):
    """What a new piece takes over of an older one: all but its day."""
    taken = {name: getattr(source, name) for name in evidence.FIELDS if name != "made_on"}
    codes = source.links.current().values_list("work_process__code", flat=True)
    return {**taken, "work_processes": list(codes)}


def _as_last_time(portfolio, code):
    last = portfolio.evidence.standing().values("setting", "company").first()
    return {**(last or {}), "work_processes": [code]}


@keeps_form(receive=_receive_for)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """Change a piece that was not handed in."""
    piece = own_piece(request.user, pk)
    if request.method != "POST" and (no := refusal(evidence.check_loose, evidence=piece)):
        return back_to(request, piece, no)
    form = _form(request, EvidenceForm, piece.portfolio, instance=piece)
    if request.method == "POST" and _save(request, form, partial(evidence.change, evidence=piece)):
        return _way_on(request, form, piece) if "work_process" in request.GET else redirect(piece)
    return _show(
        request,
        form,
        heading=_("Change evidence"),
        back=piece.get_absolute_url(),
        back_label=form.initial["title"],
        piece_files=piece.files.all(),
    )


@keeps_form(receive=_receive_for)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, pk):
    """Add a new version beside a piece that was handed in."""
    old = own_piece(request.user, pk)
    if piece := _sent_before(request, old.portfolio):
        return _again(request, piece)
    if request.method != "POST" and (no := refusal(evidence.check_new_version, evidence=old)):
        return back_to(request, old, no)
    form = _form(request, NewVersionForm, old.portfolio, instance=old)
    if request.method == "POST" and (
        piece := _save(
            request,
            form,
            partial(_with_copies, partial(evidence.replace, evidence=old), form, old.portfolio),
        )
    ):
        return _way_on(request, form, piece)
    taken_over = evidence.work_processes_for_new_version(old)
    links = old.links.current().select_related("work_process")
    return _show(
        request,
        form,
        heading=_("New version"),
        back=old.get_absolute_url(),
        back_label=form.initial["title"],
        taken_over=taken_over,
        kept_by_old=[k.work_process for k in links if k.work_process not in taken_over],
    )


def _with_copies(step, form, portfolio, *, received, **answers):
    """The files that go along are copied before the step, because that is slow."""
    copies = []
    try:
        for file in form.cleaned_data.get("copied_files", ()):
            copies.append(files.copy(file, portfolio))
        return step(received=[*copies, *received], **answers)
    except Refused:
        for file in copies:
            files.delete(file)
        raise
