"""Checks the files on disk against their rows, and what was handed in against its seal."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum

from portfolios import uploads
from portfolios.enums import FileState
from portfolios.files import incoming
from portfolios.locks import lock
from portfolios.models import EvidenceFile, Exemption, Portfolio, Upload
from portfolios.verify.erasures import Erasures
from portfolios.verify.hand_ins import check_submissions
from portfolios.verify.pieces import in_pieces

# What no row names may just be arriving, until it is as old as this.
ARRIVING_SECONDS = 3600
# Room in memory for the erasures of so many portfolios.
MOST_REMEMBERED = 1_000

NAMES = ("received_name", "stored_name", "preview_name", "thumbnail_name")


@dataclass
class FilesFound:
    """What `check_files` looked at, and how many breaks it told."""

    files: int = 0
    submissions: int = 0
    erased: int = 0
    breaks: int = 0


def check_files(tell, note, progress=None):
    """Check every file and every standing hand-in, and look for files that no row names.

    `tell` gets each break as a line that names its place, `note` each file that was erased as it
    should be. `progress` gets how many bytes were read, and how many there are to read.
    """
    found = FilesFound()

    def tell_break(line):
        found.breaks += 1
        tell(line)

    kept = EvidenceFile.objects.filter(erased_at=None)
    to_read = kept.aggregate(bytes=Sum("size"))["bytes"] or 0
    read = 0
    erasures = {}
    for file in in_pieces(EvidenceFile.objects.filter(erased_at__isnull=False)):
        if len(erasures) > MOST_REMEMBERED:
            erasures.clear()
        found.erased += 1
        known = erasures.setdefault(file.portfolio_id, Erasures(file.portfolio_id))
        if known.explain(file):
            note(f"{_place(file)}: erased, logged")
        else:
            tell_break(f"{_place(file)}: is erased, and no erasing was logged")
    for file in check_bytes(kept.exclude(state=FileState.REFUSED), tell_break):
        found.files += 1
        read += file.size
        if progress:
            progress(min(read, to_read), to_read)
    for exemption in in_pieces(Exemption.objects.exclude(stored_name="")):
        for fault in _faults_of_attachment(exemption):
            tell_break(f"portfolio {exemption.portfolio_id}, exemption {exemption.pk}: {fault}")
        found.files += 1
    for portfolio in in_pieces(Portfolio.objects.only("pk")):
        with transaction.atomic():
            found.submissions += check_submissions(lock(portfolio.pk), tell_break, tell_break)
    for name in _unnamed():
        tell_break(f"{name}: no row names this file")
    return found


def check_bytes(files, tell):
    """Read each of these files from disk and hold it against its row. Yields each once read."""
    for file in in_pieces(files):
        # Reading is slow and holds no lock: the file may have been judged or removed meanwhile.
        faults = list(_faults_of_file(file))
        if faults and _is_as_before(file):
            for fault in faults:
                tell(f"{_place(file)}: {fault}")
        yield file


def _place(file):
    return f"portfolio {file.portfolio_id}, file {file.pk}"


def _is_as_before(file):
    now = EvidenceFile.objects.filter(pk=file.pk, erased_at=None).first()
    return now is not None and now.names == file.names


def _faults_of_file(file):
    """What is wrong with the bytes of one file, and of its pictures."""
    if file.state == FileState.READY:
        yield from _faults(file.stored_name, file.size, file.sha256)
    else:
        yield from _faults(file.received_name, file.received_size, file.received_sha256)
    for what, name in (("preview", file.preview_name), ("thumbnail", file.thumbnail_name)):
        if name and not _is_there(name):
            yield f"its {what} is not on disk"


def _faults_of_attachment(exemption):
    yield from (
        f"its attachment {fault}"
        for fault in _faults(
            exemption.stored_name, exemption.attachment_size, exemption.attachment_sha256
        )
    )


def _is_there(name):
    try:
        return uploads.path_of(name).is_file()
    except ValueError:
        return False


def _faults(name, expected_size, sha256):
    try:
        path = uploads.path_of(name)
        with path.open("rb") as stream:
            size = path.stat().st_size
            if size != expected_size:
                yield f"is {size} bytes on disk, not {expected_size}"
            elif hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                yield "was changed on disk, its SHA-256 does not fit"
    except ValueError:
        yield "has no stored name"
    except FileNotFoundError:
        yield "is not on disk"
    except OSError as fault:
        yield f"cannot be read: {fault.strerror}"


def _unnamed():
    """Files that no row names and that are not just arriving."""
    root = Path(settings.MEDIA_ROOT)
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]")):
        # The disk is read before the rows: what arrives in between has its row by then.
        paths = _old_files_in(folder)
        named = _names_in(folder.name) if paths else ()
        for path in paths:
            name = f"{folder.name}/{path.name}"
            if name not in named and path.exists():
                yield name
    arriving = _old_files_in(root / "incoming")
    keys = set(Upload.objects.unfinished().values_list("key", flat=True)) if arriving else ()
    for path in arriving:
        if path.name not in keys and path.exists():
            yield f"incoming/{path.name}"


def _old_files_in(folder):
    limit = time.time() - ARRIVING_SECONDS
    return [path for path in sorted(folder.glob("*")) if _is_old(path, limit)]


def _is_old(path, limit):
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False


def _names_in(folder):
    """Every name in this folder that a row knows, or will know once an upload is finished."""
    start = f"{folder}/"
    begins = [Q(**{f"{name}__startswith": start}) for name in NAMES]
    rows = EvidenceFile.objects.filter(begins[0] | begins[1] | begins[2] | begins[3])
    named = {name for row in rows.values_list(*NAMES) for name in row}
    named |= set(
        Exemption.objects.filter(stored_name__startswith=start).values_list(
            "stored_name", flat=True
        )
    )
    uploads_here = Upload.objects.unfinished().filter(key__startswith=folder)
    return named | {incoming.stored_name(key) for key in uploads_here.values_list("key", flat=True)}
