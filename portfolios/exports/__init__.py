"""Tables that leave the application: one description of a table, one writer for each format.

What stands in a table is decided by `of_class` and `of_school`, from the same rows that the screens
show; a writer only knows how its format says it.
"""

from portfolios.exports import csv, json, xlsx
from portfolios.exports.names import file_name
from portfolios.exports.table import Column, Fact, Kind, Table, Words

# The name of a format in an address, which is the end of a file name too, and its writer.
WRITERS = {"xlsx": xlsx, "csv": csv, "json": json}

__all__ = ["WRITERS", "Column", "Fact", "Kind", "Table", "Words", "file_name"]
