"""The words of a judgement: the kinds of file we accept, the reasons to refuse, the verdict."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios.inspection import names


class Kind(TextChoices):
    """The kinds of file we accept, by media type."""

    JPEG = "image/jpeg", _("a JPEG photo")
    PNG = "image/png", _("a PNG picture")
    WEBP = "image/webp", _("a WebP picture")
    GIF = "image/gif", _("a GIF picture")
    HEIC = "image/heic", _("a HEIC photo")  # kept as JPEG
    PDF = "application/pdf", _("a PDF document")
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _("a Word document"),
    )
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _("an Excel workbook"),
    )
    PPTX = (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _("a PowerPoint presentation"),
    )
    ODT = "application/vnd.oasis.opendocument.text", _("an OpenDocument text")
    ODS = "application/vnd.oasis.opendocument.spreadsheet", _("an OpenDocument workbook")
    ODP = "application/vnd.oasis.opendocument.presentation", _("an OpenDocument presentation")
    TEXT = "text/plain", _("plain text")
    CSV = "text/csv", _("a table as plain text")
    MARKDOWN = "text/markdown", _("a Markdown text")
    MP4 = "video/mp4", _("an MP4 video")
    MOV = "video/quicktime", _("a QuickTime video")
    WEBM = "video/webm", _("a WebM video")
    M4A = "audio/mp4", _("an M4A recording")
    MP3 = "audio/mpeg", _("an MP3 recording")
    WAV = "audio/wav", _("a WAV recording")
    OGG = "audio/ogg", _("an Ogg recording")
    DWG = "application/x-dwg", _("a DWG drawing")
    DXF = "application/x-dxf", _("a DXF drawing")
    STEP = "model/step", _("a STEP model")
    IGES = "model/iges", _("an IGES model")
    STL = "model/stl", _("an STL model")
    IPT = "application/x-inventor-part", _("an Inventor part")
    SLDPRT = "application/x-solidworks-part", _("a SolidWorks part")
    SLDASM = "application/x-solidworks-assembly", _("a SolidWorks assembly")


class Reason(TextChoices):
    """Why a file is refused; each label is a sentence for the student who sent it."""

    EMPTY = "empty", _("This file is empty. Choose the file again and send it once more.")
    UNKNOWN_KIND = (
        "unknown_kind",
        _("We do not accept this kind of file. Send a JPEG, PNG or WebP, a PDF or plain text."),
    )
    DAMAGED = (
        "damaged",
        _(
            "This file is damaged, or it is not what its name says. "
            "Try to make the photo again, or send it in another way."
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
        _("This PDF is locked with a password. Save it without a password and send it again."),
    )
    BROKEN_PDF = (
        "broken_pdf",
        _("This PDF is damaged and cannot be opened. Save it as a PDF again and send that file."),
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
    VIRUS = (
        "virus",
        _(
            "The virus scanner stopped this file. Do not open it. "
            "Check your device for viruses, make the file again and send the new one."
        ),
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
