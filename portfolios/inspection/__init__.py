"""Judges uploaded bytes before they are accepted, by what is in them.

The bytes are hostile until proven otherwise: only `child.py` reads them, in a process of its own
with little memory, little time and an empty environment. This package imports no models.
"""

from portfolios.inspection.inspector import Limits, inspect
from portfolios.inspection.verdict import Kind, Outputs, Reason, Verdict, explain

__all__ = ["Kind", "Limits", "Outputs", "Reason", "Verdict", "explain", "inspect"]
