"""A portfolio as one person looks at it: its addresses, and what that person may do there."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from curriculum.models import WorkProcess
from portfolios import permissions
from portfolios.enums import CompletionState, PortfolioState
from portfolios.models import Completion, Exemption, Message, Portfolio, SignOff, User
from portfolios.notify import reading


@dataclass(frozen=True)
class Viewing:
    """`own`: a student at the portfolio they work in now; everybody else reads it.

    `others` are the other portfolios of a student who looks at one of their own.
    """

    portfolio: Portfolio
    user: User
    own: bool
    others: tuple = ()

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
            standing.current()
            .filter(portfolio=self.portfolio)
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
    mine = _mine(user)
    if not mine:
        raise Http404("This person has no portfolio.")
    return Viewing(mine[0], user, own=True, others=tuple(mine[1:]))


def of(user, pk):
    """The portfolio with this id. Raises Http404 where this person may not see it."""
    portfolio = get_object_or_404(_portfolios(user).visible_to(user), pk=pk)
    if portfolio.student_id != user.pk:
        return Viewing(portfolio, user, own=False)
    mine = _mine(user)
    others = tuple(found for found in mine if found != portfolio)
    return Viewing(portfolio, user, own=mine[0] == portfolio, others=others)


def _mine(user):
    """The portfolios of a student, the one that they work in first."""
    active_first = Case(When(state=PortfolioState.ACTIVE, then=Value(0)), default=Value(1))
    mine = _portfolios(user).filter(student=user)
    return list(mine.order_by(active_first, "-starts_on", "-pk"))


def _portfolios(user):
    """With what would be asked on many pages for nothing, answered along.

    `has_news`: a message about it that this person has not read, `has_news_as_a_whole`: one that
    is about no single work process. `has_completions`: a proposal that did not lapse.
    `has_earlier_cells`: it was moved here from another version of the qualification.
    """
    news = Message.objects.visible_to(user).unread().filter(portfolio=OuterRef("pk"))
    completions = Completion.objects.filter(portfolio=OuterRef("pk"))
    completions = completions.exclude(state=CompletionState.VOID)
    cells = SignOff.objects.filter(portfolio=OuterRef("pk"))
    return Portfolio.objects.with_people().annotate(
        has_news=Exists(news),
        has_news_as_a_whole=Exists(news.filter(kind__in=reading.OF_A_PORTFOLIO)),
        has_completions=Exists(completions),
        has_earlier_cells=Exists(
            cells.exclude(work_process__qualification=OuterRef("qualification"))
        ),
    )
