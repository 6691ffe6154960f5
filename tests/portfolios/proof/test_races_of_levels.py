"""Completing, carrying over and exempting at once with what would make them untrue."""

import random
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection

from portfolios import completion, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import CompletionState, PortfolioState, State, Verb
from portfolios.models import Completion, Exemption, Portfolio, SignOff
from tests.factories import add_evidence, everything_signed_off, hand_in, signed_off, work_process
from tests.portfolios.at_once import WON, at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]

rounds = pytest.mark.parametrize(
    "rounds", [3, pytest.param(40, marks=pytest.mark.long)], ids=lambda rounds: f"{rounds}_rounds"
)


def is_whole(capsys):
    call_command("verify_log")
    return capsys.readouterr().out.rstrip().endswith(": whole.")


def shuffled(draw, steps):
    """How each of these steps ended, by name, after all were taken at once."""
    names = draw.sample(sorted(steps), len(steps))
    return dict(zip(names, at_once(*(steps[name] for name in names)), strict=True))


@rounds
def test_a_level_is_never_completed_on_a_sign_off_that_was_revoked(
    portfolio, teacher, second_teacher, coordinator, board_member, rounds, capsys
):
    draw = random.Random(rounds)
    everything_signed_off(portfolio, teacher)
    seen = Counter()
    for _round in range(rounds):
        cell = portfolio.sign_offs.get(work_process__code="2.1")
        proposal = completion.propose(portfolio=portfolio, by=teacher)
        ends = shuffled(
            draw,
            {
                "confirm": lambda proposal=proposal: completion.confirm(
                    completion=proposal, by=board_member
                ),
                "refuse": lambda proposal=proposal: completion.refuse(
                    completion=proposal, by=board_member, reason="Not yet."
                ),
                "revoke": lambda cell=cell: sign_off.revoke(
                    sign_off=cell, by=coordinator, reason="A mistake."
                ),
                "propose": lambda: completion.propose(portfolio=portfolio, by=second_teacher),
            },
        )
        won = {name for name, end in ends.items() if end == WON}
        seen[frozenset(won)] += 1
        state = Completion.objects.get(pk=proposal.pk).state
        revoked = SignOff.objects.get(pk=cell.pk).state == State.RETURNED
        completed = Portfolio.objects.get(pk=portfolio.pk).state == PortfolioState.COMPLETED
        assert revoked == ("revoke" in won)
        assert completed == ("confirm" in won)
        # One of the three ended the proposal; a new one stands only after a refusal alone.
        assert len({"confirm", "refuse"} & won) <= 1
        assert not {"confirm", "revoke"} <= won
        if "confirm" in won:
            assert state == CompletionState.CONFIRMED
            assert Completion.objects.get(pk=proposal.pk).sealed
        elif "refuse" in won:
            assert state == CompletionState.REFUSED
        else:
            assert state == CompletionState.VOID
            assert "revoke" in won
        assert Completion.objects.open().count() == int("propose" in won and not revoked)
        told = [end for end in ends.values() if end != WON]
        assert all(told)
        _stand_again(portfolio, proposal, cell, teacher, board_member)
    assert sum(seen.values()) == rounds
    assert is_whole(capsys)


def _stand_again(portfolio, proposal, cell, teacher, board_member):
    """Complete and without a proposal, for the next round."""
    if Portfolio.objects.get(pk=portfolio.pk).state == PortfolioState.COMPLETED:
        completion.reopen(completion=proposal, by=board_member, reason="Once more.")
    for other in portfolio.completions.open():
        completion.refuse(completion=other, by=board_member, reason="Once more.")
    if SignOff.objects.get(pk=cell.pk).state == State.RETURNED:
        signed_off(portfolio, "2.1", teacher)


@rounds
def test_two_assessors_carry_over_once_while_it_is_revoked(
    portfolio, level3, level4, teacher, second_teacher, coordinator, rounds, capsys
):
    draw = random.Random(rounds)
    add_evidence(portfolio, "2.1")
    for number in range(rounds):
        _lower(portfolio, level3, level4, teacher, coordinator)
        level4.required_assessors = 1 + number % 2
        level4.save()
        cell = portfolio.sign_offs.get(work_process__code="2.1")
        before = portfolio.log.count()
        ends = shuffled(
            draw,
            {
                "first": lambda cell=cell: sign_off.carry_over(sign_off=cell, by=teacher),
                "second": lambda cell=cell: sign_off.carry_over(sign_off=cell, by=second_teacher),
                "revoke": lambda cell=cell: sign_off.revoke(
                    sign_off=cell, by=coordinator, reason="A mistake."
                ),
            },
        )
        entries = list(portfolio.log.filter(number__gt=before).order_by("number"))
        verbs = [entry.verb for entry in entries]
        confirmed = [ends[name] for name in ("first", "second")].count(WON)
        assert ends["revoke"] == WON
        assert verbs.count(Verb.CONFIRMED) == confirmed
        carried = verbs.count(Verb.CARRIED_OVER)
        assert carried == int(confirmed >= level4.required_assessors)
        assert confirmed <= level4.required_assessors
        assert not cell.confirmations.standing().exists()
        cell.refresh_from_db()
        assert (cell.state, cell.grade) == (State.RETURNED, "")
        assert all(ends.values())
    assert is_whole(capsys)


def _lower(portfolio, level3, level4, teacher, coordinator):
    """A sign-off of the lower level, in a portfolio of the higher one."""
    for profile in (level3, level4):
        portfolios.change_profile(
            portfolio=portfolio, by=coordinator, exit_profile=profile, reason="Moved."
        )
        portfolio.refresh_from_db()
        if profile == level3:
            signed_off(portfolio, "2.1", teacher)


@rounds
def test_what_is_exempted_is_not_handed_in_and_the_other_way_round(
    portfolio, student, board_member, rounds, capsys
):
    draw = random.Random(rounds)
    add_evidence(portfolio, "1.1")
    for _round in range(rounds):
        ends = shuffled(
            draw,
            {
                "exempt": lambda: sign_off.exempt(
                    portfolio=portfolio,
                    work_process=work_process(portfolio, "1.1"),
                    by=board_member,
                    ground="A diploma.",
                ),
                "submit": lambda: hand_in(portfolio, "1.1"),
            },
        )
        assert sorted(end == WON for end in ends.values()) == [False, True], ends
        standing = Exemption.objects.standing()
        cell = portfolio.sign_offs.get(work_process__code="1.1")
        assert standing.exists() == (ends["exempt"] == WON)
        assert (cell.state == State.SUBMITTED) == (ends["submit"] == WON)
        for exemption in standing:
            sign_off.end_exemption(exemption=exemption, by=board_member, reason="Once more.")
        for submission in cell.submissions.open():
            sign_off.withdraw(submission=submission, by=student)
    assert is_whole(capsys)
