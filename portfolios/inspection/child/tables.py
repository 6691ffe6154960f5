"""Reads the first cells of the tables in workbooks and in text."""


def read(path, kind):
    """The tables in a file."""
    raise NotImplementedError(kind)
