"""Readers of qualifications: one for each format, all in front of the one checked structure.

A reader turns bytes into data in the form of the exchange file (`exchange`), names the row that
each part came from, and lists its doubts; it checks nothing that the structure checks. It is
lenient about how things are written, and drops nothing: each row of the file is a row of the
report. The format is known by the content of the file. For a new one: a module with `read(raw,
asked, stored)`, and its sign in `format_of`.

Tables (CSV and XLSX) hold three parts, with heads in Dutch or English (`heads`), in any order:

    qualification | version | state | name | name_en | provenance
    exit_profile  | name | name_en | level | required_assessors | reflection_required
    core_task | choose | code | title | title_en | source_title | description | note | retired | ...

In the last, each further column is an exit profile with its marks (X, or ? for a provisional one).
Only code, title and marks are needed: what is left out is asked for, kept from the draft that is
updated, or given a default that is listed as a doubt.
"""

from django.utils.translation import gettext as _

from curriculum.readers import csv, docx, json, xlsx
from curriculum.readers.package import SIGN, Package
from curriculum.readers.reading import Asked, Reading, Row, Unreadable

MOST_BYTES = 3_000_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MAIN_PARTS = {xlsx.MAIN: "xlsx", docx.MAIN: "docx"}
READERS = {"json": json, "csv": csv, "xlsx": xlsx, "docx": docx}

__all__ = ["MOST_BYTES", "READERS", "Asked", "Reading", "Row", "Unreadable", "format_of", "read"]


def read(raw, asked, stored):
    """What these bytes say. `stored(slug, version)` is the draft that is updated, or None.

    Raises exchange.Faulty when the file as a whole cannot be read.
    """
    if len(raw) > MOST_BYTES:
        facts = {"megabytes": MOST_BYTES // 1_000_000}
        raise Unreadable(_("is larger than %(megabytes)s MB") % facts)
    return READERS[format_of(raw)].read(raw, asked, stored)


def format_of(raw):
    """The name of the format, by the content. Raises Unreadable."""
    if not raw.strip():
        raise Unreadable(_("is empty"))
    if raw.startswith(SIGN):
        package = Package(raw)
        for part, name in MAIN_PARTS.items():
            if part in package:
                return name
        raise Unreadable(_("is a zip, and neither a workbook nor a Word document"))
    if raw.startswith(OLD_OFFICE):
        raise Unreadable(
            _("is an old or locked document of Office; save it as .xlsx or .docx, without password")
        )
    if raw.startswith(b"%PDF"):
        raise Unreadable(_("is a PDF; choose the document that it was made from"))
    start = raw[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return "json" if start.startswith((b"{", b"[")) else "csv"
