"""Has a file judged by the child process, and believes as little as possible of its answer."""

import json
import logging
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from portfolios.inspection import names, process
from portfolios.inspection.kinds import PICTURES, Kind
from portfolios.inspection.process import Limits
from portfolios.inspection.verdict import Reason, Verdict

MAX_ANSWER_BYTES = 4096
MAX_PAGES = 100_000
MAX_SIDE = 100_000
MAX_SECONDS = 1_000_000
CAPTURE_YEARS = range(1970, 2100)  # another year is a camera without a clock
JPEG_START = b"\xff\xd8\xff"

LIMITS = Limits()

logger = logging.getLogger(__name__)


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
    verdict = replace(verdict, kind=names.refined(name, verdict.kind))
    if verdict.accepted and not names.fits(name, verdict.kind):
        return Verdict(False, kind=verdict.kind, reason=Reason.WRONG_NAME)
    if verdict.reason == Reason.UNKNOWN_KIND and names.promises_accepted_kind(name):
        return Verdict(False, reason=Reason.DAMAGED)
    return verdict


def _judge(path, outputs, limits):
    places = [place.absolute() for place in (outputs.kept, outputs.preview, outputs.thumbnail)]
    job = ["judge", path.absolute(), *places, limits.pixels]
    # Of a film a copy is kept that is as large as the film.
    written_bytes = max(limits.written_bytes, path.stat().st_size)
    try:
        answer = process.run(job, limits, MAX_ANSWER_BYTES, written_bytes)
    except process.NotStartedError:
        return Verdict(False, reason=Reason.UNCHECKED)
    except process.TooHeavyError:
        return Verdict(False, reason=Reason.TOO_HEAVY)
    except process.NoAnswerError:
        return Verdict(False, reason=Reason.DAMAGED)
    try:
        return _believe(json.loads(answer), outputs)
    except (ValueError, TypeError, KeyError, RecursionError, OSError):
        logger.warning("The inspection said what it should not.")
        return Verdict(False, reason=Reason.DAMAGED)


def _believe(said, outputs):
    """The child's answer as a verdict, where every part of it is of the form we expect.

    Raises ValueError, TypeError, KeyError or OSError where it is not.
    """
    kind = said["kind"] and Kind(said["kind"])
    if said["reason"]:
        return Verdict(False, kind=kind, reason=Reason(said["reason"]))
    if kind in PICTURES and said["kept"] is not True:
        raise ValueError("a picture is never kept as it came")
    captured_at = said["captured_at"] and datetime.fromisoformat(said["captured_at"])
    return Verdict(
        accepted=True,
        kind=Kind(kind),
        pages=_count(said["pages"], MAX_PAGES),
        width=_count(said["width"], MAX_SIDE),
        height=_count(said["height"], MAX_SIDE),
        seconds=_count(said["seconds"], MAX_SECONDS, least=0),
        captured_at=_plausible(captured_at),
        has_kept=_written(said["kept"], outputs.kept, JPEG_START if kind == Kind.JPEG else b""),
        has_preview=_written(said["preview"], outputs.preview, JPEG_START),
        has_thumbnail=_written(said["thumbnail"], outputs.thumbnail, JPEG_START),
    )


def _count(value, most, least=1):
    if value is not None and (type(value) is not int or not least <= value <= most):
        raise ValueError("not a count")
    return value


def _plausible(moment):
    """A moment without time zone, or None where the camera did not know the year."""
    if moment and moment.tzinfo:
        raise ValueError("a camera knows no time zone")
    return moment if moment and moment.year in CAPTURE_YEARS else None


def _written(said, path, start):
    """True where the child wrote a file here; one that it says nothing of is removed."""
    if type(said) is not bool:
        raise ValueError("not a yes or no")
    if not said:
        path.unlink(missing_ok=True)
        return False
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError("not a file")
    with path.open("rb") as file:
        head = file.read(len(start) + 1)
    if not head or not head.startswith(start):
        raise ValueError("not what was to be written")
    return True
