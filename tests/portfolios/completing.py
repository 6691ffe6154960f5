"""The steps of a completion as the tests take them, and what a refused one must leave."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import completion, sign_off
from portfolios.errors import Refused
from portfolios.models import Completion, Message, Portfolio
from tests.factories import work_process


def exempt(portfolio, code, by):
    return sign_off.exempt(
        portfolio=portfolio,
        work_process=work_process(portfolio, code),
        by=by,
        ground="A diploma.",
    )


def fresh(portfolio):
    return Portfolio.objects.get(pk=portfolio.pk)


def propose(portfolio, by):
    return completion.propose(portfolio=portfolio, by=by)


def confirm(made, by):
    completion.confirm(completion=made, by=by)
    made.refresh_from_db()


def refuse(made, by, reason="2.1 shows too little."):
    completion.refuse(completion=made, by=by, reason=reason)


def reopen(made, by, reason="The photo was of somebody else."):
    completion.reopen(completion=made, by=by, reason=reason)


def standing():
    """Everything that a refused step must leave as it was."""
    return (
        list(Completion.objects.order_by("pk").values()),
        list(Portfolio.objects.order_by("pk").values("state", "log_count")),
        Message.objects.count(),
    )


def refused(sentence, step, *about):
    before = standing()
    with pytest.raises(Refused, match=sentence):
        step(*about)
    assert standing() == before


def denied(step, *about):
    before = standing()
    with pytest.raises(PermissionDenied):
        step(*about)
    assert standing() == before


def told(kind):
    return {message.receiver for message in Message.objects.filter(kind=kind)}


def last_facts(portfolio):
    entry = portfolio.log.order_by("number").last()
    return entry.verb, entry.actor, json.loads(entry.facts)
