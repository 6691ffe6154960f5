"""What a cell says: an address, a name, a date, a school year, a role; or why it says nothing."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portfolios.models import SchoolClass, User

NAME_LENGTH = User._meta.get_field("first_name").max_length
ADDRESS_LENGTH = User._meta.get_field("email").max_length
CLASS_LENGTH = SchoolClass._meta.get_field("name").max_length
EARLIEST, LATEST = 2000, 2100
STUDENT, TEACHER = "student", "teacher"
_ROLES = {
    STUDENT: "student studente leerling deelnemer",
    TEACHER: "docent docente leraar teacher",
}
ROLES = {word: role for role, words in _ROLES.items() for word in words.split()}
# By their first three letters, in Dutch and English.
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "maa mrt mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct",
         "nov", "dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_IN_WORDS = re.compile(r"(\d{1,2})[- ]([a-z]{3,9})\.?[- ](\d{4})")
# The number of days by which a spreadsheet counts; a cell that was not told that it is a date.
_SERIAL = re.compile(r"[3-7]\d{4}")
_SERIAL_BEGINS = date(1899, 12, 30)
_YEARS = re.compile(r"(\d{4}) ?[-/] ?(\d{4}|\d{2})")
_FORMULA = re.compile(r"=|#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)$")


class Fault(Exception):
    """A cell that cannot be used; the message is a sentence for the reader."""


def is_formula(text):
    """Whether a spreadsheet computes this cell, or could not."""
    return bool(_FORMULA.match(text))


def address(text):
    """An e-mail address in lower case."""
    found = text.lower()
    if not found:
        raise Fault(_("The e-mail address is missing."))
    name, at, domain = found.rpartition("@")
    if not at or not name or not domain:
        raise Fault(_("The e-mail address is not complete. It has a name, an @ and a domain."))
    if "." not in domain.strip("."):
        raise Fault(
            _("The e-mail address is not complete. A dot and the end of the domain are missing.")
        )
    try:
        validate_email(found)
    except ValidationError:
        raise Fault(_("“%s” is no e-mail address.") % text) from None
    if len(found) > ADDRESS_LENGTH:
        raise Fault(_("The e-mail address is too long."))
    return found


def last_name(infix, name):
    """The last name with what comes before it."""
    return f"{infix} {name}".strip()


def check_name(text):
    if len(text) > NAME_LENGTH:
        raise Fault(_("A name has at most %d characters.") % NAME_LENGTH)


def role(text):
    found = ROLES.get(text.casefold()) if text else STUDENT
    if found is None:
        raise Fault(_("The role “%s” is not known. Write student or docent.") % text)
    return found


def school_year(text):
    """A school year as 2026-2027."""
    found = _YEARS.fullmatch(text)
    first, second = found.groups() if found else ("0", "")
    following = str(int(first) + 1)
    if second not in (following, following[-2:]):
        raise Fault(_("“%s” is no school year. Write it as 2026-2027.") % text)
    return f"{first}-{following}"


def day(text):
    """A date, written in Dutch or by ISO 8601, or as a spreadsheet counts it; None where empty."""
    if not text:
        return None
    words = text.casefold()
    try:
        if found := _ISO.fullmatch(words):
            answer = date(*map(int, found.groups()))
        elif found := _DUTCH.fullmatch(words):
            number, month, year = map(int, found.groups())
            answer = date(year + EARLIEST if year < 100 else year, month, number)
        elif found := _IN_WORDS.fullmatch(words):
            answer = date(int(found[3]), _MONTHS[found[2][:3]], int(found[1]))
        elif _SERIAL.fullmatch(words):
            answer = _SERIAL_BEGINS + timedelta(days=int(words))
        else:
            raise ValueError(text)
    except (ValueError, KeyError):
        raise Fault(_("“%s” is no date. Write it as 24-08-2026.") % text) from None
    if not EARLIEST <= answer.year < LATEST:
        raise Fault(_("The year of “%s” cannot be right.") % text)
    return answer


def version(text):
    """The number of a version; None where empty."""
    if not text:
        return None
    digits = text.casefold().removeprefix("v").removeprefix("ersie").strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 6):
        raise Fault(_("“%s” is no version. Write its number.") % text)
    return int(digits)
