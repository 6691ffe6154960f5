"""The personal link of a workplace trainer: made, found again, and taken back."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, log, permissions, tokens
from portfolios.enums import LinkState, Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import WorkplaceLink
from portfolios.notify import mails
from portfolios.workplace import showing


def find(token):
    """The link with this token, with its questions, or None."""
    return _found(token_sha256=tokens.hashed(token))


def find_by_code(typed):
    """The link with this code, however it was written on the way, or None."""
    code_sha256 = tokens.hash_of_typed(typed)
    return _found(code_sha256=code_sha256) if code_sha256 else None


def _found(**by):
    links = WorkplaceLink.objects.with_questions().select_related(
        "trainer__portfolio__student", "trainer__portfolio__exit_profile__qualification"
    )
    return links.filter(**by).first()


def make(link, *, by):
    """Seal what the link shows and queue its mail; the portfolio is locked, the trainer checked.

    A work process of which nothing is left is not asked about; without any, nothing is made.
    """
    questions = list(link.questions.select_related("sign_off__work_process").order_by("pk"))
    for question in questions:
        cell = question.sign_off
        cell.portfolio = link.trainer.portfolio
        for_owner = permissions.is_owner(link.asked_by.person, cell.portfolio)
        question.shown = showing.sealed(cell, for_owner=for_owner)
        question.shown_sha256 = log.sha256(question.shown) if question.shown else ""
    asked = [question for question in questions if question.shown]
    if not asked:
        return
    for question in asked:
        question.save(update_fields=["shown", "shown_sha256"])
    now = clock.now()
    link.token_sha256, link.code_sha256 = tokens.hashes(link)
    link.made_at, link.expires_at = now, now + settings.LINK_EXPIRES_AFTER
    link.save(update_fields=["token_sha256", "code_sha256", "made_at", "expires_at"])
    log.write(
        link.trainer.portfolio,
        Verb.LINK_MADE,
        by=by,
        link=link.pk,
        trainer=link.trainer_id,
        shown={str(question.pk): question.shown_sha256 for question in asked},
        expires_at=log.moment(link.expires_at),
    )
    if link.trainer.email:
        mails.queue_link(link)


def may_revoke(user, link):
    """A teacher of the class, the coordinator, and the student who asked."""
    portfolio = link.trainer.portfolio
    asked = permissions.is_owner(user, portfolio) and permissions.same_person(link.asked_by, user)
    return asked or permissions.is_assessor_or_coordinator(user, portfolio)


@transaction.atomic
def revoke_link(*, link, by):
    """Take a link back, before it was made as well; what was answered with it stays."""
    portfolio = lock_active(link.trainer.portfolio_id)
    link = WorkplaceLink.objects.with_questions().get(pk=link.pk)
    link.trainer.portfolio = portfolio
    if not may_revoke(by, link):
        raise PermissionDenied
    if link.state == LinkState.ANSWERED:
        raise Refused(_("The trainer has answered already, so there is nothing to take back."))
    if link.revoked_at:
        raise Refused(_("This link was taken back meanwhile."))
    link.revoked_by, link.revoked_at = by, clock.now()
    link.save(update_fields=["revoked_by", "revoked_at"])
    log.write(portfolio, Verb.LINK_REVOKED, by=by, link=link.pk, trainer=link.trainer_id)
