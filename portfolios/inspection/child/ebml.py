"""Walks the elements of an EBML file (RFC 8794), the container of WebM and Matroska.

An element is an identifier and a length, both numbers that tell their own width, and a body. A
length of only ones is unknown: live recordings have it, for the file and for its clusters.
"""

from dataclasses import dataclass

from refused import Refused

MOST_ELEMENTS = 1_000_000
VOID, CHECKSUM = 0xEC, 0xBF


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its identifier, where it starts, where its body starts, where it ends."""

    name: int
    start: int
    body: int
    end: int
    is_open: bool = False  # its length was unknown: it ends at the end of what holds it

    @property
    def length(self):
        return self.end - self.body


def number(head, place, keep_mark, most):
    """(value, width) of the number that starts here; the value is None for all ones."""
    if place >= len(head) or not head[place]:
        raise Refused("damaged")
    width = 9 - head[place].bit_length()
    data = head[place : place + width]
    if width > most or len(data) < width:
        raise Refused("damaged")
    value = int.from_bytes(data, "big")
    if keep_mark:
        return value, width
    value &= (1 << (7 * width)) - 1
    return (None if value == (1 << (7 * width)) - 1 else value), width


def element_at(source, place, end, may_be_open=()):
    """The element that starts here and ends at or before `end`. Raises Refused."""
    head = source.at(place, min(12, end - place))
    name, used = number(head, 0, keep_mark=True, most=4)
    length, width = number(head, used, keep_mark=False, most=8)
    body = place + used + width
    if length is None:
        if name not in may_be_open:
            raise Refused("damaged")
        return Element(name, place, body, end, is_open=True)
    if body + length > end:
        raise Refused("damaged")
    return Element(name, place, body, body + length)


class Walk:
    """Goes through a file and counts, so that no file takes for ever."""

    def __init__(self, source):
        self.source = source
        self._left = MOST_ELEMENTS

    def next(self, place, end, may_be_open=()):
        self._left -= 1
        if self._left < 0:
            raise Refused("too_heavy")
        return element_at(self.source, place, end, may_be_open)

    def children(self, element):
        """The elements in one that holds nothing else, one by one."""
        place = element.body
        while place < element.end:
            child = self.next(place, element.end)
            yield child
            place = child.end

    def unsigned(self, element):
        if element.length > 8:
            raise Refused("damaged")
        return int.from_bytes(self.source.at(element.body, element.length), "big")


def void(length):
    """A void element of so many bytes in all, 2 or more: identifier, length, zeros to come."""
    width = 1 if length < 0x80 else 8
    return bytes([VOID]) + ((1 << (7 * width)) | (length - 1 - width)).to_bytes(width, "big")
