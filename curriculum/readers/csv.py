"""Tables as text: separated by semicolons, commas or tabs, in UTF-8, UTF-16 or Windows-1252."""

import codecs
import csv
import io

from django.utils.translation import gettext as _

from curriculum.readers import heads, tables
from curriculum.readers.reading import MOST_COLUMNS, MOST_ROWS, Unreadable

SEPARATORS = ";,\t"


def read(raw, asked, stored):
    """The reading of a table. Raises Unreadable."""
    text, doubts = _decoded(raw)
    rows = _rows(text)
    return tables.assemble([tables.Sheet("", rows)], asked, stored, doubts)


def _decoded(raw):
    """The text, and what was guessed about it."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, doubts = "utf-16", []
    else:
        encoding, doubts = "utf-8-sig", []
        try:
            return _text(raw.decode(encoding)), doubts
        except UnicodeDecodeError:
            encoding = "cp1252"
            doubts = [_("The file is not UTF-8; it was read as Windows-1252. Look at the accents.")]
    try:
        return _text(raw.decode(encoding)), doubts
    except UnicodeDecodeError as error:
        sentence = _("is no text that can be read (byte %(byte)s)") % {"byte": error.start + 1}
        raise Unreadable(sentence) from error


def _text(text):
    if "\0" in text:
        raise Unreadable(_("is no text"))
    return text


def _rows(text):
    """The rows by the separator that gives heads that are known.

    Where none does, quotation marks that are not right may be why; they are named first.
    """
    best, reason = None, None
    for separator in SEPARATORS:
        try:
            rows = _split(text, separator)
        except Unreadable as error:
            reason = reason or error
            continue
        if any(heads.of_table(row) for row in rows):
            return rows
        best = best or rows
    if reason is not None:
        raise reason
    return best


def _split(text, separator):
    file = io.StringIO(text, newline="")
    reader = csv.reader(file, delimiter=separator, strict=True)
    rows = []
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                facts = {"limit": MOST_COLUMNS}
                raise Unreadable(_("has more than %(limit)s columns") % facts)
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise Unreadable(_("has more than %(limit)s rows") % {"limit": MOST_ROWS})
    except csv.Error as error:
        facts = {"number": len(rows) + 1, "reason": error}
        raise Unreadable(
            _("row %(number)s cannot be read: look at its quotation marks (%(reason)s)") % facts
        ) from error
    return rows
