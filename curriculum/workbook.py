"""Writes tables as a workbook, always the same bytes for the same tables.

Every cell is a text, so that none is ever a formula or a date. A zip keeps the time of each part,
and openpyxl the time of saving: both are set to one fixed day.
"""

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - a day that says nothing, as a zip keeps it
NARROWEST, WIDEST = 8, 60
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
# What XML cannot hold or would change, and what reads as such a sign already.
_ESCAPE = re.compile(r"\r|[\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write(tables):
    """The bytes of a workbook with these tables, each on a sheet of its name."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        _fill(book.create_sheet(name), rows)
    book.properties.creator = ""
    book.properties.created = DAY
    file = io.BytesIO()
    book.save(file)
    return _without_time(file)


def _fill(sheet, rows):
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            if not text:
                continue
            cell = sheet.cell(number, place)
            cell.value = _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for place, texts in enumerate(zip(*rows, strict=True), 1):
        longest = max(len(text) for text in texts) + 2
        width = min(max(longest, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _without_time(file):
    output = io.BytesIO()
    with zipfile.ZipFile(file) as saved, zipfile.ZipFile(output, "w") as fixed:
        for name in saved.namelist():
            member = zipfile.ZipInfo(name, DAY.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            fixed.writestr(member, _SAVED.sub(rb"\g<1>2000-01-01T00:00:00Z", saved.read(name)))
    return output.getvalue()
