"""Opens one uploaded file and says on standard output, as JSON, what is in it.

Started by `inspector.py` as a script of its own, in an isolated interpreter with an empty
environment; it imports nothing of this project. It first takes away its own means, and loads the
decoders only then. Arguments: the file, the preview to write, and the limits.
"""

import codecs
import io
import json
import math
import os
import re
import resource
import sys
import warnings

HEAD_BYTES = 4096
TEXT_CHUNK_BYTES = 1_000_000
IMAGE_PREVIEW_SIDE = 800
PAGE_PREVIEW_SIDE = 1200

SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
# A phone that takes two pictures at once writes a JPEG that Pillow calls MPO.
FORMATS = {"image/jpeg": ["JPEG", "MPO"], "image/png": ["PNG"], "image/webp": ["WEBP"]}
MARKUP = re.compile(
    rb"\A\s*(<|#!)|<(!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed)\b",
    re.IGNORECASE,
)
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

EXIF_POINTER = 0x8769
EXIF_TAKEN = 36867
EXIF_ORIENTATION = 0x0112
SIDEWAYS = (5, 6, 7, 8)
PDFIUM_PASSWORD_ERRORS = (4, 5)  # a password is needed; an unknown kind of lock


class Refused(Exception):
    """The file is not accepted; the message is the code of the reason."""


def limit(memory_bytes, cpu_seconds, preview_bytes):
    """Take away from this process, for good, what opening a file does not need."""
    if sys.platform != "darwin":  # macOS has no such limit and refuses the call
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (preview_bytes, preview_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def kind_of(head):
    """The media type that the first bytes announce; "" where they can only be text.

    Raises Refused for markup and scripts.
    """
    for signature, kind in SIGNATURES:
        if signature.match(head):
            return kind
    before, mark, _ = head[:1024].partition(b"%PDF-")
    if MARKUP.search((before if mark else head).replace(b"\0", b"").removeprefix(codecs.BOM_UTF8)):
        raise Refused("markup")
    return "application/pdf" if mark else ""


def open_text(path, head):
    """Read all of a text; raises Refused where it is not UTF-8 without control characters."""
    if head.startswith(UTF16_MARKS):
        raise Refused("not_utf8")
    if CONTROL_BYTES.search(head):
        raise Refused("unknown_kind")
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb") as file:
        chunk = head
        while chunk:  # and once more at the end, where half a character may be left over
            chunk = file.read(TEXT_CHUNK_BYTES)
            if CONTROL_BYTES.search(chunk):
                raise Refused("unknown_kind")
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                raise Refused("not_utf8") from None
    return {"kind": "text/plain"}


def open_image(path, preview_path, kind, pixels):
    """Decode a picture wholly and write its preview, upright and without metadata."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=FORMATS[kind]) as image:
            width, height = image.size
            if width * height > pixels:
                raise Refused("too_many_pixels")
            image.load()
            orientation, captured_on = read_exif(image)
            write_preview(upright(shrunk(image), orientation), preview_path)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too_many_pixels") from None
    except (Refused, MemoryError):
        raise
    except Exception:  # a decoder may fail on hostile bytes in any way
        raise Refused("damaged") from None
    if orientation in SIDEWAYS:
        width, height = height, width
    return {"kind": kind, "width": width, "height": height, "captured_on": captured_on}


def read_exif(image):
    """How the camera was held, and the day the picture was taken; None for what is not there."""
    try:
        exif = image.getexif()
        taken = str(exif.get_ifd(EXIF_POINTER).get(EXIF_TAKEN, ""))
        return exif.get(EXIF_ORIENTATION), day_of(taken)
    except Exception:  # a picture is no worse for its broken metadata
        return None, None


def day_of(taken):
    """2026-11-23 for "2026:11:23 08:15:00"; None for a day that does not exist."""
    from datetime import date

    match = re.match(r"(\d{4}):(\d\d):(\d\d)\b", taken, re.ASCII)
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def shrunk(image):
    """The picture in preview size, on white where it is transparent."""
    from PIL import Image

    if image.mode in ("1", "P"):
        image = image.convert("RGBA")
    elif image.mode.startswith("I"):  # 16 bits of grey, which Pillow would clip and not scale
        image = image.point(lambda value: value / 256).convert("L")
    image.thumbnail((IMAGE_PREVIEW_SIDE, IMAGE_PREVIEW_SIDE))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    return image.convert("RGB")


def upright(image, orientation):
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return image if turn is None else image.transpose(turn)


def write_preview(image, preview_path):
    from PIL import Image

    bare = Image.new("RGB", image.size)  # a new picture has no metadata to pass on
    bare.paste(image)
    data = io.BytesIO()  # Pillow itself does not notice a file that stays too short
    bare.save(data, "JPEG", quality=80)
    with open(os.open(preview_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data.getbuffer())


def open_pdf(path, preview_path):
    """Open a PDF, count its pages and write a preview of the first."""
    from pathlib import Path

    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(Path(path))
        pages = len(document)
        page = document[0]
        longest = max(page.get_size())
        if not (math.isfinite(longest) and longest > 0):
            raise Refused("broken_pdf")
        bitmap = page.render(scale=PAGE_PREVIEW_SIDE / math.ceil(longest))
        write_preview(bitmap.to_pil().convert("RGB"), preview_path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in PDFIUM_PASSWORD_ERRORS
        raise Refused("password" if locked else "broken_pdf") from None
    except (Refused, MemoryError):
        raise
    except Exception:  # a decoder may fail on hostile bytes in any way
        raise Refused("broken_pdf") from None
    return {"kind": "application/pdf", "pages": pages}


def judge(path, preview_path, pixels):
    """What is in the file: all keys of the answer, with the code of a reason when refused."""
    answer = dict.fromkeys(("kind", "reason", "pages", "width", "height", "captured_on"))
    answer.update(kind="", reason="")
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD_BYTES)
        answer["kind"] = kind = kind_of(head)
        if kind in FORMATS:
            answer.update(open_image(path, preview_path, kind, pixels))
        elif kind:
            answer.update(open_pdf(path, preview_path))
        else:
            answer.update(open_text(path, head))
    except Refused as refused:
        answer["reason"] = str(refused)
    except MemoryError:
        answer["reason"] = "too_heavy"
    except ImportError:
        answer["reason"] = "unchecked"
    return answer


def main(path, preview_path, memory_bytes, cpu_seconds, preview_bytes, pixels):
    """Judge the file within the limits and say the answer."""
    limit(int(memory_bytes), int(cpu_seconds), int(preview_bytes))
    answer = judge(path, preview_path, int(pixels))
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    # The decoders have nothing left to do; hostile bytes get no say in how they are put away.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
