"""Recordings: MP3, WAV and Ogg, kept without names, places and pictures."""

import itertools

import pytest

from portfolios.inspection import Kind
from tests.portfolios.inspection import samples_films as sounds

ID3_BEHIND = b"TAG" + sounds.OWNER.ljust(125, b"\0")
APE = b"APETAGEX" + bytes(24) + sounds.OWNER
RECORDINGS = {
    "tags.mp3": sounds.mp3(before=sounds.id3(), behind=APE + ID3_BEHIND),
    "bare.mp3": sounds.mp3(),
    "tags.wav": sounds.wav([sounds.riff_list(), b"bext\x12\0\0\0" + sounds.PLACE]),
    "bare.wav": sounds.wav(),
    "stem.ogg": sounds.ogg(),
    "cover.ogg": sounds.ogg(comment=sounds.OWNER * 900),
}


@pytest.mark.parametrize(
    ("name", "kind", "seconds"),
    [
        ("tags.mp3", Kind.MP3, 1),
        ("bare.mp3", Kind.MP3, 1),
        ("tags.wav", Kind.WAV, 2),
        ("bare.wav", Kind.WAV, 2),
        ("stem.ogg", Kind.OGG, 2),
        ("cover.ogg", Kind.OGG, 2),
    ],
)
def test_a_recording_is_kept_without_what_tells_about_people(judge, outputs, name, kind, seconds):
    verdict = judge(RECORDINGS[name], name)

    assert (verdict.accepted, verdict.kind, verdict.seconds) == (True, kind, seconds)
    kept = outputs.kept.read_bytes()
    assert not [secret for secret in sounds.SECRETS if secret in kept]
    assert judge(kept, name).accepted


def test_all_frames_of_an_mp3_stay(judge, outputs):
    judge(RECORDINGS["tags.mp3"], "tags.mp3")

    assert outputs.kept.read_bytes() == sounds.mp3()


def test_frames_behind_a_tag_in_the_middle_stay(judge, outputs):
    judge(sounds.mp3(behind=sounds.id3() + sounds.mp3()), "stem.mp3")

    assert outputs.kept.read_bytes() == sounds.mp3(80)


def test_all_sound_of_a_wav_stays(judge, outputs):
    judge(RECORDINGS["tags.wav"], "tags.wav")

    assert outputs.kept.read_bytes() == sounds.wav()


def test_the_checksums_of_an_ogg_are_true_again(judge, outputs):
    judge(sounds.ogg(), "stem.ogg")

    kept = outputs.kept.read_bytes()
    starts = [at for at in range(len(kept)) if kept.startswith(b"OggS", at)] + [len(kept)]
    for start, end in itertools.pairwise(starts):
        page = kept[start : start + 22] + bytes(4) + kept[start + 26 : end]
        assert sounds.ogg_checksum(page).to_bytes(4, "little") == kept[start + 22 : start + 26]
    assert kept.count(b"geluid") == 9


def test_a_page_with_a_false_checksum_is_refused(judge):
    assert judge(sounds.ogg().replace(b"geluid", b"gemene", 1), "stem.ogg").reason == "damaged"
