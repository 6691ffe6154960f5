"""Random legal and illegal steps, compared after each one with a model that knows the design."""

import ast
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from portfolios.models import Portfolio
from tests.portfolios.walk import model
from tests.portfolios.walk.taking import NAMES
from tests.portfolios.walking import MARKS, People, WalkedPortfolio

LEGAL = {model.OK}
OF_ONES_ROLE = {model.OK, model.REFUSED}
ANY = {model.OK, model.REFUSED, model.DENIED}


class Walk(RuleBasedStateMachine):
    """One portfolio, walked in the application and in the model at once."""

    shared = None
    runs = 0

    @initialize(
        seats=st.sampled_from([1, 2]),
        level=st.sampled_from([3, 4]),
        signed_off=st.sampled_from([0, 0, 1, 2]),
    )
    def open_portfolio(self, seats, level, signed_off):
        """Some walks begin with work processes that are signed off, or with all of them."""
        type(self).runs += 1
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.walked = WalkedPortfolio(self.shared, seats=seats, level=level)
        for number, code in enumerate(sorted(MARKS[level])[:signed_off]):
            self._sign_off(number, code, ["first", "second"][:seats])
        self.walked.compare()

    def _sign_off(self, number, code, assessors):
        self.walked.take(("add", "student", [code]))
        self.walked.take(("submit", "student", code, True))
        for who in assessors:
            self.walked.take(("assess", who, number, model.PASS))

    @rule(data=st.data())
    def take_a_legal_step(self, data):
        self._take(data, LEGAL)

    @rule(data=st.data())
    def take_another_legal_step(self, data):
        self._take(data, LEGAL)

    @rule(data=st.data())
    def try_a_step_of_ones_own_role(self, data):
        self._take(data, OF_ONES_ROLE)

    @rule(data=st.data())
    def try_any_step(self, data):
        self._take(data, ANY)

    def _take(self, data, answers):
        """Draw a step that the model answers so: the first name, from a drawn one on, with any."""
        school = self.walked.model
        first = data.draw(st.integers(0, len(NAMES) - 1), label="step")
        for name in (*NAMES[first:], *NAMES[:first]):
            moves = [move for move in school.moves(name) if school.answer(move) in answers]
            if moves:
                break
        move = data.draw(st.sampled_from(moves), label="move")
        self.walked.take(move)
        self.walked.compare()
        if name in ("assess", "release", "move"):
            self.walked.compare_what_each_sees()

    def teardown(self):
        if not hasattr(self, "walked"):
            return
        try:
            self.walked.compare_evidence()
            self.walked.compare_records()
            self.walked.compare_progress()
            self.walked.compare_what_each_sees()
            self.walked.compare_log()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def walk(examples, steps):
    """Walk so many times, each so many steps; returns how many walks were really taken."""
    Walk.shared, Walk.runs = People(), 0
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=QUIET,
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
            print_blob=True,
        ),
    )
    return Walk.runs


@pytest.mark.django_db
def test_a_short_walk_never_leaves_the_model():
    assert walk(examples=15, steps=30) >= 15
    assert Portfolio.objects.count() == 1


@pytest.mark.long
@pytest.mark.django_db
def test_two_thousand_walks_never_leave_the_model():
    assert walk(examples=2000, steps=20) >= 2000
    assert Portfolio.objects.count() == 1


def test_the_model_knows_nothing_of_the_application():
    folder = Path(model.__file__).parent
    imported = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module)
    walked = {f"tests.portfolios.walk.{name}" for name in ("model", "needs", "taking")}
    assert imported == {"dataclasses", "itertools", *walked}
