"""Shows what is in a file: pages as pictures, tables as cells, every row of a list.

The file is no less hostile than when it came, so the child process opens it here too.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from portfolios.inspection import process
from portfolios.inspection.inspector import JPEG_START, LIMITS
from portfolios.inspection.kinds import Kind
from portfolios.inspection.verdict import Reason

MAX_PAGE_SIDE = 4000
MAX_PAGE_BYTES = 12_000_000
MAX_TABLES_BYTES = 8_000_000
MAX_SHEETS, MAX_ROWS, MAX_COLUMNS = 5, 200, 30
MAX_LIST_BYTES = 40_000_000
MAX_LIST_COLUMNS = 40
WITH_TABLES = frozenset({Kind.XLSX, Kind.ODS, Kind.CSV})


class Unreadable(Exception):
    """The file, or this part of it, cannot be shown; it can still be downloaded."""


@dataclass(frozen=True)
class Table:
    """The first cells of one table, as text; whether it goes on below and to the right."""

    name: str
    rows: list[list[str]]
    more_rows: bool = False
    more_columns: bool = False


def render_page(path, page, side, limits=LIMITS):
    """Page number `page`, from 1, of a PDF as the bytes of a JPEG with a long side of `side`.

    Raises Unreadable.
    """
    if not (page >= 1 and 1 <= side <= MAX_PAGE_SIDE):
        raise Unreadable("There is no such page.")
    image = _run(["page", Path(path).absolute(), page, side], limits, MAX_PAGE_BYTES)
    if not image.startswith(JPEG_START):
        raise Unreadable("This page cannot be shown.")
    return image


def read_tables(path, kind, limits=LIMITS):
    """The first cells of the first tables in a workbook or a text of this kind.

    Raises Unreadable.
    """
    if kind not in WITH_TABLES:
        raise Unreadable("There are no tables in a file of this kind.")
    answer = _run(["tables", Path(path).absolute(), Kind(kind).value], limits, MAX_TABLES_BYTES)
    try:
        return [_believed(table) for table in json.loads(answer)[:MAX_SHEETS]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unreadable("This table cannot be shown.") from None


def read_rows(path, most_rows, limits=LIMITS):
    """(number, cells as text) of the rows of the first sheet that hold something, and the reason
    ("" for none) why it was refused. One row more than asked for shows that there are more.

    Raises Unreadable.
    """
    job = ["rows", Path(path).absolute(), most_rows, MAX_LIST_COLUMNS]
    answer = _run(job, limits, MAX_LIST_BYTES)
    try:
        said = json.loads(answer)
        rows = [(number, cells[:MAX_LIST_COLUMNS]) for number, cells in said["rows"]]
        if not all(type(cell) is str for _number, cells in rows for cell in cells):
            raise TypeError("not text")
        reason = said["reason"] and Reason(said["reason"])
        return [(int(number), cells) for number, cells in rows], reason
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unreadable("This list cannot be read.") from None


def _run(job, limits, most_bytes):
    try:
        return process.run(job, limits, most_bytes)
    except (process.NotStartedError, process.TooHeavyError, process.NoAnswerError):
        raise Unreadable("This file cannot be shown.") from None


def _believed(said):
    """A table that is no larger than asked for, with nothing but text in its cells."""
    rows = [row[:MAX_COLUMNS] for row in said["rows"][:MAX_ROWS]]
    cells = [said["name"], *(cell for row in rows for cell in row)]
    if not all(type(row) is list for row in rows) or not all(type(cell) is str for cell in cells):
        raise TypeError("not text")
    return Table(said["name"], rows, bool(said["more_rows"]), bool(said["more_columns"]))
