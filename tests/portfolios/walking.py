"""The school of a walk in the application: takes the steps of the model, and compares the two."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portfolios import completion, evidence, people, progress, seal, sign_off, verify
from portfolios import portfolio as portfolios
from portfolios.enums import Role
from portfolios.errors import Refused
from portfolios.models import (
    Assessment,
    Confirmation,
    EvidenceLink,
    Exemption,
    Portfolio,
    SchoolClass,
    SignOff,
    SubmissionEvidence,
)
from tests import factories
from tests.portfolios.walk import model
from tests.portfolios.walk.seeing import SeenSchool
from tests.portfolios.walk.taking import PEOPLE

# core task -> (choose, {code: marks}), as the factories read it, and the same for the model.
MATRIX = {1: (None, {"1.1": "h"}), 2: (None, {"2.1": "hl"}), 8: (1, {"8.1": "l", "8.2": "l"})}
MARKS = {4: {"1.1", "2.1"}, 3: {"2.1", "8.1", "8.2"}}
CHOICES = {"8.1", "8.2"}


class People:
    """What all walks share: made once, since it costs more than a walk."""

    def __init__(self):
        self.qualification = factories.make_qualification(MATRIX)
        self.cells = {one.code: one for one in self.qualification.work_processes.all()}
        self.people = {name: factories.make_person(name) for name in PEOPLE}
        teachers = [self.people[name] for name in ("first", "second", "third", "student")]
        self.classes = {
            "4A": factories.make_class("4A", teachers),
            "4B": factories.make_class("4B", [self.people["elsewhere"]]),
        }
        for name, role in {
            "coordinator": Role.COORDINATOR,
            "board": Role.BOARD,
            "third": Role.BOARD,
            "superuser": Role.ADMINISTRATOR,
        }.items():
            people.set_role(self.people[name], role, True, by=None)


class WalkedPortfolio:
    """One portfolio, in the application and in the model at once."""

    def __init__(self, shared, *, seats, level):
        shared.qualification.exit_profiles.update(required_assessors=seats)
        profiles = shared.qualification.exit_profiles.all()
        self.profiles = {profile.level: profile for profile in profiles}
        self.shared = shared
        self.portfolio = factories.make_portfolio(
            shared.people["student"], self.profiles[level], shared.classes["4A"]
        )
        self.pieces, self.hand_ins, self.exemptions, self.completions = [], [], [], []
        self.model = SeenSchool(seats=seats, marks=MARKS, choices=CHOICES, level=level)

    def take(self, move):
        """Take a step in both; what the two answer, and what then stands, must be the same."""
        expected = self.model.answer(move)
        assert self._try(move) == expected
        if expected == model.OK:
            self.model.take(move)
            self.compare()

    def _try(self, move):
        name, who, *about = move
        try:
            with transaction.atomic():
                getattr(self, f"_{name}")(self.shared.people[who], *about)
        except Refused:
            return model.REFUSED
        except PermissionDenied:
            return model.DENIED
        return model.OK

    def _cell(self, code):
        return SignOff.objects.get(portfolio=self.portfolio, work_process__code=code)

    def _set_teachers(self, change):
        school_class = SchoolClass.objects.get(pk=self.shared.classes["4A"].pk)
        teachers = set(school_class.teachers.all())
        change(teachers)
        people.set_teachers(school_class, teachers, by=None)

    def _leave(self, who):
        self._set_teachers(lambda teachers: teachers.remove(who))

    def _join(self, who):
        self._set_teachers(lambda teachers: teachers.add(who))

    def _add(self, by, codes):
        piece = evidence.add(
            portfolio=self.portfolio,
            by=by,
            work_processes=[self.shared.cells[code] for code in codes],
        )
        self.pieces.append(piece)

    def _renew(self, by, piece):
        self.pieces.append(evidence.replace(evidence=self.pieces[piece], by=by))

    def _link(self, by, piece, code):
        evidence.link(evidence=self.pieces[piece], by=by, work_process=self.shared.cells[code])

    def _unlink(self, by, piece, code):
        evidence.unlink(evidence=self.pieces[piece], by=by, work_process=self.shared.cells[code])

    def _remove(self, by, piece):
        evidence.remove(evidence=self.pieces[piece], by=by)

    def _restore(self, by, piece):
        evidence.restore(evidence=self.pieces[piece], by=by)

    def _submit(self, by, code, own_work):
        submission = sign_off.submit(
            portfolio=self.portfolio, work_process=self.shared.cells[code], by=by, own_work=own_work
        )
        self.hand_ins.append(submission)

    def _withdraw(self, by, hand_in):
        sign_off.withdraw(submission=self.hand_ins[hand_in], by=by)

    def _assess(self, by, hand_in, outcome):
        sign_off.assess(submission=self.hand_ins[hand_in], by=by, outcome=outcome, feedback="Seen.")

    def _release(self, by, hand_in, seat):
        sign_off.release_seat(submission=self.hand_ins[hand_in], seat=seat, by=by, reason="Stuck.")

    def _revoke(self, by, code):
        sign_off.revoke(sign_off=self._cell(code), by=by, reason="A mistake.")

    def _carry(self, by, code):
        sign_off.carry_over(sign_off=self._cell(code), by=by)

    def _carry_all(self, by, codes):
        sign_offs = [self._cell(code) for code in codes]
        sign_off.carry_over_all(portfolio=self.portfolio, sign_offs=sign_offs, by=by)

    def _exempt(self, by, code):
        exemption = sign_off.exempt(
            portfolio=self.portfolio,
            work_process=self.shared.cells[code],
            by=by,
            ground="A diploma.",
        )
        self.exemptions.append(exemption)

    def _unexempt(self, by, exemption):
        sign_off.end_exemption(exemption=self.exemptions[exemption], by=by, reason="A mistake.")

    def _choose(self, by, codes):
        portfolios.choose_specialisation(
            portfolio=self.portfolio,
            by=by,
            core_task=self.shared.qualification.core_tasks.get(number=8),
            work_processes=[self.shared.cells[code] for code in codes],
        )

    def _profile(self, by, level):
        portfolios.change_profile(
            portfolio=self.portfolio, by=by, exit_profile=self.profiles[level], reason="Moved."
        )

    def _move(self, by, name):
        school_class = self.shared.classes[name]
        portfolios.change_class(
            portfolio=self.portfolio, by=by, school_class=school_class, reason="Moved."
        )

    def _close(self, by):
        portfolios.close(portfolio=self.portfolio, by=by, reason="Left.")

    def _open(self, by):
        portfolios.reopen(portfolio=self.portfolio, by=by, reason="Is back.")

    def _propose(self, by):
        self.completions.append(completion.propose(portfolio=self.portfolio, by=by))

    def _confirm(self, by, proposal):
        completion.confirm(completion=self.completions[proposal], by=by)

    def _refuse(self, by, proposal):
        completion.refuse(completion=self.completions[proposal], by=by, reason="Too little.")

    def _reopen(self, by, proposal):
        completion.reopen(completion=self.completions[proposal], by=by, reason="A mistake.")

    # Comparing

    def compare(self):
        """The portfolio, its cells and the records beside them are as the model has them."""
        found = Portfolio.objects.select_related("exit_profile", "school_class").get(
            pk=self.portfolio.pk
        )
        assert (found.state, found.exit_profile.level, found.school_class.name) == (
            self.model.state, self.model.level, self.model.school_class,
        )  # fmt: skip
        assert found.log_count == self.model.logged
        cells = found.sign_offs.values_list(
            "work_process__code", "state", "grade", "given_at__level"
        )
        expected = {
            (code, cell.state, cell.grade, cell.level) for code, cell in self.model.cells.items()
        }
        never_touched = {(code, model.NOT_STARTED, "", None) for code in self.model.codes}
        assert set(cells) - never_touched == expected - never_touched

    def compare_evidence(self):
        """The pieces are linked and frozen as the model has them."""
        links = {piece.pk: {} for piece in self.pieces}
        for link in EvidenceLink.objects.filter(evidence__in=links).select_related("work_process"):
            links[link.evidence_id][link.work_process.code] = link.frozen_at
        pieces = self.portfolio.evidence.in_bulk(list(links))
        for index, piece in enumerate(self.pieces):
            assert pieces[piece.pk].is_frozen == self.model.is_frozen(index)
            assert links[piece.pk].keys() == self.model.pieces[index].links
            frozen = {code for code, frozen_at in links[piece.pk].items() if frozen_at}
            assert frozen == self.model.frozen_links(index)

    def compare_records(self):
        """Confirmations, exemptions and completions are as the model has them."""
        names = {person.pk: name for name, person in self.shared.people.items()}
        standing = Confirmation.objects.standing().values_list(
            "sign_off__work_process__code", "assessor"
        )
        assert {(code, names[pk]) for code, pk in standing} == {
            (code, who) for code, cell in self.model.cells.items() for who in cell.confirmed
        }
        exemptions = Exemption.objects.filter(portfolio=self.portfolio).order_by("pk")
        assert [(one.exit_profile_id, bool(one.ended_at)) for one in exemptions] == [
            (self.profiles[one.level].pk, one.ended) for one in self.model.exemptions
        ]
        completions = self.portfolio.completions.order_by("pk")
        found = [
            (
                names[one.proposed_by_id],
                one.state,
                tuple(row["code"] for row in seal.read_completion(one).get("work_processes", ())),
            )
            for one in completions
        ]
        assert found == [(one.who, one.state, one.sealed) for one in self.model.proposals]

    def compare_progress(self):
        """What counts, and what each cell shows."""
        found = progress.of_one(Portfolio.objects.get(pk=self.portfolio.pk)).own
        assert [cell.code for cell in found.counted] == self.model.counted()
        assert found.is_complete == self.model.is_complete()
        assert {code: str(cell.shown) for code, cell in found.by_code.items()} == {
            code: self.model.shown(code) for code in self.model.codes
        }

    def compare_what_some_see(self, number):
        """The assessments that so many people see: others at each length of the log."""
        index = {submission.pk: number for number, submission in enumerate(self.hand_ins)}
        names = {person.pk: name for name, person in self.shared.people.items()}
        for turn in range(number):
            name = PEOPLE[(self.model.logged + turn) % len(PEOPLE)]
            assert {
                (index[row.submission_id], row.seat, row.round, names[row.assessor_id])
                for row in Assessment.objects.visible_to(self.shared.people[name])
            } == self.model.sees(name)

    def compare_hand_ins(self):
        """What was handed in is what the model handed in."""
        index = [submission.pk for submission in self.hand_ins]
        parts = SubmissionEvidence.objects.filter(submission__in=index)
        assert set(parts.values_list("submission", "evidence")) == {
            (self.hand_ins[number].pk, self.pieces[piece].pk)
            for number, one in enumerate(self.model.hand_ins)
            for piece in one.pieces
        }

    def compare_log(self):
        """The log is whole, and says what stands."""
        breaks = []
        verify.check_log(breaks.append, breaks.append)
        assert breaks == []
