"""What the tests of messages and mails share."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portfolios import clock
from portfolios.models import Message, User
from portfolios.notify import mails
from tests.portfolios.notify.smtp import MailServer

# A Tuesday at ten in the morning, in the time of the school.
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def _in_english(in_english, db):
    """Whoever is made here reads English: sentences are compared as they stand in the code."""
    User._meta.get_field("language").default, before = (
        "en",
        User._meta.get_field("language").default,
    )
    yield
    User._meta.get_field("language").default = before


@pytest.fixture
def told():
    """Who was told of what since this was asked for, as "Student: returned"."""
    Message.objects.all().delete()

    def read():
        messages = Message.objects.select_related("receiver").order_by("pk")
        return sorted(f"{one.receiver.first_name}: {one.get_kind_display()}" for one in messages)

    return read


@pytest.fixture
def at():
    """A moment some time after ten o'clock: `at(hours=1)`."""

    def moment(**after):
        return clock.at(TEN + timedelta(**after))

    return moment


@pytest.fixture
def wants():
    """Let people want their mails so."""

    def want(timing, *people):
        User.objects.filter(pk__in=[person.pk for person in people]).update(mail_timing=timing)

    return want


@pytest.fixture
def send(mailoutbox):
    """Send what is due, as the command does; gives back the mails that went out."""

    def run():
        before = len(mailoutbox)
        while mails.send_next():
            pass
        return mailoutbox[before:]

    return run


@pytest.fixture
def mail_server(settings):
    """A real mail server, to which all mails go; `mood` can be changed."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()
