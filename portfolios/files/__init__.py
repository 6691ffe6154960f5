"""Receives the bytes of evidence, judges them, keeps them, copies them, and lets them go.

Receiving and judging happen before a step and outside its lock: bytes are on disk and hashed
first (`arrival`), are judged then (`processing`), and become part of a piece of evidence by a step.
"""

from portfolios.files import incoming, quota, resumable
from portfolios.files.arrival import limit_in_megabytes, receive
from portfolios.files.attachment import attach
from portfolios.files.keeping import copy, delete, erase, explain
from portfolios.files.poster import give_poster
from portfolios.files.processing import kind_of, process, waiting
from portfolios.files.worker import Worker

__all__ = [
    "Worker",
    "attach",
    "copy",
    "delete",
    "erase",
    "explain",
    "give_poster",
    "incoming",
    "kind_of",
    "limit_in_megabytes",
    "process",
    "quota",
    "receive",
    "resumable",
    "waiting",
]
