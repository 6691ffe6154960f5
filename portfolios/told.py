"""When a student was told of a decision, and first saw it."""

from portfolios.enums import MessageKind
from portfolios.models import Message

_OF_SUBMISSION = (MessageKind.RETURNED, MessageKind.SIGNED_OFF)
_OF_CELL = (*_OF_SUBMISSION, MessageKind.REVOKED)


def of_submission(submission):
    """The message with which the student was told how this hand-in was decided, or None."""
    student = submission.sign_off.portfolio.student_id
    return _last(receiver=student, submission=submission, kind__in=_OF_SUBMISSION)


def of_cell(portfolio, sign_off_id):
    """The message of the last decision on this cell, its revocation included, or None."""
    if sign_off_id is None:
        return None
    return _last(receiver=portfolio.student_id, sign_off=sign_off_id, kind__in=_OF_CELL)


def _last(**about):
    return Message.objects.filter(**about).select_related("mail").order_by("at", "pk").last()
