"""Checks the files on disk against their rows, and what was handed in against its seal."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from portfolios import log, seal, uploads
from portfolios.enums import FileState
from portfolios.locks import lock
from portfolios.models import EvidenceFile, Portfolio, Submission
from portfolios.verify.pieces import in_pieces


@dataclass
class FilesFound:
    """What `check_files` looked at, and how many breaks it told."""

    files: int = 0
    submissions: int = 0
    breaks: int = 0
    unnamed: int = 0


def check_files(tell, warn):
    """Check every kept file and every standing hand-in.

    `tell` gets each break as a line that names its place, `warn` each file that no row names.
    """
    found = FilesFound()

    def tell_break(line):
        found.breaks += 1
        tell(line)

    for file in in_pieces(_kept_files()):
        fault = _fault_of_file(file)
        # Reading is slow and holds no lock: a student may have removed the file meanwhile.
        if fault and _kept_files().filter(pk=file.pk).exists():
            tell_break(f"portfolio {file.portfolio_id}, file {file.pk}: {fault}")
        found.files += 1
    for portfolio in in_pieces(Portfolio.objects.only("pk")):
        with transaction.atomic():
            found.submissions += _check_submissions(lock(portfolio.pk), tell_break)
    for name in _unnamed():
        found.unnamed += 1
        warn(f"{name}: no row names this file")
    return found


def _kept_files():
    return EvidenceFile.objects.filter(state=FileState.READY, erased_at=None)


def _fault_of_file(file):
    """What is wrong with the bytes of one file, or None."""
    try:
        path = uploads.path_of(file.stored_name)
        with path.open("rb") as stream:
            size = path.stat().st_size
            if size != file.size:
                return f"is {size} bytes on disk, not {file.size}"
            if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
                return "was changed on disk, its SHA-256 does not fit"
    except ValueError:
        return "has no stored name"
    except FileNotFoundError:
        return "is not on disk"
    except OSError as fault:
        return f"cannot be read: {fault.strerror}"
    return None


def _check_submissions(portfolio, tell):
    """Hold each standing hand-in against its seal. Returns their number."""
    submissions = (
        Submission.objects.standing()
        .filter(sign_off__portfolio=portfolio)
        .select_related("sign_off")
        .order_by("pk")
    )
    pieces = {piece.pk: piece for piece in portfolio.evidence.prefetch_related("files", "links")}
    count = 0
    for submission in submissions:
        count += 1
        if log.sha256(submission.manifest) != submission.manifest_sha256:
            tell(f"portfolio {portfolio.pk}, submission {submission.pk}: its sealed list is broken")
            continue
        for sealed in seal.read(submission).get("evidence", ()):
            piece = pieces.get(sealed["id"])
            for fault in _faults_of_piece(piece, sealed, submission.sign_off.work_process_id):
                tell(
                    f"portfolio {portfolio.pk}, submission {submission.pk}, "
                    f"evidence {sealed['id']}: {fault}"
                )
    return count


def _faults_of_piece(piece, sealed, work_process_id):
    if piece is None:
        yield "is gone"
        return
    if not piece.is_frozen:
        yield "is not frozen"
    links = [link for link in piece.links.all() if link.work_process_id == work_process_id]
    if not links:
        yield "is no longer linked to the work process"
    elif not links[0].frozen_at:
        yield "its link to the work process is not frozen"
    stored = seal.piece_as_sealed(piece)
    yield from _differences(stored, sealed, leave_out="files")
    files = {file["id"]: file for file in stored["files"]}
    for file in sealed["files"]:
        if file["id"] not in files:
            yield f"file {file['id']} is gone"
            continue
        for fault in _differences(files.pop(file["id"]), file):
            yield f"file {file['id']}: {fault}"
    for pk in files:
        yield f"file {pk} was added after it was handed in"
    for file in piece.files.all():
        if not file.frozen_at:
            yield f"file {file.pk} is not frozen"
        if file.erased_at:
            yield f"file {file.pk} is erased, and no erasing was logged"


def _differences(stored, sealed, leave_out=""):
    for name, value in sealed.items():
        if name != leave_out and stored.get(name) != value:
            if stored.get(name) == "":
                yield f"its {name} is empty, and no erasing was logged"
            else:
                yield f"its {name} is not what was handed in"


def _unnamed():
    """Stored files that no row names; those that are just arriving lie elsewhere."""
    root = Path(settings.MEDIA_ROOT)
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]")):
        rows = EvidenceFile.objects.filter(stored_name__startswith=f"{folder.name}/")
        previews = EvidenceFile.objects.filter(preview_name__startswith=f"{folder.name}/")
        named = {*rows.values_list("stored_name", flat=True)}
        named |= {*previews.values_list("preview_name", flat=True)}
        for path in sorted(folder.iterdir()):
            name = f"{folder.name}/{path.name}"
            if name not in named:
                yield name
