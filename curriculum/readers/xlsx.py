"""Workbooks of Excel and others: their sheets become tables of texts.

Read here and not by openpyxl, which is for files that one trusts: it makes a cell for each cell
that the file names as merged, and keeps all of them. Only what a matrix needs is looked at.
"""

import posixpath
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from curriculum.readers import tables
from curriculum.readers.package import Package, longer
from curriculum.readers.reading import MOST_COLUMNS, MOST_ROWS, Unreadable

MAIN = "xl/workbook.xml"
MOST_MERGED = 2_000
MOST_SHEETS = 20
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# ECMA-376, part 1, 22.9.2.19: how a text names a sign that XML cannot hold.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# The numbers of the built-in formats that show a number as a date (18.8.30).
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read(raw, asked, stored):
    """The reading of a workbook. Raises Unreadable."""
    book = Book(Package(raw))
    found = book.sheets()
    return tables.assemble(found, asked, stored, book.doubts)


@dataclass
class Cell:
    """One cell while it is read."""

    place: tuple
    kind: str
    style: int
    text: str = ""
    has_formula: bool = False
    has_value: bool = False


@dataclass
class Page:
    """What a sheet holds."""

    cells: dict = field(default_factory=dict)
    merged: list = field(default_factory=list)
    problems: dict = field(default_factory=dict)


class Book:
    """One workbook."""

    def __init__(self, package):
        self.package = package
        self.doubts = []
        self.strings = self._strings() if "xl/sharedStrings.xml" in package else []
        self.dates = self._dates() if "xl/styles.xml" in package else set()

    def sheets(self):
        """Every sheet with something in it; what is hidden is read too, and said."""
        named = self._named()
        if len(named) > MOST_SHEETS:
            raise Unreadable(_("has more than %(limit)s sheets") % {"limit": MOST_SHEETS})
        found = [tables.Sheet(name, *self._rows(part)) for name, part in named]
        filled = [sheet for sheet in found if sheet.rows]
        return [filled[0]._replace(name="")] if len(filled) == 1 else filled

    def _named(self):
        sheets, parts = [], {}

        def sheet(tag, attributes):
            if tag == "sheet":
                sheets.append((attributes.get("name", ""), attributes.get("id", "")))
                if attributes.get("state", "visible") != "visible":
                    facts = {"sheet": attributes.get("name", "")}
                    self.doubts.append(_("The sheet %(sheet)s is hidden; it is read too.") % facts)

        def relation(tag, attributes):
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.join("/xl", attributes.get("Target", ""))
                parts[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

        self.package.parse(MAIN, start=sheet)
        self.package.parse("xl/_rels/workbook.xml.rels", start=relation)
        return [(name, parts[key]) for name, key in sheets if "worksheets/" in parts.get(key, "")]

    def _strings(self):
        found, inside = [], []

        def start(tag, _attributes):
            inside.append(tag)
            if tag == "si":
                found.append("")

        def text(part):
            # How a word is pronounced (rPh) is no part of it.
            if inside and inside[-1] == "t" and "rPh" not in inside and found:
                found[-1] = longer(found[-1], part)

        self.package.parse(
            "xl/sharedStrings.xml", start=start, end=lambda _tag: inside.pop(), text=text
        )
        return [_unescaped(one) for one in found]

    def _dates(self):
        """The numbers of the styles that show a date."""
        own, styles, inside = set(), [], []

        def start(tag, attributes):
            inside.append(tag)
            if tag == "numFmt":
                code = _IN_QUOTES.sub("", attributes.get("formatCode", "")).lower()
                if re.search("[dmy]", code):
                    own.add(attributes.get("numFmtId"))
            elif tag == "xf" and "cellXfs" in inside:
                styles.append(attributes.get("numFmtId", "0"))

        self.package.parse("xl/styles.xml", start=start, end=lambda _tag: inside.pop())
        known = {str(number) for number in DATE_FORMATS} | own
        return {number for number, form in enumerate(styles) if form in known}

    def _rows(self, part):
        page = SheetReader(self).read(part)
        if not page.cells:
            return [], {}
        filled = {row for row, _column in page.cells}
        for area in page.merged:
            _spread(page.cells, filled, *area)
        last = max(row for row, _column in page.cells)
        rows = [[] for _row in range(last)]
        for (row, column), text in sorted(page.cells.items()):
            line = rows[row - 1]
            line += [""] * (column - len(line))
            line[column - 1] = text
        return rows, page.problems


class SheetReader:
    """Walks through the cells of one sheet."""

    def __init__(self, book):
        self.book = book
        self.page = Page()
        self.cell = None
        self.inside = []
        self.row = self.column = 0

    def read(self, part):
        self.book.package.parse(part, start=self._start, end=self._end, text=self._text)
        return self.page

    def _start(self, tag, attributes):
        self.inside.append(tag)
        if tag == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
        elif tag == "c":
            place = _place(attributes.get("r", "")) or (self.row, self.column + 1)
            self.row, self.column = place
            self.cell = Cell(place, attributes.get("t", "n"), _number(attributes.get("s"), 0))
        elif tag == "f" and self.cell:
            self.cell.has_formula = True
        elif tag == "v" and self.cell:
            self.cell.has_value = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _text(self, part):
        if self.cell and self.inside[-1] in ("v", "t") and "rPh" not in self.inside:
            self.cell.text = longer(self.cell.text, part)

    def _end(self, tag):
        self.inside.pop()
        if tag == "c" and self.cell:
            text = self._value(self.cell)
            row, column = self.cell.place
            if text:
                if row < 1:
                    raise Unreadable(_("is damaged: a row has the number 0"))
                if row > MOST_ROWS:
                    raise Unreadable(_("has more than %(limit)s rows") % {"limit": MOST_ROWS})
                if column > MOST_COLUMNS:
                    facts = {"limit": MOST_COLUMNS}
                    raise Unreadable(_("has more than %(limit)s columns") % facts)
                self.page.cells[row, column] = text
            self.cell = None

    def _value(self, cell):
        if cell.kind == "s":
            number = _number(cell.text, -1)
            if not 0 <= number < len(self.book.strings):
                return self._refused(cell, _("names a text that is not in the file"))
            return self.book.strings[number]
        if cell.kind == "e":
            return self._refused(cell, _("holds an error: %s") % cell.text[:20])
        if cell.has_formula and not cell.has_value:
            return self._refused(cell, _("holds a formula without its result"))
        if cell.kind in ("str", "inlineStr"):
            return _unescaped(cell.text)
        if cell.kind == "n" and cell.text and cell.style in self.book.dates:
            sentence = _("holds a date; was it a code? Make the column text and type it again")
            return self._refused(cell, sentence)
        return _plain_number(cell.text)

    def _refused(self, cell, sentence):
        """The text stays, so that the row is there; what is wrong with it is said at its row."""
        row, column = cell.place
        facts = {"column": column, "what": sentence}
        self.page.problems.setdefault(row, []).append(_("column %(column)s %(what)s") % facts)
        return cell.text or "?"

    def _merge(self, reference):
        first, _colon, last = reference.partition(":")
        top, bottom = _place(first), _place(last or first)
        if top and bottom:
            self.page.merged.append((*top, *bottom))
        if len(self.page.merged) > MOST_MERGED:
            raise Unreadable(_("has too many merged cells"))


def _spread(cells, filled, top, left, bottom, right):
    """Cells that were merged downward: what stands in the first holds for each row of them.

    Of cells merged across, the first alone has the text: it is one cell of one column.
    """
    text = cells.get((top, left))
    if not text or not top < bottom <= MOST_ROWS or right > MOST_COLUMNS:
        return
    for row in filled.intersection(range(top + 1, bottom + 1)):
        cells.setdefault((row, left), text)


def _place(reference):
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _number(text, otherwise):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _plain_number(text):
    """A number as a person would type it."""
    try:
        value = float(text)
    except ValueError:
        return text
    if not re.fullmatch(r"-?[0-9.]+(e[+-]?[0-9]+)?", text.strip(), re.IGNORECASE):
        return text
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else f"{value:.15g}"


def _unescaped(text):
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
