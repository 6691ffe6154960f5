"""What the examination board decided in the demo school, and what waits for it."""

from portfolios import completion, portfolio, sign_off
from portfolios.demo import material
from portfolios.demo.special import REASONS, later, teachers_of, untouched


def exemptions(school, portfolios):
    """One for each of these portfolios; the last one was ended."""
    for made, ground in zip(portfolios, material.WORDS["grounds"], strict=True):
        with later(made, school.now, 30):
            granted = sign_off.exempt(
                portfolio=made, work_process=untouched(made), by=school.board[0], ground=ground
            )
    with later(made, school.now, 6):
        sign_off.end_exemption(
            exemption=granted, by=school.board[1], reason=REASONS["exemption_ended"]
        )


def completions(school, complete, profiles):
    """Of four who lack nothing: two wait for the board, one is completed, and one moves up.

    The proposal of the last one lapses by that.
    """
    refused, reopened, completed, moved = complete
    by = school.board[0]
    made = _propose(school, refused, 16)
    with later(refused, school.now, 12):
        completion.refuse(completion=made, by=by, reason=REASONS["completion_refused"])
    _propose(school, refused, 3)
    made = _propose(school, reopened, 40)
    with later(reopened, school.now, 35):
        completion.confirm(completion=made, by=by)
    with later(reopened, school.now, 20):
        completion.reopen(completion=made, by=by, reason=REASONS["completion_reopened"])
    _propose(school, reopened, 4)
    made = _propose(school, completed, 14)
    with later(completed, school.now, 9):
        completion.confirm(completion=made, by=by)
    _propose(school, moved, 24)
    with later(moved, school.now, 20):
        portfolio.change_profile(
            portfolio=moved,
            by=school.coordinators[0],
            exit_profile=profiles[4],
            reason=REASONS["up"],
        )


def _propose(school, made, days):
    with later(made, school.now, days):
        return completion.propose(portfolio=made, by=teachers_of(school, made)[0])
