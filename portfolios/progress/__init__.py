"""How far a portfolio is: the one source of every number on every screen and export.

`of(portfolios)` reads what is needed for any number of portfolios in a fixed number of queries;
`Overview.at(profile)` computes. `tally(portfolios)` counts a whole school in the database, for the
numbers alone. Nothing here is stored.

For an exit profile, each core task with at least one mark counts its marks, or `choose` of them.
Done is: signed off, or exempted, at this level or a higher one.
"""

from portfolios.progress.counting import (
    DONE,
    OPEN_ORDER,
    Cell,
    Facts,
    Missing,
    Progress,
    TaskProgress,
)
from portfolios.progress.many import Tallies, Tally, tally
from portfolios.progress.reading import Overview, Structure, of, of_one, read_structures

__all__ = [
    "DONE",
    "OPEN_ORDER",
    "Cell",
    "Facts",
    "Missing",
    "Overview",
    "Progress",
    "Structure",
    "Tallies",
    "Tally",
    "TaskProgress",
    "of",
    "of_one",
    "read_structures",
    "tally",
]
