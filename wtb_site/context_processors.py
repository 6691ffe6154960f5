"""What every page is told: the name of the site, the theme and the main menu."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from portfolios.views.upload import user_key
from wtb_site import menu, preferences


def site(request):
    """What all templates know; the menu asks the database only where it is shown."""
    return {
        "site_name": settings.SITE_NAME,
        "theme": preferences.theme(request),
        "device_user": _device_user(request),
        "menu": SimpleLazyObject(lambda: menu.of(request)),
    }


def _device_user(request):
    """Whose the files are that wait in this browser; empty for a guest."""
    user = getattr(request, "user", None)
    return user_key(user) if user is not None and user.is_authenticated else ""
