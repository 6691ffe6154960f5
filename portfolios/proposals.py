"""Open proposals for completion, with what a member of the board weighs before deciding."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone

from portfolios import class_overview, permissions
from portfolios.enums import Shown, Verb
from portfolios.models import (
    Assessment,
    Completion,
    Confirmation,
    Exemption,
    LogEntry,
    Portfolio,
    User,
)
from portfolios.progress import explain

_SIGNED = (Shown.GOOD, Shown.SUFFICIENT)


@dataclass(frozen=True)
class Proposal:
    """One open proposal, with what a member weighs before deciding."""

    completion: Completion
    row: class_overview.Row
    exemptions: list
    last_signed_at: datetime | None
    assessed_here: bool
    log_is_whole: bool
    is_proposer: bool
    is_student: bool

    @property
    def may_decide(self):
        """Nobody decides on their own proposal, or about themselves."""
        return not (self.is_proposer or self.is_student)

    @property
    def signed(self):
        """How many units were signed off."""
        return self.row.progress.count(*_SIGNED)

    @property
    def exemptions_by_day(self):
        """The days on which something was granted, each with the codes."""
        days = defaultdict(list)
        for exemption in self.exemptions:
            days[timezone.localdate(exemption.granted_at)].append(exemption.work_process.code)
        return sorted(days.items())

    @property
    def specialisations(self):
        """The options that count in the core tasks with a choice."""
        return [
            cell.work_process
            for cell in self.row.progress.counted
            if cell.work_process.core_task.choose
        ]

    @property
    def missing(self):
        """What is open after all, since the qualification changed; mostly empty."""
        return explain.still_open(self.row.progress)


def exemptions_in(rows, user):
    """The standing exemptions in these portfolios (rows by id), each with its portfolio and cell.

    `is_lower`: granted for a lower level than the portfolio has now. `waits`: it would count if it
    were granted again.
    """
    found = list(
        Exemption.objects.visible_to(user)
        .standing()
        .current()
        .filter(portfolio__in=rows)
        .select_related("work_process", "exit_profile", "granted_by")
    )
    for one in found:
        row = rows[one.portfolio_id]
        one.portfolio = row.portfolio
        one.cell = row.progress.by_code[one.work_process.code]
        one.is_lower = one.exit_profile.level < row.portfolio.exit_profile.level
        one.waits = (
            (one.is_lower or one.to_confirm)
            and one.cell.shown == Shown.TO_CONFIRM
            and one.cell.facts.given_level is None
        )
    return found


def weigh(completions, rows, exemptions, user):
    """A `Proposal` for each open one, longest waiting first, in a fixed number of queries."""
    completions = sorted(completions, key=lambda one: (one.proposed_at, one.pk))
    ids = [completion.portfolio_id for completion in completions]
    logs, known = _logs(ids), _assessed_by(user, ids)
    exempt = defaultdict(list)
    counted = {pk: set(rows[pk].progress.counted) for pk in ids}
    for one in exemptions:
        counts = one.cell in counted.get(one.portfolio_id, ())
        if counts and one.cell.shown == Shown.EXEMPT and not one.is_lower:
            exempt[one.portfolio_id].append(one)
    return [
        Proposal(
            completion=completion,
            row=rows[completion.portfolio_id],
            exemptions=exempt[completion.portfolio_id],
            last_signed_at=logs[completion.portfolio_id][0],
            assessed_here=completion.portfolio_id in known,
            log_is_whole=logs[completion.portfolio_id][1],
            is_proposer=permissions.same_person(completion.proposed_by, user),
            is_student=completion.portfolio.student_id == user.pk,
        )
        for completion in completions
    ]


def weigh_one(completion, user):
    """The same for one of them."""
    rows = {row.portfolio.pk: row for row in class_overview.rows([completion.portfolio])}
    return weigh([completion], rows, exemptions_in(rows, user), user)[0]


def _assessed_by(user, portfolios):
    """In which of these portfolios this person judged or confirmed something."""
    accounts = User.objects.accounts_of(user)
    judged = Assessment.objects.filter(
        assessor__in=accounts, submission__sign_off__portfolio__in=portfolios
    ).values_list("submission__sign_off__portfolio")
    confirmed = Confirmation.objects.filter(
        assessor__in=accounts, sign_off__portfolio__in=portfolios
    ).values_list("sign_off__portfolio")
    return {pk for (pk,) in judged.order_by().union(confirmed.order_by())}


def _logs(portfolios):
    """By the id of a portfolio: when something was signed off last, and whether its log is whole.

    Whole is: as many entries as were counted, and the last one as it was. What every entry says
    is checked by `verify_log`, not by a page.
    """
    last = LogEntry.objects.filter(portfolio=OuterRef("pk")).order_by("-number")
    found = (
        Portfolio.objects.filter(pk__in=portfolios)
        .order_by()
        .annotate(
            entries=Count("log"),
            head=Subquery(last.values("hash")[:1]),
            signed_at=Max("log__at", filter=Q(log__verb=Verb.SIGNED_OFF)),
        )
        .values_list("pk", "signed_at", "entries", "log_count", "head", "log_head")
    )
    return {
        pk: (signed_at, entries == count and head == kept)
        for pk, signed_at, entries, count, head, kept in found
    }
