"""Recognises and checks documents of Word, Excel, PowerPoint and of OpenDocument programs.

They are kept as they came. Each member is unpacked once, so that no header can lie about it.
Another zip is an archive, whatever its name.
"""

import re

import compound
import office_members
import zips
from foreign import ARCHIVE, PROGRAM
from refused import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODF = "application/vnd.oasis.opendocument."
ODF_KINDS = {(ODF + name).encode(): ODF + name for name in ("text", "spreadsheet", "presentation")}
# Content types of the main part (ECMA-376, part 1, 15.2); another main part is no kind of ours.
MAIN_PARTS = {f"{kind}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}

CONTENT_TYPES, RELATIONS, ODF_SIGN = "[Content_Types].xml", "_rels/.rels", "mimetype"
# With one of these a document begins, by all writers that we know.
FIRST_MEMBERS = (
    b"[Content_Types].xml",
    b"_rels/",
    b"docProps/",
    b"mimetype",
    b"word/",
    b"xl/",
    b"ppt/",
)
ODF_PARTS = {"content.xml", "META-INF/manifest.xml"}
ODF_SCRIPTS = ("basic/", "scripts/")
# Code under another name: VBA, its older macro sheets, ActiveX, and what belongs to them.
MACRO_TYPE = re.compile(r"macro-?(enabled|sheet)|vba|activex", re.IGNORECASE)
MACRO_ENDINGS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
MACRO_FOLDERS = (
    "xl/macrosheets/",
    "word/macros/",
    *(f"{program}/activex/" for program in ("word", "xl", "ppt")),
)

# Windows installers, by the class of their root.
INSTALLER = "000C1084-0000-0000-C000-000000000046"
OLD_DOCUMENTS = ("worddocument", "workbook", "book", "powerpoint document")

# A document may hold a document with a sheet in it; deeper is a trick.
MOST_DEPTH = 2


def kind_of(head, path):
    """The media type of what is in the file; "" when it is none of these. May raise Refused."""
    if head.startswith(compound.SIGN):
        refuse_old(compound.read(path))
        return ""
    if not head.startswith(zips.SIGN):
        return ""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        try:
            found = zips.members(file, size)
        except Refused:
            # A document cut short is damaged; of another zip it does not matter that it is broken.
            if not head[zips.LOCAL_BYTES :].startswith(FIRST_MEMBERS):
                raise Refused("archive") from None
            raise
        kind = package_kind(file, found)
    if not kind:
        raise Refused("unknown_kind")
    return kind


def judge(path, kind, kept_path):
    """What is in the document, as a part of the answer. Raises Refused."""
    with open(path, "rb") as file:
        check(file, zips.Budget(), depth=0)
    return {"kind": kind}


def refuse_old(container):
    """Refuse what Office wrote before 2007, and what it locks with a password today."""
    if container.has("EncryptedPackage"):
        raise Refused("password")
    if container.document_class == INSTALLER:
        raise Refused("program")
    if container.has_macros:
        raise Refused("macros")
    if any(container.has(name) for name in OLD_DOCUMENTS):
        raise Refused("unknown_kind")


def package_kind(file, found):
    """The kind of this package, "" for one of another program. Refuses archives."""
    names = {member.orig_filename: member for member in found}
    if CONTENT_TYPES in names and RELATIONS in names:
        return main_part(file, names)
    if found and found[0].orig_filename == ODF_SIGN:
        kind = office_members.text(file, found[0], most=100)
        if kind.startswith(ODF.encode()) and names.keys() >= ODF_PARTS:
            return ODF_KINDS.get(kind, "")
    raise Refused("archive")


def main_part(file, names):
    """The kind by the content type of the main part of an OOXML package."""
    types = office_members.content_types(file, names[CONTENT_TYPES])
    if any(MACRO_TYPE.search(kind) for kind in types.values()):
        raise Refused("macros")
    kinds = {kind: part for part, kind in types.items() if kind in MAIN_PARTS}
    if len(kinds) > 1:
        raise Refused("damaged")
    for kind, part in kinds.items():
        if part.lstrip("/") not in names:
            raise Refused("damaged")
        return MAIN_PARTS[kind]
    return ""


def check(file, budget, depth):
    """Unpack all of a package and look at every member. Raises Refused."""
    size = file.seek(0, 2)
    found = zips.members(file, size)
    package_kind(file, found)
    zips.check(file, size, found)
    is_odf = found[0].orig_filename == ODF_SIGN
    if is_odf and found[0].compress_type:
        raise Refused("damaged")
    for member in found:
        refuse_scripts(member.orig_filename.lower(), is_odf)
    for member in found:
        look = office_members.Look(member.orig_filename)
        for part in zips.unpack(file, member, budget):
            look.at(part)
        look.end()
        if member.orig_filename.lower().endswith(".rels") and not is_odf:
            office_members.refuse_far_parts(file, member)
        if look.head.startswith(zips.SIGN):
            if depth == MOST_DEPTH:
                raise Refused("archive")
            with office_members.unpacked(file, member, budget) as inner:
                check(inner, budget, depth + 1)
        elif PROGRAM.match(look.head):
            raise Refused("program")
        elif ARCHIVE.match(look.head) and not look.may_be_packed:
            raise Refused("archive")


def refuse_scripts(name, is_odf):
    if is_odf and name.startswith(ODF_SCRIPTS):
        raise Refused("macros")
    if name.endswith(MACRO_ENDINGS) or name.startswith(MACRO_FOLDERS):
        raise Refused("macros")
