"""The queue of mails: written in the transaction of a step, sent after it, and tried again.

A mail that could not be sent is due again later, ever later, until it is given up. It is sent
once at least: who stops between the mail server's yes and our own note of it sends it again, under
the same Message-ID.
"""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from portfolios import clock
from portfolios.enums import MailTiming
from portfolios.models import Mail
from portfolios.notify import letters

logger = logging.getLogger(__name__)

# When the daily mail goes out, in the time of the school.
DAILY_AT = time(16)
# How long after each try that failed the next one comes; after the last of them it is given up.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(hours=12),
    timedelta(hours=24),
)
MOST_TRIES = len(BACK_OFF) + 1
# Nobody waits longer than this for a mail server while a page is asked for.
SECONDS_IN_A_REQUEST = 3
# Nor for more invitations than these.
MOST_IN_A_REQUEST = 50


def queue(messages):
    """Give each of these new messages its mail, as its receiver wants; in the step's transaction.

    One mail takes along what the same person is told until it goes out.
    """
    now = clock.now()
    due = {}
    for message in messages:
        at = due_at(message.receiver.mail_timing, now)
        if at is not None:
            due[message.receiver_id] = at
    if not due:
        return
    # A mail that is being sent at this moment is locked or was tried: then there is a new one.
    untried = (
        Mail.objects.waiting()
        .filter(receiver__in=due, is_invitation=False, tries=0)
        .select_for_update(skip_locked=True, of=("self",))
    )
    mails = {mail.receiver_id: mail for mail in untried if mail.due_at <= due[mail.receiver_id]}
    added = [
        Mail(receiver_id=receiver, queued_at=now, due_at=at)
        for receiver, at in due.items()
        if receiver not in mails
    ]
    mails |= {mail.receiver_id: mail for mail in Mail.objects.bulk_create(added)}
    for message in messages:
        message.mail = mails.get(message.receiver_id)
    _send_soon([mail.pk for mail in mails.values() if mail.due_at <= now])


def queue_link(link):
    """Mail a link to its workplace trainer; in the transaction of the step that made it."""
    now = clock.now()
    _send_soon([Mail.objects.create(link=link, queued_at=now, due_at=now).pk])


def queue_invitations(people):
    """Invite these new people to set a password; in the transaction of the step that made them.

    Where no worker sends, the first ones go out after it and the others with `send_mails`.
    """
    now = clock.now()
    mails = Mail.objects.bulk_create(
        Mail(receiver=person, is_invitation=True, queued_at=now, due_at=now) for person in people
    )
    _send_soon([mail.pk for mail in mails[:MOST_IN_A_REQUEST]])


def due_at(timing, now):
    """When somebody with this timing is mailed of something that happens now; None for never."""
    if timing == MailTiming.NONE:
        return None
    if timing == MailTiming.AT_ONCE:
        return now
    school = timezone.get_default_timezone()
    today = now.astimezone(school).date()
    at = datetime.combine(today, DAILY_AT, tzinfo=school)
    return at if now < at else datetime.combine(today + timedelta(days=1), DAILY_AT, tzinfo=school)


def _send_soon(ids):
    """Where no worker sends, mails that are due go out after the step, in the same request."""
    if ids and not settings.WORKER:
        transaction.on_commit(lambda: _send_now(ids), robust=True)


def _send_now(ids):
    for pk in ids:
        mail = send_next(Mail.objects.filter(pk=pk), timeout=SECONDS_IN_A_REQUEST)
        if mail is not None and mail.fault:
            break  # the others would wait for the same mail server


def send_next(mails=None, *, timeout=None):
    """Try the mail that is due longest, of these or of all. Returns it, or None where none is.

    Raises what the database raises; whatever else goes wrong with one mail is kept with it.
    """
    mail = _take(Mail.objects.all() if mails is None else mails)
    if mail is None:
        return None
    try:
        letter = letters.compose(mail)
        if letter is None:
            letters.drop(mail)
            return mail
        letter.connection = get_connection(timeout=timeout)
        letter.send()
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        _failed(mail, fault)
    else:
        _sent(mail, letter)
    return mail


def _take(mails):
    """The mail that is due longest, put off for its next try already; no two senders take one."""
    due = mails.due(clock.now())
    if not due.exists():
        return None
    with transaction.atomic():
        mail = due.select_for_update(skip_locked=True, of=("self",)).first()
        if mail is None:
            return None
        mail.tries += 1
        mail.due_at = clock.now() + BACK_OFF[min(mail.tries, len(BACK_OFF)) - 1]
        mail.save(update_fields=["tries", "due_at"])
    return mail


def _failed(mail, fault):
    mail.fault = f"{type(fault).__name__}: {fault}"[:500]
    if mail.tries >= MOST_TRIES:
        mail.given_up_at = clock.now()
    mail.save(update_fields=["fault", "given_up_at"])
    logger.warning("Mail %s could not be sent, try %d. %s", mail.pk, mail.tries, mail.fault)


@transaction.atomic
def _sent(mail, letter):
    mail.sent_at, mail.fault = clock.now(), ""
    mail.save(update_fields=["sent_at", "fault"])
    letters.keep_told(mail, letter)
