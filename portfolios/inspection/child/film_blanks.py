"""What of an MP4 or QuickTime film must go, so that no place, device or name stays in it.

Nothing moves: a box that goes becomes a `free` box of the same size full of zeros, so that every
offset in the file stays true and the pictures need not be encoded again. What may stay is listed;
what is not on the list goes, which covers boxes that no standard knows.
"""

from boxes import box_at, children, first
from refused import Refused

TOP = {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix", b"pdin"}
# By the box they stand in. Not here: udta (places, names), meta (the same, by keys), uuid (XMP and
# makers' own), tref (points at tracks that go), and whatever a maker thought of.
MAY_STAY = {
    b"moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    b"trak": {b"tkhd", b"mdia", b"edts", b"tapt"},
    b"mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
    b"minf": {b"vmhd", b"smhd", b"gmhd", b"nmhd", b"hdlr", b"dinf", b"stbl"},
    b"stbl": {
        b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss",
        b"stsh", b"stps", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"padb", b"stdp",
    },
    b"dinf": {b"dref"},
    b"edts": {b"elst"},
    b"tapt": {b"clef", b"prof", b"enof"},
    b"gmhd": {b"gmin"},
    b"mvex": {b"mehd", b"trex", b"leva"},
    b"moof": {b"mfhd", b"traf"},
    b"traf": {b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio"},
    b"mfra": {b"tfra", b"mfro"},
}  # fmt: skip
MAY_NOT_DESCRIBE = {b"uuid", b"udta", b"meta", b"free", b"skip"}

# Films that are played from somewhere else, or whose index is packed so that we cannot clean it.
ELSEWHERE = {b"rmra", b"cmov"}
IN_THIS_FILE = 1  # ISO/IEC 14496-12, 8.7.2: flag of a data entry
PICTURE_ENTRY_BYTES = 78  # ISO/IEC 14496-12, 12.1.3: VisualSampleEntry without its boxes
VENDOR, COMPRESSOR = (12, 16), (42, 74)  # from the start of its body
HANDLER_FIXED_BYTES = 24  # ISO/IEC 14496-12, 8.4.3: HandlerBox up to its name


class Blanks:
    """The changes to make in a copy: boxes to free, and stretches to wipe."""

    def __init__(self):
        self.freed = []
        self.wiped = []

    def free(self, box):
        self.freed.append(box)

    def wipe(self, start, end):
        if end > start:
            self.wiped.append((start, end))

    def apply(self, copy):
        """Make the changes; inner boxes first, for an outer one wipes them."""
        for start, end in self.wiped:
            copy.wipe(start, end)
        for box in reversed(self.freed):
            copy.wipe(box.body, box.end)
            if box.body > box.start:
                copy.put(box.start + 4, b"free")
            elif box.length >= 8:  # bytes behind the last box, which had no header
                copy.put(box.start, box.length.to_bytes(4, "big") + b"free")


def blank_holder(source, boxes_around, blanks, dropped):
    """Plan the changes within moov or moof; `boxes_around` is what `boxes.tree` yields.

    `dropped` holds the tracks that go as a whole.
    """
    gone = set()
    for box, around in boxes_around:
        if any(other in gone for other in around):
            continue
        parent = around[-1].name if around else None
        if box.name in ELSEWHERE:
            raise Refused("damaged")
        if box in dropped or (parent and box.name not in MAY_STAY[parent]):
            gone.add(box)
            blanks.free(box)
        elif box.name == b"hdlr":
            blank_handler(source, box, blanks)
        elif box.name == b"dref":
            blank_references(source, box, blanks)


def blank_handler(source, box, blanks):
    """A handler box ends in a name, and phones write their own there."""
    blanks.wipe(min(box.body + HANDLER_FIXED_BYTES, box.end), box.end)


def blank_references(source, box, blanks):
    """A data reference may name a disk and a folder; one that leads out of the file is refused."""
    place = box.body + 8
    while place < box.end:
        entry = box_at(source, place, box.end)
        if entry.length < 4 or not source.at(entry.body, 4)[3] & IN_THIS_FILE:
            raise Refused("damaged")
        blanks.wipe(entry.body + 4, entry.end)
        place = entry.end


def blank_descriptions(source, box, blanks, count):
    """The descriptions of pictures name the encoder, and may hold boxes of the maker."""
    place = box.body + 8
    while box.end - place >= 8:
        entry = box_at(source, place, box.end)
        count.one()
        if entry.length < PICTURE_ENTRY_BYTES:
            raise Refused("damaged")
        for start, end in (VENDOR, COMPRESSOR):
            blanks.wipe(entry.body + start, entry.body + end)
        inner = type(entry)(entry.name, entry.start, entry.body + PICTURE_ENTRY_BYTES, entry.end)
        for child in children(source, inner, count):
            if child.name in MAY_NOT_DESCRIBE:
                blanks.free(child)
        place = entry.end


def first_within(source, box, names, count):
    """The first box at the end of this way down, or None."""
    for name in names:
        box = box and first(children(source, box, count), name)
    return box
