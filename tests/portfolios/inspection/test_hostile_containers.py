"""Hostile and odd containers: what each is judged to be was written down before it was tried."""

import struct
import zipfile
import zlib

import pytest

from portfolios.inspection import Kind
from tests.portfolios.inspection import samples_cad as cad
from tests.portfolios.inspection import samples_films as films
from tests.portfolios.inspection import samples_office as office

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EXE = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + b"This program cannot be run in DOS mode"
ELF = b"\x7fELF\2\1\1" + bytes(60)
INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
LOCKED = {"EncryptionInfo": b"x", "EncryptedPackage": b"x"}
DOCX = office.ooxml("docx")
ZEROS = bytes(100_000_000)

PACKED = "verslag.docx"
FILM = films.movie()
HUGE = struct.pack(">I", 0xFFFFFFF0)


def large_box():
    """A box that says with 64 bits that it is of 4 GB."""
    return FILM + struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 1 << 32)


def nested(name, depth):
    """A box in a box in a box, all of one name."""
    data = b""
    for _ in range(depth):
        data = films.box(name, data)
    return data


def overlapping():
    """Two names in the directory for the same bytes, so that each unpacks all of them."""
    data = office.ooxml("docx", [("a.bin", b"x" * 90), ("b.bin", b"y" * 90)])
    first = data.index(b"PK\3\4", data.index(b"word/document.xml") + 4)
    second = data.rindex(b"PK\1\2")
    return data[: second + 42] + struct.pack("<I", first) + data[second + 46 :]


def short_of_its_end():
    """A member whose size is told shorter than it is, with the checksum of the short part."""
    data = office.ooxml("docx", [("a.bin", b"x" * 90)])
    return office.with_lie(data, "a.bin", size=10, crc=zlib.crc32(b"x" * 10))


def with_remark():
    return DOCX[:-2] + b"\x04\0abcd"


def accepted(kind):
    return True, kind, ""


def refused(reason, kind=""):
    return False, kind, reason


PLAIN_ZIP = office.packed([("notities.txt", b"hoi")])

# fmt: off
TABLE = [
    # Zips that are no documents, whatever they are called.
    ("zip of texts", "verslag.docx", PLAIN_ZIP, refused("archive")),
    ("zip under its own name", "bewijs.zip", PLAIN_ZIP, refused("archive")),
    ("zip without members", "verslag.docx", b"PK\5\6" + bytes(18), refused("archive")),
    ("zip in a zip", "verslag.docx", office.packed([("a.zip", PLAIN_ZIP)]), refused("archive")),
    ("jar", "verslag.docx",
     office.packed([("META-INF/MANIFEST.MF", b"a"), ("A.class", b"\xca\xfe")]),
     refused("archive")),
    ("app of Android", "verslag.docx",
     office.packed([("AndroidManifest.xml", b"\3"), ("classes.dex", b"dex\n")]),
     refused("archive")),
    ("book", "boek.odt",
     office.packed([("mimetype", "application/epub+zip"), ("content.xml", "a")]),
     refused("archive")),
    ("rar", "verslag.docx", b"Rar!\x1a\x07\1\0" + bytes(40), refused("archive")),
    ("7z", "verslag.docx", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40), refused("archive")),
    ("gzip", "verslag.docx", b"\x1f\x8b\x08" + bytes(40), refused("archive")),
    ("tar", "verslag.docx", b"a".ljust(257, b"\0") + b"ustar\x0000" + bytes(300),
     refused("archive")),
    ("cabinet", "verslag.docx", b"MSCF\0\0\0\0" + bytes(40), refused("archive")),
    # Code and programs.
    ("document with macros", "verslag.docm", office.ooxml("docm"), refused("macros")),
    ("document with macros, renamed", "verslag.docx", office.ooxml("docm"), refused("macros")),
    ("VBA in a document that says it has none", "verslag.docx",
     office.ooxml("docx", [("customXml/vbaProject.bin", b"x")]), refused("macros")),
    ("macro sheets of before VBA", "uren.xlsx",
     office.ooxml("xlsx", [("xl/macrosheets/sheet1.xml", b"<a/>")]), refused("macros")),
    ("document with ActiveX", "verslag.docx",
     office.ooxml("docx", [("word/activeX/activeX1.bin", b"x")]), refused("macros")),
    ("document with a template on the web", "verslag.docx",
     office.with_template("https://example.com/t.dotm"), refused("far_part")),
    ("document with a template on a server", "verslag.docx",
     office.with_template("file:///%5C%5Cserver/t.dotx"), refused("far_part")),
    ("document with a template of the device itself", "verslag.docx",
     office.with_template("file:///C:\\Templates\\t.dotx"), accepted(Kind.DOCX)),
    ("OpenDocument with Basic", "verslag.odt",
     office.odf(more=[("Basic/Standard/Module1.xml", "<a/>")]), refused("macros")),
    ("OpenDocument with Python", "uren.ods",
     office.odf("spreadsheet", more=[("Scripts/python/a.py", "x")]), refused("macros")),
    ("old workbook with macros", "uren.xls",
     office.compound({"Workbook": b"x", "_VBA_PROJECT_CUR/VBA/dir": b"x"}), refused("macros")),
    ("program in a document", "verslag.docx", office.ooxml("docx", [("word/media/a.png", EXE)]),
     refused("program")),
    ("program in an object in a document", "verslag.docx",
     office.ooxml("docx", [("word/a.bin", office.compound({"Package": EXE}))]), refused("program")),
    ("archive in a document", "verslag.docx", office.ooxml("docx", [("word/a.png", PLAIN_ZIP)]),
     refused("archive")),
    ("rar in a document", "dia.pptx", office.ooxml("pptx", [("ppt/a.bin", b"Rar!\x1a\x07\1\0")]),
     refused("archive")),
    ("program of Windows", "haak.dwg", EXE, refused("program")),
    ("program of Linux", "haak.dwg", ELF, refused("program")),
    ("program that has the size of a mesh", "haak.stl", cad.stl(header=EXE[:64]),
     refused("program")),
    ("installer", "haak.ipt", office.compound({"a": b"x"}, INSTALLER), refused("program")),
    ("shortcut", "haak.stl", b"L\0\0\0\1\x14\2\0" + bytes(60), refused("program")),
    # The test file of scanners.
    ("test virus", "notities.txt", EICAR, refused("virus")),
    ("test virus and spaces", "notities.txt", EICAR + b" \r\n\x1a" * 10, refused("virus")),
    ("test virus in a document", "verslag.docx", office.ooxml("docx", [("word/a.txt", EICAR)]),
     refused("virus")),
    ("test virus in a zip, packed", "verslag.docx", office.packed([("a.txt", EICAR)]),
     refused("archive")),
    # Old and locked documents.
    ("old document", "verslag.doc", office.compound({"WordDocument": b"x"}),
     refused("unknown_kind")),
    ("old document, renamed", "verslag.docx", office.compound({"WordDocument": b"x"}),
     refused("damaged")),
    ("template", "verslag.dotx", office.ooxml("dotx"), refused("unknown_kind")),
    ("locked document", "verslag.docx", office.compound(LOCKED), refused("password")),
    ("locked OpenDocument", "verslag.odt",
     office.odf(manifest="<manifest:encryption-data/>"), refused("password")),
    ("locked member", "verslag.docx", office.with_lie(DOCX, "word/document.xml", flags=1),
     refused("password")),
    # Sizes that lie, and bombs.
    ("bomb", "uren.xlsx", office.ooxml("xlsx", [("xl/a.xml", ZEROS)]), refused("bomb")),
    ("bomb that hides its size", "uren.xlsx",
     office.with_lie(office.ooxml("xlsx", [("xl/a.xml", ZEROS)] ), "xl/a.xml", size=100),
     refused("damaged")),
    ("bomb in a bomb", "uren.xlsx",
     office.ooxml("xlsx", [("xl/a.xlsx", office.ooxml("xlsx", [("xl/a.xml", ZEROS)]))]),
     refused("bomb")),
    ("too many members", "verslag.docx",
     office.ooxml("docx", [(f"word/{number}", b"") for number in range(10_000)]), refused("bomb")),
    ("4 GB told", "verslag.docx", office.with_lie(DOCX, "word/document.xml", size=0xFFFFFFF0),
     refused("bomb")),
    ("more packed bytes told than there are", "verslag.docx",
     office.with_lie(DOCX, "word/document.xml", packed=0x7FFFFFFF), refused("damaged")),
    ("size too short, checksum of the short part", "verslag.docx", short_of_its_end(),
     refused("damaged")),
    ("false checksum", "verslag.docx", office.with_lie(DOCX, "word/document.xml", crc=1),
     refused("damaged")),
    # Two readers would see two different files.
    ("members that overlap", "verslag.docx", overlapping(), refused("damaged")),
    ("two members of one name", "verslag.docx",
     office.ooxml("docx", [("word/A.xml", b"1"), ("word/a.xml", b"2")]), refused("damaged")),
    ("path out of the folder", "verslag.docx", office.ooxml("docx", [("../../a.txt", b"1")]),
     refused("damaged")),
    ("path from the root", "verslag.docx", office.ooxml("docx", [("/etc/a", b"1")]),
     refused("damaged")),
    ("path of Windows", "verslag.docx", office.ooxml("docx", [("word\\..\\a", b"1")]),
     refused("damaged")),
    ("PDF before a zip", "verslag.docx", b"%PDF-1.7\n" + DOCX, refused("archive")),
    ("text before a zip", "verslag.docx", b"hallo\n" + DOCX, refused("damaged")),
    ("remark behind a zip", "verslag.docx", with_remark(), refused("damaged")),
    ("bytes between zip and directory", "verslag.docx",
     DOCX.replace(b"PK\1\2", b"hidden" + b"PK\1\2", 1), refused("damaged")),
    ("document type", "verslag.docx",
     office.ooxml("docx", [("word/a.xml", b"<!DOCTYPE a [<!ENTITY b 'bb'>]><a/>")]),
     refused("damaged")),
    ("packed with another method", "verslag.docx",
     office.ooxml("docx", [("word/a.bin", b"1", zipfile.ZIP_LZMA)]), refused("damaged")),
    ("OpenDocument whose first member is packed", "verslag.odt",
     office.odf(method=zipfile.ZIP_DEFLATED), refused("damaged")),
    ("workbook named as a document", "verslag.docx", office.ooxml("xlsx"),
     refused("wrong_name", Kind.XLSX)),
    ("document cut short", "verslag.docx", DOCX[:-30], refused("damaged")),
    # Films.
    ("film that is of 4 GB", "film.mp4", HUGE + FILM[4:], refused("damaged")),
    ("film with a box of 4 GB", "film.mp4", large_box(), refused("damaged")),
    ("film of boxes in boxes", "film.mp4", FILM + nested(b"moov", 500), refused("damaged")),
    ("film with its tracks in tracks", "film.mp4", films.movie(extra=nested(b"trak", 500)),
     refused("damaged")),
    ("film without a header", "film.mp4", FILM[: FILM.index(b"moov") - 4],
     refused("damaged")),
    ("film cut short", "film.mp4", FILM[:-20], refused("damaged")),
    ("film of telemetry alone", "film.mp4", films.movie(handlers=(b"meta",)),
     refused("damaged")),
    ("film in fragments with telemetry", "film.mp4",
     films.movie(handlers=(b"vide", b"meta"), trailer=films.box(b"moof")),
     refused("damaged")),
    ("film that is played from elsewhere", "film.mov",
     films.movie(brand=b"qt  ", extra=films.box(b"rmra")), refused("damaged")),
    ("film with a place", "film.mov", films.movie(brand=b"qt  ", extra=films.metadata()),
     accepted(Kind.MOV)),
    ("film of an action camera", "film.mp4", films.movie(handlers=(b"vide", b"soun", b"meta")),
     accepted(Kind.MP4)),
    ("film of a drone", "film.mp4", films.movie(handlers=(b"vide", b"text")), accepted(Kind.MP4)),
    ("film with a maker's trailer", "film.mp4", FILM + b"SEFH" + bytes(30), accepted(Kind.MP4)),
    ("sound named as a film", "stem.mp4", films.movie(handlers=(b"soun",)), accepted(Kind.M4A)),
    ("webm named as mp4", "film.mp4", films.webm(), refused("wrong_name", Kind.WEBM)),
    ("Matroska named as webm", "film.webm", films.webm(doctype=b"matroska"), refused("damaged")),
    ("webm cut short", "film.webm", films.webm()[:-20], refused("damaged")),
    ("webm and something behind it", "film.webm", films.webm() + b"PK\3\4", accepted(Kind.WEBM)),
    # Recordings.
    ("tag without sound", "stem.mp3", films.id3() + b"niets", refused("damaged")),
    ("tag that is longer than the file", "stem.mp3", b"ID3\3\0\0\x7f\x7f\x7f\x7f" + films.mp3(),
     refused("damaged")),
    ("program behind a tag", "stem.mp3", films.id3() + EXE, refused("damaged")),
    ("wav with a lie about all", "stem.wav", films.wav(riff=0x7FFFFFFF), refused("damaged")),
    ("wav with a lie about its sound", "stem.wav", films.wav(data=0xFFFFFFFF),
     refused("damaged")),
    ("wav without sound", "stem.wav", films.wav()[:36], refused("damaged")),
    ("ogg with a film", "stem.ogg", films.ogg_page(7, 0, [b"\x80theora" + bytes(40)], flags=2),
     refused("damaged")),
    ("ogg cut short", "stem.ogg", films.ogg()[:100], refused("damaged")),
    # Drawings and models.
    ("mesh with a lie about its count", "haak.stl", cad.stl(told=0x7FFFFFFF), refused("damaged")),
    ("mesh of numbers that are none", "haak.stl", cad.stl(1)[:84] + b"\xff" * 50,
     refused("damaged")),
    ("mesh in text without its end", "haak.stl", cad.STL_TEXT[:-20], refused("damaged")),
    ("STEP cut short", "haak.step", cad.STEP[:-10], refused("damaged")),
    ("STEP without data", "haak.step", cad.STEP.replace(b"DATA;", b""), refused("damaged")),
    ("STEP with markup in its data", "haak.step",
     cad.STEP.replace(b"''", b"'<script>alert(1)</script>'", 1), accepted(Kind.STEP)),
    ("DXF without its end", "haak.dxf", cad.DXF[:-5], refused("damaged")),
    ("IGES with a lie about its lines", "haak.igs", cad.iges("S      1G      1D      9P      1"),
     refused("damaged")),
    ("drawing that is a text", "haak.dwg", b"AC1032 is de versie van AutoCAD", refused("wrong_name",
     Kind.TEXT)),
    ("drawing with a false header", "haak.dwg", b"AC1032" + bytes(600), refused("damaged")),
    ("compound file of nobody", "haak.ipt", office.compound({"Onbekend": b"x"}),
     refused("damaged")),
    ("broken compound file", "haak.ipt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600,
     refused("damaged")),
]
# fmt: on


@pytest.mark.parametrize(
    ("name", "data", "outcome"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_a_container_is_judged_by_what_it_is(judge, outputs, name, data, outcome):
    verdict = judge(data, name)

    tells_kind = verdict.accepted or verdict.reason == "wrong_name"
    assert (verdict.accepted, verdict.kind if tells_kind else "", verdict.reason) == outcome
    if not verdict.accepted:
        assert not outputs.kept.exists()
    elif verdict.has_kept:
        kept = outputs.kept.read_bytes()
        assert not [secret for secret in films.SECRETS if secret in kept]
