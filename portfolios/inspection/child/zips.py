"""Reads a zip strictly, and unpacks each member without believing what is told of it.

PKWARE APPNOTE.TXT: local headers with data, then a central directory, then its end. A good writer
leaves nothing between them. Where two readers could see two different archives, it is refused.
"""

import struct
import zipfile
import zlib

from refused import Refused

SIGN, END_SIGN, LOCATOR_SIGN, END_64_SIGN = b"PK\3\4", b"PK\5\6", b"PK\6\7", b"PK\6\6"
END_BYTES, LOCATOR_BYTES, LOCAL_BYTES = 22, 20, 30
MOST_MEMBERS = 10_000
MOST_DIRECTORY_BYTES = 5_000_000
MOST_BYTES = 500_000_000
# Deflate shrinks to 1/1032 at best, and office texts seldom beyond 1/50.
MOST_RATIO, FROM_BYTES = 200, 50_000_000
CHUNK_BYTES = 1_000_000
ENCRYPTED, DESCRIBED_LATER = 1 | 1 << 6 | 1 << 13, 1 << 3
DESCRIPTOR_BYTES = (12, 16, 20, 24)  # APPNOTE 4.3.9: with and without a sign, 32 and 64 bits
SIZE_IN_EXTRA = 0xFFFFFFFF  # APPNOTE 4.4.8: the true one has 64 bits and stands elsewhere
SYMBOLIC_LINK, FILE_TYPE = 0o120000, 0o170000


class Budget:
    """How many bytes may still come out of a file and all that is packed in it."""

    def __init__(self):
        self.left = MOST_BYTES

    def take(self, count):
        self.left -= count
        if self.left < 0:
            raise Refused("bomb")


def members(file, size):
    """The members in the order in which they lie in the file, after a look at the directory."""
    look_at_end(file, size)
    try:
        return sorted(zipfile.ZipFile(file).infolist(), key=lambda member: member.header_offset)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError):
        raise Refused("damaged") from None


def look_at_end(file, size):
    """Refuse a directory that is too large to read, before it is read."""
    tail = read_at(file, max(0, size - END_BYTES - LOCATOR_BYTES - 56), min(98, size))
    end = tail[-END_BYTES:]
    # With a remark behind it the end may be found in two places.
    if not end.startswith(END_SIGN) or end[20:22] != b"\0\0":
        raise Refused("damaged")
    count, length = struct.unpack("<HI", end[10:16])
    if tail[-END_BYTES - LOCATOR_BYTES :].startswith(LOCATOR_SIGN):
        large = tail[-END_BYTES - LOCATOR_BYTES - 56 :]
        if not large.startswith(END_64_SIGN):
            raise Refused("damaged")
        count, length = struct.unpack("<QQ", large[32:48])
    if count > MOST_MEMBERS or length > MOST_DIRECTORY_BYTES:
        raise Refused("bomb")


def check(file, size, found):
    """Refuse names, places and sizes that no office program writes."""
    if len(found) > MOST_MEMBERS or sum(member.file_size for member in found) > MOST_BYTES:
        raise Refused("bomb")
    packed = sum(member.compress_size for member in found)
    unpacked = sum(member.file_size for member in found)
    if unpacked > FROM_BYTES and unpacked > packed * MOST_RATIO:
        raise Refused("bomb")
    if any(member.flag_bits & ENCRYPTED for member in found):
        raise Refused("password")
    names = [member.orig_filename.lower() for member in found]
    if len(set(names)) != len(names) or not all(is_plain(name) for name in names):
        raise Refused("damaged")
    place, described_later = 0, False
    for member in found:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
        if member.external_attr >> 16 & FILE_TYPE == SYMBOLIC_LINK:
            raise Refused("damaged")
        refuse_gap(member.header_offset - place, described_later)
        place = data_start(file, member) + member.compress_size
        described_later = member.flag_bits & DESCRIBED_LATER
    refuse_gap(directory_start(file, size) - place, described_later)


def refuse_gap(gap, described_later):
    """Between two members there may only be what tells the size of the one before."""
    if gap and not (described_later and gap in DESCRIPTOR_BYTES):
        raise Refused("damaged")


def is_plain(name):
    """True for a name that stays in the folder where it is unpacked, on every system."""
    parts = name.rstrip("/").split("/")
    return (
        0 < len(name) <= 255
        and not any(char in name for char in "\\:")
        and name.isprintable()
        and not any(part in ("", ".", "..") for part in parts)
    )


def directory_start(file, size):
    """Where the central directory says that it starts; it must end where its end begins."""
    end = read_at(file, size - END_BYTES, END_BYTES)
    length, start = struct.unpack("<II", end[12:20])
    end_place = size - END_BYTES
    locator = read_at(file, max(0, end_place - LOCATOR_BYTES), LOCATOR_BYTES)
    if locator.startswith(LOCATOR_SIGN):
        end_place -= LOCATOR_BYTES + 56
        length, start = struct.unpack("<QQ", read_at(file, end_place + 40, 16))
    if start + length != end_place:
        raise Refused("damaged")
    return start


def data_start(file, member):
    """Where the bytes of a member begin; its own header must tell what the directory tells."""
    head = read_at(file, member.header_offset, LOCAL_BYTES)
    if len(head) < LOCAL_BYTES or not head.startswith(SIGN):
        raise Refused("damaged")
    flags, method = struct.unpack("<HH", head[6:10])
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    name = read_at(file, member.header_offset + LOCAL_BYTES, name_length)
    encoding = "utf-8" if flags & 1 << 11 else "cp437"
    if method != member.compress_type or name != member.orig_filename.encode(encoding, "replace"):
        raise Refused("damaged")
    told = struct.unpack("<III", head[14:26])
    known = member.CRC, member.compress_size, member.file_size
    if not flags & DESCRIBED_LATER and any(
        a not in (b, SIZE_IN_EXTRA) for a, b in zip(told, known, strict=True)
    ):
        raise Refused("damaged")
    return member.header_offset + LOCAL_BYTES + name_length + extra_length


def unpack(file, member, budget):
    """The bytes of a member in parts, counted as they come out. Raises Refused."""
    place, left = data_start(file, member), member.compress_size
    inflater = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    checksum = length = 0
    waiting = b""
    while left or waiting or (inflater and not inflater.eof):
        if not waiting:
            waiting = read_at(file, place, min(left, CHUNK_BYTES))
            place, left = place + len(waiting), left - len(waiting)
            if not waiting:
                raise Refused("damaged")
        if inflater:
            try:
                part = inflater.decompress(waiting, CHUNK_BYTES)
            except zlib.error:
                raise Refused("damaged") from None
            waiting = inflater.unconsumed_tail
            if inflater.unused_data or (inflater.eof and left):
                raise Refused("damaged")
        else:
            part, waiting = waiting, b""
        budget.take(len(part))
        length += len(part)
        checksum = zlib.crc32(part, checksum)
        yield part
    if length != member.file_size or checksum != member.CRC:
        raise Refused("damaged")


def read_at(file, place, length):
    """These bytes, or fewer at the end. Raises Refused for a place that no file has."""
    if not 0 <= place < 1 << 62:
        raise Refused("damaged")
    file.seek(place)
    return file.read(length)
