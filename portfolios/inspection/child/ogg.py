"""Checks Ogg recordings (Vorbis, Opus, FLAC); keeps them with empty comments.

RFC 3533: a file is a row of pages, each with a checksum and a list of the sizes of its packets.
The comments (title, artist, place, a picture of the cover) stand in the second packet of a stream;
they are written over in place and the checksums of their pages made anew.
"""

import zlib
from dataclasses import dataclass, field

from refused import Refused
from source import Source, copy

HEADER_BYTES = 27
MOST_PAGES = 1_000_000
MOST_COMMENT_BYTES = 16_000_000
BEGINS, CONTINUES = 2, 1
VORBIS, OPUS, FLAC = b"\x01vorbis", b"OpusHead", b"\x7fFLAC"
# RFC 9639, 8: application data, cue sheets and pictures go; the last block has a mark.
FLAC_COMMENT, FLAC_PADDING, FLAC_TO_EMPTY, FLAC_LAST = 4, 1, (2, 5, 6), 0x80
OPUS_HERTZ = 48_000  # RFC 7845, 4: positions count at this rate, whatever the sound was made at

# The checksum of Ogg is that of zlib with the bits of every byte the other way round.
TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def checksum(page):
    """The checksum of a page whose own checksum is zero."""
    turned = zlib.crc32(page.translate(TURNED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)


@dataclass
class Stream:
    """One logical stream: its codec, the packet being gathered, and its length so far."""

    codec: bytes
    hertz: int
    skipped: int = 0
    packets: int = 0
    in_headers: bool = True
    pieces: list = field(default_factory=list)  # (place, length) of what is gathered
    last_position: int = 0


def judge(path, kept_path):
    """What is in the recording, with a clean copy at `kept_path`. Raises Refused."""
    with Source(path) as source:
        seconds, packets, end = read(source)
        changes = [change for packet in packets for change in emptied(source, *packet)]
        pages = {page for page, _, _ in changes}
    with copy(path, kept_path) as kept:
        for _, place, data in changes:
            kept.put(place, data)
        for page in pages:
            mend(kept, page)
        kept.wipe(end, kept.size)
    return {"seconds": max(1, round(seconds))}


def read(source):
    """(seconds, header packets to empty, end of the last page). Raises Refused."""
    streams, ended, found, place = {}, [], [], 0
    for _ in range(MOST_PAGES):
        if place >= source.size or source.up_to(place, 4) != b"OggS":
            break
        head = source.at(place, HEADER_BYTES)
        sizes = source.at(place + HEADER_BYTES, head[26])
        body, length = place + HEADER_BYTES + len(sizes), sum(sizes)
        page = source.at(place, body + length - place)
        if head[4] or checksum(page[:22] + bytes(4) + page[26:]) != int.from_bytes(
            head[22:26], "little"
        ):
            raise Refused("damaged")
        serial = head[14:18]
        if head[5] & BEGINS:
            if serial in streams:
                ended.append(streams.pop(serial))
            streams[serial] = begin(page[body - place :])
        if serial not in streams:
            raise Refused("damaged")
        stream = streams[serial]
        position = int.from_bytes(head[6:14], "little", signed=True)
        stream.last_position = max(stream.last_position, position)
        if stream.in_headers:
            found += gather(source, stream, place, body, sizes, head[5] & CONTINUES)
        place = body + length
    else:
        raise Refused("too_heavy")
    ended += streams.values()
    if not ended or any(stream.in_headers for stream in ended):
        raise Refused("damaged")
    seconds = sum(max(0, s.last_position - s.skipped) / s.hertz for s in ended)
    if not 0 < seconds <= 1_000_000:
        raise Refused("damaged")
    return seconds, found, place


def begin(packet):
    """The stream that starts with this packet. Raises Refused for films and unknown codecs."""
    if packet.startswith(VORBIS):
        stream = Stream(VORBIS, int.from_bytes(packet[12:16], "little"))
    elif packet.startswith(OPUS):
        stream = Stream(OPUS, OPUS_HERTZ, skipped=int.from_bytes(packet[10:12], "little"))
    elif packet.startswith(FLAC):  # 9 bytes, "fLaC", a block header of 4, then the stream's facts
        stream = Stream(FLAC, int.from_bytes(packet[27:30], "big") >> 4)
    else:
        raise Refused("unknown_kind")
    if not stream.hertz:
        raise Refused("damaged")
    return stream


def gather(source, stream, page, body, sizes, continues):
    """The header packets that end in this page: (codec, pieces) of each that may be emptied."""
    if bool(continues) != bool(stream.pieces):
        raise Refused("damaged")
    place, found = body, []
    for size in sizes:
        stream.pieces.append((page, place, size))
        place += size
        if len(stream.pieces) * 255 > MOST_COMMENT_BYTES:
            raise Refused("too_heavy")
        if size == 255:  # RFC 3533, 6: only a shorter piece ends a packet
            continue
        pieces, stream.pieces = stream.pieces, []
        stream.packets += 1
        if stream.packets > 1:
            found.append((stream.codec, pieces))
            if stream.codec != FLAC or source.at(pieces[0][1], 1)[0] & FLAC_LAST:
                stream.in_headers = False
                break
    return found


def emptied(source, codec, pieces):
    """(page, place, bytes to write there) that make this packet say nothing. Raises Refused.

    The name of the encoder grows over all the rest, as spaces: so a packet of the same size is
    still true to the letter, and needs no rest behind its end.
    """
    length = sum(size for _, _, size in pieces)
    old = b"".join(source.at(place, size) for _, place, size in pieces)
    if codec == FLAC:
        kind, told = old[:1] and old[0] & 0x7F, int.from_bytes(old[1:4], "big")
        if length < 4 or told != length - 4:
            raise Refused("damaged")
        if kind in FLAC_TO_EMPTY:
            new = bytes([old[0] & FLAC_LAST | FLAC_PADDING]) + old[1:4] + bytes(told)
        elif kind == FLAC_COMMENT:
            new = old[:4] + empty_comment(told)
        else:
            return
    elif codec == VORBIS and old.startswith(b"\x03vorbis"):
        new = old[:7] + empty_comment(length - 8) + b"\1"  # Vorbis I, 5.2.1: a bit ends the packet
    elif codec == OPUS and old.startswith(b"OpusTags"):
        new = old[:8] + empty_comment(length - 8)
    else:
        raise Refused("damaged")
    for page, place, size in pieces:
        yield page, place, new[:size]
        new = new[size:]


def empty_comment(length):
    """A comment block of this length without a comment: an encoder's name, and a count of 0."""
    if length < 8:
        raise Refused("damaged")
    return (length - 8).to_bytes(4, "little") + b" " * (length - 8) + bytes(4)


def mend(kept, place):
    """Make the checksum of a page true again."""
    head = kept.at(place, HEADER_BYTES)
    length = HEADER_BYTES + head[26] + sum(kept.at(place + HEADER_BYTES, head[26]))
    kept.put(place + 22, bytes(4))
    kept.put(place + 22, checksum(kept.at(place, length)).to_bytes(4, "little"))
