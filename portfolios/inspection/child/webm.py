"""Checks WebM films, and plans to empty what tells who made them, where and with what.

RFC 9559 (Matroska) and the WebM guidelines. What goes becomes a Void element of the same size, so
that no offset in the file changes.
"""

import struct
from datetime import datetime, timedelta

from ebml import CHECKSUM, VOID, Walk, void
from refused import Refused
from source import Source, copy

WEBM = "video/webm"
EBML = b"\x1a\x45\xdf\xa3"
EBML_NAME, DOCTYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
SEEK, INFO, TRACKS, CLUSTER, CUES = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B
CHAPTERS, TAGS, ATTACHMENTS = 0x1043A770, 0x1254C367, 0x1941A469
TOP = {SEEK, INFO, TRACKS, CLUSTER, CUES, CHAPTERS, TAGS, ATTACHMENTS}
STAYS = {SEEK, INFO, TRACKS, CLUSTER, CUES}

SCALE, DURATION, DATE, MUXER, WRITER = 0x2AD7B1, 0x4489, 0x4461, 0x4D80, 0x5741
TRACK, TRACK_NUMBER, TRACK_TYPE, VIDEO, WIDTH, HEIGHT = 0xAE, 0xD7, 0x83, 0xE0, 0xB0, 0xBA
TRACK_NAME, CODEC_NAME, ATTACHED = 0x536E, 0x258688, 0x7446
TIME, SIMPLE_BLOCK, GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
IN_CLUSTER = {TIME, SIMPLE_BLOCK, GROUP, 0xA7, 0xAB}  # and Position, PrevSize
PICTURES, SOUND = 1, 2
EPOCH = datetime(2001, 1, 1)  # noqa: DTZ001 - RFC 9559, 5.1.2.11: nanoseconds since then, UTC
YEARS = range(1990, 2100)
MOST_SECONDS, MOST_SIDE = 1_000_000, 100_000


def kind_of(head):
    """WebM where the header says so; another kind of Matroska is not accepted."""
    if b"\x42\x82\x84webm" in head[:100]:
        return WEBM
    raise Refused("unknown_kind")


def judge(path, kept_path):
    """What is in the film, with a clean copy at `kept_path`. Raises Refused."""
    with Source(path) as source:
        film = Film(source)
        film.read()
    with copy(path, kept_path) as kept:
        for place, data, end in film.changes:
            kept.put(place, data)
            kept.wipe(place + len(data), end)
    return {"kind": WEBM, "kept": True} | film.facts()


class Film:
    """One WebM film while it is read: what is found, and the changes to make in a copy."""

    def __init__(self, source):
        self.source, self.walk = source, Walk(source)
        self.changes = []  # (place, bytes to write, end of the zeros behind them)
        self.scale, self.length, self.last_time = 1_000_000, None, 0
        self.width = self.height = self.captured_at = None
        self.kept, self.dropped = set(), set()
        self.clusters = 0

    def read(self):
        """Go through the whole file. Raises Refused."""
        header = self.walk.next(0, self.source.size)
        names = {child.name: self.source.up_to(child.body, min(child.length, 16))
                 for child in self.walk.children(header)}  # fmt: skip
        if header.name != EBML_NAME or names.get(DOCTYPE, b"").rstrip(b"\0") != b"webm":
            raise Refused("damaged")
        segment = self.walk.next(header.end, self.source.size, {SEGMENT})
        if segment.name != SEGMENT:
            raise Refused("damaged")
        place = segment.body
        while place < segment.end:
            element = self.walk.next(place, segment.end, {CLUSTER})
            place = self.take(element, segment.end)
        if segment.end < self.source.size:  # bytes behind the film: nobody plays them
            self.changes.append((segment.end, b"", self.source.size))
        if not (self.kept and self.clusters):
            raise Refused("damaged")

    def take(self, element, end):
        """Look at one element of the segment; the answer is where the next one starts."""
        if element.name == CLUSTER:
            return self.take_cluster(element, end)
        if element.name == INFO:
            self.take_info(element)
        elif element.name == TRACKS:
            for child in self.walk.children(element):
                self.take_track(child)
        elif element.name not in STAYS:
            self.empty(element)
        return element.end

    def take_info(self, info):
        for child in self.walk.children(info):
            if child.name == SCALE:
                self.scale = self.walk.unsigned(child)
            elif child.name == DURATION:
                form = {4: ">f", 8: ">d"}.get(child.length)
                if form is None:
                    raise Refused("damaged")
                (self.length,) = struct.unpack(form, self.source.at(child.body, child.length))
            elif child.name in (MUXER, WRITER):  # must be there, and may be empty
                self.changes.append((child.body, b"", child.end))
            else:
                if child.name == DATE and child.length == 8:
                    self.captured_at = moment(self.source.at(child.body, 8))
                self.empty(child)

    def take_track(self, track):
        if track.name != TRACK:
            self.empty(track)
            return
        number = kind = None
        for child in self.walk.children(track):
            if child.name == TRACK_NUMBER:
                number = self.walk.unsigned(child)
            elif child.name == TRACK_TYPE:
                kind = self.walk.unsigned(child)
            elif child.name == VIDEO:
                self.take_sides(child)
            elif child.name in (TRACK_NAME, CODEC_NAME, ATTACHED, VOID, CHECKSUM):
                self.empty(child)
        if not number or number in self.kept | self.dropped:
            raise Refused("damaged")
        if kind in (PICTURES, SOUND):
            self.kept.add(number)
        else:
            self.dropped.add(number)
            self.empty(track)

    def take_sides(self, video):
        found = {}
        for child in self.walk.children(video):
            if child.name in (WIDTH, HEIGHT):
                found[child.name] = self.walk.unsigned(child)
        sides = found.get(WIDTH, 0), found.get(HEIGHT, 0)
        if self.width is None and all(0 < side <= MOST_SIDE for side in sides):
            self.width, self.height = sides

    def take_cluster(self, cluster, end):
        """Look at the blocks; the answer is where the cluster ends."""
        if not self.kept:  # a player wants the tracks first, and so do we
            raise Refused("damaged")
        self.clusters += 1
        time, place = 0, cluster.body
        while place < cluster.end:
            child = self.walk.next(place, cluster.end, {CLUSTER})
            if cluster.is_open and child.name in TOP:
                return place
            if child.is_open:
                raise Refused("damaged")
            if child.name == TIME:
                time = self.walk.unsigned(child)
            elif child.name == SIMPLE_BLOCK:
                self.take_block(child, child, time)
            elif child.name == GROUP:
                for inner in self.walk.children(child):
                    if inner.name == BLOCK:
                        self.take_block(inner, child, time)
            elif child.name not in IN_CLUSTER:
                self.empty(child)
            place = child.end
        return cluster.end

    def take_block(self, block, whole, time):
        """RFC 9559, 10.1: a block starts with the number of its track and a time of 16 bits."""
        head = self.source.at(block.body, min(10, block.length))
        if len(head) < 4 or not head[0] & 0xC0:  # more than 127 tracks take three bytes or more
            raise Refused("damaged")
        number, width = (head[0] & 0x7F, 1) if head[0] & 0x80 else (
            int.from_bytes(head[:2], "big") & 0x3FFF, 2)  # fmt: skip
        if number not in self.kept:
            self.empty(whole)
            return
        later = int.from_bytes(head[width : width + 2], "big", signed=True)
        self.last_time = max(self.last_time, time + later)

    def empty(self, element):
        """Plan to make a Void of this element."""
        self.changes.append((element.start, void(element.end - element.start), element.end))

    def facts(self):
        """A part of the answer. A live recording has no length: its last block tells it."""
        units = self.length if self.length and self.length > 0 else self.last_time
        seconds = units * self.scale / 1e9
        told = 0 < seconds <= MOST_SECONDS  # and so neither infinite nor no number at all
        return {
            "seconds": max(1, round(seconds)) if told else None,
            "width": self.width,
            "height": self.height,
            "captured_at": self.captured_at,
        }


def moment(data):
    """The moment in UTC as ISO text, or None for a year that no camera has."""
    try:
        made = EPOCH + timedelta(microseconds=int.from_bytes(data, "big", signed=True) // 1000)
    except OverflowError:
        return None
    return made.replace(microsecond=0).isoformat() if made.year in YEARS else None
