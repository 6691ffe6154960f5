"""Moving running portfolios to another version of their qualification, through a mapping.

No row is pointed elsewhere: a portfolio gets the new exit profile and new cells, with `moved_from`
the old ones, which stay under the old version to be read. `try_out` tells beforehand what `move`
would do, and both follow the same plan. Back in a version where it was before, a portfolio finds
its cells of then, with what the mapping brings now.
"""

from portfolios.moving.batch import PART, Batch, shown, unsealed
from portfolios.moving.mapping import Faulty, Mapping, propose, read
from portfolios.moving.preview import Fate, Tried, running, try_out
from portfolios.moving.step import move
from portfolios.moving.words import explained

__all__ = [
    "PART",
    "Batch",
    "Fate",
    "Faulty",
    "Mapping",
    "Tried",
    "explained",
    "move",
    "propose",
    "read",
    "running",
    "shown",
    "try_out",
    "unsealed",
]
