"""Shows a text with the little markup that it may hold (`portfolios/markup.py`)."""

from django import template

from portfolios import markup as little_markup

register = template.Library()


@register.filter
def markup(text):
    """The text as HTML: paragraphs, bold, lists and links."""
    return little_markup.render(str(text or ""))
