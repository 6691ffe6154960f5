"""Holds the submissions and assessments of one portfolio against its log, in both directions."""

from portfolios import log, seal
from portfolios.enums import Grade, Outcome, Verb
from portfolios.models import Assessment, Submission
from portfolios.verify.rows import named

_ENDS = {
    Verb.WITHDRAWN: "withdrawn",
    Verb.RETURNED: "decided",
    Verb.SIGNED_OFF: "decided",
}


class Decisions:
    """Reads the entries in their order; afterwards names the rows that do not fit them."""

    def __init__(self):
        self._submitted = {}
        self._ended = {}
        self._assessed = {}
        self._released = set()

    def read(self, entry, facts):
        """Take one entry into account."""
        submission = facts.get("submission")
        if entry.verb == Verb.SUBMITTED:
            self._submitted[submission] = (entry.number, facts)
        elif entry.verb in _ENDS:
            self._ended[submission] = (entry.verb, facts)
        elif entry.verb == Verb.ASSESSED:
            self._assessed[facts.get("assessment")] = named(entry, facts)
        elif entry.verb == Verb.SEAT_RELEASED:
            self._released.add((submission, facts.get("seat")))

    def breaks(self, portfolio):
        """A line for each row or entry that has no counterpart, or another one."""
        yield from self._breaks_of_submissions(portfolio)
        yield from self._breaks_of_assessments(portfolio)

    def _breaks_of_submissions(self, portfolio):
        submissions = (
            Submission.objects.filter(sign_off__portfolio=portfolio)
            .select_related("sign_off__work_process", "exit_profile")
            .prefetch_related("parts", "assessments")
            .order_by("pk")
        )
        unseen = dict(self._submitted)
        for submission in submissions:
            _number, facts = unseen.pop(submission.pk, (None, None))
            for fault in self._faults_of_submission(submission, facts):
                yield f"submission {submission.pk}: {fault}"
        for pk, (number, _facts) in unseen.items():
            yield f"entry {number}: its submission {pk} is gone"

    def _faults_of_submission(self, submission, facts):
        if facts is None:
            yield "has no entry in the log"
        elif facts.get("manifest") != submission.manifest_sha256:
            yield "its seal is not the one in the log"
        elif not submission.manifest:
            yield "its sealed list is empty, and no erasing was logged"
        elif log.sha256(submission.manifest) != submission.manifest_sha256:
            yield "its sealed list was changed"
        else:
            yield from _unlike_seal(submission)
        verb, facts = self._ended.get(submission.pk, (None, {}))
        logged = _ENDS.get(verb, "open")
        if _end_of(submission) != logged:
            yield f"is {_end_of(submission)}, the log says {logged}"
        elif logged == "decided" and (verb, facts.get("grade", "")) != _decision_of(submission):
            yield "its decision does not follow from its assessments"

    def _breaks_of_assessments(self, portfolio):
        assessments = Assessment.objects.filter(submission__sign_off__portfolio=portfolio).order_by(
            "pk"
        )
        unseen = dict(self._assessed)
        for assessment in assessments:
            entry = unseen.pop(assessment.pk, None)
            place = f"assessment {assessment.pk}"
            student = entry.student if entry else portfolio.student_id
            if assessment.assessor_id == student:
                yield f"{place}: was given by the student"
            if entry is None:
                yield f"{place}: has no entry in the log"
            elif entry.actor != assessment.assessor_id:
                yield f"{place}: was given by somebody else, says the log"
            elif entry.facts.get("assessment_hash") != seal.assessment_hash(assessment):
                yield f"{place}: was changed, its hash is not the one in the log"
            released = (assessment.submission_id, assessment.seat) in self._released
            if assessment.released_at and not released:
                yield f"{place}: is released, the log says it stands"
        for pk, entry in unseen.items():
            yield f"entry {entry.number}: its assessment {pk} is gone"


def _decision_of(submission):
    """The verb and the grade to which the standing assessments lead; None for no decision."""
    standing = [row for row in submission.assessments.all() if row.released_at is None]
    last = max((row.round for row in standing), default=0)
    judged = [row for row in standing if row.round == last]
    outcomes = {row.outcome for row in judged}
    seated = {row.assessor_id for row in judged}
    if len(seated) < submission.required_assessors:
        return None
    if Outcome.INSUFFICIENT in outcomes:
        return (Verb.RETURNED, "") if len(outcomes) == 1 else None
    return Verb.SIGNED_OFF, str(Grade.GOOD if outcomes == {Outcome.GOOD} else Grade.SUFFICIENT)


def _end_of(submission):
    if submission.withdrawn_at:
        return "withdrawn"
    return "decided" if submission.closed_at else "open"


def _unlike_seal(submission):
    """Where the columns of a submission differ from its own sealed list."""
    sealed = seal.read(submission)
    pairs = {
        "attempt": (submission.attempt, sealed.get("attempt")),
        "words": (submission.words, sealed.get("words")),
        "time": (log.moment(submission.submitted_at), sealed.get("submitted_at")),
        "exit profile": (submission.exit_profile_id, sealed.get("exit_profile", {}).get("id")),
        "assessors": (
            submission.required_assessors,
            sealed.get("exit_profile", {}).get("required_assessors"),
        ),
        "work process": (
            submission.sign_off.work_process_id,
            sealed.get("work_process", {}).get("id"),
        ),
        "evidence": (
            sorted(part.evidence_id for part in submission.parts.all()),
            sorted(piece["id"] for piece in sealed.get("evidence", ())),
        ),
    }
    for name, (stored, handed_in) in pairs.items():
        if stored != handed_in:
            yield f"its {name} is not what was handed in"
