"""Workplace trainers: naming and checking them, asking them, and taking down what they state.

A trainer has no account: a personal link, or a code on paper, opens what one link names. What
they state is part of the evidence, and never a sign-off.
"""

from portfolios.workplace.asking import ask, ask_new, obstacle
from portfolios.workplace.links import find, find_by_code, may_revoke, revoke_link
from portfolios.workplace.showing import files_of, pieces_of, shown
from portfolios.workplace.stating import state
from portfolios.workplace.trainers import check_trainer, decline_trainer, name_trainer

__all__ = [
    "ask",
    "ask_new",
    "check_trainer",
    "decline_trainer",
    "files_of",
    "find",
    "find_by_code",
    "may_revoke",
    "name_trainer",
    "obstacle",
    "pieces_of",
    "revoke_link",
    "shown",
    "state",
]
