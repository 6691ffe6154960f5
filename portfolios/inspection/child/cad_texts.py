"""Checks models and drawings that are texts: DXF, STEP, IGES, STL.

Their letters may be of any old code page, so they are not held to UTF-8; control characters are
refused, and start, structure and end must be those of the format.
"""

import re

from refused import Refused

DXF, STEP, IGES, STL = "application/x-dxf", "model/step", "model/iges", "model/stl"
CHUNK_BYTES = 1_000_000
TAIL_BYTES = 4096
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")

# Autodesk, DXF reference: pairs of lines, a group code and its value; 999 is a remark.
DXF_START = re.compile(rb"(\s*999[ \t]*\r?\n[^\n]*\n)*\s*0[ \t]*\r?\n[ \t]*SECTION[ \t]*\r?\n")
DXF_END = re.compile(rb"\n[ \t]*0[ \t]*\r?\n[ \t]*EOF\s*\Z")
DXF_BINARY = b"AutoCAD Binary DXF\r\n\x1a\0"
DXF_PAIRS = 2000
DXF_CODE = re.compile(rb"\s*-?\d{1,4}\s*\Z")
# ISO 10303-21: an exchange structure.
STEP_START = re.compile(rb"(\xef\xbb\xbf)?\s*ISO-10303-21\s*;")
STEP_END = re.compile(rb"\bEND-ISO-10303-21\s*;")
STEP_SECTIONS = (
    re.compile(rb"\bHEADER\s*;"), re.compile(rb"\bENDSEC\s*;"),
    re.compile(rb"\bDATA\b\s*(\([^;]*\))?\s*;"), re.compile(rb"\bENDSEC\s*;"),
)  # fmt: skip
# IGES 5.3: lines of 80 letters, with a section in the 73rd and a number behind it.
IGES_LINE = re.compile(rb"[^\r\n]{72}([SGDPT])( {0,6}\d{1,7})(?<=.{80})\r?\Z")
IGES_COUNTS = re.compile(rb"S( *\d+)G( *\d+)D( *\d+)P( *\d+)\b")
# The form in text of a mesh of triangles.
STL_START = re.compile(rb"\s*solid\b[^\n]*\n\s*(facet\s+normal\s|endsolid\b)", re.IGNORECASE)
STL_OPENED = re.compile(rb"^[ \t]*facet\b", re.IGNORECASE | re.MULTILINE)
STL_CLOSED = re.compile(rb"^[ \t]*endfacet\b", re.IGNORECASE | re.MULTILINE)
STL_END = re.compile(rb"\bendsolid\b[^\n]*\s*\Z", re.IGNORECASE)


def kind_of(head):
    """The media type that the first lines tell; "" when it is none of these."""
    if head.startswith(DXF_BINARY) or DXF_START.match(head):
        return DXF
    if STEP_START.match(head):
        return STEP
    if IGES_LINE.match(head.partition(b"\n")[0]) and head[72:73] == b"S":
        return IGES
    return STL if STL_START.match(head) else ""


def chunks(source, separator=b"\n"):
    """The text in parts that end with a separator. Raises Refused for control characters."""
    place, rest = 0, b""
    while place < source.size:
        chunk = source.up_to(place, CHUNK_BYTES)
        if CONTROL.search(chunk):
            raise Refused("damaged")
        place += len(chunk)
        whole, mark, rest = (rest + chunk).rpartition(separator)
        if len(rest) > CHUNK_BYTES:
            raise Refused("damaged")
        yield whole + mark
    yield rest


def tail(source):
    """The end of the file."""
    return source.at(max(0, source.size - TAIL_BYTES), min(TAIL_BYTES, source.size))


def check_dxf(source):
    """Pairs of a code and a value, up to the mark of the end. Raises Refused."""
    if source.up_to(0, len(DXF_BINARY)) == DXF_BINARY:
        if not tail(source).rstrip(b"\r\n").endswith((b"\0\0EOF\0", b"\0EOF\0")):
            raise Refused("damaged")
        return
    codes = source.up_to(0, CHUNK_BYTES).split(b"\n")[: DXF_PAIRS * 2 : 2]
    whole = codes if len(codes) == DXF_PAIRS else codes[:-1]
    if not all(DXF_CODE.match(code) for code in whole) or not DXF_END.search(tail(source)):
        raise Refused("damaged")
    for _ in chunks(source):
        pass


def check_step(source):
    """A header, then data, each closed, and the mark of the end. Raises Refused."""
    if not STEP_END.search(tail(source)):
        raise Refused("damaged")
    wanted = list(STEP_SECTIONS)
    for chunk in chunks(source, b";"):
        while wanted and (found := wanted[0].search(chunk)):
            del wanted[0]
            chunk = chunk[found.end() :]
    if wanted:
        raise Refused("damaged")


def check_iges(source):
    """Five sections in their order, numbered on, with as many lines as the last one tells."""
    counts, last = dict.fromkeys("SGDPT", 0), b""
    for chunk in chunks(source):
        for line in chunk.split(b"\n"):
            if not line.strip():
                continue
            found = IGES_LINE.match(line)
            section = found and found[1].decode()
            later = "SGDPT".partition(section)[2] + "T" if found else ""
            if not found or any(counts[other] for other in later):
                raise Refused("damaged")
            counts[section] += 1
            if int(found[2]) != counts[section]:
                raise Refused("damaged")
            last = line
    told = IGES_COUNTS.match(last)
    if not counts["T"] or not told or [int(part) for part in told.groups()] != [
        counts[section] for section in "SGDP"
    ]:  # fmt: skip
        raise Refused("damaged")


def check_stl(source):
    """Facets that are all closed, and the mark of the end. Raises Refused."""
    opened = closed = 0
    for chunk in chunks(source):
        opened += len(STL_OPENED.findall(chunk))
        closed += len(STL_CLOSED.findall(chunk))
    if opened != closed or not STL_END.search(tail(source)):
        raise Refused("damaged")


CHECKS = {DXF: check_dxf, STEP: check_step, IGES: check_iges, STL: check_stl}
