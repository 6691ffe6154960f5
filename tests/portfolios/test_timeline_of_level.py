"""What the history of a cell tells of confirmations, exemptions and the completed level."""

import pytest

from portfolios import completion, portfolio, sign_off, timeline
from portfolios.enums import CompletionState
from tests import factories
from tests.factories import exempt, signed_off

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def mover(student, level3, school_class, teacher):
    """A student of the lower level with one sign-off."""
    made = factories.make_portfolio(student, level3, school_class)
    signed_off(made, "2.1", teacher)
    return made


def move_up(made, exit_profile, coordinator):
    portfolio.change_profile(
        portfolio=made, by=coordinator, exit_profile=exit_profile, reason="Up."
    )
    made.refresh_from_db()


def history(made, code, person):
    """The latest events first, as (title, who)."""
    found = timeline.history(made, factories.work_process(made, code), person, ()).events
    return [(event.title, event.by) for event in found]


def confirm(made, code, teacher):
    sign_off.carry_over(sign_off=made.sign_offs.get(work_process__code=code), by=teacher)


def test_one_confirmation_that_is_enough_is_one_line(
    mover, level4, teacher, second_teacher, coordinator, student
):
    move_up(mover, level4, coordinator)
    confirm(mover, "2.1", second_teacher)
    assert history(mover, "2.1", student)[:2] == [
        ("Confirmed: it counts for Level 4 now", "S. Example"),
        ("Signed off for Level 3, attempt 1", ""),
    ]


def test_of_two_confirmations_each_is_told(
    mover, level4, teacher, second_teacher, coordinator, student
):
    type(level4).objects.filter(pk=level4.pk).update(required_assessors=2)
    move_up(mover, level4, coordinator)
    confirm(mover, "2.1", teacher)
    waiting = history(mover, "2.1", student)[0]
    confirm(mover, "2.1", second_teacher)
    assert waiting == ("Confirmed for Level 4 by one assessor", "T. Example")
    assert history(mover, "2.1", student)[:2] == [
        ("Confirmed: it counts for Level 4 now", "S. Example"),
        waiting,
    ]


def test_an_exemption_is_told_in_its_own_cell_alone(mover, board_member, student):
    found = exempt(mover, "2.2", board_member)
    sign_off.end_exemption(exemption=found, by=board_member, reason="It has expired.")
    assert history(mover, "2.2", student) == [
        ("Exemption ended", "B. Example"),
        ("Exempt for Level 3", "B. Example"),
    ]
    assert "Exempt for Level 3" not in dict(history(mover, "2.1", student))


def test_a_completed_and_reopened_level_is_told_in_every_cell(
    mover, teacher, board_member, student
):
    for code in ("2.2", "8.1"):
        signed_off(mover, code, teacher)
    done = completion.propose(portfolio=mover, by=teacher)
    completion.confirm(completion=done, by=board_member)
    completion.reopen(completion=done, by=board_member, reason="The wrong student.")
    for code in ("2.1", "8.1", "8.2"):
        assert history(mover, code, student)[:2] == [
            (f"Completion {done.pk} reopened, it no longer stands", "B. Example"),
            (f"Level 3 completed, number {done.pk}", "B. Example"),
        ]


def test_a_proposal_that_lapsed_is_passed_over(mover, teacher, board_member):
    assert timeline.latest_completion(mover) is None
    for code in ("2.2", "8.1"):
        signed_off(mover, code, teacher)
    refused = completion.propose(portfolio=mover, by=teacher)
    completion.refuse(completion=refused, by=board_member, reason="Look at 8.1 again.")
    completion.propose(portfolio=mover, by=teacher)
    assert timeline.latest_completion(mover).state == CompletionState.PROPOSED
    cell = mover.sign_offs.get(work_process__code="8.1")
    sign_off.revoke(sign_off=cell, by=teacher, reason="Indeed.")
    found = timeline.latest_completion(mover)
    assert found == refused
    assert found.entry.log_text.text == "Look at 8.1 again."
