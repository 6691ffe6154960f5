"""The charts of the overviews, drawn by the server: SVG with attributes alone, no query, no rule.

What a chart says stands beside it in words or in a table as well.
"""

from collections import Counter, defaultdict

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# The line of the chart of dots: where it begins, how long it is, and at which height it lies.
LEFT, LENGTH = 20, 600
# How high a stack of dots may become before the dots become smaller.
TALLEST = 130
# How high the columns of a chart may become.
COLUMN = 108
# So many hand-ins of one day are drawn as blocks; more of them as one column with a number.
BLOCKS = 6


@register.filter
def number(value):
    """As people write it: 16, and 15,5 or 15.5 for half of one."""
    return number_format(value, 1) if value % 1 else number_format(int(value))


@register.simple_tag
def spread(standing):
    """From the lowest to the highest student of a class, the middle half, the middle one, pace."""

    def x(value):
        return f"{100 * value / (standing.total or 1):.1f}"

    lower, upper = standing.middle
    return format_html(
        '<svg class="spread" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" '
        'aria-label="{}"><path class="axis" d="M0 12H100M0 8v8M100 8v8"/>'
        '<path d="M{} 12H{}"/><path class="mid" d="M{} 12H{}"/>'
        '<path class="pace" d="M{} 1V23" stroke-dasharray="3 2"/>'
        '<path class="med" d="M{} 5V19"/></svg>',
        _("Lowest %(lowest)s, middle %(middle)s, highest %(highest)s of %(total)s; pace %(pace)s")
        % {
            "lowest": standing.lowest,
            "middle": number(standing.median),
            "highest": standing.highest,
            "total": standing.total,
            "pace": standing.pace,
        },
        x(standing.lowest),
        x(standing.highest),
        x(lower),
        x(upper),
        x(standing.pace),
        x(standing.median),
    )


@register.simple_tag
def spark(numbers):
    """A small column for each week; the words stand beside it."""
    most = max([*numbers, 1])
    parts = (
        (1 + 10 * place, f"{28 - 26 * value / most:.1f}", f"{26 * value / most:.1f}")
        for place, value in enumerate(numbers)
    )
    rects = format_html_join("", '<rect x="{}" y="{}" width="8" height="{}"/>', parts)
    width = 10 * len(numbers)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} 28" aria-hidden="true">{}</svg>', width, rects
    )


@register.simple_tag
def weeks_chart(weeks, numbers, words):
    """A column for each week, with its number; every second week has no label on a phone."""
    step = 430 / len(weeks)
    most = max([*numbers, 1])
    parts = []
    for place, (week, value) in enumerate(zip(weeks, numbers, strict=True)):
        x, height = 35 + step * place, COLUMN * value / most
        middle = x + step * 0.36
        parts.append(
            f'<rect class="col" x="{x:.1f}" y="{150 - height:.1f}" width="{step * 0.72:.1f}" '
            f'height="{height:.1f}"/>'
            f'<text class="strong" x="{middle:.1f}" y="{144 - height:.1f}" text-anchor="middle">'
            f"{value}</text>"
            f'<text class="{"drop-phone" if place % 2 else ""}" x="{middle:.1f}" y="170" '
            f'text-anchor="middle">{week.isocalendar().week}</text>'
        )
    return format_html(
        '<svg class="chart" viewBox="0 0 470 192" role="img" aria-label="{}">'
        '<path class="ax" d="M26 150H464"/>{}'
        '<text class="drop-phone" x="245" y="189" text-anchor="middle">{}</text></svg>',
        words,
        mark_safe("".join(parts)),  # noqa: S308
        _("week"),
    )


@register.simple_tag
def waits_chart(days, limits, due, words):
    """What waits, by days since it was handed in: a block each, or a column where there are many.

    `limits`: pairs of a number of days and the words beside its line. Beyond `due` it is late.
    """
    last = max(10, *(limit + 4 for limit, _label in limits), min(max(days, default=0), 20))
    step = 480 / (last + 1)
    counted = Counter(min(wait, last) for wait in days)
    most = max(counted.values(), default=1)
    blocks = most <= BLOCKS
    floor = 30 + (most * 24 if blocks else 108)
    parts = [
        f'<path class="now" d="M{10 + step * (limit + 1):.1f} 6V{floor + 10}"/>'
        f'<text x="{14 + step * (limit + 1):.1f}" y="16">{_escaped(label)}</text>'
        for limit, label in limits
    ]
    side = min(22, step * 0.8)
    for day, value in sorted(counted.items()):
        x = 10 + step * (day + 0.5) - side / 2
        heights = [20] * value if blocks else [108 * value / most]
        y = floor
        for height in heights:
            y -= height + (4 if blocks else 0)
            parts.append(
                f'<rect class="wait" x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" '
                f'height="{height:.1f}"/>'
            )
            if day > due:
                parts.append(f'<path class="due" d="M{x + side:.1f} {y:.1f}v9l-9 -9z"/>')
        if not blocks:
            parts.append(
                f'<text class="strong" x="{x + side / 2:.1f}" y="{y - 5:.1f}" '
                f'text-anchor="middle">{value}</text>'
            )
    beyond = max(days, default=0) > last
    for day in range(last + 1):
        label = f"{day}+" if day == last and beyond else day
        hidden = ' class="drop-phone"' if day % 2 and day != last else ""
        parts.append(
            f'<text{hidden} x="{10 + step * (day + 0.5):.1f}" y="{floor + 20}" '
            f'text-anchor="middle">{label}</text>'
        )
    return format_html(
        '<svg class="chart" viewBox="0 0 500 {}" role="img" aria-label="{}">'
        '<path class="ax" d="M4 {}H496"/>{}'
        '<text class="drop-phone" x="250" y="{}" text-anchor="middle">{}</text></svg>',
        floor + 44,
        words,
        floor,
        mark_safe("".join(parts)),  # noqa: S308
        floor + 40,
        _("days since it was handed in"),
    )


@register.simple_tag
def own_waits_chart(days, limit, label, words):
    """The same with one limit, beyond which it is late."""
    return waits_chart(days, [(limit, label)], limit, words)


@register.simple_tag
def dots(standing, rows, words):
    """A dot for each student where they are; open dots are silent. Pace and the middle are lines.

    `rows` are those of `class_overview`, of one exit profile.
    """
    total = standing.total or 1
    stacks = defaultdict(list)
    for row in sorted(rows, key=lambda row: (not row.is_silent, row.name)):
        stacks[row.progress.done].append(row)
    tallest = max(map(len, stacks.values()))
    step = min(17, TALLEST / tallest)
    radius = max(2, min(6.5, step / 2 - 1, LENGTH / total * 0.48))
    floor = 62 + max(step * tallest, 40)

    above = floor - 6 - step * tallest

    def x(value):
        return f"{LEFT + LENGTH * value / total:.1f}"

    marks = [n for n in range(0, total, 10) if total - n > 2] + [total]
    ticks = "".join(f"M{x(n)} {floor:.1f}v{6 if n in marks else 3}" for n in range(total + 1))
    labels = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((x(n), f"{floor + 22:.1f}", n) for n in marks),
    )
    circles = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}: {}</title></circle>',
        (
            (
                "still" if row.is_silent else "person",
                x(done),
                f"{floor - 3 - step * (place + 0.5):.1f}",
                f"{radius:.1f}",
                row.portfolio.student,
                done,
            )
            for done, stack in stacks.items()
            for place, row in enumerate(stack)
        ),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 640 {}" role="img" aria-label="{}">'
        '<path class="ax" d="M{} {floor}H{}{}"/>{}{}{}{}'
        '<text class="drop-phone" x="320" y="{}" text-anchor="middle">{}</text></svg>',
        f"{floor + 52:.0f}",
        words,
        LEFT,
        LEFT + LENGTH,
        ticks,
        labels,
        _mark(
            "pace", x(standing.pace), 18, floor, _("pace %(number)s") % {"number": standing.pace}
        ),
        _mark(
            "med",
            x(standing.median),
            42,
            above,
            _("middle %(number)s") % {"number": number(standing.median)},
        ),
        circles,
        f"{floor + 44:.1f}",
        _("signed off, of %(total)s") % {"total": standing.total},
        floor=f"{floor:.1f}",
    )


def _mark(kind, x, y, end, words):
    """A line down to the dots, with its words on the side where there is room."""
    is_right = float(x) > LEFT + LENGTH * 0.75
    return format_html(
        '<path class="{}" d="M{} {}V{}"/><text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        kind,
        x,
        y - 12,
        f"{end:.1f}",
        "strong" if kind == "med" else "",
        f"{float(x) + (-6 if is_right else 6):.1f}",
        y,
        "end" if is_right else "start",
        words,
    )


def _escaped(text):
    return format_html("{}", text)
