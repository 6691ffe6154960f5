"""What the log says happened, and the messages that must have been written for exactly that."""

import json
from collections import Counter

from portfolios.enums import MessageKind, Outcome, Verb
from portfolios.models import Assessment, Message


def since(portfolio, number):
    """The entries after this number, in their order."""
    return list(portfolio.log.filter(number__gt=number).select_related("actor").order_by("number"))


def messages_since(portfolio, last):
    """Who was told what after the message with this id, by whom it was done, counted."""
    rows = Message.objects.filter(portfolio=portfolio, pk__gt=last)
    return Counter(rows.values_list("kind", "receiver__first_name", "actor__first_name"))


def messages_for(portfolio, entries):
    """Who must be told what of these entries, counted."""
    expected = Counter()
    for entry in entries:
        for kind, people in _told(portfolio, entry.verb, json.loads(entry.facts)):
            told = {person for person in people if person != entry.actor}
            # Who still judges blind is not told who judged.
            by = None if kind == MessageKind.SECOND_NEEDED else entry.actor.first_name
            expected.update((kind, person.first_name, by) for person in told)
    return expected


def _told(portfolio, verb, facts):
    student = portfolio.student
    teachers = portfolio.school_class.teachers.all()
    match verb:
        case Verb.SUBMITTED:
            yield MessageKind.SUBMITTED, teachers
        case Verb.ASSESSED:
            yield from _told_of_a_seat(teachers, facts["assessment"])
        case Verb.SIGNED_OFF:
            yield MessageKind.SIGNED_OFF, [student, *_assessors(submission=facts["submission"])]
        case Verb.RETURNED:
            yield MessageKind.RETURNED, [student, *_assessors(submission=facts["submission"])]
        case Verb.REVOKED:
            cell = portfolio.sign_offs.get(work_process__code=facts["work_process"])
            decided = cell.submissions.filter(closed_at__isnull=False).order_by("attempt").last()
            yield MessageKind.REVOKED, [student, *_assessors(submission=decided)]


def _told_of_a_seat(teachers, pk):
    """A first judgement asks for another; those of a filled round that differ are told."""
    row = Assessment.objects.select_related("submission").get(pk=pk)
    until_now = Assessment.objects.filter(submission=row.submission, pk__lte=pk)
    in_round = until_now.filter(round=row.round)
    outcomes = list(in_round.values_list("outcome", flat=True))
    if len(outcomes) < row.submission.required_assessors:
        if row.round == 1:
            seated = {one.assessor_id for one in until_now}
            yield MessageKind.SECOND_NEEDED, [one for one in teachers if one.pk not in seated]
    elif 0 < outcomes.count(Outcome.INSUFFICIENT) < len(outcomes):
        yield MessageKind.DIFFERING, [one.assessor for one in in_round]


def _assessors(**which):
    return [row.assessor for row in Assessment.objects.filter(**which).select_related("assessor")]
