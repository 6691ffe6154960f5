"""Walks the boxes of ISO base media files: MP4, QuickTime, M4A.

ISO/IEC 14496-12, 4.2: a box is a size of 32 bits, four letters, and a body that may hold boxes;
size 1 means that 64 bits of size follow, size 0 means up to the end of the file. QuickTime's atoms
are the same. Nothing that a size says is believed before it fits in the box around it.
"""

from dataclasses import dataclass

from refused import Refused

MOST_BOXES = 200_000
HOLDERS = {
    b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"mvex", b"moof", b"traf",
    b"mfra", b"gmhd", b"tapt",
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    """A box: its four letters, where it starts, where its body starts, where it ends."""

    name: bytes
    start: int
    body: int
    end: int

    @property
    def length(self):
        return self.end - self.body


class Count:
    """How many boxes one file may still have."""

    def __init__(self):
        self.left = MOST_BOXES

    def one(self):
        self.left -= 1
        if self.left < 0:
            raise Refused("too_heavy")


def box_at(source, place, end, at_top=False):
    """The box that starts here and ends at or before `end`. Raises Refused."""
    if end - place < 8:
        raise Refused("damaged")
    head = source.at(place, 8)
    size, name, body = int.from_bytes(head[:4], "big"), head[4:], place + 8
    if size == 1:
        if end - place < 16:
            raise Refused("damaged")
        size, body = int.from_bytes(source.at(place + 8, 8), "big"), place + 16
    elif size == 0 and at_top:
        size = end - place
    if size < body - place or place + size > end:
        raise Refused("damaged")
    return Box(name, place, body, place + size)


def children(source, box, count):
    """The boxes in a box that holds nothing else."""
    found, place = [], box.body
    while place < box.end:
        left = box.end - place
        # QuickTime may end a list of atoms with 32 bits of zero.
        if left < 8 and not any(source.at(place, left)):
            break
        child = box_at(source, place, box.end)
        count.one()
        found.append(child)
        place = child.end
    return found


def tree(source, box, count):
    """(box, boxes around it) of all that is in a box, itself first; holders are gone into."""
    waiting = [(box, ())]
    while waiting:
        box, around = waiting.pop()
        yield box, around
        # A holder within one of its own name is an endless nest, or somebody's try at one.
        if box.name in HOLDERS:
            if any(box.name == other.name for other in around):
                raise Refused("damaged")
            inner = children(source, box, count)
            waiting += [(child, (*around, box)) for child in reversed(inner)]


def first(boxes, name):
    """The first box of this name, or None."""
    return next((box for box in boxes if box.name == name), None)
