"""Who is told of what: the receivers of each event."""

from collections import defaultdict

from django.db.models import Q

from portfolios import clock
from portfolios.enums import MessageKind
from portfolios.models import (
    COORDINATORS,
    EXAMINATION_BOARD,
    Message,
    SignOffMove,
    Submission,
    Teaching,
    User,
)
from portfolios.notify import mails


def handed_in(submission, *, by):
    """The teachers of the class: something waits for them."""
    _tell(
        MessageKind.SUBMITTED,
        _teachers(_portfolio(submission)),
        by=by,
        **_about_submission(submission),
    )


def another_assessor_needed(submission, *, by):
    """The other teachers of the class who did not sit here: a seat is free.

    Says nothing of what the first one found, nor who that was.
    """
    _seat_is_free(MessageKind.SECOND_NEEDED, submission, by)


def differing(submission, *, by):
    """The assessors of a filled round that differs: each judges again."""
    _tell(MessageKind.DIFFERING, _seated(submission), by=by, **_about_submission(submission))


def without_agreement(submission, *, by):
    """The assessors of the last round, and the coordinators: one of them releases a seat."""
    student = _portfolio(submission).student
    coordinators = User.objects.in_group(COORDINATORS).exclude(pk=student.pk)
    receivers = [*_seated(submission), *coordinators]
    _tell(MessageKind.DIFFERING, receivers, by=by, **_about_submission(submission))


def seat_released(submission, *, by):
    """The teachers of the class who have not sat here: a seat is free again."""
    _seat_is_free(MessageKind.SEAT_RELEASED, submission, by)


def seat_left(submission, *, by):
    """The coordinators: one of them releases a seat whose assessor has left the class."""
    student = _portfolio(submission).student
    coordinators = User.objects.in_group(COORDINATORS).exclude(pk=student.pk)
    _tell(MessageKind.SEAT_LEFT, coordinators, by=by, actor=None, **_about_submission(submission))


def returned(submission, *, by):
    """The student, and the other assessors."""
    _decided(MessageKind.RETURNED, submission, by)


def signed_off(submission, *, by):
    """The student, and the other assessors."""
    _decided(MessageKind.SIGNED_OFF, submission, by)


def revoked(sign_off, *, by):
    """The student, and who signed it off."""
    cells = [sign_off.pk, *SignOffMove.objects.behind([sign_off.pk]).get(sign_off.pk, ())]
    closed = Submission.objects.filter(sign_off__in=cells, closed_at__isnull=False)
    decided = closed.select_related("sign_off__portfolio").order_by("closed_at").last()
    receivers = [sign_off.portfolio.student, *_seated(decided)]
    _tell(MessageKind.REVOKED, receivers, by=by, **_about(sign_off))


def to_confirm(portfolio, *, by):
    """The student and the teachers of the class: sign-offs of a lower level can be confirmed."""
    receivers = [portfolio.student, *_teachers(portfolio)]
    _tell(MessageKind.TO_CONFIRM, receivers, by=by, portfolio=portfolio)


def moved(portfolio, *, by):
    """The student and the teachers of the class: another version of the qualification counts."""
    receivers = [portfolio.student, *_teachers(portfolio)]
    _tell(MessageKind.MOVED, receivers, by=by, portfolio=portfolio)


def carried_over(sign_off, *, by):
    """The student."""
    _tell(MessageKind.CARRIED_OVER, [sign_off.portfolio.student], by=by, **_about(sign_off))


def exempted(exemption, *, by):
    """The student."""
    _tell(MessageKind.EXEMPTED, [exemption.portfolio.student], by=by, **_about_exemption(exemption))


def exemption_ended(exemption, *, by):
    """The student."""
    _tell(
        MessageKind.EXEMPTION_ENDED,
        [exemption.portfolio.student],
        by=by,
        **_about_exemption(exemption),
    )


def completion_proposed(completion, *, by):
    """The examination board."""
    board = User.objects.in_group(EXAMINATION_BOARD)
    _tell(MessageKind.PROPOSED, board, by=by, **_about_completion(completion))


def completed(completion, *, by):
    """The student, and who proposed it."""
    _completion_decided(MessageKind.COMPLETED, completion, by)


def completion_refused(completion, *, by):
    """The student, and who proposed it."""
    _completion_decided(MessageKind.REFUSED, completion, by)


def completion_reopened(completion, *, by):
    """The student, who proposed it, and the coordinators."""
    _completion_decided(MessageKind.REOPENED, completion, by, *User.objects.in_group(COORDINATORS))


def trainer_named(trainer, *, by):
    """The teachers of the class: somebody must check who this is."""
    receivers = _teachers(trainer.portfolio)
    _tell(MessageKind.TRAINER_NAMED, receivers, by=by, portfolio=trainer.portfolio, trainer=trainer)


def trainer_declined(trainer, *, by):
    """Who named the trainer."""
    _tell(
        MessageKind.TRAINER_DECLINED,
        [trainer.named_by],
        by=by,
        portfolio=trainer.portfolio,
        trainer=trainer,
    )


def statement_received(statement):
    """The student and the teachers of the class, whatever the answer was."""
    cell = statement.question.sign_off
    receivers = [cell.portfolio.student, *_teachers(cell.portfolio)]
    _tell(MessageKind.STATEMENT, receivers, by=None, statement=statement, **_about(cell))


def looked_again(submission, *, by):
    """The assessors, when the examination board found otherwise or has doubts."""
    _tell(MessageKind.LOOKED_AGAIN, _seated(submission), by=by, **_about_submission(submission))


def structure_changed(change, portfolios, *, by):
    """The students who feel a change of what is asked, and the teachers of their classes."""
    teachers = defaultdict(list)
    classes = {portfolio.school_class_id for portfolio in portfolios}
    for one in Teaching.objects.filter(school_class__in=classes).select_related("teacher"):
        teachers[one.school_class_id].append(one.teacher)
    messages = []
    for portfolio in portfolios:
        receivers = [portfolio.student, *teachers[portfolio.school_class_id]]
        about = {"portfolio": portfolio, "structure_change": change}
        messages += _messages(MessageKind.STRUCTURE_CHANGED, receivers, by=by, **about)
    _send(messages)


def _seat_is_free(kind, submission, by):
    """Who takes a seat judges blind: nobody is named."""
    assessors = User.objects.filter(assessments__submission=submission)
    seated = {account.person for account in assessors.select_related("merged_into")}
    others = [one for one in _teachers(_portfolio(submission)) if one not in seated]
    about = _about_submission(submission)
    _tell(kind, others, by=by, actor=None, **about)


def _decided(kind, submission, by):
    receivers = [_portfolio(submission).student, *_seated(submission)]
    _tell(kind, receivers, by=by, **_about_submission(submission))


def _completion_decided(kind, completion, by, *others):
    receivers = [completion.portfolio.student, completion.proposed_by, *others]
    _tell(kind, receivers, by=by, **_about_completion(completion))


def _tell(kind, receivers, *, by, **about):
    """A message to each of these people once, but not to who did it, nor to who has left."""
    _send(_messages(kind, receivers, by=by, **about))


def _messages(kind, receivers, *, by, **about):
    people = [account.person for account in receivers]
    told = {person.pk: person for person in people if person.is_active and person != by}
    return [
        Message(**{"receiver": person, "kind": kind, "at": clock.now(), "actor": by, **about})
        for person in told.values()
    ]


def _send(messages):
    mails.queue(messages)
    Message.objects.bulk_create(messages)


def _portfolio(submission):
    return submission.sign_off.portfolio


def _teachers(portfolio):
    return portfolio.school_class.teachers.exclude(pk=portfolio.student_id)


def _seated(submission):
    """Its assessors, but for those who have left the class: they see nothing of it any more."""
    seated = submission.assessments.standing().values("assessor")
    merged = User.objects.filter(pk__in=seated, merged_into__isnull=False).values("merged_into")
    return _teachers(_portfolio(submission)).filter(Q(pk__in=seated) | Q(pk__in=merged))


def _about(sign_off):
    return {"portfolio": sign_off.portfolio, "sign_off": sign_off}


def _about_submission(submission):
    return {**_about(submission.sign_off), "submission": submission}


def _about_exemption(exemption):
    return {"portfolio": exemption.portfolio, "exemption": exemption}


def _about_completion(completion):
    return {"portfolio": completion.portfolio, "completion": completion}
