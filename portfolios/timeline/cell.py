"""The history of one cell, and why it came back: built from what the reader may see.

Every attempt, its decision and feedback, the versions of the evidence, and what was revoked. While
a hand-in waits, nobody learns from the history that it was assessed, but the assessor.
"""

import json
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios import log
from portfolios.enums import Grade, Outcome, Shown, Verb
from portfolios.models import Assessment, LogEntry, Submission
from portfolios.timeline import level, workplace
from portfolios.timeline.event import Event, Feedback

_DECISIONS = (Verb.SIGNED_OFF, Verb.RETURNED)
_VERBS = (*_DECISIONS, Verb.REVOKED, Verb.SEAT_RELEASED, *level.OF_CELL, *workplace.OF_CELL)


def of_cell(portfolio, work_process, user, links):
    """The events of one cell, newest first.

    `links` are the links of evidence to this cell that the person may see.
    """
    submissions = list(
        Submission.objects.visible_to(user)
        .filter(sign_off__portfolio=portfolio, sign_off__work_process=work_process)
        .select_related("exit_profile")
        .prefetch_related("parts")
        .order_by("attempt")
    )
    assessments = list(
        Assessment.objects.visible_to(user)
        .filter(submission__in=[submission.pk for submission in submissions])
        .select_related("assessor")
    )
    handed_in = {part.evidence_id for found in submissions for part in found.parts.all()}
    entries = _entries(portfolio, work_process, handed_in)
    events = [_evidence_event(link, portfolio) for link in links]
    for submission in submissions:
        judged = [found for found in assessments if found.submission_id == submission.pk]
        noted = [entry for entry in entries if entry[1].get("submission") == submission.pk]
        events += _submission_events(submission, portfolio, judged, noted, user)
    events += [_revoked_event(*entry) for entry in entries if entry[0].verb == Verb.REVOKED]
    events += [_erased_event(entry) for entry, _facts in entries if entry.verb == Verb.FILE_ERASED]
    events += level.events(entries, portfolio)
    events += workplace.events(entries)
    # Sorting keeps the order in which things follow from each other within one moment.
    return sorted(events, key=lambda event: event.at)[::-1]


def why_returned(portfolio, sign_off_ids, user):
    """The feedback with which cells came back last, as lists by the id of the cell."""
    ids = list(sign_off_ids)
    if not ids:
        return {}
    judged = (
        Assessment.objects.visible_to(user)
        .standing()
        .filter(submission__sign_off__in=ids, submission__closed_at__isnull=False)
        .select_related("assessor", "submission__sign_off__work_process")
        .order_by("submission__sign_off", "-submission__attempt", "-round", "seat")
    )
    entries = LogEntry.objects.filter(portfolio=portfolio, verb=Verb.REVOKED)
    revoked = {
        json.loads(entry.facts)["work_process"]: entry
        for entry in entries.select_related("actor", "log_text").order_by("number")
    }
    found = {}
    for cell, of_cell in groupby(judged, key=lambda a: a.submission.sign_off):
        last_round = next(groupby(of_cell, key=lambda a: (a.submission.attempt, a.round)))[1]
        last_round = list(last_round)
        taken_back = revoked.get(cell.work_process.code)
        if taken_back and taken_back.at >= last_round[0].submission.closed_at:
            feedback = [Feedback(taken_back.at, _name(taken_back.actor), taken_back.log_text.text)]
        else:
            feedback = [
                Feedback(assessment.assessed_at, _name(assessment.assessor), assessment.feedback)
                for assessment in last_round
                if assessment.outcome == Outcome.INSUFFICIENT
            ]
        found[cell.pk] = feedback
    return found


def _entries(portfolio, work_process, handed_in):
    """The log entries of this cell that tell something, with their facts, oldest first.

    A file that was erased is told in every cell for which its piece was handed in; a link to a
    workplace trainer, in every cell it asks about; that the level was completed, in every cell.
    """
    named = log.canonical({"work_process": work_process.code})[1:-1]
    entries = (
        LogEntry.objects.filter(portfolio=portfolio)
        .filter(
            Q(verb__in=_VERBS, facts__contains=named)
            | Q(verb__in=(Verb.FILE_ERASED, *workplace.OF_LINK, *level.OF_PORTFOLIO))
        )
        .select_related("actor", "log_text")
        .order_by("number")
    )
    read = [(entry, json.loads(entry.facts)) for entry in entries]
    asked = workplace.links_of(read, work_process)
    # SQLite compares texts without regard for case.
    return [
        (entry, facts)
        for entry, facts in read
        if facts.get("work_process") == work_process.code
        or facts.get("evidence") in handed_in
        or facts.get("link") in asked
        or entry.verb in level.OF_PORTFOLIO
    ]


def _evidence_event(link, portfolio):
    title = _("Evidence added")
    if link.evidence.replaces_id:
        title = _("New version added")
    return Event(
        at=link.linked_at,
        title=title,
        icon="plus",
        shown=Shown.IN_PROGRESS,
        by=portfolio.student.get_full_name(),
        evidence=link.evidence,
    )


def _submission_events(submission, portfolio, judged, noted, user):
    student = portfolio.student.get_full_name()
    pieces = len(submission.parts.all())
    yield Event(
        at=submission.submitted_at,
        title=ngettext(
            "Handed in, attempt %(attempt)d with %(pieces)d piece of evidence",
            "Handed in, attempt %(attempt)d with %(pieces)d pieces of evidence",
            pieces,
        )
        % {"attempt": submission.attempt, "pieces": pieces},
        icon="submitted",
        shown=Shown.SUBMITTED,
        by=student,
        words=submission.words,
    )
    if submission.withdrawn_at:
        yield Event(
            at=submission.withdrawn_at,
            title=_("Hand-in withdrawn, attempt %(attempt)d") % {"attempt": submission.attempt},
            icon="close",
            by=student,
        )
    if submission.is_open:
        for assessment in judged:
            yield Event(
                at=assessment.assessed_at,
                title=_("Assessed: %(outcome)s") % {"outcome": assessment.get_outcome_display()},
                icon="eye",
                by=_name(assessment.assessor),
                words=assessment.feedback,
            )
    for entry, facts in noted:
        if entry.verb == Verb.SEAT_RELEASED:
            if submission.closed_at or _may_know_of_seats(user, portfolio):
                yield _released_event(entry)
        else:
            yield _decision_event(entry, facts, submission, judged)


def _may_know_of_seats(user, portfolio):
    """Releasing a seat tells that somebody assessed: only who may do that learns of it."""
    return user.roles.coordinator and portfolio.student_id != user.pk


def _released_event(entry):
    return Event(
        at=entry.at,
        title=_("Seat of an assessor released"),
        icon="users",
        by=_name(entry.actor),
        words=entry.log_text.text,
    )


def _decision_event(entry, facts, submission, judged):
    if entry.verb == Verb.RETURNED:
        shown, title = Shown.RETURNED, _("Returned with feedback, attempt %(attempt)d")
    else:
        shown = Shown(facts["grade"])
        title = _("Signed off for %(profile)s, attempt %(attempt)d")
    return Event(
        at=entry.at,
        title=title
        % {"attempt": submission.attempt, "profile": submission.exit_profile.display_title},
        icon=shown.value,
        shown=shown,
        judgements=tuple(judged),
    )


def _erased_event(entry):
    return Event(
        at=entry.at,
        title=_("A file was erased"),
        icon="trash",
        by=_name(entry.actor),
        words=entry.log_text.text,
    )


def _revoked_event(entry, facts):
    return Event(
        at=entry.at,
        title=_("Sign-off revoked"),
        icon="returned",
        shown=Shown.RETURNED,
        by=_name(entry.actor),
        words=entry.log_text.text,
        struck=Shown(Grade(facts["grade"]).value).label,
    )


def _name(person):
    return person.name_of_assessor
