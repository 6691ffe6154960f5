"""Asks an antivirus daemon (clamd) about files, over a socket, by its INSTREAM command."""

import socket
import struct
from contextlib import closing

from django.conf import settings

PIECE = 256 * 1024
# For each step on the wire; scanning a large file keeps the daemon silent for a while.
CONNECT_SECONDS = 5
ANSWER_SECONDS = 120
MAX_ANSWER_BYTES = 4096


class Unavailable(Exception):
    """The daemon gave no verdict: it is away, too slow, or would not take the file."""


def is_on():
    """Whether a daemon is set; then no file opens before it was scanned."""
    return bool(settings.CLAMD)


def is_clean(path):
    """Whether the daemon finds nothing in the file. Raises Unavailable without a verdict."""
    try:
        with path.open("rb") as file, closing(_connect()) as line:
            _send(line, file)
            answer = _answer(line)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as fault:
        raise Unavailable(f"The antivirus daemon at {settings.CLAMD}: {fault}") from fault
    if answer == "stream: OK":
        return True
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return False
    raise Unavailable(f"The antivirus daemon at {settings.CLAMD} says {answer!r}")


def _connect():
    """A connection to host:port, or to the socket at a path."""
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(CONNECT_SECONDS)
            line.connect(settings.CLAMD)
        except OSError:
            line.close()
            raise
    else:
        host, _colon, port = settings.CLAMD.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line


def _send(line, file):
    """The file in pieces, each after its length; none ends it."""
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # it hung up in the middle: its answer says why, where it gave one


def _answer(line):
    said = b""
    while not said.endswith(b"\0") and len(said) <= MAX_ANSWER_BYTES:
        part = line.recv(MAX_ANSWER_BYTES)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode(errors="replace")
