"""The words of a judgement: the kinds of file we accept, the reasons to refuse, the verdict."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios.inspection import names
from portfolios.inspection.kinds import Kind


class Reason(TextChoices):
    """Why a file is refused; each label is a sentence for the student who sent it."""

    EMPTY = "empty", _("This file is empty. Choose the file again and send it once more.")
    UNKNOWN_KIND = (
        "unknown_kind",
        _(
            "We do not accept this kind of file. Send a photo (JPEG, PNG, WebP, GIF or HEIC), "
            "a PDF, a text (txt, csv or md), a file of Word, Excel, PowerPoint or OpenDocument, "
            "a film (mp4, mov or webm), a recording (m4a, mp3, wav or ogg) or a drawing "
            "(dwg, dxf, step, iges, stl, ipt, sldprt or sldasm)."
        ),
    )
    DAMAGED = (
        "damaged",
        _(
            "This file is damaged, or it is not what its name says. "
            "Save or make it again, or send it in another way."
        ),
    )
    WRONG_NAME = (
        "wrong_name",
        _(
            "The name of this file does not fit what is in it. "
            "Give the file the right name and send it again."
        ),
    )
    TOO_MANY_PIXELS = (
        "too_many_pixels",
        _("This picture is too large to open. Make it smaller and send it again."),
    )
    PASSWORD = (
        "password",
        _("This file is locked with a password. Save it without a password and send it again."),
    )
    BROKEN_PDF = (
        "broken_pdf",
        _("This PDF is damaged and cannot be opened. Save it as a PDF again and send that file."),
    )
    MACROS = (
        "macros",
        _(
            "There are macros in this file. Those are small programs, and we do not accept them. "
            "Save the file without macros, or as a PDF, and send that."
        ),
    )
    FAR_PART = (
        "far_part",
        _(
            "This document fetches its template, or another part, from another computer. "
            "Save it with a template of your own, or as a PDF, and send that."
        ),
    )
    ARCHIVE = (
        "archive",
        _(
            "This file is an archive, such as a zip: it holds other files. "
            "Unpack it and send the files in it one by one."
        ),
    )
    PROGRAM = (
        "program",
        _(
            "This file is a program. We do not accept programs. "
            "Make a screenshot or a film of what it does and send that."
        ),
    )
    VIRUS = (
        "virus",
        _(
            "The virus scanner stopped this file. Do not open it. "
            "Check your device for viruses, make the file again and send the new one."
        ),
    )
    BOMB = (
        "bomb",
        _("This file becomes far too large when it is opened. Make it again and send that file."),
    )
    MARKUP = (
        "markup",
        _(
            "This file is a web page, an SVG drawing or a program. We do not accept those. "
            "Make a PDF or a screenshot of it and send that."
        ),
    )
    NOT_UTF8 = (
        "not_utf8",
        _("We cannot read this text. Save it as UTF-8 text or as a PDF and send it again."),
    )
    TOO_HEAVY = (
        "too_heavy",
        _("Opening this file takes too long. Make it smaller or simpler and send it again."),
    )
    UNCHECKED = (
        "unchecked",
        _("We could not check this file just now. Wait a moment and send it again."),
    )


@dataclass(frozen=True)
class Outputs:
    """Where the child may write what it makes of a file; nothing may exist there yet."""

    kept: Path
    preview: Path
    thumbnail: Path

    def clear(self):
        """Remove what was written."""
        for path in (self.kept, self.preview, self.thumbnail):
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Verdict:
    """What was found in a file. `kind` is a `Kind` where it was recognised, `reason` a `Reason`.

    `has_kept`: other bytes than the received ones are to be kept, without what must not stay;
    `kind` is then theirs. Width and height are those of the upright picture, `seconds` the length
    of a recording. `captured_at` is the moment that the camera wrote into it, without a time zone,
    and may be any: a camera can have the wrong date.
    """

    accepted: bool
    kind: str = ""
    reason: str = ""
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    seconds: int | None = None
    captured_at: datetime | None = None
    has_kept: bool = False
    has_preview: bool = False
    has_thumbnail: bool = False


def explain(reason, original_name="", kind=""):
    """The sentence for a refused file, in the reader's language, as exact as we can be."""
    extension = names.extension_of(original_name)
    if reason == Reason.WRONG_NAME and extension and kind in Kind.values:
        return gettext(
            "This file is called .%(extension)s but it is %(kind)s. "
            "Give it the right name and send it again."
        ) % {"extension": extension, "kind": Kind(kind).label}
    return str(Reason(reason).label) if reason in Reason.values else ""
