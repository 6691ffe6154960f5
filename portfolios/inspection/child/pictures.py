"""Pictures: decoded wholly and written anew, upright and without anything but their pixels.

Only the pixels of what was sent are kept, in the colours of sRGB: no position, no name of a
device, no note, no small picture inside the picture, and nothing that stood behind it.
"""

import io
import re
import warnings

from places import write
from refused import Refused

KEPT_SIDE = 4000
PREVIEW_SIDE = 1600
THUMBNAIL_SIDE = 400

JPEG, PNG, WEBP, GIF, HEIC = (f"image/{name}" for name in ("jpeg", "png", "webp", "gif", "heic"))
SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"....ftyp(hei[cxms]|hev[cxms])", re.DOTALL), HEIC),
    (re.compile(rb"....ftypm[is]f1....(?:....)*?(hei[cxms]|hev[cxms])", re.DOTALL), HEIC),
)
# A phone that takes two pictures at once writes a JPEG that Pillow calls MPO.
FORMATS = {JPEG: ["JPEG", "MPO"], PNG: ["PNG"], WEBP: ["WEBP"], GIF: ["GIF"], HEIC: ["HEIF"]}
MOVING = {PNG, WEBP, GIF}
KEPT_AS = {
    JPEG: ("JPEG", {"quality": 90}),
    PNG: ("PNG", {}),
    WEBP: ("WEBP", {"quality": 90}),
    GIF: ("GIF", {}),
}

EXIF_POINTER = 0x8769
EXIF_TAKEN = 36867
EXIF_ORIENTATION = 0x0112


def kind_of(head, path):
    """The media type that the first bytes announce; "" where it is no picture that we accept."""
    return next((kind for signature, kind in SIGNATURES if signature.match(head)), "")


def judge(path, kind, places, pixels):
    """Decode a picture wholly; write what is kept of it, and the small pictures."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    kept_kind = JPEG if kind == HEIC else kind
    try:
        with opened(path, kind) as image:
            if image.width * image.height > pixels:
                raise Refused("too_many_pixels")
            image.draft(None, (KEPT_SIDE, KEPT_SIDE))  # a JPEG twice as large is decoded at half
            image.load()
            orientation, captured_at = read_exif(image)
            if kind in MOVING and getattr(image, "is_animated", False):
                first = write_moving(image, kept_kind, places.kept, pixels)
            else:
                first = upright(in_srgb(fitted(plain(image), KEPT_SIDE), image), orientation)
                first = bare(first if kept_kind != JPEG else on_white(first))
                write(places.kept, encoded(first, kept_kind))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too_many_pixels") from None
    except (Refused, MemoryError, ImportError):
        raise
    except Exception:  # a decoder may fail on hostile bytes in any way
        raise Refused("damaged") from None
    width, height = first.size
    write_small(first, places)
    return {
        "kind": kept_kind, "width": width, "height": height, "captured_at": captured_at,
        "kept": True, "preview": True, "thumbnail": True,
    }  # fmt: skip


def opened(path, kind):
    """The picture, its size known and nothing of it decoded yet."""
    from PIL import Image

    if kind == HEIC:
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    return Image.open(path, formats=FORMATS[kind])


def read_exif(image):
    """How the camera was held, and when the picture was taken; None for what is not there."""
    try:
        exif = image.getexif()
        taken = str(exif.get_ifd(EXIF_POINTER).get(EXIF_TAKEN, ""))
        return exif.get(EXIF_ORIENTATION), moment_of(taken)
    except Exception:  # a picture is no worse for its broken metadata
        return None, None


def moment_of(taken):
    """2026-11-23T08:15:00 for "2026:11:23 08:15:00"; None for a moment that does not exist."""
    from datetime import datetime

    match = re.match(r"(\d{4}):(\d\d):(\d\d)(?: (\d\d:\d\d:\d\d))?", taken, re.ASCII)
    try:
        if match:
            moment = "{}-{}-{}T{}".format(*match.groups(default="00:00:00"))
            return datetime.fromisoformat(moment).isoformat()
    except ValueError:
        pass
    return None


def plain(image):
    """The picture in one of the modes L, RGB, RGBA and CMYK."""
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would clip and not scale
        return image.point(lambda value: value / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def fitted(image, side):
    """The picture with a long side of at most `side`."""
    from PIL.Image import Resampling

    longest = max(image.size)
    if longest <= side:
        return image
    size = [max(1, round(length * side / longest)) for length in image.size]
    return image.resize(size, Resampling.LANCZOS, reducing_gap=3.0)


def in_srgb(image, source):
    """The picture in the colours that every screen shows, by the profile that came with it."""
    from PIL import ImageCms

    profile = source.info.get("icc_profile")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile and image.mode != "L":
        try:
            return ImageCms.profileToProfile(
                image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, ValueError, TypeError, OSError):
            pass  # a picture is no worse for a broken profile
    return image if image.mode == "L" else image.convert(mode)


def upright(image, orientation):
    """The picture as it was seen, for how the camera was held."""
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return image if turn is None else image.transpose(turn)


def on_white(image):
    """The picture on white paper where it is transparent."""
    from PIL import Image

    if image.mode != "RGBA":
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    return paper.convert("RGB")


def bare(image):
    """The pixels alone: a new picture has no metadata to pass on."""
    from PIL import Image

    new = Image.new(image.mode, image.size)
    new.paste(image)
    return new


def encoded(image, kind, **options):
    """The bytes of a picture; Pillow itself does not notice a file that stays too short."""
    format, own = KEPT_AS[kind]
    data = io.BytesIO()
    image.save(data, format, **{**own, **options})
    return data.getbuffer()


def write_moving(image, kind, path, pixels):
    """Write a moving picture anew, frame by frame; answers its first frame."""
    frames, durations = [], []
    for number in range(pixels):
        try:
            image.seek(number)
        except EOFError:
            break
        if image.width * image.height * (number + 1) > pixels:
            raise Refused("too_many_pixels")
        frame = fitted(image.convert("RGBA"), KEPT_SIDE)
        frames.append(bare(frame))
        durations.append(max(0, int(image.info.get("duration") or 0)))
    first, *others = frames
    options = {"save_all": True, "append_images": others, "duration": durations, "loop": 0}
    if kind != WEBP:
        options["disposal"] = 2 if kind == GIF else 1
    write(path, encoded(first, kind, **options))
    return first


def write_small(image, places):
    """Write the two small pictures of a picture."""
    preview = on_white(fitted(image, PREVIEW_SIDE)).convert("RGB")
    write(places.preview, jpeg(preview))
    write(places.thumbnail, jpeg(fitted(preview, THUMBNAIL_SIDE)))


def jpeg(image):
    """The bytes of a small JPEG."""
    return encoded(bare(image), JPEG, quality=80)
