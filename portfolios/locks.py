"""The one lock of this house: a step locks the row of its portfolio before it reads anything."""

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


def check_only_active(*portfolios):
    """Raises Refused where a student has another active portfolio for this qualification, or where
    a portfolio ends before it starts.

    Two at once would each find no other, so they go one after the other.
    """
    students = {portfolio.student_id for portfolio in portfolios}
    locked = User.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    if any(locked.filter(pk__in=students).values_list("merged_into", flat=True)):
        raise Refused(_("The account of this student was merged into another one meanwhile."))
    others = Portfolio.objects.active().filter(student__in=students)
    others = others.exclude(pk__in=[portfolio.pk for portfolio in portfolios if portfolio.pk])
    taken = set(others.values_list("student", "qualification"))
    for portfolio in portfolios:
        if (portfolio.student_id, portfolio.qualification_id) in taken:
            raise Refused(_sentence("portfolio_one_active"))
        if portfolio.ends_on <= portfolio.starts_on:
            raise Refused(_sentence("portfolio_ends_after_start"))
        taken.add((portfolio.student_id, portfolio.qualification_id))


def _sentence(name):
    """What a constraint of portfolios says to people."""
    found = [one for one in Portfolio._meta.constraints if one.name == name]
    return str(found[0].violation_error_message)
