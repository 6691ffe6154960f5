"""Says where what is stored no longer fits what was handed in, decided and logged.

`check_log` looks at the database alone, `check_files` at the files on disk and at what the seals
say of them. Both tell each break as a line with its place, and answer what they looked at.
"""

from portfolios.verify.files import check_files
from portfolios.verify.log import check_log

__all__ = ["check_files", "check_log"]
