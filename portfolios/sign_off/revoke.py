"""Taking a sign-off back."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import completion, log, notify
from portfolios.enums import State, Verb
from portfolios.errors import Refused
from portfolios.sign_off.table import check, end_confirmations, lock_cell, move


@transaction.atomic
def revoke(*, sign_off, by, reason):
    """Take a sign-off back; it stays visible in the history."""
    cell = lock_cell(sign_off)
    check("revoke", cell, by)
    if not reason.strip():
        raise Refused(_("Write why."))
    was = {"grade": str(cell.grade), "given_at": cell.given_at.slug}
    move("revoke", cell, State.RETURNED)
    cell.grade, cell.given_at, cell.to_confirm = "", None, False
    cell.save(update_fields=["state", "grade", "given_at", "to_confirm"])
    log.write(
        cell.portfolio,
        Verb.REVOKED,
        by=by,
        reason=reason.strip(),
        work_process=cell.work_process.code,
        **was,
    )
    end_confirmations(cell)
    completion.void(cell.portfolio, by=by)
    notify.revoked(cell, by=by)
