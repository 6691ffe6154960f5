"""Checks WAV recordings; keeps their format and their sound, and no other chunk.

Multimedia Programming Interface 1.0 (IBM, Microsoft): RIFF is a list of chunks, four letters and a
size of 32 bits each, padded to even. LIST, id3, bext, iXML and others tell who, where, with what.
"""

from refused import Refused
from source import Source, copy_spans

STAYS = (b"fmt ", b"fact", b"data")
MOST_CHUNKS = 10_000
MOST_FORMAT_BYTES = 4096


def judge(path, kept_path):
    """What is in the recording, with a clean copy at `kept_path`. Raises Refused."""
    with Source(path) as source:
        found = chunks(source)
        if set(found) < {b"fmt ", b"data"}:
            raise Refused("damaged")
        start, end = found[b"fmt "]
        if not 24 <= end - start <= MOST_FORMAT_BYTES:
            raise Refused("damaged")
        form = source.at(start + 8, 16)
    channels, rate, speed, frame = (
        int.from_bytes(form[at:to], "little") for at, to in ((2, 4), (4, 8), (8, 12), (12, 14))
    )
    if not (1 <= channels <= 64 and 1 <= rate <= 1_000_000 and speed and frame):
        raise Refused("damaged")
    start, end = found[b"data"]
    if end - start <= 8:
        raise Refused("damaged")
    spans = [found[name] for name in STAYS if name in found]
    length = sum(end - start for start, end in spans)
    before = b"RIFF" + (length + 4).to_bytes(4, "little") + b"WAVE"
    copy_spans(path, kept_path, before, spans)
    return {"seconds": max(1, round((end - start - 8) / speed))}


def chunks(source):
    """(start, end) of the chunks that stay, by name; the end is even. Raises Refused."""
    end_of_form = 8 + int.from_bytes(source.at(4, 4), "little")
    if end_of_form > source.size + 1:  # some writers leave the last byte of padding out
        raise Refused("damaged")
    found, place, count = {}, 12, 0
    while place + 8 <= min(end_of_form, source.size):
        count += 1
        head = source.at(place, 8)
        name, size = head[:4], int.from_bytes(head[4:], "little")
        end = place + 8 + size
        if end > source.size or count > MOST_CHUNKS or (name in STAYS and name in found):
            raise Refused("damaged")
        padded = end + size % 2
        if name in STAYS:
            found[name] = place, min(padded, source.size)
        place = padded
    return found
