"""Messages as one person reads them: a sentence from the kind and what it is about.

Whatever an assessor found comes from `Assessment.objects.visible_to`, and of a portfolio that the
reader does not see any more nothing is told. Any number of messages costs the same few queries.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portfolios.enums import CompletionState, MessageKind, Outcome, Shown
from portfolios.models import Assessment, Message, Portfolio
from portfolios.notify import sentences, turn

_DECISIONS = (MessageKind.RETURNED, MessageKind.SIGNED_OFF)
# These ask a colleague too: who was first ends them for the others.
_FOR_WHO_IS_FIRST = (MessageKind.SUBMITTED, MessageKind.SECOND_NEEDED, MessageKind.SEAT_RELEASED)
_SEALED = (MessageKind.COMPLETED, MessageKind.REOPENED)
_OF_TRAINERS = (MessageKind.TRAINER_NAMED, MessageKind.TRAINER_DECLINED)


@dataclass(frozen=True)
class Quote:
    """What somebody wrote."""

    by: str
    words: str


@dataclass(frozen=True)
class Told:
    """One message in words. `shown` is the state that it leads to, or empty; `address` is empty
    where the reader may not see what it is about; `is_over` where it asks nothing any more."""

    message: Message
    title: str
    about: str = ""
    body: str = ""
    quotes: tuple = ()
    shown: str = ""
    icon: str = "message"
    address: str = ""
    action: str = ""
    is_over: bool = False

    @property
    def is_turn(self):
        return bool(self.action)

    @property
    def by(self):
        """Who did it, where the reader may know."""
        return self.message.actor.name_of_assessor if self.address and self.message.actor else ""


def tell(messages, reader):
    """These messages (`with_matter`) in the words of their reader, in the active language."""
    messages = list(messages)
    portfolios = {message.portfolio_id for message in messages}
    visible = set(
        Portfolio.objects.visible_to(reader).filter(pk__in=portfolios).values_list("pk", flat=True)
    )
    ids = [message.pk for message in messages]
    turns = set(turn.of(Message.objects.filter(pk__in=ids), reader).values_list("pk", flat=True))
    judged = _judged(messages, reader)
    return [
        _told(message, reader, message.pk in turns, judged.get(message.submission_id, ()))
        if message.portfolio_id in visible
        else Told(message, _("A message about a portfolio that you do not see any more"))
        for message in messages
    ]


def _judged(messages, reader):
    """The assessments of the last round of each decided hand-in, by its id."""
    decided = {message.submission_id for message in messages if message.kind in _DECISIONS}
    rounds = defaultdict(lambda: defaultdict(list))
    for assessment in (
        Assessment.objects.visible_to(reader)
        .standing()
        .filter(submission__in=decided, submission__closed_at__isnull=False)
        .select_related("assessor")
        .order_by("submission", "round", "seat")
    ):
        rounds[assessment.submission_id][assessment.round].append(assessment)
    return {submission: found[max(found)] for submission, found in rounds.items()}


def _told(message, reader, is_turn, judged):
    kind = MessageKind(message.kind)
    is_own = message.portfolio.student_id == reader.pk
    facts = _facts(message, judged)
    title, body = (sentences.TO_STUDENT if is_own else sentences.TO_STAFF)[kind]
    return Told(
        message=message,
        title=title % facts,
        # The title of a work process stands below its code.
        about="" if "(work_process)" in str(title) else facts["about"],
        body=_meanwhile(message) or str(body) % facts,
        quotes=_quotes(message, judged),
        shown=facts["shown"] or sentences.STATES.get(kind, ""),
        icon=sentences.ICONS.get(kind, ""),
        address=_address(message, is_own, is_turn),
        action=str(sentences.ACTIONS[kind]) if is_turn else "",
        is_over=_is_over(message, is_turn),
    )


def _facts(message, judged):
    """What the sentences name."""
    work_process = _work_process(message)
    trainer = message.trainer
    answer = ""
    if message.statement_id:
        trainer = message.statement.question.link.trainer
        answer = message.statement.get_answer_display()
    profile = message.portfolio.exit_profile
    if message.completion_id:
        profile = message.completion.exit_profile
    grade = _grade(judged) if message.kind == MessageKind.SIGNED_OFF else None
    return {
        "work_process": work_process or "",
        "code": work_process.code if work_process else "",
        "about": work_process.display_title if work_process else "",
        "name": message.portfolio.student.get_full_name(),
        "profile": profile.display_title,
        "trainer": trainer.name if trainer else "",
        "company": trainer.company if trainer else "",
        "answer": answer,
        "grade": grade.label if grade else "",
        "shown": Shown(grade) if grade else "",
    }


def _work_process(message):
    if message.sign_off_id:
        return message.sign_off.work_process
    return message.exemption.work_process if message.exemption_id else None


def _grade(judged):
    """The lower one counts."""
    is_good = all(assessment.outcome == Outcome.GOOD for assessment in judged)
    return Outcome.GOOD if is_good else Outcome.SUFFICIENT


def _quotes(message, judged):
    if message.statement_id:
        remark = message.statement.remark
        return (Quote(message.statement.name, remark),) if remark else ()
    if message.structure_change_id:
        reason = message.structure_change.reason
        return (Quote(message.actor.name_of_assessor, reason),) if reason and message.actor else ()
    if message.kind not in _DECISIONS:
        return ()
    return tuple(
        Quote(assessment.assessor.name_of_assessor, assessment.feedback)
        for assessment in judged
        if assessment.feedback
    )


def _meanwhile(message):
    """What became of a hand-in after it was told that it waits; empty while it does."""
    if message.kind not in turn.TO_ASSESS:
        return ""
    if message.submission.withdrawn_at:
        return _("The student has withdrawn it.")
    return _("It has been decided.") if message.submission.closed_at else ""


def _is_over(message, is_turn):
    if message.kind in _FOR_WHO_IS_FIRST or message.kind == MessageKind.SEAT_LEFT:
        return not is_turn
    if message.kind == MessageKind.DIFFERING:
        return not message.submission.is_open
    if message.kind == MessageKind.TRAINER_NAMED:
        return bool(message.trainer.checked_at or message.trainer.declined_at)
    if message.kind == MessageKind.PROPOSED:
        return message.completion.state != CompletionState.PROPOSED
    return False


def _address(message, is_own, is_turn):
    """The page that it is about; where it is the reader's turn, that of what there is to do."""
    if message.kind == MessageKind.PROPOSED:
        return reverse("portfolios:board")
    if message.kind in _SEALED:
        return reverse("portfolios:completion", args=[message.portfolio_id, message.completion_id])
    if message.kind == MessageKind.SEAT_LEFT and is_turn:
        return reverse("portfolios:release_seat", args=[message.submission_id])
    if message.kind in turn.TO_CONFIRM and is_turn:
        return reverse("portfolios:to_confirm", args=[message.portfolio_id])
    if message.kind in _OF_TRAINERS and not is_own:
        return reverse("portfolios:trainers", args=[message.portfolio_id])
    if message.submission_id and not is_own:
        return message.submission.get_absolute_url()
    if work_process := _work_process(message):
        return reverse("portfolios:work_process_of", args=[message.portfolio_id, work_process.code])
    return message.portfolio.get_absolute_url()
