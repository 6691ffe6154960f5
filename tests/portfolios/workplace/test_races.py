"""Two people at once about one link: one wins, the other is told, and the log stays whole."""

import pytest
from django.core.management import call_command
from django.db import connection

from portfolios import workplace
from portfolios.models import WorkplaceLink, WorkplaceStatement
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

ROUNDS = 10


def is_whole(capsys):
    call_command("verify_log")
    return capsys.readouterr().out.rstrip().endswith(": whole.")


def test_the_same_question_answered_twice_at_once_is_answered_once(portfolio, teacher, capsys):
    factories.add_evidence(portfolio, "1.1")
    trainer = factories.name_trainer(portfolio, teacher)
    for turn in range(1, ROUNDS + 1):
        link = factories.ask_trainer(trainer, "1.1", by=portfolio.student)
        ends = at_once(*[lambda link=link: factories.state(link)] * 2)
        assert ends.count(WON) == 1
        assert WorkplaceStatement.objects.count() == turn
    assert is_whole(capsys)


def test_an_answer_and_taking_the_link_back_at_once_end_in_one_of_both(portfolio, teacher, capsys):
    factories.add_evidence(portfolio, "1.1")
    trainer = factories.name_trainer(portfolio, teacher)
    for _turn in range(ROUNDS):
        link = factories.ask_trainer(trainer, "1.1", by=portfolio.student)
        ends = at_once(
            lambda link=link: factories.state(link),
            lambda link=link: workplace.revoke_link(link=link, by=teacher),
        )
        assert ends.count(WON) == 1
        link.refresh_from_db()
        answered = WorkplaceStatement.objects.filter(question__link=link).exists()
        assert answered == (link.revoked_at is None)
    assert is_whole(capsys)


def test_two_teachers_who_approve_at_once_send_one_link(
    portfolio, student, teacher, second_teacher, capsys
):
    factories.add_evidence(portfolio, "1.1")
    named = factories.name_trainer(portfolio, student)
    factories.ask_trainer(named, "1.1", by=student)
    ends = at_once(
        lambda: workplace.check_trainer(trainer=named, by=teacher),
        lambda: workplace.check_trainer(trainer=named, by=second_teacher),
    )
    assert ends.count(WON) == 1
    link = WorkplaceLink.objects.get()
    assert link.mails.count() == 1
    assert is_whole(capsys)
