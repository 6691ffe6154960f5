"""A film to seek in: ten seconds red, then ten seconds blue, as large as one likes."""

import struct
from pathlib import Path

SMALL = Path(__file__).with_name("film.mp4").read_bytes()
_STCO = b"stco"


def padded(length):
    """The film with `length` unused bytes in its middle, so that its end lies far from its start.

    The samples of an MP4 lie in chunks whose places stand in tables (`stco`): those after the
    cut are told where their chunks are now.
    """
    mdat = SMALL.index(b"mdat") - 4
    places = [place for _at, place in _chunks(SMALL)]
    cut = sorted(places)[len(places) // 2]
    film = bytearray(SMALL)
    # The box of samples ends at the cut, and a second one begins after the padding.
    struct.pack_into(">I", film, mdat, cut - mdat)
    filler = struct.pack(">I4s", length, b"free") + bytes(length - 8)
    second = struct.pack(">I4s", len(SMALL) - cut + 8, b"mdat")
    for at, place in _chunks(SMALL):
        if place >= cut:
            struct.pack_into(">I", film, at, place + len(filler) + len(second))
    return bytes(film[:cut]) + filler + second + bytes(film[cut:])


def _chunks(film):
    """(where it stands, the place it tells) of every entry of the tables of chunks."""
    at = film.find(_STCO)
    while at >= 0:
        (count,) = struct.unpack_from(">I", film, at + 8)
        for number in range(count):
            entry = at + 12 + 4 * number
            yield entry, struct.unpack_from(">I", film, entry)[0]
        at = film.find(_STCO, at + 4)
