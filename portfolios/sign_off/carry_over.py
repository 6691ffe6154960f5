"""Confirming that a sign-off is good enough for the level of the portfolio: one of a lower level,
or one that came along from another version of the qualification."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, completion, log, notify, permissions
from portfolios.enums import State, Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import Confirmation, SignOff
from portfolios.sign_off.table import check, counts, end_confirmations, lock_cell, move


@transaction.atomic
def carry_over(*, sign_off, by):
    """Confirm a sign-off that does not count yet; with enough assessors it counts at this level.

    Returns the confirmation.
    """
    return _confirm(lock_cell(sign_off), by)


@transaction.atomic
def carry_over_all(*, portfolio, sign_offs, by):
    """Confirm several sign-offs of one portfolio in one go: all of them or none.

    Raises Refused with a sentence that names the first that cannot. Returns the confirmations.
    """
    portfolio = lock_active(portfolio.pk)
    cells = SignOff.objects.filter(portfolio=portfolio).select_related("work_process", "given_at")
    cells = cells.in_bulk([sign_off.pk for sign_off in sign_offs])
    confirmations = []
    for sign_off in sign_offs:
        cell = cells[sign_off.pk]
        cell.portfolio = portfolio
        confirmations.append(_confirm(cell, by))
    return confirmations


def _confirm(cell, by):
    """Confirm one cell; its portfolio is locked."""
    check("carry over", cell, by)
    profile = cell.portfolio.exit_profile
    standing = _standing(cell)
    _check_needs(cell, profile, standing, by)
    confirmation = Confirmation.objects.create(
        sign_off=cell,
        exit_profile=profile,
        given_at=cell.given_at,
        grade=cell.grade,
        assessor=by,
        confirmed_at=clock.now(),
    )
    log.write(
        cell.portfolio,
        Verb.CONFIRMED,
        by=by,
        work_process=cell.work_process.code,
        confirmation=confirmation.pk,
        exit_profile=profile.slug,
        given_at=cell.given_at.slug,
        grade=str(cell.grade),
    )
    counting = {
        found.assessor.person: found
        for found in standing
        if permissions.is_assessor(found.assessor.person, cell.portfolio)
    }
    if len(counting) + 1 >= profile.required_assessors:
        _carry(cell, [*counting.values(), confirmation], by)
    return confirmation


def _standing(cell):
    """The confirmations of the standing result for the level of the portfolio."""
    found = cell.confirmations.standing().select_related("assessor__merged_into")
    return list(
        found.filter(
            exit_profile=cell.portfolio.exit_profile_id,
            given_at=cell.given_at_id,
            grade=cell.grade,
        )
    )


def _check_needs(cell, profile, standing, by):
    code = cell.work_process.code
    if counts(cell, profile):
        raise Refused(
            _("%(code)s is signed off for %(profile)s already.")
            % {"code": code, "profile": profile.name}
        )
    if not profile.requirements.filter(work_process=cell.work_process).exists():
        raise Refused(
            _("%(profile)s does not ask for %(code)s.") % {"code": code, "profile": profile.name}
        )
    if any(permissions.same_person(found.assessor, by) for found in standing):
        raise Refused(
            _("You have confirmed %(code)s already. It waits for another assessor.")
            % {"code": code}
        )


def _carry(cell, confirmations, by):
    """Let the standing result count at the level of the portfolio; its grade stays."""
    move("carry over", cell, State.SIGNED_OFF)
    cell.given_at, cell.to_confirm = cell.portfolio.exit_profile, False
    cell.save(update_fields=["given_at", "to_confirm"])
    log.write(
        cell.portfolio,
        Verb.CARRIED_OVER,
        by=by,
        work_process=cell.work_process.code,
        grade=str(cell.grade),
        given_at=cell.given_at.slug,
        level=cell.given_at.level,
        confirmations=[confirmation.pk for confirmation in confirmations],
    )
    end_confirmations(cell)
    completion.void(cell.portfolio, by=by)
    notify.carried_over(cell, by=by)
