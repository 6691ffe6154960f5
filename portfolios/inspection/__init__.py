"""Judges uploaded bytes before they are accepted, by what is in them.

The bytes are hostile until proven otherwise: only the modules in `child/` read them, in a process
of its own with little memory, little time and an empty environment. This package imports no models.
"""

from portfolios.inspection.inspector import inspect
from portfolios.inspection.kinds import Kind
from portfolios.inspection.process import Limits
from portfolios.inspection.reading import Table, Unreadable, read_rows, read_tables, render_page
from portfolios.inspection.verdict import Outputs, Reason, Verdict, explain

__all__ = [
    "Kind",
    "Limits",
    "Outputs",
    "Reason",
    "Table",
    "Unreadable",
    "Verdict",
    "explain",
    "inspect",
    "read_rows",
    "read_tables",
    "render_page",
]
