"""Opens the pages and the files of a class and of the school side by side, in English."""

import json
import re
from dataclasses import dataclass

from django.urls import reverse

from tests.portfolios.exports import reading, tables

READERS = {"xlsx": reading.of_xlsx, "csv": reading.of_csv, "json": reading.of_json}
# The columns of the school before those of the exit profiles, and the numbers of one of them.
BASE, OF_PROFILE = 4, 6
# After the weeks there is one column; after the exit profiles four before the weeks.
WEEKS = 12
FACTS = 5


def class_file(school_class, extension, query=""):
    return reverse("portfolios:class_export", args=[school_class.pk, extension]) + query


def lines(client, school_class, query=""):
    """What the page of a class and each of its files say, each in the shape of the page."""
    page = client.get(school_class.get_absolute_url() + query).content.decode()
    return [
        reading.of_screen(page),
        *([one.line for one in found] for found in full_lines(client, school_class, query)),
    ]


def full_lines(client, school_class, query=""):
    """What each file of a class says: the workbook, the CSV, the JSON."""
    languages = {"xlsx": ["en"], "csv": ["en"], "json": []}
    return [
        read(client.get(class_file(school_class, one, query)).content, *languages[one])
        for one, read in READERS.items()
    ]


def students_page(client, school_class):
    """(level, done, total, waiting, returned) of each student on the page that lists them."""
    page = client.get(reverse("portfolios:class_students", args=[school_class.pk])).content
    return [
        (level.text, *map(int, re.findall(r"\d+", done.text)[:2]), *_first(waiting, returned))
        for _name, level, done, waiting, returned, _last in tables.rows(page.decode(), "list")[1:]
    ]


def _first(*cells):
    return [int(re.findall(r"\d+", cell.text)[0]) for cell in cells]


@dataclass(frozen=True)
class ClassLine:
    """One class in the overview of the school; of each exit profile that occurs six numbers."""

    name: str
    teachers: str
    students: int
    complete: int
    standings: tuple
    waiting: int
    longest: int | None
    sign_offs: tuple
    silent: int


def school(client, query=""):
    """What the page of the school and each of its files say: lists of `ClassLine`."""
    page = client.get(reverse("portfolios:school") + query).content.decode()
    files = [client.get(school_file(one, query)).content for one in READERS]
    return [_screen(page), _xlsx(files[0]), _csv(files[1]), _json(files[2])]


def school_file(extension, query=""):
    return reverse("portfolios:school_export", args=[extension]) + query


def totals(client, query=""):
    """The totals on the page of the school and in its JSON, and the numbers of its weeks."""
    page = client.get(reverse("portfolios:school") + query).content.decode()
    head = page.partition("page-head")[2].partition("</dl>")[0]
    classes = _number(r"(\d+) class", head)
    shown = [
        classes,
        _number(r"(\d+) students?", head),
        _number(r"(\d+) complete", head),
        *map(int, re.findall(r"<dd>(\d+)</dd>", head)),
    ]
    chart = re.search(r"Signed off in each week since [^:]+: ([\d, ]+)", page)
    weeks = tuple(map(int, chart[1].split(", ")))
    facts = json.loads(client.get(school_file("json", query)).content)["facts"]
    sheet, _head = reading.sheet(client.get(school_file("xlsx", query)).content)
    words = sheet["A2"].value.partition("All these classes: ")[2].partition(". Made by")[0]
    in_words = [int(number) for number in re.findall(r": (\d+)", words)]
    return shown, list(facts["totals"].values()), in_words, weeks


def _number(pattern, text):
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def _screen(page):
    found = []
    for name, teachers, progress, waiting, longest, weeks, silent in tables.rows(page, "list")[1:]:
        students = _number(r"(\d+) student", name.text)
        found.append(
            ClassLine(
                name.link,
                "" if teachers.text == "none" else teachers.text,
                students,
                _number(r"(\d+) complete", name.text),
                _standings(progress, students),
                int(waiting.text),
                _number(r"(\d+) day", longest.text) if "day" in longest.text else None,
                tuple(map(int, weeks.text.rpartition(": ")[2].split(", "))),
                _number(r"(\d+)", silent.text),
            )
        )
    return found


def _standings(cell, students):
    """What the charts of the exit profiles say, and the words below them."""
    charts = re.findall(
        r"Lowest (\d+), middle ([\d.]+), highest (\d+) of (\d+); pace (\d+)", cell.label
    )
    words = re.findall(r"(?:\((\d+)\))?: middle ([\d.]+) of (\d+), pace (\d+)", cell.text)
    assert [(middle, total, pace) for _low, middle, _high, total, pace in charts] == [
        (middle, total, pace) for _number, middle, total, pace in words
    ]
    return tuple(
        (int(own or students), int(low), float(middle), int(high), int(total), int(pace))
        for (own, *_rest), (low, middle, high, total, pace) in zip(words, charts, strict=True)
    )


def _xlsx(content):
    sheet, head = reading.sheet(content)
    return [_line(row) for row in sheet.iter_rows(min_row=head + 1, values_only=True)]


def _csv(content):
    return [
        _line([*row[:2], *(_as_number(text) for text in row[2:-FACTS])])
        for row in reading.csv_rows(content)[1:]
    ]


def _as_number(text):
    return float(text.replace(",", ".")) if text else None


def _json(content):
    found = []
    for row in json.loads(content)["rows"]:
        name, teachers, *numbers = row.values()
        found.append(_line([name["name"], ", ".join(teachers), *numbers]))
    return found


def _line(values):
    name, teachers, students, complete, *rest = values
    *profiles, waiting, longest, _late, _overdue = rest[: -WEEKS - 1]
    standings = [
        tuple(profiles[at : at + OF_PROFILE]) for at in range(0, len(profiles), OF_PROFILE)
    ]
    return ClassLine(
        name,
        teachers or "",
        students,
        complete,
        tuple(one for one in standings if one[0]),
        waiting,
        longest,
        tuple(rest[-WEEKS - 1 : -1]),
        rest[-1],
    )
