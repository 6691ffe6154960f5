"""Real files made by code: pictures, PDF documents, and hostile ones that are small to send."""

import base64
import io
import struct
import zipfile
import zlib

from PIL import Image, ImageCms, PngImagePlugin

ORIENTATION, POSITION, EXIF, TAKEN = 0x0112, 0x8825, 0x8769, 36867
TURN_RIGHT = 6
MAKER, MAKER_NOTE, USER_COMMENT = 0x010F, 0x927C, 0x9286
SECRET = b"Geheim"  # begins every word that must not be left in what is kept
VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(format, size=(64, 48), colour="teal", **options):
    """The bytes of a picture in one colour, its upper left corner red."""
    image = Image.new(options.pop("mode", "RGB"), size, colour)
    if image.mode == "RGB":
        image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def camera_exif(taken="2026:11:20 08:15:00"):
    """What a phone writes into a photo: held upright, where, and when."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURN_RIGHT
    exif.get_ifd(EXIF)[TAKEN] = taken
    exif.get_ifd(POSITION).update({1: "N", 2: (52.0, 22.0, 12.0), 3: "E", 4: (4.0, 53.0, 42.0)})
    return exif


def pdf(pages=1, box="0 0 595 842", trailer="", objects=()):
    """A PDF of empty pages, by hand; more objects are numbered on from the last page."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + pages))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *[f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] >>"] * pages,
        *objects,
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(bodies) + 1
    return (
        data
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


def locked_pdf():
    """A PDF that wants a password."""
    lock = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >>"
    return pdf(objects=[lock], trailer=f"/Encrypt 4 0 R /ID [<{'22' * 16}> <{'22' * 16}>]")


def png(width, height, *, depth, colour_type, chunks):
    """A PNG of these chunks, whatever they hold."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def zeros(count):
    """So many zero bytes, compressed, without ever holding them."""
    packer = zlib.compressobj(9)
    million = bytes(1_000_000)
    parts = [packer.compress(million) for _ in range(count // 1_000_000)]
    return b"".join([*parts, packer.compress(bytes(count % 1_000_000)), packer.flush()])


def pixel_bomb(side=30_000):
    """A PNG of about 100 kB that wants to be 900 million pixels."""
    rows = zeros(side * (1 + side // 8))
    return png(side, side, depth=1, colour_type=0, chunks=[(b"IDAT", rows)])


def text_bomb(chunk):
    """A PNG of one pixel with a note or colour profile of 300 MB."""
    note = chunk, b"bomb\0\0" + zeros(300_000_000)
    return png(1, 1, depth=8, colour_type=0, chunks=[note, (b"IDAT", zeros(2))])


def picture_with_note():
    """A PNG with an ordinary note in it."""
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "secret place")
    return picture("PNG", pnginfo=note)


def told_exif():
    """What a phone writes, with words that tell too much."""
    exif = camera_exif()
    exif[MAKER] = "GeheimMaker"
    inner = exif.get_ifd(EXIF)
    inner[MAKER_NOTE] = b"GeheimNote" + picture("JPEG", size=(16, 16), comment=b"GeheimThumb")
    inner[USER_COMMENT] = b"ASCII\0\0\0GeheimComment"
    return exif


def told_photo():
    """A JPEG that tells too much in every way that a JPEG can."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert b"s\0R\0G\0B\0" in profile
    profile = profile.replace(b"s\0R\0G\0B\0", b"G\0e\0h\0e\0")
    iptc = (
        b"Photoshop 3.0\x008BIM\x04\x04\0\0"
        + struct.pack(">I", 17)
        + b"\x1c\x02x\0\x0cGeheimIptc42\0"
    )
    return (
        picture(
            "JPEG",
            size=(640, 480),
            exif=told_exif(),
            xmp=b"<x:xmpmeta>GeheimXmp</x:xmpmeta>",
            comment=b"GeheimCom",
            icc_profile=profile,
            extra=b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc,
        )
        + b"GeheimTrail"
    )


def told_png():
    """A PNG with notes of three kinds, EXIF, and bytes behind its end."""
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "GeheimText")
    note.add_itxt("Title", "GeheimTitle")
    note.add(b"prVt", b"GeheimPart")
    return picture("PNG", size=(640, 480), pnginfo=note, exif=told_exif()) + b"GeheimTrail"


def heic():
    """A HEIC photo of 64 by 48 pixels, held upright, that tells its place and its maker.

    Made once by pillow-heif; the decoder that we use cannot write one.
    """
    return base64.b64decode(
        """
        AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAhJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA
        AAAAAAAAAAAAAEZpbG9jAAAAAERAAAMAAQAAAAACNgABAAAAAAAAADMAAgAAAAACaQABAAAAAAAAAQIAAwAAAAAD
        awABAAAAAAAAADwAAABiaWluZgAAAAAAAwAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlm
        AAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxpY2F0aW9uL3JkZit4bWwAAAAAAA5waXRtAAAAAAABAAABB2lwcnAA
        AADmaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroC
        QGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29s
        cm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv//
        //AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAoaXJlZgAA
        AAAAAAAOY2RzYwACAAEAAQAAAA5jZHNjAAMAAQABAAABeW1kYXQAAAAvKAGvGYD3hEl/5yD+eRfwQM1eK+wLTlbP
        wl2srjIztiFRODdKn+HXbsgfZOAkd5QAAAAGRXhpZgAATU0AKgAAAAgABAEPAAIAAAAMAAAAPgESAAMAAAABAAYA
        AIdpAAQAAAABAAAASoglAAQAAAABAAAAkgAAAABHZWhlaW1NYWtlcgAAApADAAIAAAAUAAAAaJKGAAEAAAAVAAAA
        fAAAAAAyMDI2OjExOjIwIDA4OjE1OjAwAEFTQ0lJAAAAR2VoZWltQ29tbWVudAAABAABAAIAAAACTgAAAAACAAUA
        AAADAAAAyAADAAIAAAACRQAAAAAEAAUAAAADAAAA4AAAAAAAAAA0AAAAAQAAABYAAAABAAAADAAAAAEAAAAEAAAA
        AQAAADUAAAABAAAAKgAAAAE8eDp4bXBtZXRhIHhtbG5zOng9ImFkb2JlOm5zOm1ldGEvIj48R2VoZWltWG1wLz48
        L3g6eG1wbWV0YT4=
        """
    )


def archive(**members):
    """A zip of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in (members or {"note.txt": "hello"}).items():
            packed.writestr(name, data)
    return file.getvalue()


def scripted_pdf():
    """A PDF that wants to run a script, start a program and unpack an attachment."""
    return pdf(
        objects=[
            "<< /S /JavaScript /JS (app.alert(1)) >>",
            "<< /S /Launch /F (calc.exe) >>",
            "<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>",
            "<< /Type /EmbeddedFile /Length 5 >>\nstream\nhello\nendstream",
        ]
    ).replace(
        b"/Catalog",
        b"/Catalog /OpenAction 4 0 R /AA << /WC 5 0 R >> "
        b"/Names << /EmbeddedFiles << /Names [(a.txt) 6 0 R] >> >>",
        1,
    )
