"""Slow work holds no connection to the database, because a server has few."""

from django.db import connection


def lend_connection():
    """Let somebody else use the connection of this thread; the next query asks for one again."""
    if not connection.in_atomic_block:
        connection.close()
