"""Looks at a page as people with another way of seeing, another screen or another theme do."""

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    # Otherwise it copies our style sheets into the page, which the page's own policy refuses.
    "preload": False,
}
SCHEMES = ("light", "dark")
SIZE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
TOO_WIDE = """[...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => `${element.tagName} ${element.className}`)"""


def faults(page):
    """What is wrong with this page in light and in dark, one sentence each; best none."""
    window = page.viewport_size
    width, height = page.evaluate(SIZE)
    found = []
    if width > window["width"]:
        found.append(f"{page.url}: {width} wide, at {page.evaluate(TOO_WIDE)[-8:]}")
    # All of the page at once, so that nothing happens to lie behind the bar at the bottom.
    page.set_viewport_size({**window, "height": max(height, window["height"])})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{page.url} {scheme}: {fault}" for fault in _violations(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(window)
    return found


def _violations(page):
    for violation in Axe().run(page, options=OPTIONS).response["violations"]:
        for node in violation["nodes"]:
            summary = " ".join(node["failureSummary"].split())
            yield f"{violation['id']} at {node['target']}: {summary}"
