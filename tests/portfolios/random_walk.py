"""The state machine of a walk: draws steps, legal and illegal, and compares after each of them."""

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.portfolios.walk import model
from tests.portfolios.walk.taking import NAMES
from tests.portfolios.walking import MARKS, People, WalkedPortfolio

LEGAL = {model.OK}
OF_ONES_ROLE = {model.OK, model.REFUSED}
ANY = {model.OK, model.REFUSED, model.DENIED}
# What a walk would otherwise come to too seldom to get anywhere.
OFTEN = ("submit", "assess", "submit", "assess", "carry", "propose", "confirm")


class Walk(RuleBasedStateMachine):
    """One portfolio, walked in the application and in the model at once."""

    shared = None
    seats = 1
    runs = 0
    taken = {}

    @initialize(
        level=st.sampled_from([3, 4]),
        signed_off=st.sampled_from([0, 1, 2, 2]),
        then=st.sampled_from(["", "moved", "left", "exempted", "proposed", "completed"]),
    )
    def open_portfolio(self, level, signed_off, then):
        """Some walks begin with all or some signed off; some at another level than that, or with
        an assessor who left, with an exemption, or with a completion that was proposed or
        confirmed."""
        type(self).runs += 1
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.walked = WalkedPortfolio(self.shared, seats=self.seats, level=level)
        codes, assessors = sorted(MARKS[level]), ("first", "second")[: self.seats]
        for number, code in enumerate(codes[:signed_off]):
            self._hand_in(code, number, assessors)
        if then == "moved":
            self.walked.take(("profile", "coordinator", 7 - level))
        elif then == "left":
            for code in codes[signed_off:][:1]:
                self._hand_in(code, signed_off, assessors[1:])
                self.walked.take(("leave", "second"))
        elif then == "exempted":
            for code in codes[signed_off:][:1]:
                self.walked.take(("exempt", "board", code))
                # Chance alone may never come to this.
                self._try(("unexempt", "student", 0))
        elif then and signed_off == 2:
            self.walked.take(("propose", "first"))
            # A proposal is open so seldom that chance alone may never try this.
            self._try(("refuse", "student", 0))
            if then == "completed":
                self.walked.take(("confirm", "board", 0))

    def _hand_in(self, code, number, assessors):
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
        """Draw a step that the model answers so."""
        school = self.walked.model
        found = {
            name: [move for move in school.moves(name) if school.answer(move) in answers]
            for name in NAMES
        }
        names = [name for name in (*NAMES, *OFTEN) if found[name]]
        name = data.draw(st.sampled_from(names), label="step")
        move = data.draw(st.sampled_from(found[name]), label="move")
        self._try(move)
        if name == "unexempt":
            # Exemptions end so seldom that chance alone may never end one twice.
            self._try(move)
        if name in ("assess", "release", "move"):
            self.walked.compare_what_some_see(1)

    def _try(self, move):
        self.taken[self.walked.model.answer(move)].add(move[0])
        self.walked.take(move)

    def teardown(self):
        if not hasattr(self, "walked"):
            return
        try:
            self.walked.compare()
            self.walked.compare_evidence()
            self.walked.compare_records()
            self.walked.compare_progress()
            self.walked.compare_hand_ins()
            self.walked.compare_what_some_see(2)
            self.walked.compare_log()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def walk(examples, steps, *, seats):
    """Walk so many times, each so many steps.

    Returns how many walks were really taken, and which steps had which answer.
    """
    Walk.shared, Walk.seats, Walk.runs = People(), seats, 0
    Walk.taken = {answer: set() for answer in ANY}
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
    return Walk.runs, Walk.taken
