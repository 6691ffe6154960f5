"""The steps of a student with evidence: add, change, link, replace, remove.

Each locks the portfolio first, so that nothing moves under a hand-in. What was handed in is
frozen: its texts, its files, and its links to the work processes it was handed in for.
"""

from portfolios.evidence.erasing import copies_of, erase_file
from portfolios.evidence.links import link, unlink
from portfolios.evidence.locks import check_loose
from portfolios.evidence.pieces import (
    FIELDS,
    add,
    change,
    check_new_version,
    newer_version,
    replace,
    sent_before,
    work_processes_for_new_version,
)
from portfolios.evidence.removal import erase_removed, remove, remove_file, restore

__all__ = [
    "FIELDS",
    "add",
    "change",
    "check_loose",
    "check_new_version",
    "copies_of",
    "erase_file",
    "erase_removed",
    "link",
    "newer_version",
    "remove",
    "remove_file",
    "replace",
    "restore",
    "sent_before",
    "unlink",
    "work_processes_for_new_version",
]
