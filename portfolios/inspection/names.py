"""What the name of a file promises about its contents, and what it is called here."""

import re
import unicodedata

from portfolios.inspection.kinds import PICTURES, RECORDINGS_IN_BOXES, SOLIDWORKS, TEXTS, Kind

MAX_LENGTH = 200
MAX_EXTENSION_LENGTH = 20

# The first extension of a kind is the one that we give.
EXTENSIONS = {
    Kind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    Kind.PNG: ("png", "apng"),
    Kind.WEBP: ("webp",),
    Kind.GIF: ("gif",),
    Kind.HEIC: ("heic", "heif", "hif"),
    Kind.PDF: ("pdf",),
    Kind.DOCX: ("docx",),
    Kind.XLSX: ("xlsx",),
    Kind.PPTX: ("pptx",),
    Kind.ODT: ("odt",),
    Kind.ODS: ("ods",),
    Kind.ODP: ("odp",),
    Kind.TEXT: ("txt", "text", "log"),
    Kind.CSV: ("csv",),
    Kind.MARKDOWN: ("md", "markdown"),
    Kind.MP4: ("mp4", "m4v"),
    Kind.MOV: ("mov", "qt"),
    Kind.WEBM: ("webm",),
    Kind.M4A: ("m4a",),
    Kind.MP3: ("mp3",),
    Kind.WAV: ("wav", "wave"),
    Kind.OGG: ("ogg", "oga", "opus"),
    Kind.DWG: ("dwg",),
    Kind.DXF: ("dxf",),
    Kind.STEP: ("step", "stp"),
    Kind.IGES: ("iges", "igs"),
    Kind.STL: ("stl",),
    Kind.IPT: ("ipt",),
    Kind.SLDPRT: ("sldprt",),
    Kind.SLDASM: ("sldasm",),
}
KINDS_BY_EXTENSION = {name: kind for kind, names in EXTENSIONS.items() for name in names}
# Phones share a HEIC photo as .jpg and the other way round; an app may call a recording .mp4.
ALIKE = (PICTURES, RECORDINGS_IN_BOXES, SOLIDWORKS)

# A name such as "Bewijs 3.3" or "verslag v1.2" has no extension: one holds a letter.
_EXTENSION = re.compile(r"\.(?=[0-9]*[A-Za-z])([A-Za-z0-9]{1,10})[. ]*$")
_BLANK = re.compile(r"\s")
_BLANKS = re.compile(r" +")


def extension_of(name):
    """The extension in lower case without its dot, or "" for a name without one."""
    match = _EXTENSION.search(name)
    return match[1].lower() if match else ""


def promises_accepted_kind(name):
    """True when the name says that it is one of the kinds we accept."""
    return extension_of(name) in KINDS_BY_EXTENSION


def fits(name, kind):
    """True when a file of this kind may have this name; a name without extension fits all."""
    extension = extension_of(name)
    promised = KINDS_BY_EXTENSION.get(extension)
    return (
        not extension
        or promised == kind
        or any(promised in kinds and kind in kinds for kinds in ALIKE)
    )


def refined(name, kind):
    """The kind, where the name of a file says more about it than its bytes can."""
    promised = KINDS_BY_EXTENSION.get(extension_of(name))
    is_vague = (kind == Kind.TEXT and promised in TEXTS) or {kind, promised} <= SOLIDWORKS
    return promised if is_vague else kind


def proper(name, kind):
    """The name with an extension of this kind: a HEIC photo that is kept as JPEG ends in .jpg."""
    extension = extension_of(name)
    wanted = EXTENSIONS.get(kind)
    if not wanted or extension in wanted:
        return name
    stem = _EXTENSION.sub("", name) if extension in KINDS_BY_EXTENSION else name
    ending = f".{wanted[0]}"
    return stem[: MAX_LENGTH - len(ending)] + ending


def clean(name):
    """A name to show and to download by, of at most MAX_LENGTH, that keeps its extension.

    Without folders, and without characters that hide, turn round or steer what is read.
    """
    name = _BLANK.sub(" ", re.split(r"[/\\]", name)[-1])
    shown = (char for char in name if char == " " or unicodedata.category(char)[0] not in "CZ")
    # Only now, where nothing hidden stands between a letter and its accent, or between two blanks.
    name = _BLANKS.sub(" ", unicodedata.normalize("NFC", "".join(shown))).strip(". ") or "file"
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) >= MAX_EXTENSION_LENGTH:
        return name[:MAX_LENGTH].strip(". ")
    return stem[: MAX_LENGTH - len(dot + extension)] + dot + extension
