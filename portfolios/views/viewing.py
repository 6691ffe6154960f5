"""A portfolio as one person looks at it: its addresses, and what that person may do there."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from curriculum.models import WorkProcess
from portfolios import permissions
from portfolios.enums import PortfolioState
from portfolios.models import Exemption, Portfolio, User


@dataclass(frozen=True)
class Viewing:
    """`own`: a student at the portfolio they work in now; everybody else reads it."""

    portfolio: Portfolio
    user: User
    own: bool

    @property
    def is_owner(self):
        return self.portfolio.student_id == self.user.pk

    @property
    def may_work(self):
        """Add evidence, choose and hand in."""
        return self.own and self.portfolio.is_active

    @cached_property
    def may_revoke(self):
        return self.portfolio.is_active and permissions.is_assessor_or_coordinator(
            self.user, self.portfolio
        )

    @cached_property
    def may_confirm(self):
        """Confirm sign-offs of a lower level."""
        return self.portfolio.is_active and permissions.is_assessor(self.user, self.portfolio)

    @property
    def trainers_to_check(self):
        """How many workplace trainers wait for the check of a teacher; for staff alone."""
        return 0 if self.is_owner else self.portfolio.trainers.to_check().count()

    @property
    def may_manage(self):
        return self.user.roles.coordinator and not self.is_owner

    def hidden_drafts(self, work_process=None):
        """How many pieces, of this work process or of all, nobody but the student sees yet."""
        if self.is_owner:
            return 0
        drafts = self.portfolio.evidence.standing().filter(frozen_at=None)
        if work_process:
            drafts = drafts.filter(links__work_process=work_process)
        return drafts.count()

    def exemptions(self, facts):
        """The standing exemptions behind these facts of cells; asks only where there are any."""
        if all(found.exempt_level is None for found in facts):
            return []
        standing = Exemption.objects.visible_to(self.user).standing()
        return list(
            standing.filter(portfolio=self.portfolio)
            .select_related("work_process", "exit_profile", "granted_by")
            .order_by(*(f"work_process__{name}" for name in WorkProcess._meta.ordering))
        )

    @property
    def home(self):
        return self._address("portfolio")

    @property
    def matrix(self):
        return self._address("matrix")

    @property
    def levels(self):
        return self._address("levels")

    def work_process(self, code):
        return self._address("work_process", code)

    def _address(self, name, *args):
        if self.own:
            return reverse(f"portfolios:{name}", args=args)
        return reverse(f"portfolios:{name}_of", args=[self.portfolio.pk, *args])


def own(user):
    """The portfolio that a student works in: the active one, else the latest.

    Raises Http404 for somebody without any.
    """
    portfolio = _current(user)
    if portfolio is None:
        raise Http404("This person has no portfolio.")
    return Viewing(portfolio, user, own=True)


def of(user, pk):
    """The portfolio with this id. Raises Http404 where this person may not see it."""
    portfolio = get_object_or_404(Portfolio.objects.visible_to(user).with_people(), pk=pk)
    is_own = portfolio.student_id == user.pk and _current(user) == portfolio
    return Viewing(portfolio, user, own=is_own)


def _current(user):
    active_first = Case(When(state=PortfolioState.ACTIVE, then=Value(0)), default=Value(1))
    mine = Portfolio.objects.with_people().filter(student=user)
    return mine.order_by(active_first, "-starts_on", "-pk").first()
