"""Reads a class back: from its page and from each of its files, in one shape to compare."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from openpyxl import load_workbook

from portfolios.enums import Shown
from tests.portfolios.exports import tables

# The columns before the units; a CSV ends with what holds for the whole table.
BASE = 8
FACTS = 5


@dataclass(frozen=True)
class Line:
    """One student, as the page of a class tells it."""

    name: str
    done: int
    total: int
    states: tuple


@dataclass(frozen=True)
class FullLine:
    """One student, as each of the files tells it."""

    line: Line
    level: str
    waiting: int
    days: int | None
    returned: int
    last_active_on: date | None


def of_screen(html):
    """The lines of the matrix on the page of a class; the two lines of its head apart."""
    return [
        Line(name.link, *_two(numbers.text), tuple(square.state for square in squares))
        for name, numbers, *squares in tables.rows(html, "heat")[2:]
    ]


def _two(text):
    done, total = text.split("/")
    return int(done), int(total)


def of_json(content):
    found = []
    for row in json.loads(content)["rows"]:
        student, profile, *values = row.values()
        states = values[BASE - 2 :]
        found.append(
            FullLine(
                Line(
                    f"{student['last_name']}, {student['first_name']}",
                    row["done"],
                    row["total"],
                    tuple(one["state"] if isinstance(one, dict) else one for one in states),
                ),
                profile["slug"],
                row["waiting"],
                row["longest_waiting_days"],
                row["returned"],
                row["last_active_on"] and date.fromisoformat(row["last_active_on"]),
            )
        )
    return found


def sheet(content):
    """The one sheet of a workbook, and the number of its head line."""
    found = load_workbook(io.BytesIO(content)).active
    return found, int(found.auto_filter.ref.partition(":")[0].removeprefix("A"))


def of_xlsx(content, language="nl"):
    found, head = sheet(content)
    return [
        _line(values, states, language, lambda day: day and day.date())
        for values, states in (
            (row[:BASE], row[BASE:]) for row in found.iter_rows(min_row=head + 1, values_only=True)
        )
    ]


def csv_rows(content):
    """All the lines of a file, the head first."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def of_csv(content, language="nl"):
    return [
        _line(
            [*row[:2], *(int(text) if text else None for text in row[2 : BASE - 1]), row[BASE - 1]],
            row[BASE:-FACTS],
            language,
            lambda text: date.fromisoformat(text) if text else None,
        )
        for row in csv_rows(content)[1:]
    ]


def _line(values, states, language, as_date):
    name, level, done, total, waiting, days, returned, last = values
    return FullLine(
        Line(name, done, total, tuple(_state(words, language) for words in states)),
        level,
        waiting,
        days,
        returned,
        as_date(last),
    )


def _state(words, language):
    """The state that these words say; a choice names the specialisation before them."""
    with translation.override(language):
        for shown in sorted(Shown, key=lambda one: -len(one.label)):
            if words == shown.label or words.endswith(f" {shown.label}"):
                return shown.value
    return None


def moment(text):
    """The moment that a file was made, which has to tell its zone."""
    found = datetime.fromisoformat(text)
    assert found.utcoffset() is not None
    return found
