"""Starts the child process that opens a file, and believes as little as possible of its answer."""

import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from portfolios.inspection import names
from portfolios.inspection.verdict import Kind, Outputs, Reason, Verdict

CHILD = Path(__file__).with_name("child.py")
MAX_ANSWER_BYTES = 4096
MAX_PAGES = 100_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What the child may use. Of memory, 50 million pixels were seen to need up to 1 GB."""

    memory_bytes: int = 1_500_000_000
    cpu_seconds: int = 20
    preview_bytes: int = 5_000_000
    pixels: int = 50_000_000
    wall_seconds: int = 30


LIMITS = Limits()


def inspect(path, outputs, original_name, limits=LIMITS):
    """Judge the bytes at `path`; leave what is made of them where `outputs` says.

    The folders of the outputs must exist. After a refusal nothing is left there. Whatever the file
    or the child does is a `Verdict`; only a `path` that cannot be read raises OSError.
    """
    path = Path(path)
    if path.stat().st_size == 0:
        return Verdict(False, reason=Reason.EMPTY)
    verdict = _against_name(_judge(path, outputs, limits), original_name)
    if not verdict.accepted:
        outputs.clear()
    return verdict


def _against_name(verdict, name):
    """The verdict, after a look at what the name of the file promised."""
    if verdict.accepted and not names.fits(name, verdict.kind):
        return Verdict(False, kind=verdict.kind, reason=Reason.WRONG_NAME)
    if verdict.reason == Reason.UNKNOWN_KIND and names.promises_accepted_kind(name):
        return Verdict(False, reason=Reason.DAMAGED)
    return verdict


def _judge(path, outputs: Outputs, limits):
    *child_limits, wall_seconds = astuple(limits)
    command = [sys.executable, "-I", CHILD, path.absolute(), outputs.preview.absolute()]
    try:
        child = subprocess.Popen(  # noqa: S603 - our own script, and no shell
            [*map(str, command), *map(str, child_limits)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError:
        logger.exception("A file could not be inspected: the child process did not start.")
        return Verdict(False, reason=Reason.UNCHECKED)
    try:
        answer = _read(child, time.monotonic() + wall_seconds)
    except TimeoutError:
        return Verdict(False, reason=Reason.TOO_HEAVY)
    finally:
        _end(child)
    if child.returncode == -signal.SIGXCPU:
        return Verdict(False, reason=Reason.TOO_HEAVY)
    try:
        if child.returncode != 0:
            raise ValueError("the child failed")
        return _believe(answer, outputs)
    except (ValueError, TypeError, KeyError, RecursionError):
        logger.warning("Inspection gave no answer, exit status %s.", child.returncode)
        return Verdict(False, reason=Reason.DAMAGED)


def _read(child, deadline):
    """All that the child says, up to one byte more than it may say.

    Raises TimeoutError when it goes on for too long.
    """
    answer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while len(answer) <= MAX_ANSWER_BYTES:
            if not selector.select(max(0, deadline - time.monotonic())):
                raise TimeoutError
            part = child.stdout.read1(MAX_ANSWER_BYTES)
            if not part:
                break
            answer += part
        else:
            return answer
    try:
        child.wait(max(0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return answer


def _end(child):
    """Kill what still runs of the child; afterwards it has a return code."""
    child.stdout.close()
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _believe(answer, outputs):
    """The child's answer as a verdict, where every part of it is of the form we expect.

    Raises ValueError, TypeError, KeyError or RecursionError where it is not.
    """
    if len(answer) > MAX_ANSWER_BYTES:
        raise ValueError("the answer is too long")
    said = json.loads(answer)
    if said["reason"]:
        return Verdict(
            False, kind=said["kind"] and Kind(said["kind"]), reason=Reason(said["reason"])
        )
    captured_on = said["captured_on"]
    has_preview = outputs.preview.is_file() and outputs.preview.stat().st_size > 0
    return Verdict(
        accepted=True,
        kind=Kind(said["kind"]),
        pages=_count(said["pages"], MAX_PAGES),
        width=_count(said["width"], LIMITS.pixels),
        height=_count(said["height"], LIMITS.pixels),
        has_preview=has_preview,
        captured_at=datetime.fromisoformat(captured_on) if captured_on else None,
    )


def _count(value, most):
    if value is not None and (type(value) is not int or not 1 <= value <= most):
        raise ValueError("not a count")
    return value
