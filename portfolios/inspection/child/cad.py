"""Recognises and checks drawings and models.

They are kept as they came, and nobody's browser opens them here: they are sent as downloads. So
markup in a comment of a STEP file does no harm; the structure only has to be that of its kind.
"""

import re
import struct

import cad_texts
import compound
from refused import Refused
from source import Source

DWG, STL = "application/x-dwg", "model/stl"
IPT, SLDPRT = "application/x-inventor-part", "application/x-solidworks-part"
SLDASM = "application/x-solidworks-assembly"

# AutoCAD R13 and later, by the sign at the start (Open Design Specification for .dwg files).
DWG_SIGN = re.compile(rb"AC10(12|14|15|18|21|24|27|32)\0{5}")
DWG_OLD = (b"AC1012", b"AC1014", b"AC1015")
DWG_SCRAMBLED = (b"AC1018", b"AC1024", b"AC1027", b"AC1032")
DWG_SCRAMBLED_PLACE, DWG_SCRAMBLED_SIGN = 0x80, b"AcFssFcAJMB\0"
DWG_LEAST_BYTES = 0x100

STL_HEADER_BYTES, STL_FACET = 84, struct.Struct("<12fH")

# The document classes of Inventor: a part; others are no kind of ours.
INVENTOR_PART = "4D29B490-49B2-11D0-93C3-7E0706000000"

# SolidWorks 2015 and later (PRONOM fmt/1967): records with this mark, which hold names whose bytes
# have their halves the other way round.
SOLIDWORKS_SIGN = re.compile(rb".{4}\0\0\0\x04", re.DOTALL)
SOLIDWORKS_RECORD = b"\x14\0\6\0\x08\0"


def swapped(name):
    """The bytes with their halves the other way round."""
    return bytes(byte >> 4 | (byte & 15) << 4 for byte in name)


SOLIDWORKS_PART = swapped(b"Contents/")
SOLIDWORKS_TREE = "COMPINSTANCETREE"  # the tree of components, which only an assembly has


def kind_of(head, path):
    """The media type of what is in the file; "" when it is none of these."""
    if head.startswith(compound.SIGN):
        return kind_of_compound(compound.read(path))
    if DWG_SIGN.match(head):
        return DWG
    if SOLIDWORKS_SIGN.match(head) and SOLIDWORKS_RECORD in head and SOLIDWORKS_PART in head:
        return SLDPRT
    if kind := cad_texts.kind_of(head):
        return kind
    with Source(path) as source:
        return STL if is_binary_stl(source, head) else ""


def judge(path, kind, kept_path):
    """What is in the file, as a part of the answer. Raises Refused."""
    if kind == DWG:
        with Source(path) as source:
            check_dwg(source)
    elif kind == SLDPRT and not compound.is_one(path):
        with Source(path) as source:
            kind = solidworks_kind(source)
    elif kind in cad_texts.CHECKS:
        with Source(path) as source:
            if kind != STL or not is_binary_stl(source, source.up_to(0, STL_HEADER_BYTES)):
                cad_texts.CHECKS[kind](source)
    return {"kind": kind}


def kind_of_compound(container):
    """The kind of a compound file, "" for one that holds something else."""
    if container.has("RSeStorage"):
        return IPT if container.document_class == INVENTOR_PART else ""
    if container.has("SwDocContentMgr") or container.has("swXmlContents"):
        return SLDASM if container.has(f"swXmlContents/{SOLIDWORKS_TREE}") else SLDPRT
    return ""


def check_dwg(source):
    """Look whether the header of the drawing leads to places in it. Raises Refused."""
    head = source.at(0, DWG_LEAST_BYTES)
    if head.startswith(DWG_SCRAMBLED):
        # The header is scrambled with the row of numbers of a well-known random generator.
        seed, clear = 1, bytearray()
        for byte in head[DWG_SCRAMBLED_PLACE:][: len(DWG_SCRAMBLED_SIGN)]:
            seed = (seed * 0x343FD + 0x269EC3) & 0xFFFFFFFF
            clear.append(byte ^ seed >> 16 & 0xFF)
        if clear != DWG_SCRAMBLED_SIGN:
            raise Refused("damaged")
    elif head.startswith(DWG_OLD):
        count = int.from_bytes(head[0x15:0x19], "little")
        if not 3 <= count <= 20:
            raise Refused("damaged")
        for place in range(0x19, 0x19 + 9 * count, 9):
            _, start, length = struct.unpack("<BII", head[place : place + 9])
            if start + length > source.size:
                raise Refused("damaged")


def solidworks_kind(source):
    """A part, or an assembly, which has a tree of components."""
    sign, rest, place = swapped(SOLIDWORKS_TREE.encode()), b"", 0
    while place < source.size:
        chunk = source.up_to(place, 1_000_000)
        if sign in rest + chunk:
            return SLDASM
        rest, place = chunk[-len(sign) :], place + len(chunk)
    return SLDPRT


def is_binary_stl(source, head):
    """True where the size is that of so many triangles, and the first ones have real numbers."""
    if len(head) < STL_HEADER_BYTES:
        return False
    count = int.from_bytes(head[80:84], "little")
    if not count or source.size != STL_HEADER_BYTES + count * STL_FACET.size:
        return False
    facets = source.up_to(STL_HEADER_BYTES, min(count, 1000) * STL_FACET.size)
    return all(
        abs(number) < 1e12  # which neither infinity nor "not a number" is
        for facet in STL_FACET.iter_unpack(facets)
        for number in facet[:12]
    )
