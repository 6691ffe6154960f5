"""A school with a hundred hand-ins on a database of its own, for a server that is killed.

Its functions run in processes of their own, with the settings of that server.
"""

import json
from collections import Counter

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from portfolios.enums import Grade, State, Verb
from portfolios.models import Mail, Message, Portfolio, Submission
from tests import factories
from tests.portfolios.proof.happened import messages_for, messages_since, since

RUN = "import django; django.setup(); from tests.portfolios.proof import school; school.{}()"
STUDENTS = 20
CODES = ("1.1", "1.2", "2.1", "2.2", "2.3")


def make():
    """Prints the sessions of two teachers; of every second student, both must judge."""
    call_command("migrate", verbosity=0)
    teachers = [factories.make_person(name) for name in ("teacher", "second")]
    profile = factories.make_qualification().exit_profiles.get(level=4)
    portfolios = factories.make_students(STUDENTS, profile, factories.make_class("4A", teachers))
    for number, portfolio in enumerate(portfolios):
        profile.required_assessors = 1 + number % 2
        profile.save()
        portfolio.refresh_from_db()
        for code in CODES:
            factories.hand_in(portfolio, code)
    for person in teachers:
        print(_session_of(person))


def _session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def ids():
    """Prints the ids of all hand-ins."""
    print(json.dumps(list(Submission.objects.values_list("pk", flat=True))))


def tell():
    """Prints what stands: how many hand-ins are decided, and everything that is half done."""
    decided = Submission.objects.filter(closed_at__isnull=False).count()
    print(json.dumps({"decided": decided, "faults": [*_half_done(), *_told_wrongly()]}))


def _half_done():
    """Hand-ins that are neither before a decision nor after it."""
    for submission in Submission.objects.select_related("sign_off__portfolio"):
        cell = submission.sign_off
        judged = submission.assessments.count()
        entries = [
            entry.verb
            for entry in since(cell.portfolio, 0)
            if json.loads(entry.facts).get("submission") == submission.pk
        ]
        full = judged == submission.required_assessors
        after = (State.SIGNED_OFF, Grade.SUFFICIENT, submission.exit_profile_id)
        expected = after if full else (State.SUBMITTED, "", None)
        logged = [Verb.SUBMITTED, *[Verb.ASSESSED] * judged, *[Verb.SIGNED_OFF] * full]
        if (
            (cell.state, cell.grade, cell.given_at_id) != expected
            or entries != logged
            or (submission.closed_at is not None) != full
        ):
            yield f"{submission.pk}: {cell.state}, {judged} judged, log {entries}"


def _told_wrongly():
    """Messages that are not those of the log, and mails that tell of no message."""
    for portfolio in Portfolio.objects.all():
        told, due = messages_since(portfolio, 0), messages_for(portfolio, since(portfolio, 0))
        if told != due:
            yield f"{portfolio}: not told {due - told}, told for nothing {told - due}"
    yield from (f"{mail} tells nothing" for mail in Mail.objects.filter(link=None, messages=None))
    mails = Counter(Message.objects.exclude(mail=None).values_list("mail__receiver", "receiver"))
    yield from (f"a mail for {one} holds a message for {other}"
                for one, other in mails if one != other)  # fmt: skip
