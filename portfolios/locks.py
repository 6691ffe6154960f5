"""The one lock of this house: a step locks the row of its portfolio before it reads anything."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portfolios.errors import Refused
from portfolios.models import Portfolio, User


def lock(portfolio_id):
    """The portfolio, its row locked until the transaction ends.

    The query joins nothing: a lock that waited compares the changed row with what was joined
    before it waited, and PostgreSQL then finds no row at all.
    """
    return Portfolio.objects.locked().get(pk=portfolio_id)


def lock_active(portfolio_id):
    """The portfolio, locked. Raises Refused unless it is active: nothing changes in the others."""
    portfolio = lock(portfolio_id)
    check_active(portfolio)
    return portfolio


def check_active(portfolio):
    """Raises Refused unless the portfolio is active."""
    if not portfolio.is_active:
        raise Refused(
            _("This portfolio is %(state)s, so nothing in it can change.")
            % {"state": portfolio.get_state_display()}
        )


def check_only_active(portfolio):
    """Raises Refused where the student has another active portfolio for this qualification.

    Two at once would each find no other, so they go one after the other.
    """
    student = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=portfolio.student_id)
    if student.merged_into_id:
        raise Refused(_("The account of this student was merged into another one meanwhile."))
    try:
        portfolio.validate_constraints()
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from fault
