"""Judging a hand-in: seats, rounds, the decision, and releasing a seat."""

from collections import Counter, defaultdict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, completion, log, notify, permissions, seal
from portfolios.enums import Grade, Outcome, State, Verb
from portfolios.errors import Refused
from portfolios.models import Assessment
from portfolios.sign_off.table import check, check_open, end_confirmations, lock_cell, move

ROUNDS = 2


def current_round(submission):
    """The round that is judged now, or None when the last one ended without agreement."""
    return _round_now(submission.assessments.all(), submission.required_assessors)


def _round_now(judgements, seats):
    standing = [judgement.round for judgement in judgements if judgement.released_at is None]
    last = max(standing, default=1)
    if standing.count(last) < seats:
        return last
    return last + 1 if last < ROUNDS else None


def seat_for(submission, by):
    """The seat and the round in which this person may judge now.

    Raises Refused with a sentence when there is none.
    """
    judgements = list(submission.assessments.select_related("assessor__merged_into"))
    ever = [one for one in judgements if permissions.same_person(one.assessor, by)]
    mine = [judgement for judgement in ever if judgement.released_at is None]
    if ever and not mine:
        raise Refused(_("Your seat in this assessment was released to a colleague."))
    now = _round_now(judgements, submission.required_assessors)
    if now is None:
        raise Refused(_("The assessments still differ. A coordinator asks another teacher."))
    if any(judgement.round == now for judgement in mine):
        raise Refused(_("You have assessed this already. It waits for the other assessor."))
    if mine:
        return mine[0].seat, now
    taken = {judgement.seat for judgement in judgements if judgement.released_at is None}
    free = set(range(1, submission.required_assessors + 1)) - taken
    # Who sees the whole school has read what was said in a filled round: nobody judges after that.
    if not free or (by.roles.sees_school and _was_filled(judgements, submission)):
        raise Refused(_("Other teachers assess this hand-in."))
    return min(free), now


def _was_filled(judgements, submission):
    """Whether all seats of some round were taken once, whatever was released since."""
    seats = defaultdict(set)
    for judgement in judgements:
        seats[judgement.round].add(judgement.seat)
    return any(len(taken) == submission.required_assessors for taken in seats.values())


@transaction.atomic
def assess(*, submission, by, outcome, feedback=""):
    """Judge a hand-in; decides it when all seats are filled and agree. Returns the assessment."""
    cell = lock_cell(submission.sign_off)
    submission = cell.submissions.get(pk=submission.pk)
    submission.sign_off = cell
    if not permissions.is_assessor(by, cell.portfolio):
        raise PermissionDenied
    check_open(submission)
    check("assess", cell, by)
    seat, judged_round = seat_for(submission, by)
    feedback = feedback.strip()
    if outcome == Outcome.INSUFFICIENT and not feedback:
        raise Refused(_("Write what is missing: the student needs it to improve."))
    assessment = Assessment(
        submission=submission,
        seat=seat,
        round=judged_round,
        assessor=by,
        outcome=outcome,
        feedback=feedback,
        assessed_at=clock.now(),
        manifest_sha256=submission.manifest_sha256,
        salt=log.new_salt(),
    )
    assessment.save(force_insert=True)
    log.write(
        cell.portfolio,
        Verb.ASSESSED,
        by=by,
        work_process=cell.work_process.code,
        submission=submission.pk,
        assessment=assessment.pk,
        assessment_hash=seal.assessment_hash(assessment),
    )
    _decide(submission, assessment.round, by)
    return assessment


def _decide(submission, judged_round, by):
    """Sign off, return or open another round once the seats of a round are filled."""
    cell = submission.sign_off
    judgements = submission.assessments.standing().filter(round=judged_round)
    outcomes = [judgement.outcome for judgement in judgements]
    if len(outcomes) < submission.required_assessors:
        if judged_round == 1:
            notify.another_assessor_needed(submission, by=by)
        return
    facts = {"work_process": cell.work_process.code, "submission": submission.pk}
    failed = outcomes.count(Outcome.INSUFFICIENT)
    if 0 < failed < len(outcomes):
        if judged_round == ROUNDS:
            notify.without_agreement(submission, by=by)
            return
        log.write(cell.portfolio, Verb.ROUND_OPENED, by=by, round=judged_round + 1, **facts)
        notify.differing(submission, by=by)
        return
    submission.closed_at = clock.now()
    submission.save(update_fields=["closed_at"])
    if failed:
        move("assess", cell, State.RETURNED)
        cell.save(update_fields=["state"])
        log.write(cell.portfolio, Verb.RETURNED, by=by, **facts)
        end_confirmations(cell)
        completion.void(cell.portfolio, by=by)
        notify.returned(submission, by=by)
        return
    move("assess", cell, State.SIGNED_OFF)
    cell.grade = Grade.GOOD if set(outcomes) == {Outcome.GOOD} else Grade.SUFFICIENT
    cell.given_at, cell.to_confirm = submission.exit_profile, False
    cell.save(update_fields=["state", "grade", "given_at", "to_confirm"])
    log.write(
        cell.portfolio,
        Verb.SIGNED_OFF,
        by=by,
        grade=str(cell.grade),
        given_at=cell.given_at.slug,
        level=cell.given_at.level,
        **facts,
    )
    end_confirmations(cell)
    completion.void(cell.portfolio, by=by)
    notify.signed_off(submission, by=by)


def releasable_seats(submission):
    """The seats that a coordinator may release: without agreement, left by their assessor, or
    held by one person who had two accounts."""
    assessors = submission.assessments.standing().select_related("assessor__merged_into")
    standing = list(assessors)
    seats = {(judgement.seat, judgement.assessor.person) for judgement in standing}
    held = Counter(person for _seat, person in seats)
    stuck = current_round(submission) is None
    portfolio = submission.sign_off.portfolio
    return sorted(
        {
            judgement.seat
            for judgement in standing
            if stuck
            or held[judgement.assessor.person] > 1
            or not permissions.is_assessor(judgement.assessor.person, portfolio)
        }
    )


@transaction.atomic
def release_seat(*, submission, seat, by, reason):
    """Let another assessor take a seat; what was said in it no longer counts."""
    cell = lock_cell(submission.sign_off)
    submission = cell.submissions.get(pk=submission.pk)
    submission.sign_off = cell
    if not permissions.is_coordinator(by, cell.portfolio):
        raise PermissionDenied
    check_open(submission)
    check("release", cell, by)
    if seat not in releasable_seats(submission):
        raise Refused(_("This seat cannot be released now."))
    if not reason.strip():
        raise Refused(_("Write why."))
    submission.assessments.standing().filter(seat=seat).update(released_at=clock.now())
    move("release", cell, State.SUBMITTED)
    log.write(
        cell.portfolio,
        Verb.SEAT_RELEASED,
        by=by,
        reason=reason.strip(),
        work_process=cell.work_process.code,
        submission=submission.pk,
        seat=seat,
    )
    notify.seat_released(submission, by=by)
