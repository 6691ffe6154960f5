"""The administration: where people, classes and the structure are kept, and the rest is seen.

An administrator as such has no role in a portfolio: what a student wrote, what a file is called,
what an assessor said and every assessment that is not decided yet stay out of all these pages.
"""

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401 - registers Authenticator
import django.contrib.auth.admin  # noqa: F401 - registers Group
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from portfolios.admin import (
    board,
    evidence,
    log,
    mail,
    people,
    portfolio,
    school_class,
    sign_off,
    start,
    structure,
    structure_change,
    structure_import,
    workplace,
)

__all__ = [
    "board",
    "evidence",
    "log",
    "mail",
    "people",
    "portfolio",
    "school_class",
    "sign_off",
    "start",
    "structure",
    "structure_change",
    "structure_import",
    "workplace",
]


def no_autocomplete(request):
    """No form here uses it, and it would name pieces of evidence by their titles."""
    raise Http404


# These would go past `people`: a role without a RoleChange, an address out of step with its user,
# a second factor that is taken away and told to nobody.
# Their own modules are imported first, so that they cannot register again later.
admin.site.unregister([Group, EmailAddress, Authenticator])

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("Administration")
admin.site.autocomplete_view = no_autocomplete
start.add_pages(admin.site)
