"""A move forth and back: cells of then wake up, with what the mapping brings."""

from portfolios import sign_off
from portfolios.enums import Outcome, State
from portfolios.models import SignOff, SignOffMove
from tests.factories import add_evidence, exempt, hand_in, signed_off
from tests.portfolios.moving import versions


def test_forth_and_back_loses_nothing_one_to_one(
    portfolio, teacher, board_member, mapping, administrator
):
    signed_off(portfolio, "1.1", teacher, Outcome.GOOD)
    exempt(portfolio, "2.3", board_member)
    add_evidence(portfolio, "7.1")
    signed_off(portfolio, "7.2", teacher)
    before = versions.states(portfolio)
    away = versions.moved(portfolio, mapping, administrator)
    assert versions.states(away) == {"1.1": "good", "3.1": "exempt", "7.1": "in_progress"}
    back = versions.back(mapping.source, mapping.target)
    home = versions.moved(away, back, administrator)
    assert versions.states(home) == before
    again = versions.moved(home, mapping, administrator)
    assert versions.states(again) == versions.states(away)
    pairs = [
        (move.source.work_process.code, move.sign_off.work_process.code)
        for move in SignOffMove.objects.all()
    ]
    assert len(pairs) == len(set(SignOffMove.objects.values_list("sign_off", "source")))
    assert SignOff.objects.filter(portfolio=portfolio).count() == 7


def test_what_was_revoked_there_does_not_stand_up_again(portfolio, teacher, mapping, administrator):
    signed_off(portfolio, "1.1", teacher)
    signed_off(portfolio, "2.3", teacher)
    away = versions.moved(portfolio, mapping, administrator)
    for code in ("1.1", "3.1"):
        sign_off.revoke(sign_off=versions.cell(away, code), by=teacher, reason="Copied.")
    # Back with 1.1 mapped, and nothing coming to 2.3.
    choices = {"1.1": "1.1"}
    back = versions.back(mapping.source, mapping.target, choices)
    home = versions.moved(away, back, administrator)
    assert versions.states(home) == {"1.1": "returned", "2.3": "to_confirm"}


def test_attempts_go_on_counting_in_the_cell_of_then(portfolio, teacher, mapping, administrator):
    signed_off(portfolio, "1.1", teacher)
    away = versions.moved(portfolio, mapping, administrator)
    sign_off.revoke(sign_off=versions.cell(away, "1.1"), by=teacher, reason="Again.")
    home = versions.moved(away, versions.back(mapping.source, mapping.target), administrator)
    assert versions.states(home) == {"1.1": "returned"}
    submission = hand_in(home, "1.1")
    assert submission.attempt == 2
    assert versions.breaks() == []


def test_split_and_merged_again_waits_to_be_confirmed(portfolio, teacher, mapping, administrator):
    signed_off(portfolio, "2.2", teacher, Outcome.GOOD)
    away = versions.moved(portfolio, mapping, administrator)
    home = versions.moved(away, versions.back(mapping.source, mapping.target), administrator)
    cell = versions.cell(home, "2.2")
    assert (cell.state, cell.grade, cell.to_confirm) == (State.SIGNED_OFF, "good", True)
    sign_off.carry_over(sign_off=cell, by=teacher)
    assert versions.states(home) == {"2.2": "good"}
    assert versions.breaks() == []
