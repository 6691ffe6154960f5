"""Pictures: what is accepted, what is kept and shown of it, what is refused."""

import io
from datetime import datetime

import pytest
from PIL import Image, ImageCms

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

    assert verdict == Verdict(
        True,
        kind=kind,
        width=64,
        height=48,
        has_kept=True,
        has_preview=True,
        has_thumbnail=True,
    )


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "PNG"])
def test_a_photo_gives_its_moment_and_upright_pictures_without_its_place(judge, outputs, format):
    data = samples.picture(format, size=(1600, 1200), exif=samples.camera_exif())

    verdict = judge(data, "photo")

    assert (verdict.width, verdict.height) == (1200, 1600)
    assert verdict.captured_at == datetime(2026, 11, 20, 8, 15)  # noqa: DTZ001
    made = {
        outputs.kept: (format, (1200, 1600)),
        outputs.preview: ("JPEG", (1200, 1600)),
        outputs.thumbnail: ("JPEG", (300, 400)),
    }
    for path, facts in made.items():
        with Image.open(path) as image:
            assert (image.format, image.size) == facts
            assert dict(image.getexif()) == {}
            red, green, _ = image.getpixel((image.width - 10, 10))
            assert red > 200 > green  # the red corner has turned from the left to the right
        assert b"Exif" not in path.read_bytes()


def test_what_is_made_is_for_its_owner_alone_and_holds_no_notes(judge, outputs):
    assert judge(samples.picture_with_note(), "screen.png").has_preview

    for path in (outputs.kept, outputs.preview, outputs.thumbnail):
        assert path.stat().st_mode & 0o777 == 0o600
        assert b"secret place" not in path.read_bytes()


@pytest.mark.parametrize("taken", ["2026:02:31 08:00:00", "0000:00:00 00:00:00", "gisteren", ""])
def test_a_moment_that_does_not_exist_is_no_moment(judge, taken):
    data = samples.picture("JPEG", exif=samples.camera_exif(taken))

    verdict = judge(data, "photo.jpg")

    assert (verdict.accepted, verdict.captured_at) == (True, None)


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


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_still_moves(judge, outputs, format):
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("blue", "lime")]
    data = samples.picture(
        format, colour="red", save_all=True, append_images=frames, duration=[100, 200, 300]
    )

    verdict = judge(data, f"moving.{format.lower()}")

    assert (verdict.accepted, verdict.width, verdict.height) == (True, 64, 48)
    with Image.open(outputs.kept) as kept:
        assert (kept.format, kept.n_frames) == (format, 3)
        assert frame(kept, 0) == (pytest.approx((255, 0, 0), abs=3), 100)
        assert frame(kept, 1) == (pytest.approx((0, 0, 255), abs=3), 200)
        assert frame(kept, 2) == (pytest.approx((0, 255, 0), abs=3), 300)
    with Image.open(outputs.preview) as preview:
        assert preview.getpixel((50, 40))[0] > 200


def frame(image, number):
    """The colour of one frame of a moving picture, and how long it stays."""
    image.seek(number)
    colour = image.convert("RGB").getpixel((50, 40))
    return colour, round(image.info["duration"])


def test_a_transparent_moving_picture_stays_transparent(judge, outputs):
    first, second = (Image.new("RGBA", (64, 48)) for _ in range(2))
    first.paste("red", (0, 0, 20, 20))
    second.paste("blue", (40, 20, 60, 40))
    data = io.BytesIO()
    first.save(data, "GIF", save_all=True, append_images=[second], disposal=2)

    assert judge(data.getvalue(), "moving.gif").accepted
    with Image.open(outputs.kept) as kept:
        kept.seek(1)
        assert kept.convert("RGBA").getpixel((5, 5))[3] == 0
        assert kept.convert("RGBA").getpixel((50, 30))[3] == 255


def test_a_large_photo_is_kept_with_a_long_side_of_4000(judge, outputs):
    verdict = judge(samples.picture("JPEG", size=(8000, 100)), "panorama.jpg")

    assert (verdict.width, verdict.height) == (4000, 50)
    for path, size in ((outputs.kept, 4000), (outputs.preview, 1600), (outputs.thumbnail, 400)):
        with Image.open(path) as image:
            assert image.width == size


@pytest.mark.parametrize("name", ["strip.png", "strip.jpg"])
def test_a_picture_may_be_very_narrow(judge, name):
    format = "PNG" if name.endswith("png") else "JPEG"

    verdict = judge(samples.picture(format, size=(30_000, 1)), name)

    assert (verdict.accepted, verdict.width, verdict.height) == (True, 4000, 1)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_a_transparent_picture_stays_transparent_and_is_white_in_its_preview(
    judge, outputs, format
):
    data = samples.picture(format, mode="RGBA", colour=(200, 0, 0, 0))

    assert judge(data, "drawing").accepted
    with Image.open(outputs.kept) as kept, Image.open(outputs.preview) as preview:
        assert kept.getpixel((5, 5))[3] == 0
        assert preview.getpixel((5, 5)) == (255, 255, 255)


def test_the_colours_of_a_profile_are_kept_without_the_profile(judge, outputs):
    """A profile in which red and green have changed places: what is red in it is seen as green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"----"), (b"gXYZ", b"rXYZ"), (b"----", b"gXYZ")):
        profile = profile.replace(old, new)
    data = samples.picture("JPEG", colour=(255, 0, 0), icc_profile=profile, quality=95)

    assert judge(data, "photo.jpg").accepted
    with Image.open(outputs.kept) as kept:
        assert "icc_profile" not in kept.info
        assert kept.getpixel((50, 40)) == pytest.approx((0, 255, 0), abs=12)


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 200])
def test_a_photo_with_a_broken_profile_is_still_a_photo(judge, profile):
    assert judge(samples.picture("JPEG", icc_profile=profile), "photo.jpg").accepted


def test_a_photo_for_print_is_kept_for_the_screen(judge, outputs):
    assert judge(samples.picture("JPEG", mode="CMYK", colour=(0, 0, 0, 0)), "photo.jpg").accepted
    with Image.open(outputs.kept) as kept:
        assert (kept.mode, kept.getpixel((5, 5))) == ("RGB", (255, 255, 255))


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


def test_a_picture_followed_by_a_web_page_is_kept_without_it(judge, outputs):
    data = samples.picture("JPEG") + b"<html><script>alert(1)</script></html>"

    assert judge(data, "photo.jpg").kind == Kind.JPEG
    assert b"script" not in outputs.kept.read_bytes()


def test_another_kind_of_picture_is_not_accepted(judge):
    assert judge(samples.picture("TIFF"), "scan.tiff").reason == Reason.UNKNOWN_KIND
