"""Slow lines and large photos, for the journeys that send files."""

from hashlib import sha256
from io import BytesIO
from random import Random

from PIL import Image

from portfolios.models import EvidenceFile


def photo(name, side=900, seed=1):
    """A photo that cannot be made smaller: about 1.5 MB at 900 by 900."""
    picture = Image.frombytes("RGB", (side, side), Random(seed).randbytes(3 * side * side))
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=95)
    return {"name": name, "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def hashes(files):
    return sorted(sha256(file["buffer"]).hexdigest() for file in files)


def received(**facts):
    """The hashes of what the school received."""
    found = EvidenceFile.objects.filter(**facts).values_list("received_sha256", flat=True)
    return sorted(found)


def slow(page, kilobits, latency=0):
    """Let this page have a line of so many kbit/s; 0 cuts it."""
    session = page.context.new_cdp_session(page)
    speed = kilobits * 1000 / 8
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": kilobits == 0,
            "latency": latency,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        },
    )
    return session


def fast(session):
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )


def row(page, name):
    return page.locator("ul.files li", has_text=name)


def has_begun(page, name):
    """Wait until some of the file, and not all of it, is at the school."""
    page.wait_for_function(
        """(name) => [...document.querySelectorAll("[data-queued]")].some(
            (row) => row.textContent.includes(name) && row.querySelector("progress").value > 5)""",
        arg=name,
    )


def ticked(page, name):
    """Wait until the school says that it has the file."""
    page.locator("li[data-file]", has_text=name).locator(":checked").wait_for()


def until(page, happened):
    """Wait, as the browser goes on, until something has happened at the school."""
    for _try in range(120):
        if happened():
            return
        page.wait_for_timeout(250)
    raise AssertionError("It did not happen in half a minute.")
