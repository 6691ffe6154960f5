"""The steps of a whole portfolio: start, specialisation, class, level, close and reopen."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.models import QualificationState
from portfolios import clock, completion, log, notify, permissions, progress
from portfolios.enums import PortfolioState, Verb
from portfolios.errors import Refused
from portfolios.locks import check_active, check_only_active, lock, lock_active
from portfolios.models import ChosenSpecialisation, Confirmation, Portfolio


def start(*, by, **fields):
    """Give a student a portfolio. Raises Refused when one is active for this qualification, or
    when its version is retired."""
    return start_many([new(**fields)], by=by)[0]


def new(*, student, exit_profile, school_class, starts_on, ends_on):
    """A portfolio that is yet to be started."""
    return Portfolio(
        student=student,
        exit_profile=exit_profile,
        qualification=exit_profile.qualification,
        school_class=school_class,
        starts_on=starts_on,
        ends_on=ends_on,
    )


@transaction.atomic
def start_many(portfolios, *, by):
    """Start all of these new portfolios or none. Raises Refused as `start` does."""
    check_only_active(*portfolios)
    _check_not_retired(portfolios)
    Portfolio.objects.bulk_create(portfolios)
    log.write_each(portfolios, Verb.PORTFOLIO_STARTED, by=by, facts_of=_start)
    return portfolios


def _check_not_retired(portfolios):
    """As the caller read the version: one that is retired this moment keeps what runs on it, so
    nobody has to wait for its row."""
    for version in {portfolio.qualification for portfolio in portfolios}:
        if version.state == QualificationState.RETIRED:
            raise Refused(
                _("%(version)s is retired: no portfolio can start in it.") % {"version": version}
            )


def _start(portfolio):
    return {
        "student": portfolio.student_id,
        "qualification": portfolio.qualification_id,
        "exit_profile": portfolio.exit_profile.slug,
        "level": portfolio.exit_profile.level,
        "school_class": portfolio.school_class_id,
    }


@transaction.atomic
def choose_specialisation(*, portfolio, by, core_task, work_processes):
    """Choose what to show in a core task that has a choice; may be changed at any time."""
    portfolio = lock_active(portfolio.pk)
    if not permissions.is_owner(by, portfolio):
        raise PermissionDenied
    chosen = set(work_processes)
    options = set(
        core_task.work_processes.filter(requirements__exit_profile=portfolio.exit_profile)
    )
    if not core_task.choose or not chosen <= options:
        raise Refused(_("Choose a specialisation that your level asks for."))
    if len(chosen) > core_task.choose:
        raise Refused(_("Choose at most %(count)d.") % {"count": core_task.choose})
    standing = portfolio.chosen_specialisations.filter(work_process__core_task=core_task)
    before = set(standing.values_list("work_process", flat=True))
    if before == {work_process.pk for work_process in chosen}:
        return
    counted = progress.of_one(portfolio).counted_codes
    standing.delete()
    for work_process in chosen:
        ChosenSpecialisation.objects.create(portfolio=portfolio, work_process=work_process)
    log.write(
        portfolio,
        Verb.SPECIALISATION_CHOSEN,
        by=by,
        core_task=core_task.number,
        work_processes=sorted(work_process.code for work_process in chosen),
    )
    if progress.of_one(portfolio).counted_codes != counted:
        completion.void(portfolio, by=by)


def change_class(*, portfolio, by, school_class, reason):
    """Move to another class; teachers of the former one lose sight of the portfolio."""
    change_classes({portfolio.pk: school_class}, by=by, reason=reason)


@transaction.atomic
def change_classes(moves, *, by, reason):
    """Move portfolios, by id, each to its class, all or none; for one reason."""
    portfolios = list(Portfolio.objects.locked().filter(pk__in=moves))
    for portfolio in portfolios:
        check_active(portfolio)
    _check_coordinator_of(portfolios, by, reason)
    former = {portfolio.pk: portfolio.school_class_id for portfolio in portfolios}
    for portfolio in portfolios:
        if portfolio.school_class_id == moves[portfolio.pk].pk:
            raise Refused(_("The portfolio is in this class already."))
        portfolio.school_class = moves[portfolio.pk]
    Portfolio.objects.bulk_update(portfolios, ["school_class"], batch_size=log.AT_ONCE)
    log.write_each(
        portfolios,
        Verb.CLASS_CHANGED,
        by=by,
        reason=reason.strip(),
        facts_of=lambda portfolio: {
            "former": former[portfolio.pk],
            "school_class": portfolio.school_class_id,
        },
    )


@transaction.atomic
def change_dates(dates):
    """Give active portfolios, by id, another start and planned end."""
    portfolios = list(Portfolio.objects.locked().filter(pk__in=dates))
    for portfolio in portfolios:
        check_active(portfolio)
        portfolio.starts_on, portfolio.ends_on = dates[portfolio.pk]
    Portfolio.objects.bulk_update(portfolios, ["starts_on", "ends_on"], batch_size=log.AT_ONCE)


@transaction.atomic
def change_profile(*, portfolio, by, exit_profile, reason):
    """Move to another level; touches no sign-off and no open hand-in.

    What was confirmed for the former level and still waited for another assessor waits no more.
    """
    portfolio = _lock_for_coordinator(portfolio, by, reason)
    if portfolio.exit_profile_id == exit_profile.pk:
        raise Refused(_("The portfolio has this level already."))
    if exit_profile.qualification_id != portfolio.qualification_id:
        raise Refused(_("Choose a level of the same qualification."))
    former, portfolio.exit_profile = portfolio.exit_profile, exit_profile
    portfolio.save(update_fields=["exit_profile"])
    log.write(
        portfolio,
        Verb.PROFILE_CHANGED,
        by=by,
        reason=reason.strip(),
        former=former.slug,
        exit_profile=exit_profile.slug,
        level=exit_profile.level,
    )
    Confirmation.objects.standing().filter(sign_off__portfolio=portfolio).update(
        ended_at=clock.now()
    )
    completion.void(portfolio, by=by)
    if progress.of_one(portfolio).own.to_confirm:
        notify.to_confirm(portfolio, by=by)


@transaction.atomic
def close(*, portfolio, by, reason):
    """Close the portfolio of somebody who leaves; nothing in it changes until it is reopened."""
    portfolio = _lock_for_coordinator(portfolio, by, reason)
    portfolio.state = PortfolioState.CLOSED
    portfolio.save(update_fields=["state"])
    log.write(portfolio, Verb.PORTFOLIO_CLOSED, by=by, reason=reason.strip())
    completion.void(portfolio, by=by)


@transaction.atomic
def reopen(*, portfolio, by, reason):
    """Open a closed portfolio again."""
    portfolio = lock(portfolio.pk)
    _check_coordinator(portfolio, by, reason)
    if portfolio.state != PortfolioState.CLOSED:
        raise Refused(_("Only a closed portfolio can be reopened."))
    portfolio.state = PortfolioState.ACTIVE
    check_only_active(portfolio)
    portfolio.save(update_fields=["state"])
    log.write(portfolio, Verb.PORTFOLIO_REOPENED, by=by, reason=reason.strip())


def _lock_for_coordinator(portfolio, by, reason):
    portfolio = lock_active(portfolio.pk)
    _check_coordinator(portfolio, by, reason)
    return portfolio


def _check_coordinator_of(portfolios, by, reason):
    """The same for many: the group is asked once, and nobody's own portfolio is among them."""
    for portfolio in portfolios[:1]:
        _check_coordinator(portfolio, by, reason)
    if any(portfolio.student_id == by.pk for portfolio in portfolios):
        raise PermissionDenied


def _check_coordinator(portfolio, by, reason):
    if not permissions.is_coordinator(by, portfolio):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Write why."))
