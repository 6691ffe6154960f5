"""JSON for programs: names that no language changes, texts as they are, dates in ISO 8601.

    table       what this is: class_matrix or school_overview
    version     raised whenever a name here changes its meaning or goes
    made_at     the moment, with the offset of its time zone
    facts       what holds for all of it, by name: class, filter, made_by
    columns     a list: key, type (text, number, decimal, date, state), and for a unit of the matrix
                its qualification, core task and work process, or the place in a choice
    rows        a list of objects: a value for the key of each column; null for nothing

A state is one of `portfolios.enums.Shown`; null says that the level does not ask for this unit.
"""

import json
from datetime import date

from portfolios.exports.table import code

CONTENT_TYPE = "application/json"
VERSION = 1


def write(table):
    """The bytes of the file."""
    keys = [column.key for column in table.columns]
    found = {
        "table": table.name,
        "version": VERSION,
        "made_at": table.made_here.isoformat(),
        "facts": {fact.key: fact.value.code for fact in table.facts},
        "columns": [
            {"key": column.key, "type": column.kind.value, **column.facts}
            for column in table.columns
        ],
        "rows": [dict(zip(keys, map(_value, row), strict=True)) for row in table.rows],
    }
    return json.dumps(found, ensure_ascii=False).encode()


def _value(value):
    value = code(value)
    return value.isoformat() if isinstance(value, date) else value
