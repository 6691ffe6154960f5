"""Where in the file the pictures and the sound of a film lie.

ISO/IEC 14496-12, 8.7: stsz holds the size of each sample, stsc how many samples a chunk has, and
stco or co64 where each chunk starts. All that no kept track points at is wiped, so that nothing
rides along: positions, telemetry, what an editor left behind.
"""

import sys
from array import array
from bisect import bisect_right
from itertools import accumulate, pairwise

from boxes import first
from refused import Refused

MOST_SAMPLES = 3_000_000


def numbers(source, place, count, width):
    """So many big-endian numbers of 1, 2, 4 or 8 bytes."""
    if count > MOST_SAMPLES:
        raise Refused("too_heavy")
    values = array({1: "B", 2: "H", 4: "I", 8: "Q"}[width])
    values.frombytes(source.at(place, count * width))
    if sys.byteorder == "little":
        values.byteswap()
    return values


def table(source, box, width, before=4):
    """The numbers of a box that counts them; `before` bytes stand before the count."""
    (count,) = numbers(source, box.body + before, 1, 4)
    if count * width > box.end - (box.body + before + 4):
        raise Refused("damaged")
    return numbers(source, box.body + before + 4, count, width)


def chunk_places(source, tables):
    """Where each chunk of a track starts."""
    if box := first(tables, b"stco"):
        return table(source, box, 4)
    if box := first(tables, b"co64"):
        return table(source, box, 8)
    raise Refused("damaged")


def sample_sizes(source, tables):
    """(size of all samples or 0, their count, the size of each where they differ)."""
    if box := first(tables, b"stsz"):
        size, count = numbers(source, box.body + 4, 2, 4)
        return size, count, [] if size else table(source, box, 4, before=8)
    if box := first(tables, b"stz2"):  # small sizes in 4, 8 or 16 bits
        width, count = numbers(source, box.body + 4, 2, 4)
        if width not in (4, 8, 16) or (count * width + 7) // 8 > box.end - (box.body + 12):
            raise Refused("damaged")
        if width == 4:
            pairs = numbers(source, box.body + 12, (count + 1) // 2, 1)
            return 0, count, [half for pair in pairs for half in (pair >> 4, pair & 15)][:count]
        return 0, count, numbers(source, box.body + 12, count, width // 8)
    raise Refused("damaged")


def samples_of_chunks(source, tables, chunks):
    """How many samples each chunk has."""
    box = first(tables, b"stsc")
    if box is None:
        raise Refused("damaged")
    (runs,) = numbers(source, box.body + 4, 1, 4)
    if runs * 12 > box.end - (box.body + 8):
        raise Refused("damaged")
    rows = numbers(source, box.body + 8, runs * 3, 4)
    starts = [*rows[0::3], chunks + 1]
    counts = []
    for run, (start, after) in enumerate(pairwise(starts)):
        after = min(after, chunks + 1)
        if start != len(counts) + 1 or after < start:
            raise Refused("damaged")
        counts += [rows[run * 3 + 1]] * (after - start)
    return counts


def chunk_spans(source, tables, is_sound):
    """(start, end) of each chunk of a track; the end is None where its tables do not tell.

    QuickTime counts uncompressed sound in samples of one byte that are in truth frames of several
    bytes, so equal sizes say nothing about sound.
    """
    places = chunk_places(source, tables)
    size, count, sizes = sample_sizes(source, tables)
    if not count:
        return []
    if size and is_sound:
        return [(place, None) for place in places]
    counts = samples_of_chunks(source, tables, len(places))
    if len(counts) != len(places):
        raise Refused("damaged")
    ends = [0, *accumulate(sizes)]
    spans, done = [], 0
    for place, samples in zip(places, counts, strict=True):
        after = min(done + samples, count)
        length = (after - done) * size if size else ends[after] - ends[done]
        if place + length > source.size:
            raise Refused("damaged")
        spans.append((place, place + length))
        done = after
    return spans


def closed(spans, all_places, end_of_file):
    """The spans with every open end closed: where the next chunk of any track starts."""
    places = sorted(all_places)
    for start, end in spans:
        if end is None:
            index = bisect_right(places, start)
            end = places[index] if index < len(places) else end_of_file
        yield start, end


def gaps(start, end, spans):
    """What of (start, end) lies in none of the spans, which may overlap."""
    place = start
    for first_byte, last in sorted(spans):
        if first_byte >= end:
            break
        if first_byte > place:
            yield place, first_byte
        place = max(place, last)
    if place < end:
        yield place, end
