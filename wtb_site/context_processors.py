"""What every page is told: the name of the site, the theme and the main menu."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from wtb_site import menu, preferences


def site(request):
    """`site_name`, `theme` and `menu`; the menu asks the database only when it is shown."""
    return {
        "site_name": settings.SITE_NAME,
        "theme": preferences.theme(request),
        "menu": SimpleLazyObject(lambda: menu.of(request)),
    }
