"""The legal steps of a sign-off, each one function: check, lock, write, log.

`STEPS` is the table of legal steps: from which states, to which, and who. A step locks the row of
the portfolio first and reads what it decides on after that, so two people at once never decide on
what is no longer so: one wins, the other gets `Refused` with a sentence.
"""

from portfolios.sign_off.assess import (
    ROUNDS,
    assess,
    current_round,
    releasable_seats,
    release_seat,
    seat_for,
)
from portfolios.sign_off.carry_over import carry_over, carry_over_all
from portfolios.sign_off.exempt import end_exemption, exempt
from portfolios.sign_off.hand_in import follow_links, obstacles, submit, withdraw
from portfolios.sign_off.revoke import revoke
from portfolios.sign_off.table import STEPS

__all__ = [
    "ROUNDS",
    "STEPS",
    "assess",
    "carry_over",
    "carry_over_all",
    "current_round",
    "end_exemption",
    "exempt",
    "follow_links",
    "obstacles",
    "releasable_seats",
    "release_seat",
    "revoke",
    "seat_for",
    "submit",
    "withdraw",
]
