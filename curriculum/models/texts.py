"""What the models share: the lengths of their texts, and the title for the reader."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

TITLE_LENGTH = 300
TEXT_LENGTH = 10_000


def in_active_language(text, text_en):
    """The English text where a person reads English and there is one; otherwise the text itself."""
    return text_en if text_en and (get_language() or "").startswith("en") else text


class OtherText:
    """The text beside the one for the reader, where somebody wrote both; and its language."""

    @property
    def other_title(self):
        text, text_en = self.both
        if not text_en or text_en == text:
            return ""
        return text if self.display_title == text_en else text_en

    @property
    def other_language(self):
        return "en" if self.other_title == self.both[1] else "nl"


class Titled(OtherText, models.Model):
    """A row with a title of its own and, where somebody wrote one, an English title."""

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    title_en = models.CharField(_("title in English"), max_length=TITLE_LENGTH, blank=True)

    class Meta:
        abstract = True

    @property
    def display_title(self):
        """The title for the reader."""
        return in_active_language(*self.both)

    @property
    def both(self):
        return self.title, self.title_en


class Named(OtherText, models.Model):
    """A row with a name of its own and, where somebody wrote one, an English name."""

    name = models.CharField(_("name"), max_length=TITLE_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=TITLE_LENGTH, blank=True)

    class Meta:
        abstract = True

    @property
    def display_title(self):
        """The name for the reader."""
        return in_active_language(*self.both)

    @property
    def both(self):
        return self.name, self.name_en
