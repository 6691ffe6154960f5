"""What is kept of a picture tells nothing but what can be seen in it."""

import io
from datetime import datetime

import pytest
from PIL import Image

from portfolios.inspection import Kind
from tests.portfolios.inspection import samples

TOLD = {
    "photo.jpg": samples.told_photo,
    "screen.png": samples.told_png,
    "photo.webp": lambda: samples.picture(
        "WEBP", exif=samples.told_exif(), xmp=b"<x>GeheimXmp</x>"
    ),
    "moving.gif": lambda: samples.picture("GIF", comment=b"GeheimCom") + b"GeheimTrail",
    "IMG_0001.HEIC": samples.heic,
}
WORDS = (
    samples.SECRET,
    b"G\0e\0h\0e",
    b"Exif",
    b"GPS",
    b"MM\0*",
    b"II*\0",
    b"xmp",
    b"8BIM",
    b"ICC",
)


@pytest.mark.parametrize("name", TOLD)
def test_nothing_but_the_picture_is_left(judge, outputs, name):
    data = TOLD[name]()
    assert samples.SECRET in data

    verdict = judge(data, name)

    assert verdict.has_kept
    assert verdict.has_preview
    assert verdict.has_thumbnail
    for path in (outputs.kept, outputs.preview, outputs.thumbnail):
        made = path.read_bytes()
        assert [word for word in WORDS if word in made] == []
        with Image.open(path) as image:
            image.load()
            assert dict(image.getexif()) == {}
            assert set(image.info) <= {
                "jfif", "jfif_version", "jfif_unit", "jfif_density",
                "version", "background", "loop", "timestamp", "duration",
            }  # fmt: skip


@pytest.mark.parametrize("name", ["photo.jpg", "screen.png", "photo.webp", "IMG_0001.HEIC"])
def test_the_moment_it_was_taken_is_kept_as_a_field(judge, name):
    assert judge(TOLD[name](), name).captured_at == datetime(2026, 11, 20, 8, 15)  # noqa: DTZ001


def test_every_secret_is_in_the_photo_that_is_sent():
    data = samples.told_photo()

    for word in ("Maker", "Note", "Thumb", "Comment", "Xmp", "Iptc", "Com", "Trail"):
        assert b"Geheim" + word.encode() in data
    assert b"G\0e\0h\0e" in data  # in the name of the colour profile
    with Image.open(io.BytesIO(data)) as photo:
        assert photo.getexif().get_ifd(samples.POSITION)[1] == "N"


def test_a_heic_photo_is_kept_as_an_upright_jpeg(judge, outputs):
    verdict = judge(samples.heic(), "IMG_0001.HEIC")

    assert (verdict.kind, verdict.width, verdict.height) == (Kind.JPEG, 48, 64)
    with Image.open(outputs.kept) as kept:
        assert (kept.format, kept.size) == ("JPEG", (48, 64))
        red, green, _ = kept.getpixel((40, 8))
        assert red > 200 > green  # the red corner has turned from the left to the right
