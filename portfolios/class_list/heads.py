"""The columns of a class list: what each is called, in Dutch or English, in any order."""

import re

from django.utils.translation import gettext_lazy as _

# Field -> how the application itself calls its column.
LABELS = {
    "first_name": _("First name"),
    "infix": _("Prefix of the last name"),
    "last_name": _("Last name"),
    "email": _("E-mail address"),
    "school_class": _("Class"),
    "school_year": _("School year"),
    "exit_profile": _("Exit profile"),
    "version": _("Version"),
    "starts_on": _("Start"),
    "ends_on": _("Planned end"),
    "role": _("Role"),
}
REQUIRED = ("email", "school_class")
# Nobody: the one row of the template, which is refused when it is sent.
EXAMPLE = {
    "first_name": "Sem",
    "infix": "van",
    "last_name": "Voorbeeld",
    "email": "sem.van.voorbeeld@demo.example",
    "school_class": "1A",
    "starts_on": "24-08-2026",
    "ends_on": "12-07-2030",
    "role": "student",
}
# Letters and digits of the heads that are understood, whatever the language of the reader.
_KNOWN = {
    "first_name": "voornaam roepnaam firstname givenname",
    "infix": "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels infix prefix "
    "prefixofthelastname",
    "last_name": "achternaam lastname surname familyname",
    "email": "mail email mailadres emailadres schoolmail emailaddress mailaddress",
    "school_class": "klas klasse groep class group",
    "school_year": "schooljaar studiejaar schoolyear",
    "exit_profile": "uitstroom uitstroomprofiel niveau exitprofile profile level",
    "version": "versie version",
    "starts_on": "begin start startdatum begindatum startdate",
    "ends_on": "einde eind einddatum geplandeinde geplandeeinddatum verwachteinde "
    "verwachteeinddatum end enddate plannedend plannedenddate",
    "role": "rol role",
}
_FIELDS = {word: field for field, words in _KNOWN.items() for word in words.split()}
_NOT_A_LETTER = re.compile(r"[\W_]+")


def field_of(head):
    """The field that a head stands for; None for a column that means nothing here."""
    return _FIELDS.get(_NOT_A_LETTER.sub("", head).casefold())


def fields_of(cells):
    """The fields of a row of heads; None where it is none: a mail and something else are in it."""
    fields = [field_of(cell) for cell in cells]
    return fields if "email" in fields and len({*fields} - {None}) > 1 else None
