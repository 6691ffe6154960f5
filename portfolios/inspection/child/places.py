"""Where the child may write, and writing there."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Places:
    """The paths of what is made of a file; nothing exists there yet."""

    kept: str
    preview: str
    thumbnail: str


def write(path, data):
    """Write a new file that is for its owner alone."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
