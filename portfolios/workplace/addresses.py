"""Which e-mail addresses cannot be those of a workplace trainer."""

import unicodedata

from django.conf import settings
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from portfolios.errors import Refused
from portfolios.models import User


def normal(address):
    """One way to write all spellings that may reach the same mailbox.

    Case, a tag after a plus, dots, quotes, and letters that only look wider make no difference.
    Two people whose addresses differ by no more are rather taken for one.
    """
    text = unicodedata.normalize("NFKC", address).strip().lower()
    local, _at, domain = text.rpartition("@")
    local = local.replace('"', "").replace("\\", "").partition("+")[0].replace(".", "")
    return f"{local}@{punycode(domain.rstrip('.'))}"


def refuse_of_school(address):
    """Raises Refused for an address of the school, or of anybody who has an account there.

    One sentence for all of them: it does not tell whose address it is.
    """
    wanted = normal(address)
    if _is_of_school(wanted.rpartition("@")[2]) or _is_of_account(wanted):
        raise Refused(
            _(
                "This is an address of somebody at the school. Give the address that the trainer "
                "has at the company."
            )
        )


def _is_of_school(domain):
    own = [punycode(name.strip().lower()) for name in settings.SCHOOL_MAIL_DOMAINS]
    return any(domain == name or domain.endswith(f".{name}") for name in own)


def _is_of_account(wanted):
    """Who left keeps their row: their address is no trainer's either."""
    alike = User.objects.filter(email__istartswith=wanted[:1]).values_list("email", flat=True)
    return any(normal(email) == wanted for email in alike)
