"""JPEG, PNG and WebP: what is accepted, what its preview holds, what is refused."""

from datetime import date

import pytest
from PIL import Image

from portfolios.inspection import Kind, Reason, Verdict
from tests.portfolios.inspection import samples


@pytest.mark.parametrize(
    ("format", "name", "kind"),
    [
        ("JPEG", "photo.jpg", Kind.JPEG),
        ("JPEG", "IMG 0001.JPEG", Kind.JPEG),
        ("JPEG", "Bewijs 3.3 lassen", Kind.JPEG),
        ("PNG", "screen.png", Kind.PNG),
        ("WEBP", "photo.webp", Kind.WEBP),
    ],
)
def test_a_picture_is_accepted_by_its_contents(judge, format, name, kind):
    verdict = judge(samples.picture(format), name)

    assert verdict == Verdict(True, kind=kind, width=64, height=48, has_preview=True)


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "PNG"])
def test_a_photo_gives_its_day_and_an_upright_preview_without_its_place(
    judge, preview_path, format
):
    data = samples.picture(format, size=(1600, 1200), exif=samples.camera_exif())

    verdict = judge(data, "photo")

    assert (verdict.width, verdict.height) == (1200, 1600)
    assert verdict.captured_on == date(2026, 11, 20)
    with Image.open(preview_path) as preview:
        assert preview.format == "JPEG"
        assert preview.size == (600, 800)
        assert dict(preview.getexif()) == {}
        red, green, _ = preview.getpixel((590, 10))
        assert red > 200 > green  # the red corner has turned from the left to the right
    assert b"Exif" not in preview_path.read_bytes()


def test_the_preview_is_for_its_owner_alone_and_holds_no_notes(judge, preview_path):
    assert judge(samples.picture_with_note(), "screen.png").has_preview

    assert preview_path.stat().st_mode & 0o777 == 0o600
    assert b"secret place" not in preview_path.read_bytes()


@pytest.mark.parametrize("taken", ["2026:02:31 08:00:00", "0000:00:00 00:00:00", "gisteren", ""])
def test_a_day_that_does_not_exist_is_no_day(judge, taken):
    data = samples.picture("JPEG", exif=samples.camera_exif(taken))

    verdict = judge(data, "photo.jpg")

    assert (verdict.accepted, verdict.captured_on) == (True, None)


def test_a_photo_with_broken_metadata_is_still_a_photo(judge):
    data = samples.picture("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xfe" * 200)

    assert judge(data, "photo.jpg").accepted


@pytest.mark.parametrize(
    ("mode", "colour", "shade"),
    [("RGBA", (0, 0, 0, 0), 255), ("1", 1, 255), ("I;16", 32_768, 128), ("L", 128, 128)],
)
def test_a_preview_looks_like_its_picture_in_every_mode(judge, preview_path, mode, colour, shade):
    assert judge(samples.picture("PNG", mode=mode, colour=colour), "drawing.png").accepted

    with Image.open(preview_path) as preview:
        assert preview.getpixel((5, 5)) == pytest.approx((shade,) * 3, abs=2)


def test_of_moving_pictures_the_first_one_counts(judge, preview_path):
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("blue", "lime")]
    data = samples.picture("WEBP", colour="red", save_all=True, append_images=frames)

    assert judge(data, "moving.webp").accepted
    with Image.open(preview_path) as preview:
        assert preview.getpixel((50, 40))[0] > 200


def test_two_pictures_in_one_photo_of_a_phone_are_a_photo(judge):
    second = Image.new("RGB", (64, 48), "blue")
    data = samples.picture("MPO", save_all=True, append_images=[second])

    assert judge(data, "IMG_2.JPG").kind == Kind.JPEG


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_off_is_damaged(judge, preview_path, format, part):
    data = samples.picture(format, size=(640, 480))

    verdict = judge(data[: int(len(data) * part)], f"photo.{format.lower()}")

    assert (verdict.accepted, verdict.reason) == (False, Reason.DAMAGED)
    assert not preview_path.exists()


def test_a_progressive_photo_that_was_cut_off_is_damaged(judge):
    data = samples.picture("JPEG", size=(640, 480), progressive=True)

    assert judge(data[: len(data) // 2], "photo.jpg").reason == Reason.DAMAGED


def test_a_picture_of_900_million_pixels_is_refused_before_it_is_decoded(judge):
    data = samples.pixel_bomb()

    assert len(data) < 200_000
    assert judge(data, "bomb.png").reason == Reason.TOO_MANY_PIXELS


def test_a_picture_of_more_than_50_million_pixels_is_refused(judge):
    """Between the limit and twice the limit Pillow itself only warns."""
    assert judge(samples.pixel_bomb(side=8_000), "bomb.png").reason == Reason.TOO_MANY_PIXELS


@pytest.mark.parametrize("chunk", [b"zTXt", b"iCCP"])
def test_300_megabytes_in_a_note_or_profile_are_refused(judge, chunk):
    assert judge(samples.text_bomb(chunk), "bomb.png").reason == Reason.DAMAGED


def test_a_picture_followed_by_a_web_page_is_the_picture(judge, preview_path):
    """It is sent back as a picture and with nosniff; the preview is made of pixels alone."""
    data = samples.picture("JPEG") + b"<html><script>alert(1)</script></html>"

    assert judge(data, "photo.jpg").kind == Kind.JPEG
    assert b"script" not in preview_path.read_bytes()


def test_another_kind_of_picture_is_not_accepted(judge):
    assert judge(samples.picture("GIF"), "moving.gif").reason == Reason.UNKNOWN_KIND
    assert judge(samples.picture("TIFF"), "scan.tiff").reason == Reason.UNKNOWN_KIND
