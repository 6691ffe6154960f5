"""Any number of senders beside each other: each mail goes out once."""

import pytest
from django.db import connection

from portfolios.enums import MailTiming, Outcome
from portfolios.models import Mail, User
from portfolios.notify import mails
from tests import factories
from tests.portfolios.at_once import WON, at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]
MAILS = 12


def send_all():
    while mails.send_next():
        pass


def test_two_senders_send_each_mail_once(level4, school_class, teacher, mail_server, settings):
    settings.WORKER = True
    mail_server.mood = "slow"
    for made in factories.make_students(MAILS, level4, school_class):
        User.objects.filter(pk=made.student_id).update(mail_timing=MailTiming.AT_ONCE)
        made.refresh_from_db()
        factories.assess(factories.hand_in(made, "1.1"), teacher, Outcome.INSUFFICIENT)

    assert at_once(send_all, send_all, send_all) == [WON] * 3

    assert len(mail_server.received) == MAILS
    assert Mail.objects.filter(sent_at__isnull=False, tries=1).count() == MAILS


def test_a_step_and_a_sender_at_once_leave_no_message_without_its_mail(
    level4, portfolio, teacher, mail_server, settings
):
    settings.WORKER = True
    User.objects.filter(pk=portfolio.student_id).update(mail_timing=MailTiming.AT_ONCE)
    submissions = [factories.hand_in(portfolio, code) for code in ("1.1", "1.2", "2.1", "2.2")]

    def judge():
        for submission in submissions:
            factories.assess(submission, teacher, Outcome.INSUFFICIENT)

    def send():
        for _try in range(40):
            mails.send_next()

    at_once(judge, send, send)
    send_all()

    told = portfolio.student.messages.all()
    assert told.count() == 4
    assert not told.filter(mail__sent_at=None).exists()
