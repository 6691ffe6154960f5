"""The start page of a student in time: the chart, the pace, and when everything is ready."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse

from portfolios import clock
from portfolios import portfolio as steps
from tests import factories
from tests.factories import signed_off
from tests.portfolios.views.reading import read

START = reverse("portfolios:portfolio")


def at(day):
    """A morning, so many days after the start of the portfolio."""
    return datetime(2026, 8, 24, 9, tzinfo=UTC) + timedelta(days=day)


def test_chart_says_the_pace_and_when_everything_is_ready(client, teacher, school_class):
    codes = {f"1.{number}": "h" for number in range(1, 21)}
    wide = factories.make_qualification({1: (None, codes)}, slug="wide")
    portfolio = factories.make_portfolio(
        factories.make_person("quick"), wide.exit_profiles.get(level=4), school_class
    )
    for number, day in enumerate((10, 30, 40, 50, 60, 80, 80), 1):
        with clock.at(at(day)):
            signed_off(portfolio, f"1.{number}", teacher)

    with clock.at(at(91)):
        response, text = read(client, portfolio.student, START)

    assert "7 of 20 signed off for Level 4" in text
    assert "Progress in time 6 ahead of the pace" in text
    assert "From 0 in August 2026 to 7 in November 2026." in text
    assert "The pace goes from 0 to 20 on 12 July 2030 and is at 1 now." in text
    # 13 more at 7 in 91 days.
    assert "At this pace ready in May 2027. The planned end is July 2030." in text
    assert "22 September 2026" not in text
    assert "23 September 2026 2 0" in text
    assert "12 November 2026 7 1" in text
    html = response.content.decode()
    assert "At the planned pace it would be 1 now." in html
    assert "<style" not in html
    assert " style=" not in html


def test_new_student_reads_that_nothing_can_be_foretold_yet(client, portfolio):
    text = read(client, portfolio.student, START)[1]

    assert "There are not enough recent sign-offs yet to say when everything is ready." in text
    assert "The same in numbers" not in text


def test_closed_portfolio_keeps_its_chart_and_has_no_pace(client, portfolio, teacher, coordinator):
    signed_off(portfolio, "1.1", teacher)
    steps.close(portfolio=portfolio, by=coordinator, reason="Left.")

    text = read(client, portfolio.student, START)[1]

    assert "Progress in time" in text
    assert "The same in numbers" in text
    assert "pace: " not in text
    assert "of the pace" not in text
    assert "not enough recent sign-offs" not in text
