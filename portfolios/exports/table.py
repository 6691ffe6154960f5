"""What a table that leaves the application holds, whatever the format."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format


class Kind(Enum):
    """What the values of a column are; None may stand in each of them."""

    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    DATE = "date"
    STATE = "state"


@dataclass(frozen=True)
class Words:
    """A value that people read in words, and programs as something that no language changes."""

    text: str
    code: object
    # For a cell of a portfolio: what it shows (`Shown`), which gives it its colour.
    shown: str = ""


def same(text):
    """Words that programs read as they are."""
    return Words(text, text)


@dataclass(frozen=True)
class Column:
    """One column. `key` and `facts` are for programs and stay the same in every language."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    group: str = ""
    note: str = ""
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """Something that holds for the whole table: its class, its filter, who made it."""

    key: str
    title: str
    value: Words


@dataclass(frozen=True)
class Table:
    """`name` says to programs what this is; each row has a value for each column.

    The first column says whose row it is.
    """

    name: str
    title: str
    file_stem: str
    made_at: datetime
    facts: list
    columns: list
    rows: list

    @cached_property
    def made_here(self):
        """The moment at school."""
        return timezone.localtime(self.made_at).replace(microsecond=0)

    @property
    def made_in_words(self):
        """The moment, and the zone of its clock."""
        return f"{date_format(self.made_here, 'j F Y, H:i')} {self.made_here:%Z (UTC%z)}"


def plain(value):
    """A value as people read it: the words of what has words."""
    return value.text if isinstance(value, Words) else value


def code(value):
    """A value as programs read it."""
    return value.code if isinstance(value, Words) else value
