"""The time that every step writes; only the demo school and tests may set it."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_set_time = ContextVar("set_time", default=None)


def now():
    """The present moment, aware, in UTC; or the moment that was set."""
    return _set_time.get() or timezone.now()


def today():
    """The day at school, in the school's time zone."""
    return timezone.localdate(now())


@contextmanager
def at(moment):
    """Let every step inside happen at the given aware moment."""
    token = _set_time.set(moment)
    try:
        yield
    finally:
        _set_time.reset(token)
