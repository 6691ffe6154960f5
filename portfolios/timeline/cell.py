"""The history of one cell: built from what the reader may see.

Every attempt, its decision and feedback, the versions of the evidence, and what was revoked. While
a hand-in waits, nobody learns from the history that it was assessed, but the assessor. What came
along from another version of the qualification has its history there as well.
"""

import json
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios import log
from portfolios.enums import Grade, Shown, Verb
from portfolios.models import Assessment, LogEntry, Submission, SubmissionEvidence
from portfolios.replay import versions_of
from portfolios.timeline import level, looks, moves, workplace
from portfolios.timeline.event import Event
from portfolios.timeline.returned import feedback_of

_DECISIONS = (Verb.SIGNED_OFF, Verb.RETURNED)
_RECORDS = (*level.OF_CELL, *looks.OF_CELL, *workplace.OF_CELL)
_VERBS = (*_DECISIONS, Verb.REVOKED, Verb.SEAT_RELEASED, *_RECORDS)


@dataclass(frozen=True)
class History:
    """What was read for the history of one cell; its `events` come newest first.

    `submissions`, oldest first, have `pieces`: the ids of what was handed in. `assessments` are
    those of all of them that the person may see. `feedback` is why the cell came back last; it
    is told while the cell is returned. `asked_trainer`: somebody asked a workplace trainer
    about it.
    """

    events: list
    submissions: list
    assessments: list
    feedback: list
    asked_trainer: bool

    @property
    def waiting(self):
        """The hand-in that waits for a decision, or None."""
        return next((found for found in self.submissions if found.is_open), None)


def history(portfolio, work_process, user, links, told=frozenset()):
    """The `History` of one cell.

    `links` are the links of evidence to this cell that the person may see, `told` the work
    processes whose history is told already.
    """
    submissions = _submissions(portfolio, work_process, user)
    assessments = _assessments(submissions, user)
    handed_in = {piece for submission in submissions for piece in submission.pieces}
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
    events += looks.events(entries, user)
    events += moves.events(entries, work_process, leaving=not told)
    feedback = _feedback_on(submissions, assessments, entries)
    told = {*told, work_process}
    for source, version in moves.sources(entries, work_process, told):
        earlier = history(portfolio, source, user, [], told)
        events += moves.earlier(earlier.events, source, version)
        feedback = feedback or earlier.feedback
    return History(
        # Sorting keeps the order in which things follow from each other within one moment.
        events=sorted(events, key=lambda event: event.at)[::-1],
        submissions=submissions,
        assessments=assessments,
        feedback=feedback,
        asked_trainer=any(entry.verb == Verb.STATEMENT_ASKED for entry, _facts in entries),
    )


def _submissions(portfolio, work_process, user):
    """The attempts at a cell, read through their pieces: each has at least one."""
    visible = Submission.objects.visible_to(user).filter(
        sign_off__portfolio=portfolio, sign_off__work_process=work_process
    )
    parts = SubmissionEvidence.objects.filter(submission__in=visible)
    parts = parts.select_related("submission__exit_profile").defer("submission__manifest")
    found = {}
    for part in parts.order_by("submission__attempt", "pk"):
        submission = found.setdefault(part.submission_id, part.submission)
        submission.pieces = [*getattr(submission, "pieces", ()), part.evidence_id]
    return list(found.values())


def _assessments(submissions, user):
    if not submissions:
        return []
    found = Assessment.objects.visible_to(user).filter(submission__in=submissions)
    return list(found.select_related("assessor__merged_into"))


def _feedback_on(submissions, assessments, entries):
    """Why the cell came back last, from what was read for its history."""
    closed = [submission for submission in submissions if submission.closed_at]
    taken_back = [entry for entry, _facts in entries if entry.verb == Verb.REVOKED]
    if not closed:
        return feedback_of([], None, taken_back[-1]) if taken_back else []
    judged = [a for a in assessments if a.submission_id == closed[-1].pk and not a.released_at]
    last = max((assessment.round for assessment in judged), default=0)
    return feedback_of(
        [assessment for assessment in judged if assessment.round == last],
        closed[-1].closed_at,
        taken_back[-1] if taken_back else None,
    )


def _entries(portfolio, work_process, handed_in):
    """The log entries of this cell that tell something, with their facts, oldest first.

    A file that was erased is told in every cell for which its piece was handed in; a link to a
    workplace trainer, in every cell it asks about; that the level was completed, in every cell of
    the version of then.
    """
    named = log.canonical({"work_process": work_process.code})[1:-1]
    entries = (
        LogEntry.objects.filter(portfolio=portfolio)
        .filter(
            Q(verb__in=_VERBS, facts__contains=named)
            | Q(
                verb__in=(Verb.FILE_ERASED, *workplace.OF_LINK, *level.OF_PORTFOLIO, *moves.OF_CELL)
            )
        )
        .select_related("actor", "log_text")
        .order_by("number")
    )
    read = [(entry, json.loads(entry.facts)) for entry in entries]
    versions = versions_of(read, portfolio.qualification_id)
    of_version = [
        pair
        for pair, version in zip(read, versions, strict=True)
        if version == work_process.qualification_id
    ]
    asked = workplace.links_of(of_version, work_process)
    # SQLite compares texts without regard for case.
    of_cell = [
        entry
        for entry, facts in of_version
        if facts.get("work_process") == work_process.code or entry.verb in level.OF_PORTFOLIO
    ]
    return [
        (entry, facts)
        for entry, facts in read
        if entry in of_cell
        or facts.get("evidence") in handed_in
        or facts.get("link") in asked
        or moves.concerns(entry, facts, work_process)
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
    pieces = len(submission.pieces)
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
        elif entry.verb in _DECISIONS:
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
