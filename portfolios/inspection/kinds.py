"""The kinds of file we accept."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF, Kind.HEIC})
# One container with the same parts; phones and players do not agree on its name.
RECORDINGS_IN_BOXES = frozenset({Kind.MP4, Kind.MOV, Kind.M4A})
TEXTS = frozenset({Kind.TEXT, Kind.CSV, Kind.MARKDOWN})
