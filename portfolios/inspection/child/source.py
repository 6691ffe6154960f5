"""Reading a received file at a place: never past its end, and never much of it at once."""

import os
import shutil

from refused import Refused

MOST_AT_ONCE = 16_000_000
CHUNK_BYTES = 1_000_000


class Source:
    """A file opened for reading (or, once it is a copy of ours, for writing too)."""

    def __init__(self, path, mode="rb"):
        self._file = open(path, mode)  # noqa: SIM115 - closed by __exit__
        self.size = os.fstat(self._file.fileno()).st_size

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()

    def at(self, place, length):
        """Exactly these bytes. Raises Refused where the file does not have them."""
        if place < 0 or length < 0 or place + length > self.size:
            raise Refused("damaged")
        if length > MOST_AT_ONCE:
            raise Refused("too_heavy")
        self._file.seek(place)
        return self._file.read(length)

    def up_to(self, place, length):
        """These bytes, or fewer at the end of the file."""
        return self.at(place, max(0, min(length, self.size - place)))

    def put(self, place, data):
        """Write over the bytes here; the file keeps its size."""
        if place < 0 or place + len(data) > self.size:
            raise Refused("damaged")
        self._file.seek(place)
        self._file.write(data)

    def wipe(self, start, end):
        """Write zeros over all of this."""
        zeros = bytes(min(CHUNK_BYTES, max(0, end - start)))
        while start < end:
            part = zeros[: end - start]
            self.put(start, part)
            start += len(part)


def copy(path, kept_path):
    """A copy to make clean, for its owner alone, opened for reading and writing."""
    descriptor = os.open(kept_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(path, "rb") as received, open(descriptor, "wb") as kept:
        shutil.copyfileobj(received, kept, CHUNK_BYTES)
    return Source(kept_path, "r+b")


def copy_spans(path, kept_path, before, spans):
    """Write a new file: some bytes of ours, and then these (start, end) of the received one."""
    descriptor = os.open(kept_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(path, "rb") as received, open(descriptor, "wb") as kept:
        kept.write(before)
        for start, end in spans:
            received.seek(start)
            while start < end:
                chunk = received.read(min(CHUNK_BYTES, end - start))
                if not chunk:
                    raise Refused("damaged")
                kept.write(chunk)
                start += len(chunk)
