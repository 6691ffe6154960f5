"""Seals of what was handed in or completed, and hashes of whole rows as the log keeps them."""

import json

from django.utils.translation import gettext as _

from portfolios.log import canonical, moment, new_salt, sha256
from portfolios.models import STARR

# 2 added the statements of workplace trainers; a list of format 1 has none.
MANIFEST_FORMAT = 2
COMPLETION_FORMAT = 1


def own_work_sentence():
    """What the student confirms, in the language in which it was read."""
    return _("This is my own work.")


def manifest(*, portfolio, work_process, attempt, words, profile, pieces, statements, submitted_at):
    """The sealed list of one hand-in.

    The random salt keeps short texts from being guessed from the hash alone. `pieces` have their
    files prefetched; `statements` are what workplace trainers said of this cell before.
    """
    return canonical(
        {
            "format": MANIFEST_FORMAT,
            "salt": new_salt(),
            "portfolio": portfolio.pk,
            "attempt": attempt,
            "submitted_at": moment(submitted_at),
            "exit_profile": {
                "id": profile.pk,
                "slug": profile.slug,
                "name": profile.name,
                "level": profile.level,
                "required_assessors": profile.required_assessors,
            },
            "work_process": work_process_as_sealed(work_process),
            "own_work": own_work_sentence(),
            "words": words,
            "evidence": [piece_as_sealed(piece) for piece in pieces],
            "statements": [_statement_as_sealed(statement) for statement in statements],
        }
    )


def _statement_as_sealed(statement):
    """Names the statement by its hash: its remark may have to be erased one day."""
    return {
        "id": statement.pk,
        "answer": str(statement.answer),
        "shown_sha256": statement.shown_sha256,
        "statement_hash": statement_hash(statement),
        "trainer": statement.trainer.pk,
        "checked_by": statement.trainer.checked_by_id,
    }


def work_process_as_sealed(work_process):
    """What was asked, in the words of that day."""
    return {
        "id": work_process.pk,
        "code": work_process.code,
        "title": work_process.title,
        "description": work_process.description,
    }


def piece_as_sealed(piece):
    """What a manifest holds of one piece and its files."""
    return {
        "id": piece.pk,
        "title": piece.title,
        "kind": str(piece.kind),
        "url": piece.url,
        "text": piece.text,
        **{part: getattr(piece, part) for part in STARR},
        "made_on": piece.made_on.isoformat(),
        "setting": str(piece.setting),
        "company": piece.company,
        "made_with": piece.made_with,
        "replaces": piece.replaces_id,
        "files": [
            {
                "id": file.pk,
                "name": file.original_name,
                "type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in piece.files.all()
            if file.is_ready
        ],
    }


def read(submission):
    """The sealed list as data; empty where it was erased."""
    return json.loads(submission.manifest) if submission.manifest else {}


def completion(completion, *, by, at, work_processes):
    """The sealed list of a completed level: what counted, and where the log stood just before.

    `work_processes` are the rows that counted, as `completion` made them. Titles and levels are
    written out: the list stays what it is whatever happens to the matrix later.
    """
    portfolio = completion.portfolio
    profile = completion.exit_profile
    return canonical(
        {
            "format": COMPLETION_FORMAT,
            "salt": new_salt(),
            "number": completion.pk,
            "portfolio": portfolio.pk,
            "student": portfolio.student_id,
            "exit_profile": {
                "id": profile.pk,
                "slug": profile.slug,
                "name": profile.name,
                "level": profile.level,
            },
            "proposed_by": completion.proposed_by_id,
            "confirmed_by": by.pk,
            "confirmed_at": moment(at),
            "work_processes": work_processes,
            "log_count": portfolio.log_count,
            "log_head": portfolio.log_head,
        }
    )


def read_completion(completion):
    """The sealed list of a completed level as data; empty where it was never confirmed."""
    return json.loads(completion.sealed) if completion.sealed else {}


def assessment_hash(assessment):
    """The salted hash of a whole assessment, as the log keeps it."""
    return sha256(
        canonical(
            {
                "salt": assessment.salt,
                "submission": assessment.submission_id,
                "seat": assessment.seat,
                "round": assessment.round,
                "assessor": assessment.assessor_id,
                "outcome": str(assessment.outcome),
                "feedback": assessment.feedback,
                "assessed_at": moment(assessment.assessed_at),
                "manifest_sha256": assessment.manifest_sha256,
            }
        )
    )


def exemption_hash(exemption):
    """The salted hash of a whole exemption as it was granted, as the log keeps it.

    One that came along to another version names the one it was there too.
    """
    moved = {}
    if exemption.moved_from_id:
        moved = {"moved_from": exemption.moved_from_id, "to_confirm": exemption.to_confirm}
    return sha256(
        canonical(
            {
                **moved,
                "salt": exemption.salt,
                "portfolio": exemption.portfolio_id,
                "work_process": exemption.work_process_id,
                "exit_profile": exemption.exit_profile_id,
                "ground": exemption.ground,
                "stored_name": exemption.stored_name,
                "attachment_name": exemption.attachment_name,
                "attachment_type": exemption.attachment_type,
                "attachment_size": exemption.attachment_size,
                "attachment_sha256": exemption.attachment_sha256,
                "granted_by": exemption.granted_by_id,
                "granted_at": moment(exemption.granted_at),
            }
        )
    )


def statement_hash(statement):
    """The salted hash of a whole workplace statement, as the log keeps it."""
    return sha256(
        canonical(
            {
                "salt": statement.salt,
                "question": statement.question_id,
                "answer": str(statement.answer),
                "remark": statement.remark,
                "name": statement.name,
                "capacity": statement.capacity,
                "stated_at": moment(statement.stated_at),
                "shown_sha256": statement.shown_sha256,
            }
        )
    )
