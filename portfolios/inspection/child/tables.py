"""Reads the first cells of the tables in workbooks and in text; formulas show their last value."""

import csv
import datetime
import io
import itertools
import zipfile
from xml.etree import ElementTree

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS = 5, 200, 30
MAX_CELL, MAX_CHARACTERS = 500, 1_000_000
CSV_BYTES = 4_000_000
ODS_BYTES = 200_000_000

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
CSV = "text/csv"


def read(path, kind):
    """The first cells of the first tables in the file, all as text."""
    sheets = {XLSX: xlsx_sheets, ODS: ods_sheets, CSV: csv_sheets}[kind](path)
    return [cut(name, rows) for name, rows in itertools.islice(sheets, MAX_SHEETS)]


def cut(name, rows):
    """A table of what fits; an empty end of a row or of the table is left away."""
    kept, characters, more_columns = [], 0, False
    for row in itertools.islice(rows, MAX_ROWS + 1):
        cells = [shown(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        more_columns |= len(cells) > MAX_COLUMNS
        kept.append(cells[:MAX_COLUMNS])
        characters += sum(map(len, kept[-1]))
        if characters > MAX_CHARACTERS:
            kept += [["…"]] * (MAX_ROWS + 1 - len(kept))
            break
    more_rows = any(kept[MAX_ROWS:])
    kept = kept[:MAX_ROWS]
    while kept and kept[-1] in ([], ["…"]):
        more_rows |= kept.pop() == ["…"]
    return {
        "name": name[:100], "rows": kept, "more_rows": more_rows, "more_columns": more_columns,
    }  # fmt: skip


def shown(value):
    """One cell as text."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.datetime):
        value = value.isoformat(" ", "minutes")
    if isinstance(value, float):  # 0.1 + 0.2 is 0.3 in a workbook
        value = format(value, ".12g")
    return str(value)[:MAX_CELL]


def xlsx_sheets(path):
    import openpyxl

    with open(path, "rb") as file:  # by its name openpyxl would want an extension
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            # A sheet may say that it is smaller than it is.
            sheet.reset_dimensions()
            yield sheet.title, sheet.iter_rows(max_row=MAX_ROWS + 1, values_only=True)


def csv_sheets(path):
    with open(path, "rb") as file:
        text = file.read(CSV_BYTES).decode("utf-8-sig", errors="ignore")
    csv.field_size_limit(CSV_BYTES)
    try:
        dialect = csv.Sniffer().sniff(text[:20_000], delimiters=";,\t")
    except csv.Error:  # one column, or none that it can find
        dialect = csv.excel
        dialect.delimiter = max(";,\t", key=text[:20_000].count)
    yield "", csv.reader(io.StringIO(text, newline=""), dialect)


def ods_sheets(path):
    """The sheets of an OpenDocument workbook, one after the other while it is being read."""
    office, table, text = (
        f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path) as container, container.open("content.xml") as content:
        reading = ElementTree.iterparse(content, ("start", "end"))  # noqa: S314 - limits hold here
        name, rows = "", []
        for event, element in reading:
            if event == "start" and element.tag == table + "table":
                name, rows = element.get(table + "name", ""), []
            elif event == "end" and element.tag == table + "table-row":
                if len(rows) <= MAX_ROWS:
                    row = list(ods_row(element, office, table, text))
                    again = int(element.get(table + "number-rows-repeated", 1))
                    rows += [row] * min(again, MAX_ROWS + 1 - len(rows))
                element.clear()
            elif event == "end" and element.tag == table + "table":
                element.clear()
                yield name, rows


def ods_row(element, office, table, text):
    for cell in element:
        again = int(cell.get(table + "number-columns-repeated", 1))
        lines = ("".join(line.itertext()) for line in cell.iter(text + "p"))
        yield from ["\n".join(lines)] * min(again, MAX_COLUMNS + 1)
