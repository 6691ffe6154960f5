"""Names of files and sheets that every system takes, whatever a class is called."""

import re

MAX_STEM = 80
MAX_SHEET = 31
# What Excel refuses in the name of a sheet, and what no name may hold.
_NOT_IN_A_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]")
_NOT_IN_A_FILE = re.compile(r"[^\w.]+")


def file_name(table, extension):
    """Letters, digits and hyphens of the stem, the day, and the extension."""
    stem = _NOT_IN_A_FILE.sub("-", table.file_stem)[:MAX_STEM].strip("-._")
    return f"{stem}-{table.made_here:%Y-%m-%d}.{extension}".lstrip("-")


def sheet_name(title):
    """The title, as far as it may be the name of a sheet; its length is counted as Excel does."""
    name = _NOT_IN_A_SHEET.sub(" ", title).encode("utf-16-le")[: 2 * MAX_SHEET]
    name = " ".join(name.decode("utf-16-le", "ignore").split()).strip("'")
    # Excel keeps this name for itself.
    return name if name and name.casefold() != "history" else "1"
