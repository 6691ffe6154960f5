"""The heads of tables: which field a column holds, in Dutch and in English.

Three tables may stand in one file or one sheet, in any order: the qualification, its exit
profiles, and the matrix. Each begins with a row of heads. A column of the matrix with another head
is an exit profile.
"""

import re
import unicodedata

QUALIFICATION, PROFILES, MATRIX = "qualification", "exit_profiles", "matrix"

_WORDS = {
    QUALIFICATION: {
        "slug": "qualification|kwalificatie",
        "version": "version|versie",
        "state": "state|status|staat",
        "name": "name|naam",
        "name_en": "name_en|name in english|naam engels|naam in het engels",
        "provenance": "provenance|herkomst|where it comes from|bron",
    },
    PROFILES: {
        "slug": "exit_profile|exit profile|uitstroomprofiel|uitstroom|profiel|profile",
        "name": "name|naam",
        "name_en": "name_en|name in english|naam engels|naam in het engels",
        "level": "level|niveau",
        "required_assessors": "required_assessors|assessors|assessors needed|beoordelaars|"
        "aantal beoordelaars",
        "reflection_required": "reflection_required|reflection|reflection needed|reflectie|"
        "reflectie verplicht|reflectie nodig",
    },
    MATRIX: {
        "core_task": "core_task|core task|kerntaak|kt|kerntaken|kerntaaknummer",
        "task_title": "core task title|title of the core task|kerntaak titel|titel kerntaak|"
        "titel van de kerntaak|naam kerntaak",
        "choose": "choose|kies|kiezen|aantal te kiezen",
        "code": "code|nr|nummer|number|werkprocescode|werkproces code|codering",
        "title": "title|titel|work process|werkproces|werkprocessen|work processes|naam|name",
        "title_en": "title_en|title in english|titel engels|titel in het engels|english|engels",
        "source_title": "source_title|title in the source|titel in de bron|brontitel",
        "description": "description|omschrijving|beschrijving|what is asked|wat wordt gevraagd",
        "note": "note|notes|notitie|opmerking|opmerkingen|aantekening|toelichting",
        "retired": "retired|vervallen",
    },
}
_KNOWN_AS = {
    table: {word: field for field, words in fields.items() for word in words.split("|")}
    for table, fields in _WORDS.items()
}
# What a row of heads has at the least.
_SIGNS = {
    QUALIFICATION: [{"slug", "version"}, {"slug", "name"}],
    PROFILES: [{"slug", "level"}, {"slug", "name"}],
    MATRIX: [{"code", "title"}, {"core_task", "title"}, {"core_task", "code"}],
}
_PROFILE = re.compile(
    r"(?:exit profile|uitstroomprofiel|profiel|profile)\s*:\s*(\S.*)", re.I | re.S
)
_OUT = re.compile(r"^\s*(?:uitstroomprofiel|uitstroom|exit\s+profile|exit)\s*:?\s*", re.I)
_LEVEL = re.compile(r"\b(?:niveau|level)\s*(\d{1,2})\b", re.I)


def of_table(cells):
    """Which table begins with these heads, and the field of each column; None for no heads.

    What is no field stands as it is, as the name of an exit profile.
    """
    for table in (MATRIX, PROFILES, QUALIFICATION):
        fields = [_KNOWN_AS[table].get(_plain(cell)) for cell in cells]
        found = {field for field in fields if field}
        if any(signs <= found for signs in _SIGNS[table]):
            return table, fields
    return None


def twice(fields):
    """The fields that have two columns."""
    named = [field for field in fields if field]
    return sorted({field for field in named if named.count(field) > 1})


def of_profile(slug):
    """The head of the column of an exit profile; one that reads as a field says what it is."""
    return f"profile: {slug}" if _plain(slug) in _KNOWN_AS[MATRIX] else slug


def profile_name(head):
    """The name of an exit profile in a head, without the words that say what it is."""
    named = _PROFILE.fullmatch(head.strip())
    text = named[1] if named else _OUT.sub("", head)
    return re.sub(r"\s+", " ", text).strip() or head.strip()


def level_of(name):
    """The level that a name says, or None."""
    found = _LEVEL.search(name)
    return int(found[1]) if found else None


def says_profile(head):
    """Whether a head says that its column is an exit profile."""
    return bool(_PROFILE.fullmatch(head.strip()) or _OUT.match(head) or _LEVEL.search(head))


def slug_of(name, level):
    """A short name for an exit profile: its discipline and its level."""
    discipline = _ascii(_LEVEL.sub(" ", name)) if level is not None else ""
    words = re.findall(r"[a-z0-9]+", discipline) or re.findall(r"[a-z0-9]+", _ascii(name))
    if discipline.strip():
        words.append(str(level))
    return "-".join(words)[:60].strip("-") or "profile"


def _ascii(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _plain(cell):
    return re.sub(r"\s+", " ", cell).strip().rstrip(":").casefold()
