"""What a cell of a table says: a text, a mark, a yes or no, a number.

A spreadsheet runs what begins like a formula, and people leave blanks around what they type. So a
text that begins like a formula, or has blanks at its ends that belong to it, is written with an
apostrophe in front; `text_of` takes away just that apostrophe, and no other.
"""

import re

FORMULA_SIGNS = tuple("=+-@＝＋－＠")
YES = frozenset(
    {"x", "×", "✓", "✔", "☑", "☒", "✗", "✘", "●", "ja", "j", "yes", "y", "1", "true", "waar"}
)
NO = frozenset({"", "-", "–", "—", "nee", "n", "no", "0", "false", "onwaar", "☐"})
PERHAPS = frozenset({"voorlopig", "provisional", "(x)"})
# A code that stands in front of its title: 1.1, or B1-K1-W1 as in the national files.
_CODED = re.compile(r"(\d+(?:\.\d+)+|[A-Z]\d+-K\d+-W\d+)\.?\s*[:–-]?\s*(.*)", re.DOTALL)
_NUMBERED = re.compile(
    r"(?:kerntaak|core\s+task|kt)?\s*(\d{1,9})(?![\d.]*\d)\s*[.:)–-]?\s*(.*)",
    re.DOTALL | re.IGNORECASE,
)


class NoMark(ValueError):
    """A cell says something else than can be said there."""


def guarded(text):
    """A text as it is written into a cell."""
    return f"'{text}" if _needs_guard(text) else text


def text_of(cell):
    """The text in a cell, without the blanks around it that nobody meant."""
    if cell.startswith("'") and _needs_guard(cell[1:]):
        return cell[1:]
    return cell.strip()


def _needs_guard(text):
    # Apostrophes in front are looked through: one of them may be a guard itself.
    inner = text.lstrip("'")
    return inner.startswith(FORMULA_SIGNS) or inner != inner.strip()


def mark_of(cell):
    """`x`, `?` for a provisional mark, or nothing. Raises NoMark."""
    sign = cell.strip().casefold()
    if sign in YES:
        return "x"
    if sign in NO:
        return ""
    if sign in PERHAPS or sign.replace("?", "").strip() in YES | {""}:
        return "?"
    raise NoMark


def is_mark(cell):
    """Whether a cell holds a mark, or says that there is none."""
    try:
        mark_of(cell)
    except NoMark:
        return False
    return True


def flag_of(cell):
    """Yes or no. Raises NoMark."""
    sign = cell.strip().casefold()
    if sign in YES:
        return True
    if sign in NO:
        return False
    raise NoMark


def number_of(cell):
    """A whole number; the text itself where it is none, so that the rules name it."""
    text = cell.strip()
    if re.fullmatch(r"-?[0-9]{1,9}(\.0)?", text):
        return int(text.removesuffix(".0"))
    return text


def coded(text):
    """The code in front of a title, and the title; None where there is no code."""
    found = _CODED.fullmatch(text.strip())
    return (found[1], found[2].strip()) if found else None


def numbered(text):
    """The number in front of the title of a core task, and the title; None without a number."""
    found = _NUMBERED.fullmatch(text.strip())
    return (int(found[1]), found[2].strip()) if found else None


def task_number(code):
    """The number of the core task with which a code begins, or None."""
    found = re.match(r"(?:[A-Z]\d+-K)?(\d{1,9})(?=[.-])", code)
    return int(found[1]) if found else None


def in_one_line(text):
    """A text that ran over several lines; after a hyphen it goes on without a blank."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=\w-)\s*\n\s*", "", text)).strip()
