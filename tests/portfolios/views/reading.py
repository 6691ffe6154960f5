"""Opens a page as somebody, in English, and gives back what a person reads."""

import re
from html import unescape

from portfolios.models import User


def sign_in(client, person):
    User.objects.filter(pk=person.pk).update(language=User.Language.ENGLISH)
    client.force_login(person)


def words(response):
    """The text of a page: without tags, on one line."""
    main = response.content.decode().partition('id="content">')[2]
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
    return re.sub(r" ([.,:])", r"\1", text)


def read(client, person, address):
    """The response to this person, and its text."""
    sign_in(client, person)
    response = client.get(address)
    return response, words(response)
