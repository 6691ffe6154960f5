"""The same moment twice: what is done the second time meets the same rows, clock and chance.

Then nothing that is compared afterwards needs to be made alike first: tokens, keys, salts, ids and
times are the same unless something leads to another one.
"""

import random
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction

from portfolios import clock


@contextmanager
def one_of_two(moment):
    """Everything inside happens at this moment with the same chance, and is undone afterwards."""
    chance = random.Random(7)
    counters = _counters()
    cache.clear()
    mail.outbox = []
    with ExitStack() as stack:
        for name in ("os.urandom", "random._urandom"):
            stack.enter_context(patch(name, chance.randbytes))
        stack.enter_context(patch("django.utils.timezone.now", lambda: moment))
        stack.enter_context(patch("time.time", moment.timestamp))
        stack.enter_context(clock.at(moment))
        stack.enter_context(undone())
        yield
    _set_back(counters)


@contextmanager
def undone():
    """What is written inside is taken back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _counters():
    """Where each counter of ids stands; SQLite takes them back with the rest."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
        return cursor.fetchall()


def _set_back(counters):
    with connection.cursor() as cursor:
        for name, last in counters:
            cursor.execute("SELECT setval(%s, %s, %s)", [f'"{name}"', last or 1, last is not None])
