"""Plain text: UTF-8 without control characters, and no web page or program."""

import codecs
import re

from refused import Refused

TEXT = "text/plain"
CHUNK_BYTES = 1_000_000
MARKUP = re.compile(
    rb"\A\s*(<|#!)|<(!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed)\b",
    re.IGNORECASE,
)
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def refuse_markup(head):
    """Refuse web pages, drawings in code and scripts, in UTF-16 too."""
    if MARKUP.search(head.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8)):
        raise Refused("markup")


def judge(path, head):
    """Read all of a text; raises Refused where it is not UTF-8 without control characters."""
    refuse_markup(head)
    if head.startswith(UTF16_MARKS):
        raise Refused("not_utf8")
    if CONTROL_BYTES.search(head):
        raise Refused("unknown_kind")
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb") as file:
        chunk = head
        while chunk:  # and once more at the end, where half a character may be left over
            chunk = file.read(CHUNK_BYTES)
            if CONTROL_BYTES.search(chunk):
                raise Refused("unknown_kind")
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                raise Refused("not_utf8") from None
    return {"kind": TEXT}
