"""Sends the grid of a version as a person would: all of it, with some texts changed."""

from curriculum import exporter
from curriculum.structure import draft, sheet


def texts(version):
    return sheet.of_qualification(version).values()


def save(version, **changed):
    """Send the whole grid with some texts changed."""
    seen = texts(version)
    return draft.change(version, seen=seen, sent=seen | changed)


def process(version, code):
    return version.work_processes.get(code=code)


def rows(version):
    return [
        (str(group["number"]), [(one["code"], one["marks"]) for one in group["work_processes"]])
        for group in exporter.as_data(version)["core_tasks"]
    ]
