"""Opens the zip of an office document that a stranger may have made.

Nothing is believed that its headers say: each part is unpacked up to a limit, and all of them
together up to another. XML with a document type is refused, as it declares entities, which grow
without end or fetch other files; so is XML that is nested deeper than any document.
"""

import io
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from curriculum.readers.reading import Unreadable

SIGN = b"PK\x03\x04"
MOST_MEMBERS = 2_000
MOST_UNPACKED = 20_000_000
MOST_DEPTH = 200
MOST_ELEMENTS = 200_000
PART_BYTES = 64 * 1024
ENCRYPTED = 0x1
MOST_TEXT = 40_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """The parts of one document, by their names. Raises Unreadable."""

    def __init__(self, raw):
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise Unreadable(_("is damaged: it cannot be unpacked")) from error
        self._members = {member.filename: member for member in self._zip.infolist()}
        self._left = MOST_UNPACKED
        self._elements = 0
        if len(self._members) > MOST_MEMBERS:
            raise Unreadable(_("holds too many parts"))

    def __contains__(self, name):
        return name in self._members

    def parse(self, name, *, start=None, end=None, text=None):
        """Walk through a part that is XML; the names of elements come without their space."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        depth = 0

        def refuse(*_arguments):
            raise Unreadable(_("declares a document type, which no office program writes"))

        def opened(tag, attributes):
            nonlocal depth
            depth += 1
            self._elements += 1
            if depth > MOST_DEPTH or self._elements > MOST_ELEMENTS:
                raise Unreadable(_("is nested deeper, or is larger, than a matrix can be"))
            if start:
                start(_local(tag), {_local(key): value for key, value in attributes.items()})

        def closed(tag):
            nonlocal depth
            depth -= 1
            if end:
                end(_local(tag))

        parser.StartDoctypeDeclHandler = refuse
        parser.EntityDeclHandler = refuse
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        if text:
            parser.CharacterDataHandler = text
        try:
            for part in self._unpacked(name):
                parser.Parse(part, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            facts = {"part": name, "reason": error}
            raise Unreadable(_("is damaged: %(part)s is not XML (%(reason)s)") % facts) from error

    def _unpacked(self, name):
        member = self._members.get(name)
        if member is None:
            raise Unreadable(_("is damaged: %(part)s is missing") % {"part": name})
        if member.flag_bits & ENCRYPTED:
            raise Unreadable(_("is locked with a password"))
        if member.compress_type not in METHODS:
            raise Unreadable(_("is packed in a way that no office program uses"))
        try:
            with self._zip.open(member) as file:
                while part := file.read(PART_BYTES):
                    self._left -= len(part)
                    if self._left < 0:
                        raise Unreadable(_("is too large once it is unpacked"))
                    yield part
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError,
                RuntimeError) as error:  # fmt: skip
            raise Unreadable(
                _("is damaged: %(part)s cannot be unpacked") % {"part": name}
            ) from error


def longer(text, part):
    """A text with a further part of it, up to what a cell can hold."""
    if len(text) + len(part) > MOST_TEXT:
        raise Unreadable(_("has a cell with more than %(limit)s signs") % {"limit": MOST_TEXT})
    return text + part


def _local(tag):
    return tag.rpartition(" ")[2]
