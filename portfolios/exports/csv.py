"""CSV as a spreadsheet program that is set up for the Netherlands opens it by a double click.

UTF-8 with a byte order mark (without it Excel takes another encoding), semicolons and decimal
commas (the Dutch separators, whatever language the reader of the page has), quoting and line ends
by RFC 4180. The first line holds the titles of the columns and each further line one row, so that
any program reads it; what holds for the whole table (its class, its filter, when it was made)
stands at the end of each row, so that files of several classes may be put together. Dates are ISO
8601, which every spreadsheet takes for a date.

A text that a spreadsheet would take for a formula gets an apostrophe in front of it, as OWASP
advises ("CSV injection"); programs that want the text as it is take JSON.
"""

import csv
import io
import re
from datetime import date

from django.utils.translation import gettext as _

from portfolios.exports.table import plain

CONTENT_TYPE = "text/csv; charset=utf-8"
SEPARATOR = ";"
# Wide forms of the same signs count in some languages; blanks before them are passed over.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r\n]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def write(table):
    """The bytes of the file."""
    file = io.StringIO(newline="")
    # Quotes around all of it, so that no separator or quote within a text begins another cell.
    writer = csv.writer(file, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    facts = [*((fact.title, fact.value.text) for fact in table.facts), _made(table)]
    heads = [": ".join(filter(None, (column.title, column.note))) for column in table.columns]
    writer.writerow([cell(text) for text in (*heads, *(title for title, _text in facts))])
    ends = [cell(text) for _title, text in facts]
    for row in table.rows:
        writer.writerow([*(cell(plain(value)) for value in row), *ends])
    return file.getvalue().encode("utf-8-sig")


def _made(table):
    return _("Made at"), table.made_here.isoformat()


def cell(value):
    """A value as it stands in a cell, never as a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    text = _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)
    return f"'{text}" if _FORMULA.match(text) else text
