"""Asking a workplace trainer what they saw of one or more work processes."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, log, permissions
from portfolios.enums import LinkState, State, Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import SignOff, WorkplaceLink, WorkplaceQuestion, WorkplaceTrainer
from portfolios.workplace import links, showing
from portfolios.workplace.trainers import name_trainer

_PENDING = (LinkState.WAITING, LinkState.OPEN)


def obstacle(cell, *, for_owner):
    """Why nobody can be asked about this cell now, as a sentence; empty where they can."""
    if cell.state == State.SIGNED_OFF:
        return _("%(code)s is signed off already.") % {"code": cell.work_process.code}
    if not showing.pieces_of(cell, for_owner=for_owner):
        return _("There is no evidence for %(code)s that can be shown.") % {
            "code": cell.work_process.code
        }
    return ""


@transaction.atomic
def ask(*, portfolio, trainer, sign_offs, by):
    """Ask a trainer about these cells, with one link and one mail for all of them.

    It goes out at once where the trainer is checked, else as soon as a teacher has done that.
    Returns the link.
    """
    portfolio = lock_active(portfolio.pk)
    for_owner = permissions.is_owner(by, portfolio)
    if not for_owner and not permissions.is_assessor(by, portfolio):
        raise PermissionDenied
    trainer = WorkplaceTrainer.objects.get(pk=trainer.pk, portfolio=portfolio)
    trainer.portfolio = portfolio
    if trainer.is_declined:
        raise Refused(_("A teacher declined this trainer."))
    cells = _cells(portfolio, sign_offs)
    if not cells:
        raise Refused(_("Choose at least one work process."))
    _refuse_asked(trainer, cells)
    for cell in cells:
        if no := obstacle(cell, for_owner=for_owner):
            raise Refused(no)
    link = WorkplaceLink.objects.create(trainer=trainer, asked_by=by, asked_at=clock.now())
    for cell in cells:
        question = WorkplaceQuestion.objects.create(
            link=link,
            sign_off=cell,
            submission=showing.submission_of(cell, for_owner=for_owner),
        )
        log.write(
            portfolio,
            Verb.STATEMENT_ASKED,
            by=by,
            work_process=cell.work_process.code,
            question=question.pk,
            link=link.pk,
            trainer=trainer.pk,
        )
    if trainer.is_checked:
        links.make(link, by=by)
    return link


@transaction.atomic
def ask_new(*, portfolio, sign_offs, by, name, company, email):
    """Name a trainer and ask them at once: both, or neither. Returns the link."""
    trainer = name_trainer(portfolio=portfolio, by=by, name=name, company=company, email=email)
    return ask(portfolio=portfolio, trainer=trainer, sign_offs=sign_offs, by=by)


def _cells(portfolio, sign_offs):
    ids = [cell.pk for cell in sign_offs]
    cells = list(
        SignOff.objects.current()
        .filter(portfolio=portfolio, pk__in=ids)
        .select_related("work_process")
    )
    for cell in cells:
        cell.portfolio = portfolio
    return cells


def _refuse_asked(trainer, cells):
    """One question about a cell at a time: nobody is mailed the same twice."""
    wanted = {cell.pk for cell in cells}
    for link in trainer.links.with_questions():
        if link.state not in _PENDING:
            continue
        for question in link.questions.all():
            if question.sign_off_id in wanted and question.answered is None:
                raise Refused(
                    _("%(name)s was asked about %(code)s already and has not answered yet.")
                    % {"name": trainer.name, "code": question.sign_off.work_process.code}
                )
