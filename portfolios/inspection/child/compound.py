"""Looks into compound files (OLE2, [MS-CFB]): which streams, and of which class.

Word, Excel and PowerPoint before 2007, Outlook, Windows installers, Inventor and SolidWorks share
this container.
"""

from dataclasses import dataclass

import olefile
from refused import Refused

SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_STREAMS = 20_000
MACROS = {"_vba_project", "_vba_project_cur", "macros", "_vba_project_resource"}


@dataclass(frozen=True)
class Compound:
    """What a compound file holds; names are compared without regard for case, as Windows does."""

    names: frozenset
    document_class: str

    def has(self, name):
        return name.lower() in self.names

    @property
    def has_macros(self):
        return any(MACROS & set(name.split("/")) for name in self.names)


def is_one(path):
    """True where the file starts as a compound file does."""
    with open(path, "rb") as file:
        return file.read(len(SIGN)) == SIGN


def read(path):
    """What is in this compound file. Raises Refused."""
    try:
        # Opened here, because the library leaves a file open that it cannot read.
        with open(path, "rb") as file, olefile.OleFileIO(file) as container:
            paths = container.listdir(streams=True, storages=True)
            document_class = (container.root.clsid or "").upper()
    except (MemoryError, Refused):
        raise
    except Exception:  # the library may fail on hostile bytes in any way
        raise Refused("damaged") from None
    if len(paths) > MOST_STREAMS:
        raise Refused("too_heavy")
    return Compound(frozenset("/".join(path).lower() for path in paths), document_class)
