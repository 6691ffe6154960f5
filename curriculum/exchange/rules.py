"""The kinds of values in an exchange file: each reads one value and names what is wrong with it.

Every kind has `read(value, place, faults)`: it gives the value, or writes a fault down and gives
its `default`, so that one mistake does not hide the next.
"""

import json
import re
import unicodedata
from dataclasses import dataclass

SMALL = 32_767
BREAKS = {ord(sign): None for sign in "\r\n\t"}
MARKS = {"x": False, "?": True}
"""How a mark is written, and whether that makes it provisional."""


@dataclass(frozen=True)
class Text:
    """A text of at most `limit` characters."""

    limit: int
    required: bool = False
    pattern: str = ".*"
    default: str = ""

    def read(self, value, place, faults):
        if not isinstance(value, str):
            return _fault(self, faults, place, "must be a text")
        if self.required and not value.strip():
            return _fault(self, faults, place, "is empty")
        if len(value) > self.limit:
            sentence = f"has {len(value)} characters, {self.limit} is the most"
            return _fault(self, faults, place, sentence)
        if not re.fullmatch(self.pattern, value, re.DOTALL):
            sentence = f"{shown(value)} may only hold letters, digits, and . _ - inside"
            return _fault(self, faults, place, sentence)
        # PostgreSQL keeps no NUL, and half a surrogate pair cannot be written as UTF-8.
        if any(
            unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\r\n\t" for sign in value
        ):
            return _fault(self, faults, place, "holds a character that is no text")
        return value


@dataclass(frozen=True)
class Number:
    """A whole number from `low` to `high`; None where that is the default."""

    low: int
    high: int = SMALL
    required: bool = False
    default: int | None = None

    def read(self, value, place, faults):
        if value is None and not self.required:
            return None
        if type(value) is not int:
            return _fault(self, faults, place, "must be a whole number")
        if not self.low <= value <= self.high:
            return _fault(self, faults, place, f"must be from {self.low} to {self.high}")
        return value


@dataclass(frozen=True)
class Flag:
    """True or false."""

    required: bool = False
    default: bool = False

    def read(self, value, place, faults):
        if type(value) is not bool:
            return _fault(self, faults, place, "must be true or false")
        return value


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple
    required: bool = True
    default: str = ""

    def read(self, value, place, faults):
        if value not in self.words:
            return _fault(self, faults, place, f"must be one of {', '.join(self.words)}")
        return value


@dataclass(frozen=True)
class Marks:
    """The marks of a work process: `x` or `?` for each exit profile that asks for it."""

    required: bool = False

    @property
    def default(self):
        return {}

    def read(self, value, place, faults):
        if not isinstance(value, dict):
            return _fault(self, faults, place, "must be an object")
        mark = Choice(tuple(MARKS))
        return {slug: mark.read(sign, f"{place}.{slug}", faults) for slug, sign in value.items()}


@dataclass(frozen=True)
class Record:
    """An object with these fields and no others."""

    fields: dict
    required: bool = True

    @property
    def default(self):
        return {name: rule.default for name, rule in self.fields.items()}

    @property
    def plain(self):
        """The names of the fields that hold no further records."""
        return [name for name, rule in self.fields.items() if not isinstance(rule, (Items, Marks))]

    def read(self, value, place, faults):
        if not isinstance(value, dict):
            return _fault(self, faults, place or "the file", "must be an object")
        dot = f"{place}." if place else ""
        faults += [f"{dot}{name}: is not a known key" for name in value if name not in self.fields]
        found = {}
        for name, rule in self.fields.items():
            if name in value:
                found[name] = rule.read(value[name], f"{dot}{name}", faults)
            elif rule.required:
                found[name] = _fault(rule, faults, f"{dot}{name}", "is missing")
            else:
                found[name] = rule.default
        return found


@dataclass(frozen=True)
class Items:
    """A list of records, each with its own value of `key`."""

    record: Record
    key: str
    required: bool = True

    @property
    def default(self):
        return []

    def read(self, value, place, faults):
        if not isinstance(value, list):
            return _fault(self, faults, place, "must be a list")
        return [
            self.record.read(item, f"{place}[{index}]", faults) for index, item in enumerate(value)
        ]


def shown(value):
    """A value as the file writes it."""
    return json.dumps(value, ensure_ascii=False)


def _fault(rule, faults, place, sentence):
    """Write down a fault and go on with the default, so that the rest is read as well."""
    faults.append(f"{place}: {sentence}")
    return rule.default
