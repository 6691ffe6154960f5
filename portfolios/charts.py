"""Where the lines and the words of a chart stand; the templates draw them, without a script.

A chart of steps shows a number that rises in time beside the straight line it is to follow. All
places are texts, so that no language writes them with a comma.
"""

from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 640, 250
LEFT, RIGHT, TOP, BOTTOM = 44, 628, 18, 216
MOST_LINES = 5
# Below this share of the width, two words at the axis would run into each other.
ROOM = 0.14


@dataclass(frozen=True)
class Word:
    """A text of the chart: where it stands, and which of its ends stands there."""

    x: str
    y: str
    anchor: str


@dataclass(frozen=True)
class Steps:
    """A chart of steps, ready to draw."""

    numbers: list
    days: list
    end: date
    line: str
    real: str
    area: str
    now: str
    dot: Word
    at_now: Word
    at_dot: Word
    at_line: Word

    # The frame, for the template.
    width, height = WIDTH, HEIGHT
    left, right, bottom = LEFT, RIGHT, BOTTOM
    number_x, day_y = LEFT - 10, BOTTOM + 24


def steps(points, *, starts_on, ends_on, total, today):
    """The chart of `points` (days and numbers, both rising) on the way to `total` on `ends_on`."""
    first = min([starts_on, today, *(day for day, _number in points)])
    last = max(ends_on, today)

    def x(day):
        return LEFT + (RIGHT - LEFT) * (day - first).days / (last - first).days

    def y(number):
        return BOTTOM - (BOTTOM - TOP) * number / max(total, 1)

    number = points[-1][1] if points else 0
    real = f"M{_at(x(first), y(0))}"
    for day, value in points:
        real += f"H{x(day):.1f}V{y(value):.1f}"
    real += f"H{x(today):.1f}"
    now, height = x(today), y(number)
    is_left, is_right = now < LEFT + 90, now > RIGHT - 140
    # The number stands clear of the straight line: above it to the left, or below it to the right.
    is_above = height + 24 > BOTTOM or number * (x(ends_on) - x(starts_on)) >= total * (
        now - x(starts_on)
    )
    number_side = "end" if is_right or (is_above and not is_left) else "start"
    now_side = "start" if is_left or (number_side == "end" and not is_right) else "end"
    number_y = height - 10 if is_above else height + 19
    if number_side == now_side and abs(number_y - TOP - 8) < 18:
        number_y = height + 40
    # The words of the straight line stand above it, clear of the words of today.
    place = 0.45 if RIGHT - 240 < now < RIGHT - 90 else 0.8
    line_x = x(starts_on) + (x(ends_on) - x(starts_on)) * place
    return Steps(
        numbers=[(f"{y(mark):.1f}", f"{y(mark) + 4.5:.1f}", mark) for mark in _marks(total)],
        days=_days(first, last, x),
        end=last,
        line=f"M{_at(x(starts_on), y(0))}L{_at(x(ends_on), y(total))}",
        real=real,
        area=f"{real}V{BOTTOM}H{x(first):.1f}Z",
        now=f"M{_at(now, TOP)}V{BOTTOM}",
        dot=Word(f"{now:.1f}", f"{height:.1f}", ""),
        at_now=_word(now, 8, TOP + 8, now_side),
        at_dot=_word(now, 12, number_y, number_side),
        at_line=_word(line_x, 8, y(total * place) - 6, "end"),
    )


def _at(x, y):
    return f"{x:.1f} {y:.1f}"


def _word(x, gap, y, anchor):
    return Word(f"{x + gap if anchor == 'start' else x - gap:.1f}", f"{y:.1f}", anchor)


def _marks(total):
    """Round numbers at the axis, and the total itself."""
    step = next(
        step
        for power in range(20)
        for step in (10**power, 2 * 10**power, 5 * 10**power)
        if total / step <= MOST_LINES
    )
    return [mark for mark in range(0, total, step) if total - mark > step / 2] + [total]


def _days(first, last, x):
    """The first day and its anniversaries: their place, day and anchor."""
    found = [(f"{x(first):.1f}", first, "start")]
    years = last.year - first.year
    every = years // MOST_LINES + 1
    for number in range(every, years + 1, every):
        day = _years_later(first, number)
        if x(day) < RIGHT - (RIGHT - LEFT) * ROOM:
            found.append((f"{x(day):.1f}", day, "middle"))
    return found


def _years_later(day, number):
    """The same day of the month, some years later; the day after for the 29th of February."""
    try:
        return day.replace(year=day.year + number)
    except ValueError:
        return (day + timedelta(days=1)).replace(year=day.year + number)
