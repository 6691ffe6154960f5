"""Where the parts of a chart stand: within its frame, in the right order, whatever it shows."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios import charts

START = date(2026, 9, 1)


def drawn(points=(), *, total=38, days=1400, today=700, start=START):
    return charts.steps(
        points,
        starts_on=start,
        ends_on=start + timedelta(days=days),
        total=total,
        today=start + timedelta(days=today),
    )


def places(path):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]


def test_line_of_steps_goes_up_at_each_point_and_on_to_today():
    points = ((START + timedelta(days=350), 19), (START + timedelta(days=525), 38))

    chart = drawn(points)

    assert chart.line == "M44.0 216.0L628.0 18.0"
    assert chart.real == "M44.0 216.0H190.0V117.0H263.0V18.0H336.0"
    assert chart.area == chart.real + "V216H44.0Z"
    assert (chart.dot.x, chart.dot.y) == ("336.0", "18.0")


def test_portfolio_without_anything_has_a_flat_line_and_its_pace():
    chart = drawn()

    assert chart.real == "M44.0 216.0H336.0"
    assert chart.line.endswith("L628.0 18.0")


def test_day_after_the_planned_end_is_the_end_of_the_chart():
    chart = drawn(today=2000)

    assert chart.end == START + timedelta(days=2000)
    assert chart.dot.x == "628.0"
    assert places(chart.line)[2] < 628


@pytest.mark.parametrize(
    ("total", "marks"),
    [
        (38, [0, 10, 20, 30, 38]),
        (14, [0, 5, 10, 14]),
        (6, [0, 2, 4, 6]),
        (3, [0, 1, 2, 3]),
        (1, [0, 1]),
        (0, [0]),
        (600, [0, 200, 400, 600]),
    ],
)
def test_axis_has_few_round_numbers_and_the_total(total, marks):
    assert [number for _y, _text, number in drawn(total=total).numbers] == marks


def test_axis_has_the_start_and_its_anniversaries():
    assert [day.year for _x, day, _anchor in drawn().days] == [2026, 2027, 2028, 2029]
    assert [day.year for _x, day, _anchor in drawn(days=200, today=100).days] == [2026]
    assert len(drawn(days=9000).days) <= 6


@given(
    st.lists(st.tuples(st.integers(-100, 3000), st.integers(0, 60)), max_size=20),
    st.integers(1, 3000),
    st.integers(-400, 4000),
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
)
def test_nothing_is_drawn_outside_the_frame(found, days, today, start):
    numbers = sorted(number for _day, number in found)
    moments = sorted(min(day, today) for day, _number in found)
    points = [
        (start + timedelta(days=day), number) for day, number in zip(moments, numbers, strict=True)
    ]

    chart = drawn(points, total=60, days=days, today=today, start=start)

    assert all(18 <= place <= 628 for place in places(chart.real + chart.line + chart.now))
    words = [chart.at_now, chart.at_dot, chart.at_line, chart.dot]
    assert all(0 <= float(word.x) <= 640 and 0 <= float(word.y) <= 250 for word in words)


@pytest.mark.parametrize(
    ("number", "today", "expected"),
    [
        (10, 700, ("348.0", "start")),  # behind: below, to the right
        (30, 700, ("324.0", "end")),  # ahead: above, to the left
        (30, 40, ("72.7", "start")),  # no room to the left
        (10, 1380, ("607.7", "end")),  # no room to the right
    ],
)
def test_number_of_today_stands_clear_of_the_planned_line(number, today, expected):
    chart = drawn(((START + timedelta(days=10), number),), today=today)

    assert (chart.at_dot.x, chart.at_dot.anchor) == expected
