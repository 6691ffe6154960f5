"""What every step with evidence does first: lock the portfolio, then read the piece afresh."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portfolios import permissions
from portfolios.errors import Refused
from portfolios.locks import lock_active


def lock_own(portfolio_id, by):
    """The active portfolio, locked. Raises PermissionDenied for anybody but its student."""
    portfolio = lock_active(portfolio_id)
    if not permissions.is_owner(by, portfolio):
        raise PermissionDenied
    return portfolio


def lock_piece(evidence, by):
    """Lock the portfolio and read the piece afresh. Raises Refused where it was removed."""
    portfolio = lock_own(evidence.portfolio_id, by)
    evidence = portfolio.evidence.get(pk=evidence.pk)
    if evidence.removed_at:
        raise Refused(_("This piece of evidence was removed."))
    evidence.portfolio = portfolio
    return evidence


def lock_loose(evidence, by):
    """The same for a piece that must not be frozen either."""
    evidence = lock_piece(evidence, by)
    check_loose(evidence)
    return evidence


def check_loose(evidence):
    """Raises Refused for a piece that cannot change any more."""
    if evidence.is_frozen:
        raise Refused(
            _("You handed this in, so it cannot change any more. You can add a new version.")
        )
