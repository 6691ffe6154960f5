"""Checks MP3 recordings; keeps their frames, and nothing that stands between or around them.

ISO/IEC 11172-3 and 13818-3, layer III: sound is a row of frames, each with a header that tells its
own size. Tags (ID3, APE, Lyrics3) stand before and behind, with names, pictures and comments.
"""

from refused import Refused
from source import CHUNK_BYTES, Source, copy_spans

ID3_HEADER_BYTES = 10
MOST_TAGS = 20
FRAMES_IN_A_ROW = 3  # bytes that look like one header are common, three in their places are not
MOST_STRAY_BYTES = 2_000_000

BITRATES_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
BITRATES_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def frame(head):
    """(length, samples, rate, what all frames share) that a header tells; None when it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # sync, and layer III
        return None
    version, bitrate, rate, padded = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3, head[2] & 2
    if version == 1 or bitrate in (0, 15) or rate == 3:
        return None
    first = version == 3
    kilobits = (BITRATES_1 if first else BITRATES_2)[bitrate - 1]
    hertz, samples = RATES[version][rate], 1152 if first else 576
    length = samples // 8 * kilobits * 1000 // hertz + (1 if padded else 0)
    return length, samples, hertz, (version, rate)


def starts(head):
    """True where a recording may start: with a tag, or with two frames in their places."""
    if tag_length(head):
        return True
    found = frame(head)
    return bool(found and (following := frame(head[found[0] :])) and following[3] == found[3])


def tag_length(head):
    """How long the ID3v2 tag is that starts here; 0 for none. Its size has 7 bits a byte."""
    if len(head) < 10 or head[:3] != b"ID3" or 0xFF in head[3:5] or max(head[6:10]) > 0x7F:
        return 0
    size = sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    footer = ID3_HEADER_BYTES if head[5] & 0x10 else 0
    return ID3_HEADER_BYTES + size + footer


def judge(path, kept_path):
    """What is in the recording, with a clean copy at `kept_path`. Raises Refused."""
    with Source(path) as source:
        place = behind_tags(source, 0)
        spans, seconds, stray = [], 0.0, 0
        while place is not None:
            end, lasted = frames(source, place)
            spans.append((place, end))
            seconds += lasted
            place = next_sync(source, behind_tags(source, end))
            stray += place - end if place is not None else 0
            if stray > MOST_STRAY_BYTES:
                raise Refused("damaged")
    copy_spans(path, kept_path, b"", spans)
    return {"seconds": max(1, round(seconds))}


def behind_tags(source, place):
    """The first place behind the ID3v2 tags that stand here."""
    for _ in range(MOST_TAGS):
        length = tag_length(source.up_to(place, ID3_HEADER_BYTES))
        if not length:
            break
        place += length
        if place > source.size:
            raise Refused("damaged")
    return place


def frames(source, place):
    """(end, seconds) of the row of frames that starts here. Raises Refused when it is too short."""
    count, seconds, kind = 0, 0.0, None
    start, block = place, b""
    while True:
        if place + 4 > start + len(block):  # a block at a time: there are many small frames
            start, block = place, source.up_to(place, CHUNK_BYTES)
        found = frame(block[place - start : place - start + 4])
        if not found or (kind and found[3] != kind) or place + found[0] > source.size:
            break
        length, samples, hertz, kind = found
        place, count, seconds = place + length, count + 1, seconds + samples / hertz
    if count < FRAMES_IN_A_ROW:
        raise Refused("damaged")
    return place, seconds


def next_sync(source, place):
    """Where the next row of frames starts, or None when only tags and rests follow."""
    end = min(source.size, place + MOST_STRAY_BYTES)
    while place < end:
        block = source.up_to(place, CHUNK_BYTES)
        at = block.find(b"\xff")
        while at >= 0:
            if in_a_row(source, place + at):
                return place + at
            at = block.find(b"\xff", at + 1)
        place += len(block)
    return None


def in_a_row(source, place):
    """True where enough frames of one kind follow each other here."""
    kind = None
    for _ in range(FRAMES_IN_A_ROW):
        found = frame(source.up_to(place, 4)) if place < source.size else None
        if not found or (kind and found[3] != kind) or place + found[0] > source.size:
            return False
        kind, place = found[3], place + found[0]
    return True
