"""Recognises and checks MP4 and QuickTime films, M4A recordings and WebM films.

What is kept is a copy without places, devices and names; its pictures and sound are untouched.
Only tracks of pictures and sound stay. Others tell where and with what a film was made: the
timed metadata of iPhones, the telemetry of action cameras, the "subtitles" of drones.
"""

import film_facts
import webm
from boxes import Box, Count, box_at, children, first, tree
from film_blanks import TOP, Blanks, blank_descriptions, blank_holder, first_within
from film_samples import chunk_places, chunk_spans, closed, gaps
from refused import Refused
from source import Source, copy

MP4, QUICKTIME, M4A = "video/mp4", "video/quicktime", "audio/mp4"
# Still pictures in the same boxes (ISO/IEC 23008-12): another module's.
STILL_BRANDS = {
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2",
    b"msf1", b"miaf", b"avif", b"avis", b"avci", b"avcs", b"crx ", b"jp2 ", b"jpx ",
}  # fmt: skip
QUICKTIME_BRAND = b"qt  "
# QuickTime before it had ftyp begins with one of these.
OLD_STARTS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
EMPTY = {b"free", b"skip", b"wide"}
PICTURES, SOUND = b"vide", b"soun"


def kind_of(head, path):
    """The media type of what is in the file; "" when it is none of these."""
    if head.startswith(webm.EBML):
        return webm.kind_of(head)
    name = head[4:8]
    if name == b"ftyp":
        brand = head[8:12]
        if brand in STILL_BRANDS:
            return ""
        return QUICKTIME if brand == QUICKTIME_BRAND else MP4
    size = int.from_bytes(head[:4], "big")
    return QUICKTIME if name in OLD_STARTS and (size in (0, 1) or size >= 8) else ""


def judge(path, kind, kept_path):
    """What is in the film, with a clean copy at `kept_path`. Raises Refused."""
    if kind == webm.WEBM:
        return webm.judge(path, kept_path)
    with Source(path) as source:
        found, blanks = examine(source, kind)
    with copy(path, kept_path) as kept:
        blanks.apply(kept)
    return found | {"kept": True}


def examine(source, kind):
    """What is in the film, and the changes to make in a copy of it."""
    count, blanks = Count(), Blanks()
    top = top_boxes(source, count)
    if sum(box.name == b"moov" for box in top) != 1 or not any(box.name == b"mdat" for box in top):
        raise Refused("damaged")
    moov = first(top, b"moov")
    tracks = {box: handler_of(source, box, count)
              for box in children(source, moov, count) if box.name == b"trak"}  # fmt: skip
    if PICTURES not in tracks.values():
        if SOUND not in tracks.values():
            raise Refused("damaged")
        if kind == QUICKTIME:
            raise Refused("unknown_kind")
        kind = M4A
    dropped = {box for box, handler in tracks.items() if handler not in (PICTURES, SOUND)}
    for box in top:
        if box.name in (b"moov", b"moof", b"mfra"):
            blank_holder(source, tree(source, box, count), blanks, dropped)
        elif box.name not in TOP:
            blanks.free(box)
    for box, handler in tracks.items():
        if handler == PICTURES:
            way = (b"mdia", b"minf", b"stbl", b"stsd")
            if descriptions := first_within(source, box, way, count):
                blank_descriptions(source, descriptions, blanks, count)
    wipe_the_unused(source, top, tracks, blanks, count)
    pictures = [box for box, handler in tracks.items() if handler == PICTURES]
    return {"kind": kind} | film_facts.read(source, moov, pictures, count), blanks


def top_boxes(source, count):
    """The boxes of the file, in order. What a maker hung behind them comes as a box to free."""
    found, place = [], 0
    while place < source.size:
        try:
            box = box_at(source, place, source.size, at_top=True)
        except Refused:
            name = source.up_to(place, 8)[4:]
            seen = {box.name for box in found}
            if name in TOP | EMPTY or not {b"moov", b"mdat"} <= seen:
                raise
            found.append(Trailer(name, place, place, source.size))
            break
        count.one()
        found.append(box)
        place = box.end
    return found


class Trailer(Box):
    """Bytes behind the last box that are none: there is no size and no name to keep."""


def handler_of(source, track, count):
    """What kind of track this is, in four letters."""
    box = first_within(source, track, (b"mdia", b"hdlr"), count)
    return source.at(box.body + 8, 4) if box and box.length >= 12 else b""


def wipe_the_unused(source, top, tracks, blanks, count):
    """Plan to wipe all that is in mdat and belongs to no picture and no sound."""
    if any(box.name == b"moof" for box in top):
        # In fragments the samples are spread over many tables; only cameras that we have never
        # seen put telemetry there. Better refused than kept with a position in it.
        if any(handler not in (PICTURES, SOUND) for handler in tracks.values()):
            raise Refused("damaged")
        return
    spans, places = [], []
    for box, handler in tracks.items():
        table = first_within(source, box, (b"mdia", b"minf", b"stbl"), count)
        tables = children(source, table, count) if table else []
        if handler in (PICTURES, SOUND):
            spans += chunk_spans(source, tables, handler == SOUND)
        if tables:
            places += chunk_places(source, tables)
    spans = list(closed(spans, places, source.size))
    for box in top:
        if box.name == b"mdat":
            for start, end in gaps(box.body, box.end, spans):
                blanks.wipe(start, end)
