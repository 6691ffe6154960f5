"""The kinds of values in an exchange file: each reads one value and names what is wrong with it.

Every kind has `read(value, place, faults)`: it gives the value, or writes a fault down and gives
its `default`, so that one mistake does not hide the next.
"""

import json
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

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
            return _fault(self, faults, place, _("must be a text"))
        if self.required and not value.strip():
            return _fault(self, faults, place, _("is empty"))
        if len(value) > self.limit:
            facts = {"number": len(value), "limit": self.limit}
            sentence = _("has %(number)s characters, %(limit)s is the most") % facts
            return _fault(self, faults, place, sentence)
        if not re.fullmatch(self.pattern, value, re.DOTALL):
            sentence = _("%s may only hold letters, digits, and . _ - inside") % shown(value)
            return _fault(self, faults, place, sentence)
        # PostgreSQL keeps no NUL, and half a surrogate pair cannot be written as UTF-8.
        if any(
            unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\r\n\t" for sign in value
        ):
            return _fault(self, faults, place, _("holds a character that is no text"))
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
            return _fault(self, faults, place, _("must be a whole number"))
        if not self.low <= value <= self.high:
            facts = {"low": self.low, "high": self.high}
            sentence = _("must be from %(low)s to %(high)s") % facts
            return _fault(self, faults, place, sentence)
        return value


@dataclass(frozen=True)
class Flag:
    """True or false."""

    required: bool = False
    default: bool = False

    def read(self, value, place, faults):
        if type(value) is not bool:
            return _fault(self, faults, place, _("must be true or false"))
        return value


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple
    required: bool = True
    default: str = ""

    def read(self, value, place, faults):
        if value not in self.words:
            sentence = _("must be one of %s") % ", ".join(self.words)
            return _fault(self, faults, place, sentence)
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
            return _fault(self, faults, place, _("must be an object"))
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
            return _fault(self, faults, place or _("the file"), _("must be an object"))
        dot = f"{place}." if place else ""
        unknown = [name for name in value if name not in self.fields]
        faults += [f"{dot}{name}: " + _("is not a known key") for name in unknown]
        found = {}
        for name, rule in self.fields.items():
            if name in value:
                found[name] = rule.read(value[name], f"{dot}{name}", faults)
            elif rule.required:
                found[name] = _fault(rule, faults, f"{dot}{name}", _("is missing"))
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
            return _fault(self, faults, place, _("must be a list"))
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
