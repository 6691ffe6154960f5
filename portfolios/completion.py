"""The completion of a level: proposed by an assessor, decided by the examination board.

Confirming seals the list of what counted and sets the portfolio to completed; from then on nothing
in it changes but by reopening, which keeps the sealed list.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, log, notify, permissions, progress, results, seal
from portfolios.enums import CompletionState, PortfolioState, Verb
from portfolios.errors import Refused
from portfolios.locks import check_only_active, lock, lock_active
from portfolios.models import Assessment, Completion, Confirmation, User


@transaction.atomic
def propose(*, portfolio, by):
    """Ask the examination board to confirm that the level is completed. Returns the completion."""
    portfolio = lock_active(portfolio.pk)
    if not permissions.is_assessor(by, portfolio):
        raise PermissionDenied
    if portfolio.completions.open().exists():
        raise Refused(_("The completion is proposed already."))
    _complete(portfolio)
    completion = Completion.objects.create(
        portfolio=portfolio,
        exit_profile=portfolio.exit_profile,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    log.write(
        portfolio,
        Verb.COMPLETION_PROPOSED,
        by=by,
        completion=completion.pk,
        exit_profile=completion.exit_profile.slug,
    )
    notify.completion_proposed(completion, by=by)
    return completion


@transaction.atomic
def confirm(*, completion, by):
    """Complete the level: compute again, seal what counted, and let nothing change any more."""
    completion = _lock_open(completion, by)
    portfolio = completion.portfolio
    found = _complete(portfolio)
    now = clock.now()
    completion.sealed = seal.completion(
        completion, by=by, at=now, work_processes=results.of_counted(portfolio, found)
    )
    completion.sealed_sha256 = log.sha256(completion.sealed)
    _decide(completion, CompletionState.CONFIRMED, by, now)
    portfolio.state = PortfolioState.COMPLETED
    portfolio.save(update_fields=["state"])
    log.write(
        portfolio,
        Verb.COMPLETION_CONFIRMED,
        by=by,
        completion=completion.pk,
        exit_profile=completion.exit_profile.slug,
        sealed=completion.sealed_sha256,
        assessed_here=assessed_here(portfolio, by),
    )
    notify.completed(completion, by=by)


@transaction.atomic
def refuse(*, completion, by, reason):
    """Do not complete the level; the portfolio goes on."""
    completion = _lock_open(completion, by)
    if not reason.strip():
        raise Refused(_("Write why."))
    _decide(completion, CompletionState.REFUSED, by, clock.now())
    log.write(
        completion.portfolio,
        Verb.COMPLETION_REFUSED,
        by=by,
        reason=reason.strip(),
        completion=completion.pk,
        assessed_here=assessed_here(completion.portfolio, by),
    )
    notify.completion_refused(completion, by=by)


@transaction.atomic
def reopen(*, completion, by, reason):
    """Open a completed portfolio again; the sealed list stays, as revoked."""
    portfolio = lock(completion.portfolio_id)
    if not permissions.is_board_member(by, portfolio):
        raise PermissionDenied
    completion = portfolio.completions.select_related("proposed_by").get(pk=completion.pk)
    completion.portfolio = portfolio
    if completion.state != CompletionState.CONFIRMED:
        raise Refused(_("Only a completed level can be reopened."))
    if not reason.strip():
        raise Refused(_("Write why."))
    portfolio.state = PortfolioState.ACTIVE
    check_only_active(portfolio)
    portfolio.save(update_fields=["state"])
    completion.state = CompletionState.REOPENED
    completion.reopened_by, completion.reopened_at = by, clock.now()
    completion.save(update_fields=["state", "reopened_by", "reopened_at"])
    log.write(
        portfolio,
        Verb.COMPLETION_REOPENED,
        by=by,
        reason=reason.strip(),
        completion=completion.pk,
    )
    notify.completion_reopened(completion, by=by)


def void(portfolio, *, by):
    """Let an open proposal lapse, because progress changed; the portfolio is locked already."""
    completion = portfolio.completions.open().first()
    if completion is None:
        return
    completion.state, completion.decided_at = CompletionState.VOID, clock.now()
    completion.save(update_fields=["state", "decided_at"])
    log.write(portfolio, Verb.COMPLETION_VOIDED, by=by, completion=completion.pk)


def assessed_here(portfolio, user):
    """Whether somebody assessed or confirmed anything in this portfolio."""
    assessments = Assessment.objects.filter(submission__sign_off__portfolio=portfolio)
    confirmations = Confirmation.objects.filter(sign_off__portfolio=portfolio)
    accounts = User.objects.accounts_of(user)
    rows = (assessments, confirmations)
    return any(found.filter(assessor__in=accounts).exists() for found in rows)


def _lock_open(completion, by):
    """The proposal, its portfolio locked; raises where this person may not decide on it now."""
    portfolio = lock_active(completion.portfolio_id)
    if not permissions.is_board_member(by, portfolio):
        raise PermissionDenied
    completion = portfolio.completions.select_related(
        "exit_profile", "proposed_by__merged_into"
    ).get(pk=completion.pk)
    completion.portfolio = portfolio
    if completion.state != CompletionState.PROPOSED:
        raise Refused(_("This proposal lapsed or was decided meanwhile."))
    if permissions.same_person(completion.proposed_by, by):
        raise Refused(_("You proposed this yourself: somebody else of the board decides."))
    return completion


def _complete(portfolio):
    """The progress of the portfolio. Raises Refused unless it is complete."""
    found = progress.of_one(portfolio).own
    if not found.is_complete:
        raise Refused(
            _("This portfolio is not complete: %(done)d of %(total)d.")
            % {"done": found.done, "total": found.total}
        )
    return found


def _decide(completion, state, by, now):
    completion.state = state
    completion.decided_by, completion.decided_at = by, now
    completion.save(update_fields=["state", "decided_by", "decided_at", "sealed", "sealed_sha256"])
