"""Who is told what by mail, in the receiver's own language."""

import logging
import smtplib

from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from portfolios.enums import Role
from portfolios.models import EXAMINATION_BOARD, User

logger = logging.getLogger(__name__)


def role_changed(change):
    """Tell every member of the examination board that somebody's role changed.

    Who left the board is told too, or taking its last member away would be told to nobody.
    """
    told = Q(pk__in=User.objects.in_group(EXAMINATION_BOARD))
    if change.role == Role.BOARD:
        told |= Q(pk=change.person_id)
    for person in User.objects.filter(told):
        _mail(person, "role_changed", {"change": change})


def roles_changed(changes):
    """Tell every member of the examination board of many people who became teachers, in one."""
    for person in User.objects.in_group(EXAMINATION_BOARD):
        _mail(person, "roles_changed", {"changes": changes, "actor": changes[0].actor})


def who_is_told_of_account(person, *, moved):
    """Its old address where that moved, and the board where the person has a role."""
    told = {person.pk: person} if moved else {}
    if person.roles.staff or person.roles.administrator:
        told |= {member.pk: member for member in User.objects.in_group(EXAMINATION_BOARD)}
    return list(told.values())


def account_changed(person, told, *, before, by):
    """Tell that an address changed or an account was switched off, by mail to the old addresses."""
    for receiver in told:
        _mail(receiver, "account_changed", {"person": person, "before": before, "actor": by})


def account_merged(old, told, *, into, by):
    """Tell both addresses, and the board where the old account had a role: who signs in with the
    account that stays now sees what was the other's."""
    for receiver in {person.pk: person for person in [*told, into]}.values():
        _mail(receiver, "account_merged", {"person": old, "into": into, "actor": by})


def second_factor_reset(person, *, by):
    """Tell the person, whoever asked for it, and the board where they have a role."""
    told = {person.pk: person}
    if person.roles.staff or person.roles.administrator:
        told |= {member.pk: member for member in User.objects.in_group(EXAMINATION_BOARD)}
    for receiver in told.values():
        _mail(receiver, "second_factor_reset", {"person": person, "actor": by})


def _mail(receiver, event, context):
    """Send one mail; a mail server that fails must not undo what was done."""
    with translation.override(receiver.language):
        context = {**context, "receiver": receiver}
        subject = render_to_string(f"emails/{event}_subject.txt", context).strip()
        body = render_to_string(f"emails/{event}_body.txt", context)
    try:
        send_mail(subject, body, None, [receiver.email])
    except (smtplib.SMTPException, OSError):
        logger.exception("Mail %s to user %s could not be sent", event, receiver.pk)
