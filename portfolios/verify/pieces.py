"""Reads any number of rows without holding them all, and without one long read of the database."""

PIECE = 500


def in_pieces(queryset):
    """The rows in order of id; each piece is a query of its own that sees what is so by then."""
    last = 0
    while rows := list(queryset.filter(pk__gt=last).order_by("pk")[:PIECE]):
        yield from rows
        last = rows[-1].pk
