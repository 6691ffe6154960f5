"""The history of a cell, why it came back, and what became of the level as a whole.

Read from the log and from what the reader may see.
"""

from portfolios.timeline.cell import History, history
from portfolios.timeline.event import Event, Feedback
from portfolios.timeline.level import latest_completion
from portfolios.timeline.returned import why_returned

__all__ = [
    "Event",
    "Feedback",
    "History",
    "history",
    "latest_completion",
    "why_returned",
]
