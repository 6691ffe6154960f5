"""Looks at a page as a person with another way of seeing, another screen or another theme does."""

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    # Otherwise it copies our style sheets into the page, which the page's own policy refuses.
    "preload": False,
}
SCHEMES = ("light", "dark")


def faults(page):
    """What is wrong with this page in light and in dark, one sentence each; best none."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{page.url} {scheme}: {fault}" for fault in _violations(page)]
    page.emulate_media(color_scheme="light")
    page_width, window_width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if page_width > window_width:
        found.append(f"{page.url}: {page_width} wide in a window of {window_width}")
    return found


def _violations(page):
    for violation in Axe().run(page, options=OPTIONS).response["violations"]:
        for node in violation["nodes"]:
            summary = " ".join(node["failureSummary"].split())
            yield f"{violation['id']} at {node['target']}: {summary}"
