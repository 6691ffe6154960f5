"""What every page is told: the name of the site, the theme, the main menu and the bell."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from portfolios.views.upload import user_key
from wtb_site import menu, preferences


def site(request):
    """What all templates know; menu and bell ask the database only where they are shown."""
    return {
        "site_name": settings.SITE_NAME,
        "theme": preferences.theme(request),
        "device_user": _device_user(request),
        "menu": SimpleLazyObject(lambda: menu.of(request)),
        "unread": SimpleLazyObject(lambda: menu.news(request).unread),
    }


def _device_user(request):
    """Whose the files are that wait in this browser; empty for a guest."""
    user = getattr(request, "user", None)
    return user_key(user) if user is not None and user.is_authenticated else ""
