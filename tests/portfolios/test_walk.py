"""Random legal and illegal steps, compared after each one with a model that knows the design."""

import ast
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from portfolios import evidence, people, sign_off, verify
from portfolios import portfolio as portfolios
from portfolios.enums import Role
from portfolios.errors import Refused
from portfolios.models import Assessment, Portfolio, SchoolClass, SignOff, Submission, User
from tests import factories
from tests.portfolios.walk import model
from tests.portfolios.walk.taking import PEOPLE, WalkedSchool

MARKS = {4: {"1.1", "2.1"}, 3: {"2.1", "8.1"}}


class Walk(RuleBasedStateMachine):
    """One school, walked in the application and in the model at once."""

    @initialize(seats=st.sampled_from([1, 2]), level=st.sampled_from([3, 4]))
    def open_school(self, seats, level):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        qualification = factories.make_qualification(required_assessors=seats)
        self.profiles = {one.level: one for one in qualification.exit_profiles.all()}
        self.people = {name: factories.make_person(name) for name in PEOPLE}
        self.school_class = factories.make_class(
            "4A", [self.people[name] for name in ("first", "second", "third", "student")]
        )
        factories.make_class("4B", [self.people["elsewhere"]])
        people.set_role(self.people["coordinator"], Role.COORDINATOR, True, by=None)
        people.set_role(self.people["board"], Role.BOARD, True, by=None)
        people.set_role(self.people["superuser"], Role.ADMINISTRATOR, True, by=None)
        self.portfolio, _other = (
            factories.make_portfolio(self.people[name], self.profiles[level], self.school_class)
            for name in ("student", "classmate")
        )
        self.cells = {one.code: one for one in qualification.work_processes.all()}
        self.pieces, self.hand_ins = [], []
        self.model = WalkedSchool(seats=seats, marks=MARKS, level=level)

    @rule(data=st.data())
    def take_a_legal_step(self, data):
        self._take(data, {model.OK})

    @rule(data=st.data())
    def try_a_step_of_ones_own_role(self, data):
        self._take(data, {model.OK, model.REFUSED})

    @rule(data=st.data())
    def try_any_step(self, data):
        self._take(data, {model.OK, model.REFUSED, model.DENIED})

    def _take(self, data, answers):
        found = {
            name: [move for move in moves if self.model.answer(move) in answers]
            for name, moves in self.model.moves().items()
        }
        name = data.draw(st.sampled_from(sorted(filter(found.get, found))), label="step")
        move = data.draw(st.sampled_from(found[name]), label="move")
        expected = self.model.answer(move)
        assert self._try(move) == expected
        if expected == model.OK:
            self.model.take(move)
        self._compare()
        if name in ("assess", "release"):
            self._compare_what_each_sees()

    def _try(self, move):
        name, who, *about = move
        try:
            with transaction.atomic():
                getattr(self, f"_{name}")(self.people[who], *about)
        except Refused:
            return model.REFUSED
        except PermissionDenied:
            return model.DENIED
        return model.OK

    def _set_teachers(self, change):
        school_class = SchoolClass.objects.get(pk=self.school_class.pk)
        teachers = set(school_class.teachers.all())
        change(teachers)
        people.set_teachers(school_class, teachers, by=None)

    def _leave(self, who):
        self._set_teachers(lambda teachers: teachers.remove(who))

    def _join(self, who):
        self._set_teachers(lambda teachers: teachers.add(who))

    def _add(self, by, codes):
        piece = evidence.add(
            portfolio=self.portfolio, by=by, work_processes=[self.cells[code] for code in codes]
        )
        self.pieces.append(piece)

    def _renew(self, by, piece):
        self.pieces.append(evidence.replace(evidence=self.pieces[piece], by=by))

    def _link(self, by, piece, code):
        evidence.link(evidence=self.pieces[piece], by=by, work_process=self.cells[code])

    def _unlink(self, by, piece, code):
        evidence.unlink(evidence=self.pieces[piece], by=by, work_process=self.cells[code])

    def _remove(self, by, piece):
        evidence.remove(evidence=self.pieces[piece], by=by)

    def _restore(self, by, piece):
        evidence.restore(evidence=self.pieces[piece], by=by)

    def _submit(self, by, code, own_work):
        submission = sign_off.submit(
            portfolio=self.portfolio, work_process=self.cells[code], by=by, own_work=own_work
        )
        self.hand_ins.append(submission)

    def _withdraw(self, by, hand_in):
        sign_off.withdraw(submission=self.hand_ins[hand_in], by=by)

    def _assess(self, by, hand_in, outcome):
        sign_off.assess(submission=self.hand_ins[hand_in], by=by, outcome=outcome, feedback="Seen.")

    def _release(self, by, hand_in, seat):
        sign_off.release_seat(submission=self.hand_ins[hand_in], seat=seat, by=by, reason="Stuck.")

    def _revoke(self, by, code):
        cell = SignOff.objects.get(portfolio=self.portfolio, work_process__code=code)
        sign_off.revoke(sign_off=cell, by=by, reason="A mistake.")

    def _profile(self, by, level):
        portfolios.change_profile(
            portfolio=self.portfolio, by=by, exit_profile=self.profiles[level], reason="Moved."
        )

    def _compare(self):
        portfolio = Portfolio.objects.get(pk=self.portfolio.pk)
        assert portfolio.log_count == portfolio.log.count() == self.model.logged
        cells = portfolio.sign_offs.values_list(
            "work_process__code", "state", "grade", "given_at__level"
        )
        expected = {
            (code, cell.state, cell.grade, cell.level) for code, cell in self.model.cells.items()
        }
        never_touched = {(code, model.NOT_STARTED, "", None) for code in self.model.codes}
        assert set(cells) - never_touched == expected - never_touched
        for index, piece in enumerate(self.pieces):
            piece.refresh_from_db()
            links = dict(piece.links.values_list("work_process__code", "frozen_at"))
            assert piece.is_frozen == self.model.is_frozen(index)
            assert links.keys() == self.model.pieces[index].links
            frozen = {code for code, frozen_at in links.items() if frozen_at}
            assert frozen == self.model.frozen_links(index)

    def teardown(self):
        if not hasattr(self, "model"):
            return
        try:
            self._compare_what_each_sees()
            breaks = []
            verify.check_log(breaks.append, breaks.append)
            assert breaks == []
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def _compare_what_each_sees(self):
        index = {submission.pk: number for number, submission in enumerate(self.hand_ins)}
        names = {person.pk: name for name, person in self.people.items()}
        for name, person in self.people.items():
            seen = Assessment.objects.visible_to(User.objects.get(pk=person.pk))
            assert {
                (index[row.submission_id], row.seat, row.round, names[row.assessor_id])
                for row in seen
            } == self.model.sees(name)
        for number, one in enumerate(self.model.hand_ins):
            parts = Submission.objects.get(pk=self.hand_ins[number].pk).parts.all()
            handed_in = {self.pieces[piece].pk for piece in one.pieces}
            assert {part.evidence_id for part in parts} == handed_in


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def walk(examples, steps):
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


@pytest.mark.django_db
def test_a_short_walk_never_leaves_the_model():
    walk(examples=15, steps=40)
    assert not Portfolio.objects.exists()


@pytest.mark.long
@pytest.mark.django_db
def test_a_walk_of_thousands_of_steps_never_leaves_the_model():
    walk(examples=150, steps=80)
    assert not Portfolio.objects.exists()


def test_the_model_knows_nothing_of_the_application():
    folder = Path(model.__file__).parent
    imported = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module)
    assert imported == {"dataclasses", "itertools", "tests.portfolios.walk.model"}
