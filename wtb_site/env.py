"""Reads settings from the environment, and fails with a sentence where something is missing.

Two kinds of start exist. The *embedded* start needs no environment at all: it is what
`manage.py demo` uses, on SQLite, for localhost only. Every other start must be told its
secret key, its hosts and its database.
"""

import os
import secrets

from django.core.exceptions import ImproperlyConfigured

REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL")


def is_embedded():
    """True when started by manage.py with none of the required variables set."""
    return os.environ.get("WTB_START") == "manage" and not any(map(os.environ.get, REQUIRED))


def require():
    """Refuse to start while a required variable is missing.

    Raises ImproperlyConfigured, with a sentence that names each of them.
    """
    missing = [name for name in REQUIRED if not os.environ.get(name)]
    if missing:
        raise ImproperlyConfigured(
            f"Set {', '.join(missing)} in the environment. Only `manage.py` with none of "
            f"{', '.join(REQUIRED)} set starts without them, for a demo on this computer."
        )


def text(name, default=""):
    return os.environ.get(name, default)


def flag(name, default=False):
    """A yes or no; anything but True and False is refused."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}.")
    return value == "True"


def number(name, default):
    """A whole number of zero or more."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name):
    """Values separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def embedded_secret_key(folder):
    """The key of the embedded start: made once, readable by its owner alone."""
    path = folder / "secret_key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()
