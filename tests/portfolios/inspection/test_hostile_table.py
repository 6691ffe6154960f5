"""What becomes of hostile, strange and broken files: pictures, documents, texts, and the rest.

Each row: the name it is sent by, its bytes, and the kind it is accepted as or the reason why not.
"""

import struct
import zlib

import pytest

from portfolios.inspection import Kind, Reason
from tests.portfolios.inspection import samples
from tests.portfolios.inspection.samples import archive, pdf, picture

JPEG, PNG, GIF = picture("JPEG"), picture("PNG"), picture("GIF")
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EMPTY_ROW = zlib.compress(b"\0\0\0\0")
CLAIM = struct.pack(">HH", 65_500, 65_500)


def sized_jpeg():
    """A JPEG whose header says that it is 65 500 pixels wide and high."""
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + CLAIM + JPEG[at + 4 :]


def sized_gif():
    return GIF[:6] + b"\xff\xff\xff\xff" + GIF[10:]


def long_gif():
    """A moving picture of 100 frames of a million pixels each."""
    size, frame = b"\xe8\x03\xe8\x03", GIF[GIF.index(b",") : -1]
    return GIF[:6] + size + GIF[10 : GIF.index(b",")] + frame * 100 + b";"


ACCEPTED = [
    ("photo.jpg", samples.told_photo(), Kind.JPEG),
    ("photo.jpg", JPEG + archive(), Kind.JPEG),
    ("photo.jpg", JPEG + b"MZ\x90\0" + bytes(200), Kind.JPEG),
    ("photo.jpg", JPEG + PAGE, Kind.JPEG),
    ("moving.gif", GIF + archive(**{"Main.class": "x"}), Kind.GIF),
    ("screen.png", PNG + PAGE, Kind.PNG),
    ("screen.png", samples.told_png(), Kind.PNG),
    ("IMG_0001.HEIC", samples.heic(), Kind.JPEG),
    ("IMG_0001.jpg", samples.heic(), Kind.JPEG),
    ("IMG_0001.heic", JPEG, Kind.JPEG),
    ("screen.jpg", PNG, Kind.PNG),
    ("report.pdf", samples.scripted_pdf(), Kind.PDF),
    ("report.pdf", pdf() + b"\n\n", Kind.PDF),
    ("notes.txt", b"\xef\xbb\xbfmet een merkteken", Kind.TEXT),
    ("table.csv", b"\xef\xbb\xbfa;b\n1;2\n", Kind.CSV),
    ("table.csv", b"=cmd|' /C calc'!A0\n", Kind.CSV),
    ("README.md", b"# Kop\n", Kind.MARKDOWN),
    ("notes.txt", b"MZ-01 is de naam van de meting\n", Kind.TEXT),
    ("foto \u202egpj.exe\u202c.jpg", JPEG, Kind.JPEG),
    ("../../../etc/passwd.jpg", JPEG, Kind.JPEG),
    ("x" * 5000 + ".jpg", JPEG, Kind.JPEG),
    ("ＦＯＴＯ 📷 ñ.jpg", JPEG, Kind.JPEG),
    ("report.pdf.jpg", JPEG, Kind.JPEG),
]
REFUSED = [
    ("photo.jpg", b"", Reason.EMPTY),
    ("photo.jpg", bytes(1000), Reason.DAMAGED),
    ("photo.jpg", JPEG[:3], Reason.DAMAGED),
    ("photo.jpg", JPEG[: len(JPEG) // 2], Reason.DAMAGED),
    ("photo.jpg", sized_jpeg(), Reason.TOO_MANY_PIXELS),
    ("screen.png", PNG[: len(PNG) // 2], Reason.DAMAGED),
    ("screen.png", samples.pixel_bomb(), Reason.TOO_MANY_PIXELS),
    ("screen.png", samples.png(2**31 - 1, 2**31 - 1, depth=8, colour_type=0,
                               chunks=[(b"IDAT", EMPTY_ROW)]), Reason.TOO_MANY_PIXELS),
    ("screen.png", samples.text_bomb(b"zTXt"), Reason.DAMAGED),
    ("moving.gif", sized_gif(), Reason.TOO_MANY_PIXELS),
    ("moving.gif", long_gif(), Reason.TOO_MANY_PIXELS),
    ("moving.gif", GIF[:20], Reason.DAMAGED),
    ("moving.gif", b"GIF89a/*" + b"\xff" * 20 + b"*/=1;alert(1)//", Reason.DAMAGED),
    ("photo.webp", picture("WEBP")[:30], Reason.DAMAGED),
    ("IMG_1.heic", samples.heic()[:500], Reason.DAMAGED),
    ("IMG_1.heic", samples.heic()[:40], Reason.DAMAGED),
    ("IMG_1.heic", samples.heic()[:-30], Reason.DAMAGED),
    ("scan.tiff", picture("TIFF"), Reason.UNKNOWN_KIND),
    ("photo.jpg", picture("BMP"), Reason.DAMAGED),
    ("photo.jpg", picture("AVIF"), Reason.DAMAGED),
    ("photo.jpg", pdf(), Reason.WRONG_NAME),
    ("photo.jpg.exe", JPEG, Reason.WRONG_NAME),
    ("photo.svg", PNG, Reason.WRONG_NAME),
    ("photo.jpg\0.html", JPEG, Reason.WRONG_NAME),
    ("photo.png", SVG, Reason.MARKUP),
    ("photo.png", b"<?xml version='1.0'?>" + SVG, Reason.MARKUP),
    ("notes.txt", PAGE, Reason.MARKUP),
    ("notes.txt", b"\xef\xbb\xbf\n " + PAGE, Reason.MARKUP),
    ("notes.txt", PAGE.decode().encode("utf-16"), Reason.MARKUP),
    ("notes.txt", b"#!/bin/sh\nrm -rf /\n", Reason.MARKUP),
    ("notes.txt", "één".encode("utf-16"), Reason.NOT_UTF8),
    ("notes.txt", "één".encode("utf-32"), Reason.NOT_UTF8),
    ("notes.txt", "één".encode("latin-1"), Reason.NOT_UTF8),
    ("notes.txt", b"overlong \xc0\xaf", Reason.NOT_UTF8),
    ("notes.txt", b"nul \0 byte", Reason.DAMAGED),
    ("notes.txt", b"a" * 5000 + b"\x1b[31m", Reason.DAMAGED),
    ("notes.txt", samples.VIRUS, Reason.VIRUS),
    ("photo.jpg", JPEG + samples.VIRUS, Reason.VIRUS),
    ("report.pdf", pdf() + b"%" + b"x" * 1_000_000 + samples.VIRUS, Reason.VIRUS),
    ("report.pdf", samples.locked_pdf(), Reason.PASSWORD),
    ("report.pdf", pdf()[:60], Reason.BROKEN_PDF),
    ("report.pdf", b"%PDF-1.7\n", Reason.BROKEN_PDF),
    ("report.pdf", pdf(pages=0), Reason.BROKEN_PDF),
    ("report.pdf", pdf() + archive(), Reason.ARCHIVE),
    ("report.pdf", archive() + pdf(), Reason.ARCHIVE),
    ("report.pdf", PAGE + pdf(), Reason.MARKUP),
    ("report.pdf", pdf() + PAGE, Reason.MARKUP),
    ("report.pdf", b"MZ\x90\0" + pdf(), Reason.PROGRAM),
    ("photo.jpg", b"MZ\x90\0\x03" + bytes(500), Reason.PROGRAM),
    ("photo.jpg", b"\x7fELF\x02\x01\x01" + bytes(500), Reason.PROGRAM),
    ("Main.class", b"\xca\xfe\xba\xbe\0\0\0\x37", Reason.PROGRAM),
    ("evidence.zip", archive(), Reason.ARCHIVE),
    ("photo.jpg", archive(), Reason.ARCHIVE),
    ("evidence.rar", b"Rar!\x1a\x07\x01\0" + bytes(100), Reason.ARCHIVE),
    ("evidence.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), Reason.ARCHIVE),
    ("evidence.tar.gz", b"\x1f\x8b\x08" + bytes(100), Reason.ARCHIVE),
    ("evidence.tar", b"note.pdf".ljust(257, b"\0") + b"ustar\x0000" + pdf(), Reason.ARCHIVE),
    ("setup.bin", bytes(range(256)), Reason.UNKNOWN_KIND),
]  # fmt: skip


def named(rows):
    return [pytest.param(*row, id=f"{n}-{row[2]}") for n, row in enumerate(rows)]


@pytest.mark.parametrize(("name", "data", "kind"), named(ACCEPTED))
def test_accepted(judge, name, data, kind):
    verdict = judge(data, name)

    assert (verdict.accepted, verdict.kind, verdict.reason) == (True, kind, "")


@pytest.mark.parametrize(("name", "data", "reason"), named(REFUSED))
def test_refused(judge, outputs, name, data, reason):
    verdict = judge(data, name)

    assert (verdict.accepted, verdict.reason) == (False, reason)
    assert not any(p.exists() for p in (outputs.kept, outputs.preview, outputs.thumbnail))
