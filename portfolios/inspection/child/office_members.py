"""What the members of an office document may hold."""

import io
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import zips
from foreign import TEST_VIRUS
from refused import Refused

HEAD_BYTES = 512
MOST_TYPES_BYTES = 5_000_000
MOST_INNER_BYTES = 100_000_000
TYPES_SPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Parts that are opened with the document, without asking: where these lie on another computer,
# that computer decides what is opened, and hears who does.
OPENED_ALONG = ("/attachedtemplate", "/oleobject", "/frame")
ON_THIS_DEVICE = re.compile(
    r"(file://(localhost)?/)?([a-z]:[\\/]|[^\\/:]+([\\/][^:]*)?$)", re.IGNORECASE
)
# A document type declares entities, which grow without end or fetch other files; neither OOXML
# (ECMA-376, part 2, 7.1.1) nor a reader of ours needs one. In UTF-16 each letter has a zero.
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)")
LOCKED = b"encryption-data"  # OpenDocument 1.3, part 2, 4.8.8
# In compound files that lie in a document: the storage of VBA, and the start of every program.
VBA, DOS_PROGRAM = "_VBA_PROJECT".encode("utf-16-le"), b"This program cannot be run in DOS mode"
COMPOUND = b"\xd0\xcf\x11\xe0"
OVERLAP_BYTES = 200


class Look:
    """Looks at the bytes of one member while they come out. Raises Refused."""

    def __init__(self, name):
        self.name = name.lower()
        self.head = b""
        self._rest = b""
        self._length = 0
        # Windows' drawings may be packed, and pictures of drawings in code are for downloads only.
        self.may_be_packed = self.name.endswith((".emz", ".wmz"))
        self._is_drawing = self.name.endswith(".svg")

    def at(self, part):
        self._length += len(part)
        if len(self.head) < HEAD_BYTES:
            self.head += part[: HEAD_BYTES - len(self.head)]
        window = self._rest + part
        if TEST_VIRUS in window:
            raise Refused("virus")
        if self.head.startswith(COMPOUND):
            if VBA in window:
                raise Refused("macros")
            if DOS_PROGRAM in window:
                raise Refused("program")
        elif self._is_xml():
            if DECLARATION.search(window.replace(b"\0", b"")):
                raise Refused("damaged")
            if self.name == "meta-inf/manifest.xml" and LOCKED in window:
                raise Refused("password")
        self._rest = window[-OVERLAP_BYTES:]

    def end(self):
        """Refuse a member that is there by name and not by bytes."""
        if self.name.endswith("/") and self._length:
            raise Refused("damaged")

    def _is_xml(self):
        text = self.head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
        text = text.lstrip(b"\xfe\xff \t\r\n")  # and the marks of UTF-16
        return text.startswith(b"<") and not self._is_drawing


def text(file, member, most):
    """The bytes of a small member. Raises Refused where it is larger than it may be."""
    if member.file_size > most or member.flag_bits & zips.ENCRYPTED:
        raise Refused("password" if member.flag_bits & zips.ENCRYPTED else "damaged")
    budget = zips.Budget()
    budget.left = most
    return b"".join(zips.unpack(file, member, budget))


def tree(file, member):
    """What stands in a small member that is XML. Raises Refused."""
    data = text(file, member, MOST_TYPES_BYTES)
    if DECLARATION.search(data.replace(b"\0", b"")):
        raise Refused("damaged")
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - it has no declarations
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Refused("damaged") from None


def content_types(file, member):
    """The content type of each part that has its own, and of each extension."""
    root = tree(file, member)
    types = {item.get("PartName", ""): item.get("ContentType", "")
             for item in root.iter(TYPES_SPACE + "Override")}  # fmt: skip
    defaults = {f".{item.get('Extension', '')}": item.get("ContentType", "")
                for item in root.iter(TYPES_SPACE + "Default")}  # fmt: skip
    return defaults | types


def refuse_far_parts(file, member):
    """Refuse relations to a template or an object on another computer."""
    for relation in tree(file, member).iter(RELATION):
        is_outside = relation.get("TargetMode", "").lower() == "external"
        is_opened = relation.get("Type", "").lower().endswith(OPENED_ALONG)
        target = unquote(relation.get("Target", ""))
        if is_outside and is_opened and not ON_THIS_DEVICE.match(target):
            raise Refused("far_part")


def unpacked(file, member, budget):
    """A package in a package, as a file of its own in memory."""
    inner = io.BytesIO()
    for part in zips.unpack(file, member, budget):
        if inner.tell() + len(part) > MOST_INNER_BYTES:
            raise Refused("too_heavy")
        inner.write(part)
    return inner
