"""Starts the child process that opens a file, and reads of its answer no more than it may say."""

import contextlib
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).with_name("child")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What the child may use; `written_bytes` is of each file that it writes."""

    memory_bytes: int = 1_500_000_000
    cpu_seconds: int = 20
    written_bytes: int = 80_000_000
    pixels: int = 50_000_000
    wall_seconds: int = 30


class NotStartedError(Exception):
    """There is no child: the fault of this computer, not of the file."""


class TooHeavyError(Exception):
    """The child needed more time than it may have."""


class NoAnswerError(Exception):
    """The child died, or said too much."""


def run(arguments, limits, most_bytes, written_bytes=0):
    """All that the child says when it does this job; after this it is gone.

    Raises NotStartedError, TooHeavyError or NoAnswerError.
    """
    deadline = time.monotonic() + limits.wall_seconds
    child = _start(
        [limits.memory_bytes, limits.cpu_seconds, written_bytes or limits.written_bytes, *arguments]
    )
    try:
        answer = _read(child, deadline, most_bytes)
    finally:
        _end(child)
    if child.returncode == -signal.SIGXCPU:
        raise TooHeavyError
    if child.returncode != 0 or len(answer) > most_bytes:
        logger.warning("The inspection gave no answer, exit status %s.", child.returncode)
        raise NoAnswerError
    return answer


def _start(arguments):
    try:
        return subprocess.Popen(  # noqa: S603 - our own script, and no shell
            [sys.executable, "-I", *map(str, [CHILD, *arguments])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError:
        logger.exception("A file could not be opened: the child process did not start.")
        raise NotStartedError from None


def _read(child, deadline, most_bytes):
    """All that the child says, up to a little more than it may say."""
    parts, length = [], 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while length <= most_bytes:
            if not selector.select(max(0, deadline - time.monotonic())):
                raise TooHeavyError
            part = child.stdout.read1(65_536)
            if not part:
                break
            parts.append(part)
            length += len(part)
        else:
            return b"".join(parts)
    try:
        child.wait(max(0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TooHeavyError from None
    return b"".join(parts)


def _end(child):
    """Kill what still runs of the child; afterwards it has a return code."""
    child.stdout.close()
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()
