"""Real files made by code: pictures, PDF documents, and hostile ones that are small to send."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

ORIENTATION, POSITION, EXIF, TAKEN = 0x0112, 0x8825, 0x8769, 36867
TURN_RIGHT = 6


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
