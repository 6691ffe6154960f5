"""What an app on the phone does, written from RFC 6238 alone, and how people sign in with it."""

import base64
import hmac
import time

from django.urls import reverse

from tests import factories

SET_UP, CODE = "mfa_activate_totp", "mfa_authenticate"


def code_of(key, later=0):
    """The six digits of this key now, or so many times thirty seconds later."""
    if (left := 30 - time.time() % 30) < 3:  # typed in the same half minute
        time.sleep(left)
    counter = (int(time.time()) // 30 + later).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(key.replace(" ", "")), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def type_password(client, person, **to):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": factories.PASSWORD, **to}
    )


def type_code(client, code):
    return client.post(reverse(CODE), {"code": code})


def set_up(client):
    """Join an app to the account of who is signed in; its key."""
    key = client.get(reverse(SET_UP)).context["key"]
    response = client.post(reverse(SET_UP), {"code": code_of(key)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return key


def is_signed_in(client):
    return "_auth_user_id" in client.session
