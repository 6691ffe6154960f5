"""The little markup that texts may hold: paragraphs, bold, italic, lists and links.

Everything else is text. What comes of it is cleaned once more by a library that knows HTML as
browsers do, so that a fault in the first one reaches nobody.
"""

import re

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("zero", {"breaks": True, "html": False}).enable(
    ["newline", "escape", "emphasis", "link", "autolink", "list"]
)
# A measure, as in 20*30*5, is no italic.
_MEASURE = re.compile(r"(?<=\w)\*(?=\w)")
_ABSOLUTE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def render(text):
    """The text as safe HTML."""
    html = _markdown.render(_MEASURE.sub(r"\\*", text))
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_absolute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return mark_safe(cleaned)  # noqa: S308 - cleaned above


def _absolute(tag, attribute, value):
    """A text links to other sites, and does not send its reader around in ours."""
    if attribute in ("title", "lang") or (attribute == "href" and not _ABSOLUTE.match(value)):
        return None
    return value
