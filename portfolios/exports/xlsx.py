"""A workbook of one sheet, for people: frozen head, filter buttons, dates that are dates.

Above the table stands what it is, when and by whom it was made, and its filter. Every text is
written as a text, so that none is ever a formula, and the ones that look like one are marked to
stay so when somebody edits the cell.
"""

import io
import re
from datetime import UTC
from itertools import groupby

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from portfolios.enums import Shown
from portfolios.exports.names import sheet_name
from portfolios.exports.table import Kind, Words, plain

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The number format with this code is the one that Excel shows as dates of its own country.
DATE = "mm-dd-yy"
FORMATS = {Kind.NUMBER: "0", Kind.DATE: DATE}
WIDTHS = {Kind.NUMBER: 11, Kind.DECIMAL: 11, Kind.DATE: 13, Kind.STATE: 21}
NARROWEST, WIDEST = 10, 40
# The pale colours of the screens.
FILLS = {
    Shown.IN_PROGRESS: "E3EDF5",
    Shown.SUBMITTED: "BFD5E8",
    Shown.RETURNED: "F6EAF3",
    Shown.SUFFICIENT: "E3F2EA",
    Shown.GOOD: "A4D3BA",
    Shown.EXEMPT: "E9EDF0",
}
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"\s*[=+\-@]")
BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
UNDER = Border(bottom=Side(style="medium"))


def write(table):
    """The bytes of the file."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(table.title)
    head = _head(sheet, table)
    fills = {shown: PatternFill("solid", start_color=colour) for shown, colour in FILLS.items()}
    for number, row in enumerate(table.rows, head + 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), 1):
            cell = _put(sheet, number, place, plain(value))
            if column.kind in FORMATS:
                cell.number_format = FORMATS[column.kind]
            if isinstance(value, Words) and value.shown in fills:
                cell.fill = fills[value.shown]
    _lay_out(sheet, table, head)
    book.properties.title = _clean(table.title)
    book.properties.creator = ""
    book.properties.created = table.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet, table):
    """Write all that stands above the rows; the number of the last line of it."""
    _put(sheet, 1, 1, table.title).font = Font(bold=True, size=14)
    made = _("Made at %(moment)s") % {"moment": table.made_in_words}
    facts = [f"{fact.title}: {fact.value.text}" for fact in table.facts]
    _put(sheet, 2, 1, ". ".join([made, *facts]))
    line = 3
    if any(column.group for column in table.columns):
        _groups(sheet, table, line)
        line += 1
    if any(column.note for column in table.columns):
        for place, column in enumerate(table.columns, 1):
            _put(sheet, line, place, column.note or None).alignment = WRAPPED
        sheet.row_dimensions[line].height = 62
        line += 1
    for place, column in enumerate(table.columns, 1):
        cell = _put(sheet, line, place, column.title)
        cell.font, cell.border, cell.alignment = BOLD, UNDER, WRAPPED
    return line


def _groups(sheet, table, line):
    """Each group once, over all of its columns."""
    place = 1
    for title, columns in groupby(table.columns, key=lambda column: column.group):
        last = place + len(list(columns)) - 1
        _put(sheet, line, place, title or None).font = BOLD
        if title and last > place:
            sheet.merge_cells(start_row=line, end_row=line, start_column=place, end_column=last)
        place = last + 1


def _lay_out(sheet, table, head):
    """Widths, the frozen part, filter buttons, and the paper."""
    for place, column in enumerate(table.columns, 1):
        longest = max((len(str(plain(row[place - 1]) or "")) for row in table.rows), default=0)
        longest = max(longest, len(column.title)) + 2
        width = WIDTHS.get(column.kind) or min(max(longest, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width
    last = f"{get_column_letter(len(table.columns))}{head + len(table.rows)}"
    sheet.freeze_panes = f"B{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_title_cols = "A:A"


def _put(sheet, line, place, value):
    """A value in its cell; a text is a text, whatever it looks like."""
    cell = sheet.cell(line, place)
    if not isinstance(value, str):
        cell.value = value
        return cell
    text = _clean(value)
    cell.value = text
    cell.data_type = "s"
    if _FORMULA.match(text):
        cell.quotePrefix = True
    return cell


def _clean(text):
    """Without the characters that no workbook can hold."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)
