"""PDF documents: counted, and shown as pictures of their pages; nothing in them is ever run."""

import io
import math
import zipfile

import pictures
import texts
from refused import Refused

PDF = "application/pdf"
LATEST_START = 1024  # a PDF may begin a little late
TAIL_BYTES = 65_536
PASSWORD_ERRORS = (4, 5)  # of PDFium: a password is needed; an unknown kind of lock


def kind_of(head, path):
    """PDF where the file begins as one, and with no web page before it; else ""."""
    before, mark, _ = head[:LATEST_START].partition(b"%PDF-")
    if not mark:
        return ""
    texts.refuse_markup(before)
    return PDF


def judge(path, places):
    """Open a PDF, count its pages and make pictures of the first."""
    refuse_what_follows(path)
    pages, image = page_of(path, 1, pictures.PREVIEW_SIDE)
    pictures.write_small(image, places)
    return {"kind": PDF, "pages": pages, "preview": True, "thumbnail": True}


def refuse_what_follows(path):
    """Refuse a PDF that is an archive or a web page to another program: it is kept as it came."""
    try:
        with zipfile.ZipFile(path):
            raise Refused("archive")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        pass
    with open(path, "rb") as file:
        file.seek(0, io.SEEK_END)
        file.seek(max(0, file.tell() - TAIL_BYTES))
        _, mark, after = file.read().rpartition(b"%%EOF")
    if mark:
        texts.refuse_markup(after)


def render(path, number, side):
    """Page `number`, from 1, as the bytes of a JPEG whose long side is `side`."""
    _, image = page_of(path, number, side)
    return pictures.jpeg(image)


def page_of(path, number, side):
    """How many pages there are, and a picture of one of them."""
    from pathlib import Path

    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(Path(path))
        page = document[number - 1]
        longest = max(page.get_size())
        if not (math.isfinite(longest) and longest > 0):
            raise Refused("broken_pdf")
        image = page.render(scale=side / math.ceil(longest)).to_pil().convert("RGB")
        return len(document), image
    except pypdfium2.PdfiumError as error:
        raise Refused("password" if error.err_code in PASSWORD_ERRORS else "broken_pdf") from None
    except (Refused, MemoryError):
        raise
    except Exception:  # a decoder may fail on hostile bytes in any way
        raise Refused("broken_pdf") from None
