"""How states, icons and rulers look in HTML: display only, no query and no rule.

What a cell shows is decided in `portfolios`; here its value (`portfolios.enums.Shown`) becomes
the `data-state` of the style sheet and the name of its icon, which are the same word.
"""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portfolios.enums import Shown

register = template.Library()

NUMBERED = (Shown.NOT_STARTED, Shown.OUTSIDE)
LABELLED_TICKS = 10


@register.filter
def brand(name):
    """The name of the site with its last word in bold, as in the logo."""
    first, _space, last = name.rpartition(" ")
    return format_html("{} <b>{}</b>", first, last)


@register.simple_tag
def icon(name):
    """A decorative icon of the sprite; the words stand next to it."""
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name
    )


@register.filter
def shown_label(shown):
    """The words of a state: "signed off: good"."""
    return Shown(shown).label


@register.simple_tag
def state(shown, words=""):
    """Icon and words of a state; other words only where the page says it in its own way."""
    shown = Shown(shown)
    return format_html(
        '<span class="state" data-state="{}">{}<span>{}</span></span>',
        shown.value,
        icon(shown.value),
        words or shown.label,
    )


@register.simple_tag
def square(shown, code, title="", href="", mine=False):
    """A square for one work process; the whole story is read to those who cannot see it."""
    shown = Shown(shown)
    inside = code if shown in NUMBERED else icon(shown.value)
    attributes = SafeString("")
    if href:
        attributes = format_html(' href="{}" title="{} {}"', href, code, title)
    return format_html(
        '<{tag} class="sq{mine}" data-state="{state}"{attributes}>'
        '<span aria-hidden="true">{inside}</span>'
        '<span class="visually-hidden">{code} {title}, {label}</span></{tag}>',
        tag=SafeString("a" if href else "span"),
        mine=" mine" if mine else "",
        state=shown.value,
        attributes=attributes,
        inside=inside,
        code=code,
        title=title,
        label=shown.label,
    )


@register.simple_tag
def key(shown, number=None):
    """One entry of a legend, with a number where the legend counts."""
    shown = Shown(shown)
    count = "" if number is None else format_html(" <b>{}</b>", number)
    return format_html(
        '<li class="key"><i data-state="{}">{}</i><span>{}{}</span></li>',
        shown.value,
        icon(shown.value),
        shown.label,
        count,
    )


@register.simple_tag
def bar(cells, words):
    """A bar with one equal part for each cell; `words` says the same to a screen reader."""
    values = ((Shown(cell).value,) for cell in cells)
    parts = format_html_join("", '<i data-state="{}"></i>', values)
    return format_html('<span class="bar" role="img" aria-label="{}">{}</span>', words, parts)


@register.inclusion_tag("components/ruler.html")
def ruler(cells, words, pace=None):
    """The ruler of a start page: one tick a unit, a number at every tenth and at the end.

    `pace` is the number that was planned for today: a plain mark, where there is one.
    """
    cells = list(cells)
    total = len(cells)
    marks = [n for n in range(0, total, LABELLED_TICKS) if total - n > 2] + [total]
    has_pace = pace is not None and total > 0
    # The mark of the pace stands above the bar, which moves down for it.
    top = 22 if has_pace else 0
    return {
        "cells": cells,
        "words": words,
        "total": total,
        "height": 52 + top,
        "ticks": "".join(f"M{n} {28 + top}v{6 if n in marks else 3}" for n in range(total + 1)),
        "marks": [(f"{100 * n / total:.2f}%", n) for n in marks] if total else [],
        "has_pace": has_pace,
        "pace": pace,
        "pace_place": f"{100 * pace / total:.2f}%" if has_pace else "",
        "pace_side": _side(pace / total) if has_pace else "",
    }


def _side(share):
    """Which end of a word stands at a place, so that it stays within the ruler."""
    if share < 0.08:
        return "at-start"
    return "at-end" if share > 0.92 else ""
