"""Films and recordings made by code, with secrets planted where phones and cameras put them."""

import struct
from itertools import accumulate

PLACE = b"+52.3676+004.9041/"
MAKE, MODEL, OWNER = b"GeheimMerk", b"GeheimModel", b"GeheimNaam"
SECRETS = (PLACE, MAKE, MODEL, OWNER)
PICTURE, SOUND, TELEMETRY = b"BEELD" * 20, b"GELUID" * 10, b"GPMD" + PLACE + MODEL
STRAIGHT, TURNED = (1, 0, 0, 1), (0, 1, -1, 0)
# 2026-11-20T08:15:00, in seconds since 1904.
TAKEN = 3_878_007_300


def box(name, *parts):
    """A box of these bytes."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def full(name, *parts, version=0, flags=0):
    """A box that starts with a version and flags."""
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def numbers(*values):
    return struct.pack(f">{len(values)}I", *values)


def metadata(moment=b"2026-11-20T09:15:00+0100"):
    """The keys of an iPhone: where, with what, when."""
    told = {
        b"com.apple.quicktime.location.ISO6709": PLACE,
        b"com.apple.quicktime.make": MAKE,
        b"com.apple.quicktime.model": MODEL,
        b"com.apple.quicktime.creationdate": moment,
    }
    keys = b"".join(struct.pack(">I", len(key) + 8) + b"mdta" + key for key in told)
    items = b"".join(
        box(struct.pack(">I", index), box(b"data", numbers(1, 0), value))
        for index, value in enumerate(told.values(), 1)
    )
    handler = full(b"hdlr", bytes(4), b"mdta", bytes(12), b"\0")
    return box(b"meta", handler, full(b"keys", numbers(len(told)), keys), box(b"ilst", items))


def user_data():
    return box(
        b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE), box(b"name", OWNER)
    )


def track(
    number, handler, sample, place, size=(640, 480), matrix=STRAIGHT, more=b"", sample_size=0
):
    """A track of one sample, which lies at this place in the file."""
    if handler == b"vide":
        entry = box(b"avc1", bytes(6), b"\0\1", bytes(4), MAKE[:4], bytes(8),
                    struct.pack(">HH", *size), bytes(14), bytes([len(MODEL)]),
                    MODEL.ljust(31, b"\0"), bytes(4),
                    box(b"uuid", OWNER), box(b"avcC", b"\1"))  # fmt: skip
    else:
        entry = box(b"mp4a" if handler == b"soun" else b"gpmd", bytes(6), b"\0\1", bytes(20))
    sizes = numbers(sample_size, len(sample)) if sample_size else numbers(0, 1, len(sample))
    table = box(
        b"stbl",
        full(b"stsd", numbers(1), entry),
        full(b"stts", numbers(1, 1, 100)),
        full(b"stsc", numbers(1, 1, len(sample) if sample_size else 1, 1)),
        full(b"stsz", sizes),
        full(b"stco", numbers(1, place)),
    )
    a, b, c, d = (value & 0xFFFF for value in matrix)
    turned = numbers(a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    header = full(
        b"tkhd",
        numbers(0, 0, number, 0, 100),
        bytes(16),
        turned,
        numbers(size[0] << 16, size[1] << 16),
    )
    data = box(b"dinf", full(b"dref", numbers(1), full(b"url ", flags=1)))
    media = box(
        b"mdia",
        full(b"mdhd", numbers(0, 0, 100, 100, 0)),
        full(b"hdlr", bytes(4), handler, b"appl", bytes(8), OWNER + b"\0"),
        box(b"minf", data, table),
    )
    return box(b"trak", header, media, more)


def movie(
    brand=b"isom",
    handlers=(b"vide", b"soun"),
    extra=b"",
    trailer=b"",
    unused=b"",
    created=TAKEN,
    **options,
):
    """A film with one sample a track; `extra` goes into moov, `trailer` behind all."""
    samples = [{b"vide": PICTURE, b"soun": SOUND}.get(handler, TELEMETRY) for handler in handlers]
    start = box(b"ftyp", brand, bytes(4), brand)
    at = len(start) + 8
    places = accumulate([at, *map(len, samples)])
    tracks = [
        track(number, handler, sample, place, **options)
        for number, (handler, sample, place) in enumerate(
            zip(handlers, samples, places, strict=False), 1
        )
    ]
    header = full(b"mvhd", numbers(created, created, 100, 250), bytes(80))
    media = box(b"mdat", *samples, unused)
    return start + media + box(b"moov", header, *tracks, extra) + trailer


def element(name, *parts, width=8):
    """An EBML element; the length is written in `width` bytes, None for an unknown one."""
    body = b"".join(parts)
    length = (
        b"\x01" + b"\xff" * 7
        if width is None
        else ((1 << 7 * width) | len(body)).to_bytes(width, "big")
    )
    return bytes.fromhex(name) + length + body


def webm(doctype=b"webm", live=False, title=OWNER, extra=b"", subtitle=False):
    """A WebM film of one cluster, with a title, a date, tags and an attachment."""
    info = element(
        "1549a966",
        element("2ad7b1", (1_000_000).to_bytes(3, "big")),
        *([] if live else [element("4489", struct.pack(">d", 2500.0))]),
        element("7ba9", title),
        element("4461", struct.pack(">q", 816_855_300 * 10**9)),
        element("4d80", MAKE),
        element("5741", MODEL),
    )
    video = element("e0", element("b0", b"\2\x80"), element("ba", b"\1\xe0"))
    tracks = [
        element("ae", element("d7", b"\1"), element("83", b"\1"), element("536e", OWNER), video)
    ]
    blocks = [element("a3", b"\x81\0\0\x80", PICTURE), element("a3", b"\x81\x07\xd0\x80", PICTURE)]
    if subtitle:
        tracks.append(element("ae", element("d7", b"\2"), element("83", b"\x11")))
        blocks.append(element("a0", element("a1", b"\x82\0\0\0", PLACE)))
    width = None if live else 8
    tags = element("1254c367", element("7373", PLACE + MAKE))
    attached = element("1941a469", element("61a7", OWNER, width=1))
    return element("1a45dfa3", element("4282", doctype, width=1)) + element(
        "18538067",
        info,
        element("1654ae6b", *tracks),
        *([] if live else [tags, attached]),
        element("1f43b675", element("e7", b"\0"), *blocks, width=width),
        *([tags] if live else []),
        extra,
        width=width,
    )


def wav(more=(), **told):
    """Two seconds of silence at 8 kHz; `told` overrides the sizes that its headers tell."""
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    sound = b"data" + struct.pack("<I", told.get("data", 32000)) + bytes(32000)
    body = b"WAVE" + b"".join(more) + form + sound
    return b"RIFF" + struct.pack("<I", told.get("riff", len(body))) + body


def riff_list(secret=OWNER + PLACE):
    return (
        b"LIST"
        + struct.pack("<I", len(secret) + len(secret) % 2)
        + secret
        + b"\0" * (len(secret) % 2)
    )


def mp3(frames=40, before=b"", behind=b""):
    """Frames of 128 kbit/s at 44.1 kHz, 417 bytes each."""
    return before + (b"\xff\xfb\x90\x00" + bytes(413)) * frames + behind


def id3(secret=OWNER + PLACE):
    """An ID3v2.3 tag with this in it."""
    size = len(secret)
    return b"ID3\3\0\0" + bytes([0, 0, size >> 7, size & 127]) + secret


def ogg_page(serial, number, packets, position=0, flags=0):
    """A page of whole packets, with a true checksum."""
    sizes = b"".join(
        b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets
    )
    page = (
        b"OggS\0" + bytes([flags]) + struct.pack("<qIII", position, serial, number, 0)
        + bytes([len(sizes)]) + sizes + b"".join(packets)
    )  # fmt: skip
    return page[:22] + struct.pack("<I", ogg_checksum(page)) + page[26:]


def ogg_checksum(page):
    """RFC 3533, 6: bit by bit, as the standard tells it."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value >> 31 else 0)) & 0xFFFFFFFF
    return value


def ogg(comment=OWNER + b"=" + PLACE):
    """An Opus recording of two seconds."""
    head = b"OpusHead\1\1" + struct.pack("<HIhB", 312, 48000, 0, 0)
    tags = (
        b"OpusTags" + struct.pack("<I", len(MAKE)) + MAKE
        + struct.pack("<II", 1, len(comment)) + comment
    )  # fmt: skip
    return (
        ogg_page(7, 0, [head], flags=2) + ogg_page(7, 1, [tags])
        + ogg_page(7, 2, [b"geluid" * 9], position=96312, flags=4)
    )  # fmt: skip
