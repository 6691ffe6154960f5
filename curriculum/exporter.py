"""A stored qualification as data, as an exchange file and as a table for a spreadsheet."""

import csv
import io
import json

from curriculum import exchange, matrix
from curriculum.exchange.rules import MARKS

FORMULA_SIGNS = ("=", "+", "-", "@")
MARK_SIGNS = {provisional: sign for sign, provisional in MARKS.items()}


def as_data(qualification):
    """The qualification in the form of the exchange file: what `exchange.read` gives."""
    table = matrix.build(qualification)
    return {
        **_plain(qualification, exchange.QUALIFICATION),
        "exit_profiles": [_plain(profile, exchange.EXIT_PROFILE) for profile in table.profiles],
        "core_tasks": [
            {
                **_plain(group.core_task, exchange.CORE_TASK),
                "work_processes": [
                    {
                        **_plain(row.work_process, exchange.WORK_PROCESS),
                        "marks": {
                            profile.slug: MARK_SIGNS[mark.provisional]
                            for profile, mark in zip(table.profiles, row.marks, strict=True)
                            if mark
                        },
                    }
                    for row in group.rows
                ],
            }
            for group in table.groups
        ],
    }


def as_json(qualification):
    """The exchange file: the same qualification always gives the same text."""
    return json.dumps(as_data(qualification), indent=2, ensure_ascii=False) + "\n"


def as_csv(qualification):
    """One line for each work process, one column for each exit profile."""
    table = matrix.build(qualification)
    slugs = [profile.slug for profile in table.profiles]
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(["core_task", "choose", "code", "title", "source_title", *slugs, "note"])
    for group in table.groups:
        for row in group.rows:
            signs = [MARK_SIGNS[mark.provisional] if mark else "" for mark in row.marks]
            process = row.work_process
            cells = [process.code, process.title, process.source_title, *signs, process.note]
            choose = group.core_task.choose or ""
            writer.writerow([group.core_task.number, choose, *map(_no_formula, cells)])
    return output.getvalue()


def _plain(row, record):
    return {name: getattr(row, name) for name in record.plain}


def _no_formula(cell):
    """A spreadsheet runs what begins like a formula; an apostrophe makes it a text."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
