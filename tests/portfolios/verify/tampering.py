"""Changing what no step changes, and reading what the checks then tell."""

from contextlib import contextmanager

from django.db import connection

from portfolios import triggers, verify


def breaks():
    """What verify_log tells, without the place of the portfolio."""
    return breaks_and_notes()[0]


def breaks_and_notes():
    """What verify_log tells and notes, without the place of the portfolio."""
    lines, notes = [], []
    found = verify.check_log(lines.append, notes.append)
    assert (found.breaks, found.erased) == (len(lines), len(notes))
    return [_place_left_out(line) for line in lines], [_place_left_out(line) for line in notes]


def breaks_of_files():
    """What verify_files tells and notes, without the place of the portfolio."""
    lines, notes = [], []
    found = verify.check_files(lines.append, notes.append)
    assert found.breaks == len(lines)
    return [_place_left_out(line) for line in lines], [_place_left_out(line) for line in notes]


def _place_left_out(line):
    return line.partition(", ")[2] if line.startswith("portfolio ") else line


@contextmanager
def somebody_at_the_database():
    """Someone with full power over the database, who switches the triggers off for a while."""
    _check_foreign_keys_now()
    triggers.drop()
    yield
    _check_foreign_keys_now()
    triggers.make()


def _check_foreign_keys_now():
    """PostgreSQL alters no table that has checks waiting for the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tamper(queryset, **fields):
    """Change one row past the triggers."""
    with somebody_at_the_database():
        assert queryset.update(**fields) == 1


def entry(history, verb):
    """The first entry of this kind."""
    return history.log.filter(verb=verb).order_by("number")[:1].get()
