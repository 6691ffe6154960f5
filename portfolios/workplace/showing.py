"""What a link shows of a work process: sealed when the link is made, and read for its page."""

import json
from dataclasses import dataclass
from datetime import date

from portfolios import seal
from portfolios.enums import EvidenceKind, Setting, State
from portfolios.log import canonical, new_salt
from portfolios.models import STARR, Evidence, EvidenceFile

SHOWN_FORMAT = 1
_BEING_MADE = (State.IN_PROGRESS, State.RETURNED)


def submission_of(cell, *, for_owner):
    """The hand-in to show, or None where the pieces are listed that are not handed in yet.

    Only their student can show those: a teacher does not see them.
    """
    if for_owner and cell.state in _BEING_MADE:
        return None
    return cell.submissions.standing().order_by("-attempt").first()


def pieces_of(cell, *, for_owner):
    """The pieces to show, as a seal holds them; empty where there is nothing to show."""
    submission = submission_of(cell, for_owner=for_owner)
    if submission:
        return seal.read(submission).get("evidence", [])
    if not for_owner:
        return []
    pieces = Evidence.objects.for_cell(cell.portfolio, cell.work_process)
    return [
        seal.piece_as_sealed(piece) for piece in pieces.prefetch_related("files").order_by("pk")
    ]


def sealed(cell, *, for_owner):
    """The canonical text of what is shown; empty where that is nothing.

    Leaves out what is between the student and the teacher: the words of the hand-in.
    """
    pieces = pieces_of(cell, for_owner=for_owner)
    if not pieces:
        return ""
    submission = submission_of(cell, for_owner=for_owner)
    return canonical(
        {
            "format": SHOWN_FORMAT,
            "salt": new_salt(),
            "portfolio": cell.portfolio_id,
            "submission": submission and submission.pk,
            "manifest_sha256": submission.manifest_sha256 if submission else "",
            "work_process": seal.read(submission)["work_process"]
            if submission
            else seal.work_process_as_sealed(cell.work_process),
            "evidence": pieces,
        }
    )


@dataclass(frozen=True)
class ShownFile:
    """A file of the sealed list, and the row that still has its bytes, or None."""

    kind: str
    row: EvidenceFile | None


@dataclass(frozen=True)
class ShownPiece:
    """A piece of the sealed list; `gone` where its student removed it since."""

    title: str
    kind: EvidenceKind
    url: str
    text: str
    starr: list
    made_on: date
    setting: Setting
    company: str
    made_with: str
    files: list
    gone: bool


@dataclass(frozen=True)
class ShownQuestion:
    """A work process as it was asked, and the pieces that were shown for it."""

    code: str
    title: str
    description: str
    pieces: list


def files_of(questions):
    """The files that these questions show, by id: as they were sealed, and still there."""
    sealed = {
        file["id"]: file["sha256"]
        for question in questions
        for piece in _evidence(question)
        for file in piece["files"]
    }
    rows = EvidenceFile.objects.openable().filter(
        pk__in=sealed, evidence__isnull=False, evidence__removed_at=None
    )
    return {row.pk: row for row in rows if row.sha256 == sealed[row.pk]}


def shown(questions):
    """What each question shows, by its id; the database is asked twice, whatever their number."""
    pieces = {piece["id"] for question in questions for piece in _evidence(question)}
    removed = Evidence.objects.filter(pk__in=pieces, removed_at__isnull=False)
    gone = set(removed.values_list("pk", flat=True))
    rows = files_of(questions)
    found = {}
    for question in questions:
        pieces = [_piece(piece, rows, piece["id"] in gone) for piece in _evidence(question)]
        asked = json.loads(question.shown)["work_process"]
        found[question.pk] = ShownQuestion(
            asked["code"], asked["title"], asked["description"], pieces
        )
    return found


def _evidence(question):
    return json.loads(question.shown)["evidence"]


def _piece(piece, rows, gone):
    return ShownPiece(
        title=piece["title"],
        kind=EvidenceKind(piece["kind"]),
        url=piece["url"],
        text=piece["text"],
        starr=[(part, piece[part]) for part in STARR if piece[part]],
        made_on=date.fromisoformat(piece["made_on"]),
        setting=Setting(piece["setting"]),
        company=piece["company"],
        made_with=piece["made_with"],
        files=[
            ShownFile(file["type"].partition("/")[0], rows.get(file["id"]))
            for file in piece["files"]
        ],
        gone=gone,
    )
