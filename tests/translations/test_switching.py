"""Dutch for whoever says nothing, English for whoever asks, on the pages of every role."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from tests.factories import PASSWORD
from tests.translations import catalogue, dutch, sources
from wtb_site import borrowed

LOCALES_OF_DJANGO = [
    Path(django.__file__).parent / folder / "locale"
    for folder in ("conf", "contrib/admin", "contrib/auth")
]

# role -> a page of its own, and its heading in English and in Dutch.
PAGES = {
    "portfolio": ("portfolios:portfolio", "My portfolio", "Mijn portfolio"),
    "teacher": ("portfolios:review_queue", "To review", "Te beoordelen"),
    "coordinator": ("portfolios:school_class_list", "Classes", "Klassen"),
    "board_member": ("portfolios:board", "Examination board", "Examencommissie"),
    "administrator": ("admin:index", "Administration", "Beheer"),
}


def words_of(response):
    """What stands on a page, on one line."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    return " ".join(strip_tags(body).split())


def test_the_sign_in_page_is_dutch_until_one_asks_for_english(client, db):
    page = reverse("account_login")
    words = words_of(client.get(page))
    assert "Wachtwoord vergeten?" in words
    assert "Forgot your password?" not in words
    client.post(reverse("language"), {"language": "en", "next": page})
    words = words_of(client.get(page))
    assert "Forgot your password?" in words
    assert dutch.WORD.findall(words) == []


@pytest.mark.parametrize("role", PAGES)
def test_a_page_is_dutch_until_one_asks_for_english(client, request, role):
    address, english_words, dutch_words = PAGES[role]
    cast = request.getfixturevalue(role)
    request.getfixturevalue("school_class")
    client.force_login(getattr(cast, "student", cast))
    page = reverse(address)
    words = words_of(client.get(page))
    assert dutch_words in words
    assert english_words not in words
    client.post(reverse("language"), {"language": "en", "next": page})
    words = words_of(client.get(page))
    assert english_words in words
    assert dutch.WORD.findall(words) == []


def test_a_refusal_by_the_sign_in_form_is_dutch_too(client, db):
    answer = client.post(reverse("account_login"), {"login": "", "password": ""})
    assert "Dit veld is verplicht." in words_of(answer)


def test_a_short_password_is_refused_in_dutch(client, student):
    client.force_login(student)
    passwords = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}
    answer = words_of(client.post(reverse("account_change_password"), passwords))
    assert "Dit wachtwoord is te kort. Het moet minstens 10 tekens hebben." in answer


def test_what_was_borrowed_is_still_lacking():
    """As soon as Django itself says it in Dutch, our own words are no longer needed."""
    own = [gettext.translation("django", folder, ["nl"]) for folder in LOCALES_OF_DJANGO]
    lacking = [message.text for message in sources.in_module(Path(borrowed.__file__).read_text())]
    assert [text for text in lacking if {words.gettext(text) for words in own} != {text}] == []


def test_english_never_falls_back_to_dutch():
    """Django looks up what a language lacks in that of the site: English lacks everything."""
    entries = catalogue.entries(catalogue.TEXT.read_text(encoding="utf-8"))
    with translation.override("en"):
        fallen_back = [
            entry.message.text
            for entry in entries
            if not entry.message.context
            and translation.gettext(entry.message.text) != entry.message.text
        ]
    assert fallen_back == []
