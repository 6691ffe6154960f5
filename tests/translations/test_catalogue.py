"""Dutch is complete: every message has its translation, and no translation lost its message."""

import re
from collections import Counter

import pytest

from tests.translations import catalogue, sources
from tests.translations.sources import Message

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|</?\w+[^>]*>|https?://\S+")


@pytest.fixture(scope="module")
def entries():
    return catalogue.entries(catalogue.TEXT.read_text(encoding="utf-8"))


def test_every_message_has_an_entry_and_every_entry_a_message(entries):
    used = sources.messages()
    translated = {entry.message for entry in entries}
    missing = {message.text: used[message] for message in used.keys() - translated}
    stale = {message.text for message in translated - used.keys()}
    assert (missing, stale) == ({}, set())


def test_no_entry_stands_twice(entries):
    times = Counter((entry.message.context, entry.message.text) for entry in entries)
    assert [message for message, count in times.items() if count > 1] == []


def test_no_entry_is_empty_or_fuzzy(entries):
    unfinished = [
        entry.message.text for entry in entries if entry.fuzzy or not all(entry.translations)
    ]
    assert unfinished == []


def test_every_number_has_its_own_translation(entries):
    wrong = [
        entry.message.text
        for entry in entries
        if len(entry.translations) != (2 if entry.message.plural else 1)
    ]
    assert wrong == []


def test_a_translation_has_the_placeholders_of_its_message(entries):
    wrong = {
        source: translation
        for entry in entries
        for source, translation in entry.pairs
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(translation))
    }
    assert wrong == {}


def test_a_translation_begins_and_ends_as_its_message(entries):
    """Spaces and line breaks at the ends, the stop, the colon, the question mark."""
    wrong = {
        source: translation
        for entry in entries
        for source, translation in entry.pairs
        if _edges(source) != _edges(translation)
    }
    assert wrong == {}


def _edges(text):
    before = re.match(r"\s*", text)[0]
    after = re.search(r"[\s.:?!,;]*$", text)[0]
    return before, after


def test_a_sign_off_is_no_result_and_a_specialisation_no_role(entries):
    said = [(entry.message, text) for entry in entries for text in entry.translations]
    results = [text for _message, text in said if re.search(r"(?i)behaald|certificaat", text)]
    roles = [
        text
        for message, text in said
        if re.search(r"(?i)\brol(len)?\b", text) and "role" not in message.text.lower()
    ]
    assert (results, roles) == ([], [])


def test_what_is_compiled_is_what_is_written(entries):
    translations, number = catalogue.compiled()
    wrong = [
        entry.message.text
        for entry in entries
        if _looked_up(translations, entry.message) != entry.translations
    ]
    assert wrong == []
    assert number == len(entries) + 1  # the header is a message too


def _looked_up(translations, message):
    text, plural, context = message.text, message.plural, message.context
    if plural and context:
        return [translations.npgettext(context, text, plural, number) for number in (1, 2)]
    if plural:
        return [translations.ngettext(text, plural, number) for number in (1, 2)]
    return [translations.pgettext(context, text) if context else translations.gettext(text)]


def test_messages_are_found_in_a_template():
    source = """{% load i18n %}{% block a %}{% if b %}
      {% translate "Hand in" context "button" %}{% translate 'All of 100%' as all %}
      {% blocktranslate trimmed with name=user.name %}
        Hello {{ name }},
        welcome.
      {% endblocktranslate %}
      {% blocktranslate trimmed count n=rows context "list" %}
        {{ n }} row{% plural %}{{ n }} rows
      {% endblocktranslate %}
      {% include "x.html" with title=_("A title") %}
    {% endif %}{% endblock %}"""
    assert set(sources.in_template(source)) == {
        Message("Hand in", context="button"),
        Message("All of 100%%"),
        Message("Hello %(name)s, welcome."),
        Message("%(n)s row", "%(n)s rows", "list"),
        Message("A title"),
    }


def test_messages_are_found_in_a_module():
    source = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, npgettext_lazy, pgettext as p
from elsewhere import gettext
_("one " "sentence")
ngettext("piece", "pieces", 3)
npgettext_lazy("list", "row", "rows")
p("button", "Save")
translation.gettext("Whole name")
gettext("of another")
"""
    assert set(sources.in_module(source)) == {
        Message("one sentence"),
        Message("piece", "pieces"),
        Message("row", "rows", "list"),
        Message("Save", context="button"),
        Message("Whole name"),
    }
