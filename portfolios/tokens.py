"""The secrets of a link to a workplace trainer: its token, and its code on paper.

Both are made anew from the key of the site whenever they are sent or printed; only their hashes
are kept. Who reads the database can neither open a link nor make one.
"""

import base64
import hashlib
from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portfolios.errors import Refused

# Neither 0 and O, nor 1 and I; 32 letters, so that each is as likely as any other.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12
GROUP = 4


def hashes(link):
    """What is kept of the token and of the code of a link."""
    return hashed(_token(link)), hashed(_code(link))


def hashed(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(link):
    """The token of a link that was made.

    Raises Refused where the site has another key now than when it was made.
    """
    token = _token(link)
    _check(token, link.token_sha256)
    return token


def code_of(link):
    """The code of a link that was made, in groups. Raises Refused like `token_of`."""
    code = _code(link)
    _check(code, link.code_sha256)
    return "-".join(code[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def address_of(link):
    """The whole address of a link, for a mail; a page knows its own site."""
    return settings.SITE_URL + reverse("portfolios:guest", args=[token_of(link)])


def hash_of_typed(code):
    """The hash of a code, however it was written on the way; None for what cannot be one."""
    letters = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hashed(letters) if len(letters) == CODE_LENGTH else None


def _check(secret, kept):
    if hashed(secret) != kept:
        raise Refused(_("This link cannot be made again. Take it back, and ask once more."))


def _derived(link, use):
    value = f"{link.pk} {link.asked_at.astimezone(UTC).isoformat(timespec='microseconds')}"
    return salted_hmac(f"portfolios.tokens.{use}", value, algorithm="sha256").digest()


def _token(link):
    return base64.urlsafe_b64encode(_derived(link, "token")).rstrip(b"=").decode()


def _code(link):
    return "".join(LETTERS[byte % len(LETTERS)] for byte in _derived(link, "code")[:CODE_LENGTH])
