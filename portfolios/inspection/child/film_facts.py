"""What the header of an MP4 or QuickTime film says of it: its length, its size, its moment."""

import re
from datetime import datetime, timedelta

from boxes import box_at, children, first
from film_blanks import first_within
from refused import Refused

EPOCH = datetime(1904, 1, 1)  # noqa: DTZ001 - ISO/IEC 14496-12, 8.2.2; UTC, but many cameras lie
YEARS = range(1990, 2100)
MOST_SECONDS, MOST_SIDE = 1_000_000, 100_000
# QuickTime File Format, metadata keys: a phone's local time with its zone behind it.
CREATION_KEY = b"com.apple.quicktime.creationdate"
ISO_MOMENT = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
ONE = 1 << 16  # of the fixed-point numbers in a matrix


def read(source, moov, pictures, count):
    """A part of the answer: seconds, width, height, captured_at; None for what is not told."""
    found = dict.fromkeys(("seconds", "width", "height", "captured_at"))
    inside = children(source, moov, count)
    header = first(inside, b"mvhd")
    if header is None:
        raise Refused("damaged")
    created, scale, duration = times(source, header)
    if not duration:
        duration = whole_fragments(source, first_within(source, moov, (b"mvex", b"mehd"), count))
    if scale and 0 < round(duration / scale) <= MOST_SECONDS:
        found["seconds"] = round(duration / scale)
    elif scale and duration and duration < scale:
        found["seconds"] = 1
    if pictures:
        found["width"], found["height"] = sides(source, pictures[0], count)
    # An iPhone writes its keys in the header itself, editors write them among the user data.
    told = told_moment(source, first(inside, b"meta"), count) or told_moment(
        source, first_within(source, moov, (b"udta", b"meta"), count), count
    )
    found["captured_at"] = told or moment(created)
    return found


def times(source, box):
    """(moment made, units in a second, length) of a header box; 0 for what is unknown."""
    if source.at(box.body, 1) == b"\1":
        data = source.at(box.body, 32)
        created, scale, duration = data[4:12], data[20:24], data[24:32]
    else:
        data = source.at(box.body, 20)
        created, scale, duration = data[4:8], data[12:16], data[16:20]
    unknown = duration == b"\xff" * len(duration)
    created, scale, duration = (int.from_bytes(part, "big") for part in (created, scale, duration))
    return created, scale, 0 if unknown else duration


def whole_fragments(source, box):
    """The length of a film in fragments, where its header tells."""
    return int.from_bytes(source.up_to(box.body + 4, min(8, box.length - 4)), "big") if box else 0


def sides(source, track, count):
    """Width and height as they are seen: the matrix of the track may turn the film on its side."""
    box = first(children(source, track, count), b"tkhd")
    if box is None:
        raise Refused("damaged")
    longer = 12 if source.at(box.body, 1) == b"\1" else 0
    data = source.at(box.body + longer + 40, 44)
    a, b = (int.from_bytes(data[at : at + 4], "big", signed=True) for at in (0, 4))
    width, height = (int.from_bytes(data[at : at + 4], "big") // ONE for at in (36, 40))
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        return None, None
    return (height, width) if a == 0 and b != 0 else (width, height)


def moment(created):
    """The moment in UTC, as ISO text; None for a clock that was never set."""
    if not created or created > 1 << 33:
        return None
    made = EPOCH + timedelta(seconds=created)
    return made.isoformat() if made.year in YEARS else None


def told_moment(source, meta, count):
    """The local time that a phone wrote among its metadata keys, or None."""
    try:
        return meta and from_keys(source, meta, count)
    except (Refused, ValueError):  # a film is no worse for its broken metadata
        return None


def from_keys(source, meta, count):
    # In QuickTime a meta atom starts with its first child, in ISO files with a version.
    start = meta.body if source.at(meta.body + 4, 4) == b"hdlr" else meta.body + 4
    inside = children(source, type(meta)(meta.name, meta.start, start, meta.end), count)
    keys, values = first(inside, b"keys"), first(inside, b"ilst")
    if not (keys and values):
        return None
    place, names = keys.body + 8, []
    while place < keys.end:
        key = box_at(source, place, keys.end)
        count.one()
        names.append(source.at(key.body, min(key.length, 100)))
        place = key.end
    number = (names.index(CREATION_KEY) + 1).to_bytes(4, "big")
    value = first_within(source, first(children(source, values, count), number), (b"data",), count)
    told = value and ISO_MOMENT.match(source.at(value.body + 8, min(40, value.length - 8)))
    if not told:
        return None
    made = datetime.fromisoformat(told[1].decode())
    return made.isoformat() if made.year in YEARS else None
