"""The shell that a browser shows where there is no network: a form without anybody in it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portfolios import files
from portfolios.enums import Setting
from portfolios.forms.evidence import HINTS
from portfolios.models import STARR, Evidence


@require_safe
@login_not_required
def shell(request):
    """The same bytes for everybody: kept on devices that several people use.

    No name, no token, no choice of one person; the script fills in what the device knows.
    """
    starr = [(part, Evidence._meta.get_field(part).verbose_name, HINTS[part]) for part in STARR]
    context = {
        "theme": "auto",
        "starr": starr,
        "places": Setting.choices,
        "max_bytes": settings.MAX_FILE_BYTES,
        "max_megabytes": files.limit_in_megabytes(),
    }
    return render(request, "portfolios/evidence/offline.html", context)
