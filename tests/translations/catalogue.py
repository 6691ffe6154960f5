"""Reads a catalogue of translations: the text that people edit and what was compiled from it."""

import ast
import gettext
import struct
from dataclasses import dataclass, field

from django.conf import settings

from tests.translations.sources import Message

FOLDER = settings.BASE_DIR / "wtb_site" / "locale" / "nl" / "LC_MESSAGES"
TEXT = FOLDER / "django.po"
COMPILED = FOLDER / "django.mo"


@dataclass
class Entry:
    """One message with its translations: one, or one for each number."""

    parts: dict = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def message(self):
        return Message(
            self.parts["msgid"], self.parts.get("msgid_plural", ""), self.parts.get("msgctxt", "")
        )

    @property
    def translations(self):
        return [text for key, text in self.parts.items() if key.startswith("msgstr")]

    @property
    def pairs(self):
        """Each translation beside the English that it translates."""
        sources = [self.message.text, self.message.plural or self.message.text]
        return list(zip(sources, self.translations, strict=False))


def entries(text):
    """The entries of a .po text, its header left out. Obsolete ones are an error."""
    found = []
    for block in text.split("\n\n"):
        entry, key = Entry(), None
        for line in block.splitlines():
            if line.startswith("#~"):
                raise ValueError(f"An obsolete entry: {line}")
            if line.startswith("#"):
                entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
                continue
            if not line.startswith('"'):
                key, line = line.split(" ", 1)
                entry.parts[key] = ""
            entry.parts[key] += ast.literal_eval(line)
        if entry.parts.get("msgid"):
            found.append(entry)
    return found


def compiled():
    """The compiled catalogue, as Django opens it, and the number of messages in it."""
    data = COMPILED.read_bytes()
    with COMPILED.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    return translations, struct.unpack_from("<I", data, 8)[0]
