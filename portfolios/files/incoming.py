"""The bytes of resumable uploads on disk, while they arrive.

How many arrived is the size of the file, and written nowhere else: what reached the disk counts,
whatever happened to the connection or to the process that received it.
"""

import fcntl
import hashlib
import os
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from portfolios import uploads


class Elsewhere(Exception):
    """The upload does not go on from this offset; `offset` says from where it does."""

    def __init__(self, offset):
        super().__init__(f"The upload goes on from byte {offset}.")
        self.offset = offset


def path_of(key):
    """Where the bytes of an upload lie until all of them are there."""
    return Path(settings.MEDIA_ROOT) / "incoming" / key


def stored_name(key):
    """The name under which the bytes are kept once all are there.

    It follows from the key, so that whoever goes on after a crash finds them in either place.
    """
    return f"{key[:2]}/{key}"


def begin(key):
    """Make the empty file of an upload."""
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    uploads.keep_entries_of(path.parent)


def size(key):
    """How many bytes arrived. Raises FileNotFoundError where the file is gone."""
    try:
        return path_of(key).stat().st_size
    except FileNotFoundError:
        return uploads.path_of(stored_name(key)).stat().st_size


def append(key, offset, pieces):
    """Write pieces to the end of the file, which must be at `offset`. Returns the new end.

    The file is locked for each piece alone, never while the next one is on its way: of two
    senders at once, one wins each piece, and the other is told Elsewhere with nothing written.
    What was written stays, whatever ends the pieces. Raises FileNotFoundError where it is gone.
    """
    descriptor = os.open(path_of(key), os.O_WRONLY)
    try:
        with _locked(descriptor):
            _expect(descriptor, offset)
        try:
            for piece in pieces:
                with _locked(descriptor):
                    _expect(descriptor, offset)
                    offset += _write(descriptor, piece, offset)
        finally:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return offset


@contextmanager
def _locked(descriptor):
    """This open file alone, also among the threads of one process (flock, not lockf)."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _expect(descriptor, offset):
    found = os.fstat(descriptor)
    if not found.st_nlink:
        raise FileNotFoundError("The upload was ended meanwhile.")
    if found.st_size != offset:
        raise Elsewhere(found.st_size)


def _write(descriptor, piece, offset):
    written = 0
    with memoryview(piece) as rest:
        while written < len(rest):
            written += os.pwrite(descriptor, rest[written:], offset + written)
    return written


def keep(key):
    """Move a complete file to where files are kept; doing it again does nothing.

    Returns its SHA-256. Raises FileNotFoundError where it is gone.
    """
    kept = uploads.path_of(stored_name(key))
    try:
        with path_of(key).open("rb") as file:
            digest = _digest(file)
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.rename(path_of(key), kept)
        uploads.keep_entries_of(path_of(key).parent)
        uploads.keep_entries_of(kept.parent)
    except FileNotFoundError:
        # Somebody else moved it meanwhile, or before a crash.
        with kept.open("rb") as file:
            digest = _digest(file)
    return digest


def _digest(file):
    os.fsync(file.fileno())
    return hashlib.file_digest(file, "sha256").hexdigest()


def discard(key):
    """Remove the bytes, wherever they lie; bytes that are gone already are no error."""
    with suppress(FileNotFoundError):
        path_of(key).unlink()
        return
    uploads.discard(stored_name(key))
