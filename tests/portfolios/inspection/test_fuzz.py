"""Random and randomly damaged bytes: always a verdict, never an exception."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portfolios.inspection import Reason
from tests.portfolios.inspection import samples

GOOD = {
    "photo.jpg": samples.picture("JPEG", exif=samples.camera_exif()),
    "screen.png": samples.picture("PNG", exif=samples.camera_exif()),
    "photo.webp": samples.picture("WEBP", exif=samples.camera_exif()),
    "moving.gif": samples.picture(
        "GIF", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]
    ),
    "IMG_1.heic": samples.heic(),
    "report.pdf": samples.pdf(2),
    "scripted.pdf": samples.scripted_pdf(),
    "table.csv": b"a;b\n1;2\n" * 20,
    "locked.pdf": samples.locked_pdf(),
    "notes.txt": "één regel\n".encode() * 20,
}
HEADS = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\0\0\0\0WEBP",
    b"%PDF-1.7\n",
    b"<",
    b"GIF89a",
    b"\0\0\0\x18ftypheic\0\0\0\0heic",
    b"PK\x03\x04",
    b"MZ\0",
    b"\xef\xbb\xbf",
]
ANYTHING = st.builds(bytes.__add__, st.sampled_from(HEADS), st.binary(min_size=1, max_size=500))


@st.composite
def damaged(draw):
    """A good file in which some bytes were changed, and perhaps a part is missing."""
    name = draw(st.sampled_from(sorted(GOOD)))
    data = bytearray(GOOD[name])
    places = st.integers(0, len(data) - 1)
    for place, byte in draw(st.dictionaries(places, st.integers(0, 255), max_size=8)).items():
        data[place] = byte
    return name, bytes(data[: draw(st.one_of(st.none(), st.integers(1, len(data))))])


def check(judge, outputs, data, name):
    verdict = judge(data, name)
    assert verdict.accepted == (verdict.reason == "")
    assert verdict.accepted or verdict.reason in Reason.values
    assert verdict.has_kept == outputs.kept.exists()
    assert verdict.has_preview == outputs.preview.exists()
    assert verdict.has_thumbnail == outputs.thumbnail.exists()


few = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
many = settings(few, max_examples=1500, derandomize=False)


@few
@given(data=ANYTHING)
def test_any_bytes_get_a_verdict(judge, outputs, data):
    check(judge, outputs, data, "photo.jpg")


@few
@given(file=damaged())
def test_a_damaged_file_gets_a_verdict(judge, outputs, file):
    check(judge, outputs, file[1], file[0])


@pytest.mark.long
@many
@given(data=ANYTHING)
def test_any_bytes_get_a_verdict_thousands_of_times(judge, outputs, data):
    check(judge, outputs, data, "photo.jpg")


@pytest.mark.long
@many
@given(file=damaged())
def test_a_damaged_file_gets_a_verdict_thousands_of_times(judge, outputs, file):
    check(judge, outputs, file[1], file[0])
