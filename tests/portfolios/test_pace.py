"""The pace of a portfolio: since when what counts now counts, and when that is ready."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios import clock, pace, progress, sign_off
from portfolios import portfolio as steps
from portfolios.enums import Outcome, Verb
from portfolios.pace import Step
from portfolios.progress import Facts
from tests import factories
from tests.factories import assess, exempt, hand_in, signed_off
from tests.portfolios.random_qualification import read, school

START, END = date(2026, 8, 24), date(2030, 7, 12)


def at(day):
    """Noon of a day, so many days after the start of the portfolios of these tests."""
    return datetime(2026, 8, 24, 10, tzinfo=UTC) + timedelta(days=day)


def on(day):
    return START + timedelta(days=day)


def pace_of(portfolio, day):
    """The pace of a portfolio as it is on a day."""
    portfolio.refresh_from_db()
    with clock.at(at(day)):
        target = progress.of_one(portfolio).own
        found = pace.of(portfolio, target, pace.steps(portfolio))
    assert found.done == target.done
    return found


def sign_off_on(portfolio, teacher, **codes):
    for code, day in codes.items():
        with clock.at(at(day)):
            signed_off(portfolio, code.replace("_", "."), teacher)


def test_sign_offs_stand_on_the_days_on_which_they_were_given(portfolio, teacher):
    sign_off_on(portfolio, teacher, **{"1_1": 3, "1_2": 10, "2_1": 10})

    assert pace_of(portfolio, 20).points == ((on(3), 1), (on(10), 3))


def test_hand_in_that_waits_or_came_back_is_no_sign_off(portfolio, teacher):
    with clock.at(at(3)):
        hand_in(portfolio, "1.1")
        assess(hand_in(portfolio, "1.2"), teacher, Outcome.INSUFFICIENT)

    assert pace_of(portfolio, 20).points == ()


def test_sign_off_that_was_taken_back_counts_from_the_day_it_was_given_again(portfolio, teacher):
    sign_off_on(portfolio, teacher, **{"1_1": 3, "1_2": 4})
    with clock.at(at(8)):
        sign_off.revoke(
            sign_off=portfolio.sign_offs.get(work_process__code="1.1"), by=teacher, reason="No."
        )
    assert pace_of(portfolio, 9).points == ((on(4), 1),)

    sign_off_on(portfolio, teacher, **{"1_1": 12})
    assert pace_of(portfolio, 20).points == ((on(4), 1), (on(12), 2))


def test_sign_off_of_a_lower_level_counts_from_the_day_it_was_carried_over(
    student, level3, level4, school_class, teacher, coordinator
):
    portfolio = factories.make_portfolio(student, level3, school_class)
    sign_off_on(portfolio, teacher, **{"2_1": 3, "2_2": 5})
    with clock.at(at(30)):
        steps.change_profile(portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Up.")
    assert pace_of(portfolio, 31).points == ()

    with clock.at(at(40)):
        sign_off.carry_over(sign_off=portfolio.sign_offs.get(work_process__code="2.1"), by=teacher)
    assert pace_of(portfolio, 41).points == ((on(40), 1),)

    with clock.at(at(50)):
        steps.change_profile(
            portfolio=portfolio, by=coordinator, exit_profile=level3, reason="Back."
        )
    assert pace_of(portfolio, 51).points == ((on(3), 1), (on(5), 2))


def test_sign_off_of_a_higher_level_counts_from_the_day_it_was_given(
    portfolio, level3, teacher, coordinator
):
    sign_off_on(portfolio, teacher, **{"1_1": 2, "2_1": 3})
    with clock.at(at(30)):
        steps.change_profile(
            portfolio=portfolio, by=coordinator, exit_profile=level3, reason="Down."
        )

    assert pace_of(portfolio, 31).points == ((on(3), 1),)


def test_exemption_counts_while_it_stands_and_is_no_sign_off(portfolio, board_member):
    with clock.at(at(7)):
        exemption = exempt(portfolio, "1.1", board_member)
    found = pace_of(portfolio, 20)
    assert (found.points, found.signed) == (((on(7), 1),), ())

    with clock.at(at(25)):
        sign_off.end_exemption(exemption=exemption, by=board_member, reason="A mistake.")
    assert pace_of(portfolio, 26).points == ()


def test_choice_counts_once_from_the_first_of_its_options(portfolio, teacher):
    sign_off_on(portfolio, teacher, **{"7_1": 3, "7_2": 9})

    assert pace_of(portfolio, 20).points == ((on(3), 1),)


def test_what_the_log_does_not_tell_counts_from_the_start(portfolio, teacher):
    sign_off_on(portfolio, teacher, **{"1_1": 3})
    portfolio.qualification.work_processes.filter(code="1.1").update(code="1.10")

    assert pace_of(portfolio, 20).points == ((START, 1),)


@pytest.mark.parametrize(
    ("day", "expected"), [(-5, 0), (0, 0), (236, 0), (237, 1), (709, 3), (1418, 6), (3000, 6)]
)
def test_planned_number_goes_in_a_straight_line_to_the_planned_end(portfolio, day, expected):
    assert (END - START).days == 1418
    assert pace_of(portfolio, day).expected == expected


def made(days, *, total=38, today, ends=1000):
    """A pace with sign-offs on these days."""
    points = tuple((on(day), number) for number, day in enumerate(days, 1))
    return pace.Pace(START, on(ends), on(today), total, points, tuple(on(day) for day in days))


ENOUGH = [0, 20, 30, 40, 50, 56]


def test_day_of_being_ready_follows_from_the_sign_offs_so_far():
    found = made(ENOUGH, total=12, today=60)

    assert found.forecast == on(120)
    assert made(ENOUGH, total=13, today=60).forecast == on(130)


@pytest.mark.parametrize(
    ("days", "today"),
    [
        (ENOUGH[1:], 60),  # five of them
        ([1, *ENOUGH[1:]], 60),  # within eight weeks
        (ENOUGH, 56 + 93),  # more than three months of silence
    ],
)
def test_nothing_is_foretold_from_too_little(days, today):
    found = made(days, today=today)

    assert (found.forecast, found.is_far) == (None, False)


def test_nothing_is_foretold_once_everything_counts():
    found = made(ENOUGH, total=6, today=60)

    assert (found.forecast, found.is_far) == (None, False)


def test_no_day_is_named_that_lies_beyond_reason():
    slow = [0, 200, 400, 600, 800, 1000]

    assert made(slow, today=1000, total=12).forecast == on(2000)
    assert made(slow, today=1000, total=12).is_far is False
    assert made(slow, today=1000, total=13).forecast is None
    assert made(slow, today=1000, total=13).is_far is True


def test_exemptions_do_not_make_the_pace_faster(portfolio, teacher, board_member):
    with clock.at(at(0)):
        exempt(portfolio, "1.2", board_member)
    sign_off_on(portfolio, teacher, **{"1_1": 3})
    found = pace_of(portfolio, 20)

    assert (found.done, found.signed) == (2, (on(3),))


@st.composite
def lives(draw):
    """A random school, and a log in which each cell was signed off, carried over or exempted."""
    (overview,), profiles = read(school(draw(st.integers(0, 5000)), students=1))
    work_processes = overview.structure.work_processes.values()
    codes = {one.pk: one.code for of_task in work_processes for one in of_task}
    log, profile = [], draw(st.sampled_from(list(profiles.values())))
    for pk, facts in sorted(overview.facts.items()):
        day = draw(st.integers(-50, 1500))
        log += [Step(*step) for step in _told(codes[pk], facts, day, draw)]
    log.sort(key=lambda step: step.at)
    return overview.at(profile), log, draw(st.integers(0, 2500))


def _told(code, facts: Facts, day, draw):
    """What the log tells of one cell, with things that came and went before."""
    if draw(st.booleans()):
        yield Verb.SIGNED_OFF, {"work_process": code, "level": 4}, at(day - 3)
        yield Verb.REVOKED, {"work_process": code}, at(day - 2)
    if draw(st.booleans()):
        yield Verb.EXEMPTED, {"work_process": code, "level": 4, "exemption": 1}, at(day - 3)
        yield Verb.EXEMPTION_ENDED, {"work_process": code, "exemption": 1}, at(day - 2)
    if facts.given_level:
        verb = draw(st.sampled_from([Verb.SIGNED_OFF, Verb.CARRIED_OVER]))
        yield verb, {"work_process": code, "level": facts.given_level}, at(day)
    if facts.exempt_level:
        told = {"work_process": code, "level": facts.exempt_level, "exemption": 2}
        yield Verb.EXEMPTED, told, at(day + draw(st.integers(-1, 1)))


@given(life=lives())
@settings(max_examples=150, deadline=None)
def test_line_rises_to_what_counts_now_and_ready_is_never_in_the_past(life):
    target, log, today = life
    portfolio = SimpleNamespace(starts_on=START, ends_on=END)
    with clock.at(at(today)):
        found = pace.of(portfolio, target, log)

    days, numbers = [day for day, _n in found.points], [number for _d, number in found.points]
    assert found.done == target.done
    assert days == sorted(set(days))
    assert numbers == sorted(set(numbers))
    assert all(day <= on(today) for day in days)
    assert 0 <= found.expected <= found.total == target.total
    assert not (found.behind and found.ahead)
    assert len(found.signed) <= found.done
    if found.forecast:
        assert on(today) < found.forecast <= END + pace.LATEST
        assert not found.is_far
