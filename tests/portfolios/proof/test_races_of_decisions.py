"""Everybody at one cell at once, and two teachers at two other cells of the same student.

Real threads on real connections. Each round is held against its own log: the winners stand there
and nobody else, in an order in which their steps are legal; every loser was told; the messages are
those of what happened and no others.
"""

import json
import random
from collections import Counter
from contextlib import suppress
from functools import partial
from itertools import cycle

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Max

from portfolios import portfolio as portfolios
from portfolios import sign_off
from portfolios.enums import Outcome, State, Verb
from portfolios.errors import Refused
from portfolios.models import Message, Portfolio, SignOff
from tests.factories import assess, hand_in, signed_off
from tests.portfolios.at_once import WON, at_once
from tests.portfolios.proof.happened import messages_for, messages_since, since

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]

FAIL = Outcome.INSUFFICIENT
CONTESTED, LEFT, RIGHT = "2.1", "1.1", "1.2"
# What a loser reads; any other sentence would be a step that was refused for a wrong reason.
TOLD = {
    "This cannot be done now: 2.1 is “in progress” meanwhile.",
    "This cannot be done now: 2.1 is “handed in” meanwhile.",
    "This cannot be done now: 2.1 is “returned” meanwhile.",
    "This cannot be done now: 2.1 is “signed off” meanwhile.",
    "This hand-in was decided or withdrawn meanwhile.",
    "A teacher is busy with this already, so you cannot withdraw it.",
}
STEPS = (Verb.ASSESSED, Verb.WITHDRAWN, Verb.REVOKED)


class Round:
    """One round: six people start at once; afterwards what each got is held against the log."""

    def __init__(self, portfolio, people, draw):
        self.portfolio, self.people = portfolio, people
        self.first, self.second, self.student, self.coordinator = people
        submissions = [hand_in(portfolio, code) for code in (CONTESTED, LEFT, RIGHT)]
        self.contested, self.left, self.right = submissions
        self.cell_before = SignOff.objects.get(pk=self.contested.sign_off_id)
        self.number = Portfolio.objects.get(pk=portfolio.pk).log_count
        self.message = Message.objects.aggregate(last=Max("pk"))["last"]
        self.run(draw)

    def run(self, draw):
        judging = [
            (self.first, self.contested, CONTESTED),
            (self.second, self.contested, CONTESTED),
            (self.first, self.left, LEFT),
            (self.second, self.right, RIGHT),
        ]
        steps = {
            (Verb.ASSESSED, person.pk, code): partial(
                assess, submission, person, draw.choice(Outcome.values)
            )
            for person, submission, code in judging
        }
        steps[Verb.WITHDRAWN, self.student.pk, CONTESTED] = lambda: sign_off.withdraw(
            submission=self.contested, by=self.student
        )
        steps[Verb.REVOKED, self.coordinator.pk, CONTESTED] = lambda: sign_off.revoke(
            sign_off=self.contested.sign_off, by=self.coordinator, reason="A mistake."
        )
        order = draw.sample(sorted(steps), len(steps))
        self.ends = dict(zip(order, at_once(*(steps[name] for name in order)), strict=True))
        self.entries = since(self.portfolio, self.number)

    def check(self):
        assert set(self.ends.values()) - {WON} <= TOLD
        assert self.ends[Verb.ASSESSED, self.first.pk, LEFT] == WON
        assert self.ends[Verb.ASSESSED, self.second.pk, RIGHT] == WON
        self.check_winners()
        for submission in (self.contested, self.left, self.right):
            self.check_cell(submission)
        told = messages_since(self.portfolio, self.message)
        assert told == messages_for(self.portfolio, self.entries)

    def check_winners(self):
        """Each winner stands in the log once and nobody else does; the numbers have no gap."""
        logged = [
            (entry.verb, entry.actor_id, json.loads(entry.facts)["work_process"])
            for entry in self.entries
            if entry.verb in STEPS
        ]
        assert Counter(logged) == Counter(name for name, end in self.ends.items() if end == WON)
        numbers = [entry.number for entry in self.entries]
        assert numbers == list(range(self.number + 1, self.number + 1 + len(numbers)))

    def check_cell(self, submission):
        """The steps that won are legal in the order of the log, and the cell is where they lead."""
        code = submission.sign_off.work_process.code
        state, result, judged = State.SUBMITTED, "", []
        if code == CONTESTED:
            result = self.cell_before.grade
        for entry in self.entries:
            facts = json.loads(entry.facts)
            if facts["work_process"] != code:
                continue
            match entry.verb:
                case Verb.ASSESSED:
                    assert state == State.SUBMITTED
                    judged.append(facts["assessment"])
                case Verb.WITHDRAWN:
                    assert (state, judged) == (State.SUBMITTED, [])
                    state = submission.state_before
                case Verb.SIGNED_OFF | Verb.RETURNED:
                    assert len(judged) == submission.required_assessors
                    state = State(entry.verb)
                    result = facts.get("grade", result)
                case Verb.REVOKED:
                    assert state == State.SIGNED_OFF
                    state, result = State.RETURNED, ""
        cell = SignOff.objects.get(pk=submission.sign_off_id)
        assert (cell.state, cell.grade) == (state, result)
        assert list(submission.assessments.order_by("pk").values_list("pk", flat=True)) == judged

    def clear(self):
        """Leave nothing open and nothing signed off, so that all can be handed in again."""
        for submission in (self.contested, self.left, self.right):
            # Who differed judges again; nobody is left to be asked after that.
            for person in (self.first, self.second) * 3:
                with suppress(Refused):
                    assess(submission, person, FAIL)
        for cell in self.portfolio.sign_offs.exclude(grade=""):
            if cell.state != State.SIGNED_OFF:
                signed_off_again(cell, self.first, self.second)
            sign_off.revoke(sign_off=cell, by=self.first, reason="Once more.")


def signed_off_again(cell, *assessors):
    """Only what is signed off can be revoked."""
    submission = hand_in(cell.portfolio, cell.work_process.code)
    for person in assessors[: submission.required_assessors]:
        assess(submission, person)


def with_one_seat(portfolio, level4, **_others):
    level4.required_assessors = 1
    level4.save()


def with_two_seats(portfolio, level4, **_others):
    level4.required_assessors = 2
    level4.save()


def over_a_sign_off_of_a_lower_level(portfolio, level4, level3, teacher, coordinator):
    """Who withdraws has the former sign-off again, which a coordinator can revoke then."""
    with_one_seat(portfolio, level4)
    for profile in (level3, level4):
        portfolios.change_profile(
            portfolio=portfolio, by=coordinator, exit_profile=profile, reason="Moved."
        )
        portfolio.refresh_from_db()
        if profile == level3:
            signed_off(portfolio, CONTESTED, teacher)


KINDS = (with_one_seat, with_two_seats, over_a_sign_off_of_a_lower_level)


@pytest.mark.parametrize(
    "rounds", [6, pytest.param(200, marks=pytest.mark.long)], ids=lambda rounds: f"{rounds}_rounds"
)
def test_everybody_at_one_cell_at_once(
    portfolio, level4, level3, teacher, second_teacher, student, coordinator, rounds, capsys
):
    draw = random.Random(rounds)
    people = (teacher, second_teacher, student, coordinator)
    others = {"level3": level3, "teacher": teacher, "coordinator": coordinator}
    won = Counter()
    for kind, _number in zip(cycle(KINDS), range(rounds), strict=False):
        kind(portfolio, level4, **others)
        one = Round(portfolio, people, draw)
        one.check()
        won.update(verb for (verb, _who, code), end in one.ends.items()
                   if end == WON and code == CONTESTED)  # fmt: skip
        one.clear()
    if rounds > 100:
        assert min(won[verb] for verb in STEPS) > 0, won
    call_command("verify_log")
    assert capsys.readouterr().out.rstrip().endswith(": whole.")
