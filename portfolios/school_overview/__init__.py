"""How the classes of a school year stand: the numbers of the page and of its exports.

Every number of progress comes from `progress.tally`. Never a figure about one teacher: what waits
and what was signed off is counted for a class.
"""

from portfolios.school_overview.reading import (
    build,
    choices,
    current,
    last_weeks,
    signed_off,
    standings,
    year_of_today,
)
from portfolios.school_overview.rows import (
    OVERDUE_AFTER,
    ClassRow,
    SchoolOverview,
    Standing,
    Totals,
)

__all__ = [
    "OVERDUE_AFTER",
    "ClassRow",
    "SchoolOverview",
    "Standing",
    "Totals",
    "build",
    "choices",
    "current",
    "last_weeks",
    "signed_off",
    "standings",
    "year_of_today",
]
