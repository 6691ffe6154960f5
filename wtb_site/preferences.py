"""Language and theme: of the account when signed in, else of a cookie, else the school's own."""

from django.conf import settings

from portfolios.models import User

YEAR = 365 * 24 * 60 * 60
THEME_COOKIE = "theme"


def language(request):
    """The language of this request; what the browser would like is never asked."""
    if request.user.is_authenticated:
        chosen = request.user.language
    else:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in User.Language.values else settings.LANGUAGE_CODE


def theme(request):
    """The theme of this request; that of the device where nothing was chosen."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user.theme
    chosen = request.COOKIES.get(THEME_COOKIE)
    return chosen if chosen in User.Theme.values else User.Theme.AUTO.value


def keep(request, response, **chosen):
    """Keep what was chosen in the account; language and theme for this browser too."""
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(**chosen)
    cookies = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": THEME_COOKIE}
    for name in cookies.keys() & chosen.keys():
        response.set_cookie(
            cookies[name],
            chosen[name],
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
