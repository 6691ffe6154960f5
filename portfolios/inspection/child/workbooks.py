"""Reads every row of the first sheet of a workbook that is no trick; formulas stay formulas."""

import datetime

import office
from refused import Refused

HEAD_BYTES = 4096
MAX_CELL = 500


def read(path, most_rows, most_columns):
    """The rows that hold something, each with its number; or why the workbook was refused."""
    try:
        with open(path, "rb") as file:
            kind = office.kind_of(file.read(HEAD_BYTES), path)
        if kind != office.XLSX:
            raise Refused("unknown_kind")
        office.judge(path, kind, None)
        return {"reason": "", "rows": list(rows(path, most_rows, most_columns))}
    except Refused as refused:
        return {"reason": str(refused), "rows": []}
    except MemoryError:
        return {"reason": "too_heavy", "rows": []}
    except Exception:  # whatever the reader stumbles over
        return {"reason": "damaged", "rows": []}


def rows(path, most_rows, most_columns):
    """(number, cells as text) of the rows that hold something, one more than asked for at most."""
    import openpyxl

    with open(path, "rb") as file:  # by its name openpyxl would want an extension
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # A sheet may say that it is smaller than it is.
        sheet.reset_dimensions()
        found = 0
        for number, cells in enumerate(sheet.iter_rows(max_col=most_columns, values_only=True), 1):
            texts = [text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                yield number, texts
                found += 1
            if found > most_rows:
                return


def text(value):
    """One cell as text: dates as ISO 8601, whole numbers without a point, formulas with their =."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return format(value, ".12g")
    if isinstance(value, str | int | datetime.date | datetime.time):
        return str(value)[:MAX_CELL].strip()
    return "="  # a formula of several cells
