"""Looks at a page as people with another way of seeing, another screen or another theme do."""

from axe_playwright_python.base import AXE_SCRIPT

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Between the themes nothing differs but colours.
RULES = {
    "light": WCAG,
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
# The browser tells the page of another theme in its own time; then colours may be on their way.
IS_THEME = """(scheme) => {
    const root = document.documentElement;
    return matchMedia(`(prefers-color-scheme: ${scheme})`).matches
        && (!root.hasAttribute("data-follow-device") || root.dataset.bsTheme === scheme);
}"""
SETTLED = "Promise.allSettled(document.getAnimations().map((change) => change.finished))"
VIOLATIONS = """async (runOnly) => {
    // Preloading copies our style sheets into the page, which the page's own policy refuses.
    const options = {runOnly, resultTypes: ["violations"], preload: false};
    return (await axe.run(options)).violations;
}"""
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
    page.evaluate(AXE_SCRIPT)
    for scheme, rules in RULES.items():
        switch_to(page, scheme)
        found += [f"{page.url} {scheme}: {fault}" for fault in _violations(page, rules)]
    switch_to(page, "light")
    page.set_viewport_size(window)
    return found


def switch_to(page, scheme):
    """Let the device ask for light or dark, and wait until the page looks so."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(IS_THEME, arg=scheme)
    page.evaluate(SETTLED)


def _violations(page, rules):
    for violation in page.evaluate(VIOLATIONS, rules):
        for node in violation["nodes"]:
            summary = " ".join(node["failureSummary"].split())
            yield f"{violation['id']} at {node['target']}: {summary}"
