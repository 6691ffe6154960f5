"""How files of evidence are called; asks no database."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portfolios import files
from portfolios.enums import EvidenceKind
from portfolios.inspection import Kind

register = template.Library()


# For the choosing of files: systems that do not know a media type know the end of the name.
ENDINGS = (
    ".heic,.heif,.docx,.xlsx,.pptx,.odt,.ods,.odp,.csv,.md,.txt,.mov,.m4a,.dwg,.dxf,.step,.stp,"
    ".iges,.igs,.stl,.ipt,.sldprt,.sldasm"
)
# What people call a kind of file, and its icon. A photo is named by its family.
WORDS = {
    Kind.PDF: ("PDF", "file"),
    Kind.DOCX: ("Word", "text"),
    Kind.ODT: ("OpenDocument", "text"),
    Kind.XLSX: ("Excel", "grid"),
    Kind.ODS: (gettext_lazy("workbook"), "grid"),
    Kind.CSV: (gettext_lazy("table"), "grid"),
    Kind.PPTX: ("PowerPoint", "slides"),
    Kind.ODP: (gettext_lazy("presentation"), "slides"),
    Kind.TEXT: (gettext_lazy("text file"), "text"),
    Kind.MARKDOWN: (gettext_lazy("text file"), "text"),
    **dict.fromkeys((Kind.DWG, Kind.DXF), (gettext_lazy("drawing"), "drawing")),
    **dict.fromkeys(
        (Kind.STEP, Kind.IGES, Kind.STL, Kind.IPT, Kind.SLDPRT), (gettext_lazy("3D model"), "model")
    ),
    Kind.SLDASM: (gettext_lazy("3D assembly"), "model"),
}
FAMILIES = {
    "image": (gettext_lazy("photo"), "image"),
    "video": (gettext_lazy("video"), "video"),
    "audio": (gettext_lazy("recording"), "audio"),
}
UNKNOWN = (gettext_lazy("file"), "file")


@register.simple_tag
def accepted():
    """The files that can be chosen, for the `accept` of an input."""
    return ",".join(["image/*", "video/*", "audio/*", *Kind.values, ENDINGS])


@register.filter
def room(size):
    """How much may still be sent, in the thousands that limits are told in: "1.9 GB"."""
    if size < 1_000_000_000:
        return _("%(number)d MB") % {"number": size // 1_000_000}
    return _("%(number)s GB") % {"number": number_format(size // 100_000_000 / 10)}


def _words_of(file):
    family = FAMILIES.get(file.media_type.partition("/")[0], UNKNOWN)
    return WORDS.get(file.media_type, family)


@register.filter
def kind_of(file):
    """What a file is, in a few words: "PDF, 3 pages", "video 0:42"."""
    words = str(_words_of(file)[0])
    if file.pages:
        pages = ngettext("%(count)d page", "%(count)d pages", file.pages) % {"count": file.pages}
        return f"{words}, {pages}"
    return f"{words} {length_of(file.seconds)}" if file.seconds else words


def length_of(seconds):
    """How long a recording is, as players say it: 0:42, 1:05:00."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def icon_of(file):
    """The name of the icon of a file."""
    return _words_of(file)[1]


@register.filter
def why_refused(file):
    """The sentence that says why a file was not accepted."""
    return files.explain(file)


@register.filter
def ready(received):
    """Those of the files that can be opened."""
    return [file for file in received if file.is_openable]


@register.filter
def cover(received):
    """The first file that has a picture of itself, or None."""
    return next((file for file in received if file.has_picture), None)


@register.filter
def icon_of_piece(piece):
    """The name of the icon of a piece of evidence."""
    return {EvidenceKind.LINK: "link", EvidenceKind.TEXT: "text"}.get(piece.kind, "file")


@register.filter
def contents(piece):
    """What a piece is made of, in a few words: "2 photos"; its files are prefetched."""
    received = ready(piece.files.all())
    if not received:
        return piece.get_kind_display()
    if len(received) == 1:
        return kind_of(received[0])
    number = {"count": len(received)}
    if all(file.is_image for file in received):
        return ngettext("%(count)d photo", "%(count)d photos", len(received)) % number
    return ngettext("%(count)d file", "%(count)d files", len(received)) % number
