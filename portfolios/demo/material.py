"""Words and small real files for the demo school, made by code."""

import json
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from portfolios import files
from portfolios.uploads import LimitedUploadHandler

WORDS = json.loads((Path(__file__).parent.parent / "data" / "demo.json").read_text("utf-8"))


def photo(number):
    """A small JPEG that looks a little like a turned part on a bench."""
    image = Image.new("RGB", (960, 720), (70 + number * 7 % 60, 78, 84))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 520, 960, 720), fill=(52, 60, 58))
    for step in range(6):
        top = 260 + step * (9 + number % 5)
        shade = 120 + step * 22
        draw.rectangle((140 + step * 110, top, 260 + step * 110, 520), fill=(shade, shade, shade))
    radius = 60 + number * 13 % 70
    draw.ellipse((700 - radius, 200 - radius, 700 + radius, 200 + radius), outline=(210, 205, 190),
                 width=14)  # fmt: skip
    return _saved(image, "JPEG", quality=80)


def drawing(number, pages=1):
    """A PDF of drawing sheets with a flange."""
    sheets = [_sheet(number + page) for page in range(pages)]
    return _saved(sheets[0], "PDF", save_all=True, append_images=sheets[1:], resolution=100)


def _sheet(number):
    sheet = Image.new("RGB", (1170, 827), "white")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((30, 30, 1140, 797), outline="black", width=3)
    draw.rectangle((790, 690, 1140, 797), outline="black", width=2)
    radius = 180 + number * 17 % 60
    for size in (radius, radius // 2, radius // 5):
        draw.ellipse((420 - size, 380 - size, 420 + size, 380 + size), outline="black", width=3)
    draw.line((420 - radius - 40, 380, 420 + radius + 40, 380), fill=(40, 80, 140))
    draw.line((420, 380 - radius - 40, 420, 380 + radius + 40), fill=(40, 80, 140))
    draw.rectangle((830, 380 - radius, 830 + 90, 380 + radius), outline="black", width=3)
    return sheet


def report(work):
    """A measurement report as plain text."""
    return "\n".join(WORDS["report"]).format(work=work).encode()


def _saved(image, kind, **options):
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def arrived(name, content):
    """Bytes the way a form brings them, stored nowhere yet."""
    handler = LimitedUploadHandler()
    handler.new_file("files", name, "application/octet-stream", len(content), None)
    if content:
        handler.receive_data_chunk(content, 0)
    return handler.file_complete(len(content))


def receive(portfolio, name, content):
    """Send bytes the way a form does. Returns the received file, judged like every other."""
    return files.receive(portfolio, arrived(name, content))
