"""Naming a workplace trainer, and saying as a teacher whether it is one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, log, notify, permissions
from portfolios.enums import Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import WorkplaceTrainer
from portfolios.workplace import links
from portfolios.workplace.addresses import normal, refuse_of_school


@transaction.atomic
def name_trainer(*, portfolio, by, name, company, email=""):
    """Name somebody at a company. Named by a teacher of the class, they are checked by that.

    Returns the trainer.
    """
    portfolio = lock_active(portfolio.pk)
    by_teacher = permissions.is_assessor(by, portfolio)
    if not by_teacher and not permissions.is_owner(by, portfolio):
        raise PermissionDenied
    name, company, email = name.strip(), company.strip(), email.strip()
    if not name or not company:
        raise Refused(_("Write the name of the trainer and of the company."))
    if email:
        refuse_of_school(email)
        _refuse_known(portfolio, email, by_teacher)
    elif not by_teacher:
        raise Refused(_("Write the e-mail address of the trainer."))
    now = clock.now()
    checked = {"checked_by": by, "checked_at": now} if by_teacher else {}
    trainer = WorkplaceTrainer.objects.create(
        portfolio=portfolio,
        name=name,
        company=company,
        email=email,
        named_by=by,
        named_at=now,
        **checked,
    )
    log.write(portfolio, Verb.TRAINER_NAMED, by=by, trainer=trainer.pk)
    if by_teacher:
        log.write(portfolio, Verb.TRAINER_CHECKED, by=by, trainer=trainer.pk)
    else:
        notify.trainer_named(trainer, by=by)
    return trainer


def _refuse_known(portfolio, email, by_teacher):
    """Each address once; one that a teacher declined comes back through a teacher alone."""
    alike = [
        one for one in portfolio.trainers.exclude(email="") if normal(one.email) == normal(email)
    ]
    if any(not one.is_declined for one in alike):
        raise Refused(_("There is a trainer with this address already: choose them in the list."))
    if alike and not by_teacher:
        raise Refused(_("A teacher declined this address. Talk to your teacher about it."))


@transaction.atomic
def check_trainer(*, trainer, by):
    """A teacher of the class says that this is a trainer at that company: what waits goes out."""
    trainer = _locked(trainer, by)
    if trainer.is_declined:
        raise Refused(_("This trainer was declined meanwhile."))
    if trainer.is_checked:
        raise Refused(_("This trainer was checked meanwhile."))
    if trainer.email:
        refuse_of_school(trainer.email)
    trainer.checked_by, trainer.checked_at = by, clock.now()
    trainer.save(update_fields=["checked_by", "checked_at"])
    log.write(trainer.portfolio, Verb.TRAINER_CHECKED, by=by, trainer=trainer.pk)
    for link in trainer.links.filter(made_at=None, revoked_at=None).order_by("pk"):
        link.trainer = trainer
        links.make(link, by=by)


@transaction.atomic
def decline_trainer(*, trainer, by):
    """A teacher of the class says that this is no trainer; a link that they have stops working.

    The log keeps who had checked them before.
    """
    trainer = _locked(trainer, by)
    if trainer.is_declined:
        raise Refused(_("This trainer was declined meanwhile."))
    trainer.checked_by = trainer.checked_at = None
    trainer.declined_by, trainer.declined_at = by, clock.now()
    trainer.save(update_fields=["checked_by", "checked_at", "declined_by", "declined_at"])
    log.write(trainer.portfolio, Verb.TRAINER_DECLINED, by=by, trainer=trainer.pk)
    notify.trainer_declined(trainer, by=by)


def _locked(trainer, by):
    """The trainer as they stand now, for a teacher of the class; the portfolio is locked."""
    portfolio = lock_active(trainer.portfolio_id)
    if not permissions.is_assessor(by, portfolio):
        raise PermissionDenied
    trainer = WorkplaceTrainer.objects.get(pk=trainer.pk)
    trainer.portfolio = portfolio
    return trainer
