"""The file that the examination board adds to an exemption: judged and kept like evidence.

It is judged while the board waits: it is part of no portfolio until the step names it.
"""

from dataclasses import dataclass

from portfolios import antivirus, inspection, uploads
from portfolios.errors import Refused
from portfolios.inspection import Outputs, Reason, names


@dataclass(frozen=True)
class Attachment:
    """The facts of a kept file, under the names of the columns of an exemption."""

    stored_name: str
    attachment_name: str
    attachment_type: str
    attachment_size: int
    attachment_sha256: str


def attach(uploaded):
    """Judge the file of a form and keep what may stay of it. Returns the `Attachment`.

    Raises Refused where the file is not accepted. Who then takes no step with it discards it.
    """
    outputs = Outputs(*(uploads.workplace() for _output in range(3)))
    uploaded.flush()
    try:
        kind, has_kept = _judge(uploaded, outputs)
        if has_kept:
            name = uploads.take_in(outputs.kept)
            size, sha256 = uploads.measure(name)
        else:
            name = uploads.store(uploaded)
            size, sha256 = uploaded.size, uploaded.sha256
    finally:
        outputs.clear()
    return Attachment(name, names.proper(uploaded.name, kind), kind, size, sha256)


def _judge(uploaded, outputs):
    """The kind of an accepted file, and whether other bytes than the received ones are kept."""
    path = uploaded.temporary_path()
    try:
        if antivirus.is_on() and not antivirus.is_clean(path):
            raise Refused(inspection.explain(Reason.VIRUS))
    except antivirus.Unavailable as fault:
        raise Refused(inspection.explain(Reason.UNCHECKED)) from fault
    verdict = inspection.inspect(path, outputs, uploaded.name)
    if not verdict.accepted:
        raise Refused(inspection.explain(verdict.reason, uploaded.name, verdict.kind))
    return verdict.kind, verdict.has_kept
