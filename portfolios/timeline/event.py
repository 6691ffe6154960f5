"""One line of a history, and one feedback."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """One line of the history. `shown` is the state it led to, or empty."""

    at: datetime
    title: str
    icon: str
    shown: str = ""
    by: str = ""
    words: str = ""
    struck: str = ""
    judgements: tuple = ()
    evidence: object = None
    exemption: object = None
    trainer: object = None


@dataclass(frozen=True)
class Feedback:
    """What somebody wrote when a cell came back to the student."""

    at: datetime
    by: str
    words: str
