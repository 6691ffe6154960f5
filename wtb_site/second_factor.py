"""The second factor: of whom it is asked, and how its keys are kept.

Beside the password, a code of an app on the phone. Whoever sees the work of others, or works in
the administration, has it; a student may. A key is stored encrypted, so that who reads the
database alone cannot make its codes.
"""

import base64
import secrets
from functools import cache

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

# That the second factor was set up in this session itself.
SET_UP_HERE = "second_factor_set_up_here"


def is_asked(user):
    """Whether this person must have a second factor: all but students, where the school asks."""
    return settings.SECOND_FACTOR and (user.roles.staff or user.roles.administrator)


def with_second_factor(people):
    """Each with `has_second_factor`."""
    found = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return people.annotate(has_second_factor=Exists(found))


def is_proven(request):
    """Whether this session began with the second factor, or set it up."""
    records = get_authentication_records(request, request.user)
    return SET_UP_HERE in request.session or any(one["method"] == "mfa" for one in records)


class Adapter(DefaultMFAAdapter):
    """Our words, and keys that the database alone does not tell."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right, or its time was just over. Type the code that the app shows "
            "now; each code works once."
        ),
    }

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def encrypt(self, text):
        return _cipher(*_secret_keys()).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """A key that cannot be read, since the secret key of the site was lost, opens nothing."""
        try:
            return _cipher(*_secret_keys()).decrypt(encrypted_text).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _secret_keys():
    return settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS


@cache
def _cipher(*secret_keys):
    """Encrypts with the first of these keys, and reads what any of them wrote."""
    derive = (
        HKDF(SHA256(), 32, salt=None, info=b"wtb second factor").derive(key.encode())
        for key in secret_keys
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derive])
