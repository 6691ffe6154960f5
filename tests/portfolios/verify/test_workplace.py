"""Workplace trainers, their links and statements are held against the log."""

from datetime import timedelta

import pytest
from django.db import transaction

from portfolios import clock, log, seal
from portfolios.enums import Answer, Verb
from portfolios.locks import lock
from portfolios.models import (
    WorkplaceLink,
    WorkplaceQuestion,
    WorkplaceStatement,
    WorkplaceTrainer,
)
from tests.factories import hand_in
from tests.portfolios.verify.tampering import breaks, tamper


@pytest.fixture
def statement(portfolio, student, teacher):
    """A trainer who was named, checked, asked and who answered; each of it logged."""
    cell = hand_in(portfolio, "1.1").sign_off
    now = clock.now()
    trainer = WorkplaceTrainer.objects.create(
        portfolio=portfolio,
        name="Jan Bakker",
        company="Van Dam",
        email="jan@vandam.example",
        named_by=student,
        named_at=now,
        checked_by=teacher,
        checked_at=now,
    )
    link = WorkplaceLink.objects.create(
        trainer=trainer,
        asked_by=student,
        asked_at=now,
        token_sha256="1" * 64,
        made_at=now,
        expires_at=now + timedelta(days=14),
    )
    question = WorkplaceQuestion.objects.create(
        link=link, sign_off=cell, shown="{}", shown_sha256=log.sha256("{}")
    )
    statement = WorkplaceStatement.objects.create(
        question=question,
        answer=Answer.SEEN,
        remark="Well done.",
        name="Jan Bakker",
        stated_at=now,
        shown_sha256=question.shown_sha256,
        salt=log.new_salt(),
    )
    shown = {str(question.pk): question.shown_sha256}
    with transaction.atomic():
        locked = lock(portfolio.pk)
        log.write(locked, Verb.TRAINER_NAMED, by=student, trainer=trainer.pk)
        log.write(locked, Verb.STATEMENT_ASKED, by=student, link=link.pk, work_process="1.1")
        log.write(locked, Verb.TRAINER_CHECKED, by=teacher, trainer=trainer.pk)
        log.write(locked, Verb.LINK_MADE, by=teacher, link=link.pk, shown=shown)
        log.write(
            locked,
            Verb.STATEMENT_GIVEN,
            by=None,
            work_process="1.1",
            statement=statement.pk,
            statement_hash=seal.statement_hash(statement),
        )
    return statement


def test_what_was_logged_is_whole(statement):
    assert breaks() == []


@pytest.mark.parametrize(
    "change", [{"answer": Answer.NOT_RECOGNISED}, {"remark": ""}, {"name": "Another"}]
)
def test_a_changed_statement_is_named(statement, change):
    tamper(WorkplaceStatement.objects.filter(pk=statement.pk), **change)
    assert breaks() == [
        f"statement {statement.pk}: was changed, its hash is not the one in the log"
    ]


def test_what_was_shown_and_was_changed_is_named(statement):
    question = statement.question
    tamper(WorkplaceQuestion.objects.filter(pk=question.pk), shown="[]")
    assert breaks() == [
        f"link {question.link_id}: question {question.pk}: what was shown was changed"
    ]


def test_what_was_shown_and_was_sealed_anew_is_named(statement):
    question = statement.question
    tamper(
        WorkplaceQuestion.objects.filter(pk=question.pk), shown="[]", shown_sha256=log.sha256("[]")
    )
    assert breaks() == [
        f"link {question.link_id}: question {question.pk}: its seal is not the one in the log",
        f"statement {statement.pk}: is about something else than was shown",
    ]


@pytest.mark.parametrize(
    ("column", "line"),
    [
        ("named_by", "was named by somebody else, says the log"),
        ("checked_by", "was not checked by this person, says the log"),
    ],
)
def test_a_trainer_whom_somebody_else_named_or_checked_is_named(
    statement, second_teacher, column, line
):
    trainer = statement.question.link.trainer
    WorkplaceTrainer.objects.update(**{column: second_teacher})
    assert breaks() == [f"trainer {trainer.pk}: {line}"]


def test_a_trainer_without_an_entry_is_named(statement, student):
    other = WorkplaceTrainer.objects.create(
        portfolio=statement.question.link.trainer.portfolio,
        name="Piet",
        company="Elsewhere",
        named_by=student,
        named_at=clock.now(),
    )
    assert breaks() == [f"trainer {other.pk}: has no entry in the log"]


def test_a_link_that_no_step_revoked_is_named(statement, teacher):
    link = statement.question.link
    tamper(WorkplaceLink.objects.filter(pk=link.pk), revoked_by=teacher, revoked_at=clock.now())
    assert breaks() == [f"link {link.pk}: was not revoked by this person, says the log"]
