"""Moving running portfolios to another version of their qualification, through a mapping.

No row is pointed elsewhere: a portfolio gets the new exit profile and new cells, with `moved_from`
the old ones, which stay under the old version to be read. `try_out` tells beforehand what `move`
would do, and both follow the same plan.
"""

from portfolios.moving.mapping import Faulty, Mapping, propose, read
from portfolios.moving.preview import Fate, Tried, running, try_out
from portfolios.moving.step import move

__all__ = ["Fate", "Faulty", "Mapping", "Tried", "move", "propose", "read", "running", "try_out"]
