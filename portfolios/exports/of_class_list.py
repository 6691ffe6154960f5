"""The files that go out: the template of a class list, and the rows of one that have an error."""

import csv
import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from curriculum.models import ExitProfile, Qualification
from portfolios.class_list import EXAMPLE, LABELS
from portfolios.exports.csv import SEPARATOR, cell

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTH = 22


def template(extension, school_year):
    """The bytes of the template in this format: the heads, and one row as an example."""
    profile = ExitProfile.objects.filter(
        qualification__in=Qualification.objects.newest_of_each().order_by()
    ).first()
    example = {
        **EXAMPLE,
        "school_year": school_year,
        "exit_profile": profile.slug if profile else "",
    }
    rows = [[str(label) for label in LABELS.values()], [example.get(field, "") for field in LABELS]]
    return _as_workbook(rows) if extension == "xlsx" else _as_csv(rows)


def faults(plan):
    """The rows with an error as CSV, each with its number and what is wrong with it."""
    used = [field for field in LABELS if any(item.cells[field] for item in plan.items)]
    heads = [_("Row"), _("Error"), *(str(LABELS[field]) for field in used)]
    rows = [
        [item.number, " ".join(item.faults), *(item.cells[field] for field in used)]
        for item in plan.items
        if item.faults
    ]
    return _as_csv([heads, *rows])


def _as_csv(rows):
    """As a spreadsheet program that is set up for the Netherlands opens it by a double click."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[cell(value) for value in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def _as_workbook(rows):
    """Texts alone, dates too: no program turns them into something else."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for column in sheet.columns:
        column[0].font = Font(bold=True)
        sheet.column_dimensions[column[0].column_letter].width = WIDTH
        for one in column:
            one.number_format = "@"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
