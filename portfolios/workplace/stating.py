"""The answer of a workplace trainer."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, log, notify, seal
from portfolios.enums import LinkState, Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import WorkplaceLink, WorkplaceStatement


@transaction.atomic
def state(*, link, answers, name, capacity=""):
    """Take down what the holder of a link answers: {id of a question: (answer, remark)}.

    Each question is answered once, on its own; the others can follow later with the same link.
    Returns the statements.
    """
    portfolio = lock_active(link.trainer.portfolio_id)
    link = WorkplaceLink.objects.with_questions().get(pk=link.pk)
    if link.state not in (LinkState.OPEN, LinkState.ANSWERED):
        raise Refused(_("This link does not work any more."))
    if not name.strip():
        raise Refused(_("Write your name."))
    asked = {question.pk: question for question in link.asked}
    if not answers or not answers.keys() <= asked.keys():
        raise Refused(_("This link does not ask about that work process."))
    given = []
    for pk, (answer, remark) in answers.items():
        question = asked[pk]
        if question.answered is not None:
            raise Refused(
                _("%(code)s was answered meanwhile. An answer cannot be changed.")
                % {"code": question.sign_off.work_process.code}
            )
        question.sign_off.portfolio = portfolio
        question.link = link
        statement = WorkplaceStatement.objects.create(
            question=question,
            answer=answer,
            remark=remark.strip(),
            name=name.strip(),
            capacity=capacity.strip(),
            stated_at=clock.now(),
            shown_sha256=question.shown_sha256,
            salt=log.new_salt(),
        )
        log.write(
            portfolio,
            Verb.STATEMENT_GIVEN,
            by=None,
            **log.cell(portfolio, question.sign_off.work_process),
            statement=statement.pk,
            question=question.pk,
            trainer=link.trainer_id,
            checked_by=link.trainer.checked_by_id,
            statement_hash=seal.statement_hash(statement),
        )
        notify.statement_received(statement)
        given.append(statement)
    return given
