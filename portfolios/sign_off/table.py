"""The table of legal steps of a sign-off, and how a step looks at it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portfolios import clock, permissions
from portfolios.enums import State
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import SignOff


@dataclass(frozen=True)
class Step:
    """One row of the table of legal steps."""

    sources: frozenset
    targets: frozenset
    allowed: Callable


def _step(sources, targets, allowed):
    return Step(frozenset(sources), frozenset(targets), allowed)


STEPS = {
    "start": _step({State.NOT_STARTED}, {State.IN_PROGRESS}, permissions.is_owner),
    "empty": _step({State.IN_PROGRESS}, {State.NOT_STARTED}, permissions.is_owner),
    "submit": _step(
        {State.IN_PROGRESS, State.RETURNED, State.SIGNED_OFF},
        {State.SUBMITTED},
        permissions.is_owner,
    ),
    "withdraw": _step(
        {State.SUBMITTED},
        {State.IN_PROGRESS, State.RETURNED, State.SIGNED_OFF},
        permissions.is_owner,
    ),
    "assess": _step(
        {State.SUBMITTED},
        {State.SUBMITTED, State.SIGNED_OFF, State.RETURNED},
        permissions.is_assessor,
    ),
    "release": _step({State.SUBMITTED}, {State.SUBMITTED}, permissions.is_coordinator),
    "revoke": _step({State.SIGNED_OFF}, {State.RETURNED}, permissions.is_assessor_or_coordinator),
    "carry over": _step({State.SIGNED_OFF}, {State.SIGNED_OFF}, permissions.is_assessor),
    # An exemption leaves the state as it is.
    "exempt": _step(set(State) - {State.SUBMITTED}, set(State), permissions.is_board_member),
    "end exemption": _step(set(State), set(State), permissions.is_board_member),
}


def check(name, cell, by):
    """May this person take this step, and is it legal from the state of the cell?"""
    step = STEPS[name]
    if not step.allowed(by, cell.portfolio):
        raise PermissionDenied
    if cell.work_process.qualification_id != cell.portfolio.qualification_id:
        raise Refused(
            _("%(code)s is of an earlier version of your qualification: it stays as it is.")
            % {"code": cell.work_process.code}
        )
    if cell.state not in step.sources:
        raise Refused(
            _("This cannot be done now: %(code)s is “%(state)s” meanwhile.")
            % {"code": cell.work_process.code, "state": cell.get_state_display()}
        )
    return step


def counts(cell, profile):
    """Signed off at the level of this exit profile or a higher one, with nothing to confirm."""
    return bool(cell.given_at) and not cell.to_confirm and cell.given_at.level >= profile.level


def move(name, cell, to):
    if to not in STEPS[name].targets:
        raise ValueError(f"{name} does not lead to {to}")
    cell.state = to


def lock_cell(sign_off):
    """Lock the portfolio, then read the cell afresh."""
    portfolio = lock_active(sign_off.portfolio_id)
    cell = SignOff.objects.select_related("work_process", "given_at").get(pk=sign_off.pk)
    cell.portfolio = portfolio
    return cell


def check_open(submission):
    """Raises Refused once a hand-in was decided or withdrawn."""
    if not submission.is_open:
        raise Refused(_("This hand-in was decided or withdrawn meanwhile."))


def end_confirmations(cell):
    """What was confirmed of a standing result ends with it."""
    cell.confirmations.standing().update(ended_at=clock.now())
