"""The life of one student, as rows that fit each other: what a real one would have left behind.

Ids are given out before anything is written, because the log and the seals name them.
"""

import hashlib
import random
from collections import defaultdict
from datetime import timedelta
from itertools import count

from portfolios import log, seal, uploads
from portfolios.enums import FileState, Grade, Outcome, State, Verb
from portfolios.models import (
    STARR,
    Assessment,
    Evidence,
    EvidenceFile,
    EvidenceLink,
    LogEntry,
    Portfolio,
    SignOff,
    Submission,
    SubmissionEvidence,
)

SENTENCE = "The parts were measured, turned and measured again, and the drawing was kept in order."
# Order in which rows can be written: what is pointed at comes first.
MODELS = (
    Portfolio, SignOff, Evidence, EvidenceFile, EvidenceLink, Submission, SubmissionEvidence,
    Assessment, LogEntry,
)  # fmt: skip


class Rows:
    """Collects rows by model and gives out their ids."""

    def __init__(self):
        self.ids = defaultdict(lambda: count(1))
        self.waiting = defaultdict(list)

    def add(self, model, **fields):
        row = model(pk=next(self.ids[model]), **fields)
        self.waiting[model].append(row)
        return row

    def write(self):
        """Write what was collected, and forget it."""
        for model in MODELS:
            model.objects.bulk_create(self.waiting.pop(model, []), batch_size=2_000)


class Life:
    """One student from the first day on; `share` of the units is signed off in the end."""

    def __init__(self, rows, portfolio, teachers, share, chance, now):
        self.rows = rows
        self.portfolio = portfolio
        self.teachers = teachers
        self.share = share
        self.chance = chance
        self.now = now

    def live(self, work_processes, first_day):
        """Everything that this student did, the log last."""
        self.at = first_day
        profile = self.portfolio.exit_profile
        self._log(
            Verb.PORTFOLIO_STARTED,
            None,
            student=self.portfolio.student_id,
            qualification=profile.qualification_id,
            exit_profile=profile.slug,
            level=profile.level,
            school_class=self.portfolio.school_class_id,
        )
        # A step for each hour that is left: nobody is ahead of the present.
        self.pace = (self.now - first_day) / (12 * len(work_processes) + 1)
        for work_process in work_processes:
            drawn = self.chance.random()
            if drawn < self.share:
                self._signed_off(work_process)
            elif drawn < self.share + 0.06:
                self._returned(work_process)
            elif drawn < self.share + 0.10:
                self._submit(*self._begin(work_process))
            elif drawn < self.share + 0.20:
                self._begin(work_process)

    def _signed_off(self, work_process):
        cell, pieces = self._begin(work_process)
        if self.chance.random() < 0.2:
            self._judge(cell, self._submit(cell, pieces), Outcome.INSUFFICIENT)
        good = self.chance.random() < 0.4
        outcome = Outcome.GOOD if good else Outcome.SUFFICIENT
        self._judge(cell, self._submit(cell, pieces), outcome)

    def _returned(self, work_process):
        cell, pieces = self._begin(work_process)
        self._judge(cell, self._submit(cell, pieces), Outcome.INSUFFICIENT)

    def _begin(self, work_process):
        """The cell with one to three pieces, each with a file."""
        cell = self.rows.add(
            SignOff,
            portfolio=self.portfolio,
            work_process=work_process,
            state=State.IN_PROGRESS,
        )
        cell.attempts = 0
        return cell, [self._piece(cell) for _number in range(self.chance.choice((1, 1, 2, 3)))]

    def _piece(self, cell):
        at = self._tick()
        piece = self.rows.add(
            Evidence,
            portfolio=self.portfolio,
            title=f"{cell.work_process.code}, {at:%d-%m-%Y}",
            made_on=at.date(),
            created_at=at,
            **dict.fromkeys(STARR, SENTENCE),
        )
        photo = f"file {piece.pk}".encode()
        digest = hashlib.sha256(photo).hexdigest()
        stored_name = f"{digest[:2]}/{digest[:32]}"
        _put_on_disk(stored_name, photo)
        file = self.rows.add(
            EvidenceFile,
            portfolio=self.portfolio,
            evidence=piece,
            original_name="photo.jpg",
            stored_name=stored_name,
            media_type="image/jpeg",
            state=FileState.READY,
            received_at=at,
            received_size=2_400_000,
            received_sha256=digest,
            size=len(photo),
            sha256=digest,
        )
        student = self.portfolio.student_id
        self._log(Verb.EVIDENCE_ADDED, student, evidence=piece.pk, replaces=None)
        self._log(
            Verb.FILE_ADDED,
            student,
            evidence=piece.pk,
            file=file.pk,
            state=str(file.state),
            received_sha256=digest,
            sha256=digest,
        )
        link = self.rows.add(
            EvidenceLink, evidence=piece, work_process=cell.work_process, linked_at=at
        )
        self._log(
            Verb.EVIDENCE_LINKED,
            student,
            evidence=piece.pk,
            work_process=cell.work_process.code,
            state=str(State.IN_PROGRESS),
        )
        piece.sealed_with = (file, link)
        return piece

    def _submit(self, cell, pieces):
        at, profile = self._tick(), self.portfolio.exit_profile
        cell.attempts += 1
        for piece in pieces:
            file, link = piece.sealed_with
            for row in (piece, file, link):
                row.frozen_at = row.frozen_at or at
            # The seal reads the files of a piece as they were prefetched.
            piece._prefetched_objects_cache = {"files": [file]}
        manifest = seal.manifest(
            portfolio=self.portfolio,
            work_process=cell.work_process,
            attempt=cell.attempts,
            words="",
            profile=profile,
            pieces=pieces,
            statements=(),
            submitted_at=at,
        )
        submission = self.rows.add(
            Submission,
            sign_off=cell,
            attempt=cell.attempts,
            own_work_confirmed=True,
            submitted_at=at,
            exit_profile=profile,
            required_assessors=1,
            state_before=cell.state,
            manifest=manifest,
            manifest_sha256=log.sha256(manifest),
        )
        for piece in pieces:
            self.rows.add(SubmissionEvidence, submission=submission, evidence=piece)
        cell.state = State.SUBMITTED
        self._log(
            Verb.SUBMITTED,
            self.portfolio.student_id,
            work_process=cell.work_process.code,
            submission=submission.pk,
            attempt=submission.attempt,
            manifest=submission.manifest_sha256,
        )
        return submission

    def _judge(self, cell, submission, outcome):
        at, teacher = self._tick(), self.chance.choice(self.teachers)
        assessment = self.rows.add(
            Assessment,
            submission=submission,
            seat=1,
            round=1,
            assessor=teacher,
            outcome=outcome,
            feedback=SENTENCE,
            assessed_at=at,
            manifest_sha256=submission.manifest_sha256,
            salt=log.new_salt(),
        )
        submission.closed_at = at
        about = {"work_process": cell.work_process.code, "submission": submission.pk}
        self._log(
            Verb.ASSESSED,
            teacher.pk,
            assessment=assessment.pk,
            assessment_hash=seal.assessment_hash(assessment),
            **about,
        )
        if outcome == Outcome.INSUFFICIENT:
            cell.state = State.RETURNED
            self._log(Verb.RETURNED, teacher.pk, **about)
            return
        cell.state, cell.given_at = State.SIGNED_OFF, self.portfolio.exit_profile
        cell.grade = Grade.GOOD if outcome == Outcome.GOOD else Grade.SUFFICIENT
        self._log(
            Verb.SIGNED_OFF,
            teacher.pk,
            grade=str(cell.grade),
            given_at=cell.given_at.slug,
            level=cell.given_at.level,
            **about,
        )

    def _tick(self):
        """The next moment at which something happens."""
        self.at += self.pace * self.chance.uniform(0.5, 1.2)
        return self.at

    def _log(self, verb, actor, **facts):
        entry = self.rows.add(
            LogEntry,
            portfolio=self.portfolio,
            number=self.portfolio.log_count + 1,
            actor_id=actor,
            verb=verb,
            facts=log.canonical(facts),
            at=self.at + timedelta(milliseconds=self.portfolio.log_count),
            previous=self.portfolio.log_head,
        )
        entry.hash = log.entry_hash(entry)
        self.portfolio.log_count, self.portfolio.log_head = entry.number, entry.hash


def _put_on_disk(stored_name, content):
    """The checks read every file, so that each has its bytes, few as they are."""
    place = uploads.path_of(stored_name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def chance(seed):
    """The same school every time."""
    return random.Random(seed)
