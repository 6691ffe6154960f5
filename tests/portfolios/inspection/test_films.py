"""Films: walked through with bounds, and kept without places, devices and names."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.inspection import Kind
from tests.portfolios.inspection import samples_films as films
from tests.portfolios.inspection.child_modules import Refused, boxes, ebml, source
from tests.portfolios.inspection.child_modules import films as child

WITH_EVERYTHING = films.movie(
    brand=b"qt  ",
    handlers=(b"vide", b"soun", b"meta"),
    extra=films.metadata() + films.user_data() + films.box(b"uuid", films.OWNER),
    trailer=films.box(b"SEFT", films.OWNER)
    + films.box(b"free", films.PLACE)
    + b"SEFH"
    + films.PLACE,
    unused=films.PLACE,
    more=films.user_data() + films.box(b"meta", films.MAKE),
)


def kept_bytes(outputs):
    return outputs.kept.read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (films.movie(), "film.mp4", Kind.MP4),
        (films.movie(brand=b"mp42"), "film.m4v", Kind.MP4),
        (films.movie(brand=b"qt  "), "film.mov", Kind.MOV),
        (films.movie(brand=b"M4A ", handlers=(b"soun",)), "stem.m4a", Kind.M4A),
        (films.movie(brand=b"isom", handlers=(b"soun",)), "stem.m4a", Kind.M4A),
        (films.webm(), "film.webm", Kind.WEBM),
        (films.webm(live=True), "film.webm", Kind.WEBM),
    ],
)
def test_a_film_is_recognised_by_its_tracks(judge, data, name, kind):
    verdict = judge(data, name)

    assert (verdict.accepted, verdict.kind, verdict.has_kept) == (True, kind, True)


def test_a_film_tells_its_length_its_size_and_its_moment(judge):
    verdict = judge(films.movie(), "film.mp4")

    assert (verdict.width, verdict.height, verdict.seconds) == (640, 480, 2)
    assert verdict.captured_at == datetime.fromisoformat("2026-11-20T08:15:00")


def test_a_film_that_was_held_upright_is_higher_than_wide(judge):
    verdict = judge(films.movie(matrix=films.TURNED), "film.mp4")

    assert (verdict.width, verdict.height) == (480, 640)


def test_the_local_time_of_a_phone_goes_before_the_clock_of_the_file(judge):
    verdict = judge(WITH_EVERYTHING, "film.mov")

    assert verdict.captured_at == datetime.fromisoformat("2026-11-20T09:15:00")


def test_a_film_without_a_clock_has_no_moment(judge):
    assert judge(films.movie(created=0), "film.mp4").captured_at is None


def test_nothing_of_place_device_or_owner_stays_in_a_film(judge, outputs):
    assert all(secret in WITH_EVERYTHING for secret in films.SECRETS)

    assert judge(WITH_EVERYTHING, "film.mov").accepted

    assert not [secret for secret in films.SECRETS if secret in kept_bytes(outputs)]
    assert films.TELEMETRY not in kept_bytes(outputs)
    assert (WITH_EVERYTHING.count(b"trak"), kept_bytes(outputs).count(b"trak")) == (3, 2)


def test_pictures_and_sound_stay_where_they_were(judge, outputs):
    judge(WITH_EVERYTHING, "film.mov")

    kept = kept_bytes(outputs)
    assert len(kept) == len(WITH_EVERYTHING)
    for sample in (films.PICTURE, films.SOUND):
        assert kept.index(sample) == WITH_EVERYTHING.index(sample)


def test_a_film_that_was_cleaned_is_a_film_and_clean(judge, outputs):
    judge(WITH_EVERYTHING, "film.mov")
    once = kept_bytes(outputs)

    assert judge(once, "film.mov").accepted
    assert kept_bytes(outputs) == once


def test_uncompressed_sound_stays_whole_whatever_its_table_tells(judge, outputs):
    """QuickTime counts it in samples of one byte that are more."""
    data = films.movie(brand=b"qt  ", handlers=(b"soun", b"vide"), sample_size=1)

    assert judge(data, "film.mov").accepted
    assert films.SOUND in kept_bytes(outputs)


def test_the_parts_of_a_webm_film_that_tell_are_gone(judge, outputs):
    for data in (films.webm(subtitle=True), films.webm(live=True)):
        assert judge(data, "film.webm").accepted
        assert not [secret for secret in films.SECRETS if secret in kept_bytes(outputs)]
        assert kept_bytes(outputs).count(films.PICTURE) == 2
        assert judge(kept_bytes(outputs), "film.webm").accepted


@pytest.mark.parametrize("live", [False, True])
def test_a_webm_film_tells_its_length_its_size_and_its_moment(judge, live):
    verdict = judge(films.webm(live=live), "film.webm")

    assert (verdict.width, verdict.height, verdict.seconds) == (640, 480, 2)
    assert verdict.captured_at == datetime.fromisoformat("2026-11-20T08:15:00")


def mutated(data):
    """The bytes with some of them changed, and perhaps cut short."""
    places = st.dictionaries(st.integers(0, len(data) - 1), st.integers(0, 255), max_size=6)

    def change(changes, end):
        changed = bytearray(data)
        for place, byte in changes.items():
            changed[place] = byte
        return bytes(changed[:end])

    return st.builds(change, places, st.one_of(st.none(), st.integers(1, len(data))))


@settings(max_examples=300, deadline=1000)
@given(data=st.one_of(mutated(WITH_EVERYTHING), st.binary(max_size=200)))
def test_every_box_lies_in_the_file_and_the_walk_ends(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("walk") / "film"
    path.write_bytes(data)
    with source.Source(path) as opened:
        try:
            found, blanks = child.examine(opened, Kind.MOV)
        except Refused:
            return
        assert found["seconds"] is None or found["seconds"] > 0
        for start, end in [*blanks.wiped, *((box.start, box.end) for box in blanks.freed)]:
            assert 0 <= start < end <= len(data)


@settings(max_examples=300, deadline=1000)
@given(data=st.binary(min_size=1, max_size=60), end=st.integers(1, 60))
def test_a_box_or_element_never_ends_behind_its_parent(tmp_path_factory, data, end):
    path = tmp_path_factory.mktemp("walk") / "file"
    path.write_bytes(data)
    with source.Source(path) as opened:
        for read in (boxes.box_at, ebml.element_at):
            try:
                found = read(opened, 0, min(end, len(data)))
            except Refused:
                continue
            assert 0 < found.body <= found.end <= min(end, len(data))
