"""Starting a cell, handing it in and taking the hand-in back: the steps of the student."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, log, notify, permissions, seal
from portfolios.enums import State, Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import (
    Evidence,
    EvidenceFile,
    EvidenceLink,
    Exemption,
    SignOff,
    Submission,
    SubmissionEvidence,
    WorkplaceStatement,
)
from portfolios.sign_off.table import check, check_open, counts, lock_cell, move


def follow_links(portfolio, work_process, *, by):
    """Start or empty a cell after a link came or went; the portfolio is locked already.

    Returns the cell.
    """
    cell, _created = SignOff.objects.get_or_create(portfolio=portfolio, work_process=work_process)
    cell.portfolio, cell.work_process = portfolio, work_process
    linked = EvidenceLink.objects.filter(
        work_process=work_process, evidence__portfolio=portfolio, evidence__removed_at=None
    ).exists()
    if linked and cell.state == State.NOT_STARTED:
        name, to = "start", State.IN_PROGRESS
    elif not linked and cell.state == State.IN_PROGRESS:
        name, to = "empty", State.NOT_STARTED
    else:
        return cell
    check(name, cell, by)
    move(name, cell, to)
    cell.save(update_fields=["state"])
    return cell


@transaction.atomic
def submit(*, portfolio, work_process, by, own_work, words="", listed=None):
    """Hand in every piece of this cell and seal it.

    `listed` are the ids of the pieces that the page showed; a hand-in of anything else is refused.
    Returns the submission.
    """
    portfolio = lock_active(portfolio.pk)
    cell = (
        SignOff.objects.select_related("work_process", "given_at")
        .filter(portfolio=portfolio, work_process=work_process)
        .first()
    ) or SignOff(portfolio=portfolio, work_process=work_process)
    cell.portfolio = portfolio
    if cell.state == State.NOT_STARTED and permissions.is_owner(by, portfolio):
        raise Refused(_("Add evidence first: there is nothing to hand in yet."))
    check("submit", cell, by)
    profile = portfolio.exit_profile
    if cell.state == State.SIGNED_OFF and counts(cell, profile):
        raise Refused(_("This work process is signed off already."))
    if not profile.requirements.filter(work_process=work_process).exists():
        raise Refused(
            _("%(profile)s does not ask for this work process.") % {"profile": profile.name}
        )
    if Exemption.objects.for_cell(portfolio, work_process).exists():
        raise Refused(_("You are exempted from this work process."))
    pieces = list(
        Evidence.objects.for_cell(portfolio, work_process).prefetch_related("files").order_by("pk")
    )
    _check_pieces(pieces, profile, listed)
    if not own_work:
        raise Refused(_("Confirm that this is your own work."))
    now = clock.now()
    attempt = cell.submissions.count() + 1
    sealed = seal.manifest(
        portfolio=portfolio,
        work_process=work_process,
        attempt=attempt,
        words=words,
        profile=profile,
        pieces=pieces,
        statements=_statements(cell),
        submitted_at=now,
    )
    submission = Submission.objects.create(
        sign_off=cell,
        attempt=attempt,
        words=words,
        own_work_confirmed=own_work,
        submitted_at=now,
        exit_profile=profile,
        required_assessors=profile.required_assessors,
        state_before=cell.state,
        manifest=sealed,
        manifest_sha256=log.sha256(sealed),
    )
    SubmissionEvidence.objects.bulk_create(
        SubmissionEvidence(submission=submission, evidence=piece) for piece in pieces
    )
    _freeze(submission, now)
    move("submit", cell, State.SUBMITTED)
    cell.save(update_fields=["state"])
    log.write(
        portfolio,
        Verb.SUBMITTED,
        by=by,
        work_process=work_process.code,
        submission=submission.pk,
        attempt=attempt,
        manifest=submission.manifest_sha256,
    )
    notify.handed_in(submission, by=by)
    return submission


def _statements(cell):
    """What workplace trainers stated about this cell so far, whatever their answer was."""
    if cell.pk is None:
        return []
    statements = WorkplaceStatement.objects.standing().filter(question__sign_off=cell)
    return list(statements.with_trainer().order_by("pk"))


def obstacles(pieces, profile):
    """What stands in the way of handing in these pieces, as sentences; empty when nothing does.

    The files of the pieces are prefetched, or what they have to say was read along.
    """
    if not pieces:
        return [_("Add evidence first: there is nothing to hand in yet.")]
    found = []
    for piece in pieces:
        if piece.has_files_on_their_way:
            found.append(
                _("A file of “%(piece)s” is still being processed. Try again in a moment.")
                % {"piece": piece}
            )
        if piece.has_refused_files:
            found.append(
                _("A file of “%(piece)s” was refused. Remove it from the piece first.")
                % {"piece": piece}
            )
    if profile.reflection_required and not any(piece.starr_complete for piece in pieces):
        found.append(_("One piece needs all five parts of STARR before you can hand in."))
    return found


def _check_pieces(pieces, profile, listed):
    if listed is not None and {piece.pk for piece in pieces} != set(listed):
        raise Refused(_("Your evidence changed while this page was open. Look at the list again."))
    for obstacle in obstacles(pieces, profile):
        raise Refused(obstacle)


def _freeze(submission, now):
    """Freeze the pieces, their files, and their links to the work process of the hand-in."""
    pieces = Evidence.objects.filter(submissions=submission)
    ids = list(pieces.values_list("pk", flat=True))
    Evidence.objects.filter(pk__in=ids, frozen_at=None).update(frozen_at=now)
    EvidenceFile.objects.filter(evidence__in=ids, frozen_at=None).update(frozen_at=now)
    EvidenceLink.objects.filter(
        evidence__in=ids, work_process=submission.sign_off.work_process, frozen_at=None
    ).update(frozen_at=now)


@transaction.atomic
def withdraw(*, submission, by):
    """Take a hand-in back before anybody judged it."""
    cell = lock_cell(submission.sign_off)
    submission = cell.submissions.get(pk=submission.pk)
    check("withdraw", cell, by)
    check_open(submission)
    if submission.assessments.exists():
        raise Refused(_("A teacher is busy with this already, so you cannot withdraw it."))
    submission.withdrawn_at = clock.now()
    submission.save(update_fields=["withdrawn_at"])
    _thaw(submission)
    move("withdraw", cell, submission.state_before)
    cell.save(update_fields=["state"])
    log.write(
        cell.portfolio,
        Verb.WITHDRAWN,
        by=by,
        work_process=cell.work_process.code,
        submission=submission.pk,
    )


def _thaw(submission):
    """Undo the freezing of what no other standing submission holds."""
    ids = submission.parts.values_list("evidence", flat=True)
    standing = SubmissionEvidence.objects.filter(submission__withdrawn_at=None)
    held = standing.values("evidence")
    held_here = standing.filter(submission__sign_off=submission.sign_off).values("evidence")
    EvidenceLink.objects.filter(
        evidence__in=ids, work_process=submission.sign_off.work_process
    ).exclude(evidence__in=held_here).update(frozen_at=None)
    EvidenceFile.objects.filter(evidence__in=ids).exclude(evidence__in=held).update(frozen_at=None)
    Evidence.objects.filter(pk__in=ids).exclude(pk__in=held).update(frozen_at=None)
