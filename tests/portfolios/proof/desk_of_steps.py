"""A school in which every step of the portfolios can be taken by somebody, and how each is taken.

`STEPS` is the table of DESIGN: the step, who may take it, and a call that is legal in `School`.
"""

from datetime import date

from portfolios import completion, evidence, sampling, sign_off, workplace
from portfolios import portfolio as portfolios
from portfolios.enums import LookOutcome, Outcome
from portfolios.models import SecondLook
from tests import factories
from tests.factories import add_evidence, assess, hand_in, work_process

FAIL, PASS = Outcome.INSUFFICIENT, Outcome.SUFFICIENT


class School:
    """What the steps are taken on, all of one student in one class."""

    def __init__(self, portfolio, *, level3, level4, teacher, second, coordinator, board, other):
        self.portfolio, self.level3, self.other = portfolio, level3, other
        self.teacher, self.board = teacher, board
        for profile in (level3, level4):
            portfolios.change_profile(
                portfolio=portfolio, by=coordinator, exit_profile=profile, reason="Moved."
            )
            portfolio.refresh_from_db()
            if profile == level3:
                self.lower = factories.signed_off(portfolio, "2.1", teacher)
        photo = factories.receive_photo(portfolio)
        self.frozen = add_evidence(portfolio, "1.1", "7.2", received=[photo])
        self.file = photo
        self.open = hand_in(portfolio, "1.1")
        self.signed = factories.signed_off(portfolio, "1.2", teacher)
        self.loose_file = factories.receive_photo(portfolio)
        self.loose = add_evidence(portfolio, "2.2", "7.2", received=[self.loose_file])
        self.exemption = factories.exempt(portfolio, "2.3", board)
        self.stuck = self._stuck(level4, teacher, second)
        self.removed = add_evidence(portfolio, "7.2")
        evidence.remove(evidence=self.removed, by=portfolio.student)
        self.trainer = factories.name_trainer(portfolio, portfolio.student)
        checked = factories.name_trainer(portfolio, teacher, email="an@brandsma.example")
        self.checked = checked
        self.link = factories.ask_trainer(checked, "2.2", by=portfolio.student)
        self.complete = self._earlier("complete")
        self.proposal = completion.propose(portfolio=self._earlier("proposed"), by=teacher)
        self.done = factories.completed(self._earlier("done", full=False), teacher, board)
        self.closed = self._earlier("closed")
        portfolios.close(portfolio=self.closed, by=coordinator, reason="Gone.")
        sampling.draw(by=board, number=1)
        self.look = SecondLook.objects.get()

    def _stuck(self, level4, teacher, second):
        level4.required_assessors = 2
        level4.save()
        self.portfolio.refresh_from_db()
        submission = hand_in(self.portfolio, "7.1")
        for _round in range(2):
            assess(submission, teacher, FAIL)
            assess(submission, second, PASS)
        level4.required_assessors = 1
        level4.save()
        self.portfolio.refresh_from_db()
        return submission

    def _earlier(self, slug, *, full=True):
        """A portfolio of the same student and class, of another qualification."""
        qualification = factories.make_qualification(slug=slug)
        portfolio = portfolios.start(
            student=self.portfolio.student,
            exit_profile=qualification.exit_profiles.get(level=3),
            school_class=self.portfolio.school_class,
            starts_on=date(2020, 8, 24),
            ends_on=date(2024, 7, 12),
            by=None,
        )
        return factories.everything_signed_off(portfolio, self.teacher) if full else portfolio

    def task(self):
        return self.portfolio.qualification.core_tasks.get(number=7)

    def process(self, code):
        return work_process(self.portfolio, code)


STUDENT = {"student"}
ASSESSORS = {"teacher", "second"}
COORDINATOR = {"coordinator"}
BOARD = {"board"}
WHY = {"reason": "Because."}

STEPS = {
    "sign_off.submit": (STUDENT, lambda s, by: sign_off.submit(
        portfolio=s.portfolio, work_process=s.process("2.2"), by=by, own_work=True)),
    "sign_off.withdraw": (STUDENT, lambda s, by: sign_off.withdraw(submission=s.open, by=by)),
    "sign_off.assess": (ASSESSORS, lambda s, by: sign_off.assess(
        submission=s.open, by=by, outcome=PASS)),
    "sign_off.release_seat": (COORDINATOR, lambda s, by: sign_off.release_seat(
        submission=s.stuck, seat=1, by=by, **WHY)),
    "sign_off.revoke": (ASSESSORS | COORDINATOR, lambda s, by: sign_off.revoke(
        sign_off=s.signed, by=by, **WHY)),
    "sign_off.carry_over": (ASSESSORS, lambda s, by: sign_off.carry_over(sign_off=s.lower, by=by)),
    "sign_off.carry_over_all": (ASSESSORS, lambda s, by: sign_off.carry_over_all(
        portfolio=s.portfolio, sign_offs=[s.lower], by=by)),
    "sign_off.exempt": (BOARD, lambda s, by: sign_off.exempt(
        portfolio=s.portfolio, work_process=s.process("7.2"), by=by, ground="A diploma.")),
    "sign_off.end_exemption": (BOARD, lambda s, by: sign_off.end_exemption(
        exemption=s.exemption, by=by, **WHY)),
    "portfolio.choose_specialisation": (STUDENT, lambda s, by: portfolios.choose_specialisation(
        portfolio=s.portfolio, by=by, core_task=s.task(), work_processes=[s.process("7.2")])),
    "portfolio.change_class": (COORDINATOR, lambda s, by: portfolios.change_class(
        portfolio=s.portfolio, by=by, school_class=s.other, **WHY)),
    "portfolio.change_classes": (COORDINATOR, lambda s, by: portfolios.change_classes(
        {s.portfolio.pk: s.other}, by=by, **WHY)),
    "portfolio.change_profile": (COORDINATOR, lambda s, by: portfolios.change_profile(
        portfolio=s.portfolio, by=by, exit_profile=s.level3, **WHY)),
    "portfolio.close": (COORDINATOR, lambda s, by: portfolios.close(
        portfolio=s.portfolio, by=by, **WHY)),
    "portfolio.reopen": (COORDINATOR, lambda s, by: portfolios.reopen(
        portfolio=s.closed, by=by, **WHY)),
    "completion.propose": (ASSESSORS, lambda s, by: completion.propose(
        portfolio=s.complete, by=by)),
    "completion.confirm": (BOARD, lambda s, by: completion.confirm(completion=s.proposal, by=by)),
    "completion.refuse": (BOARD, lambda s, by: completion.refuse(
        completion=s.proposal, by=by, **WHY)),
    "completion.reopen": (BOARD, lambda s, by: completion.reopen(completion=s.done, by=by, **WHY)),
    "evidence.add": (STUDENT, lambda s, by: evidence.add(
        portfolio=s.portfolio, by=by, work_processes=[s.process("2.2")], title="New")),
    "evidence.change": (STUDENT, lambda s, by: evidence.change(
        evidence=s.loose, by=by, title="Changed")),
    "evidence.replace": (STUDENT, lambda s, by: evidence.replace(
        evidence=s.frozen, by=by, title="Again")),
    "evidence.link": (STUDENT, lambda s, by: evidence.link(
        evidence=s.frozen, by=by, work_process=s.process("2.2"))),
    "evidence.link_all": (STUDENT, lambda s, by: evidence.link_all(
        evidence=s.frozen, by=by, work_processes=[s.process("2.2")])),
    "evidence.unlink": (STUDENT, lambda s, by: evidence.unlink(
        evidence=s.loose, by=by, work_process=s.process("2.2"))),
    "evidence.remove": (STUDENT, lambda s, by: evidence.remove(evidence=s.loose, by=by)),
    "evidence.restore": (STUDENT, lambda s, by: evidence.restore(evidence=s.removed, by=by)),
    "evidence.erase_removed": (STUDENT, lambda s, by: evidence.erase_removed(
        evidence=s.removed, by=by)),
    "evidence.remove_file": (STUDENT, lambda s, by: evidence.remove_file(
        file=s.loose_file, by=by)),
    "evidence.erase_file": (COORDINATOR, lambda s, by: evidence.erase_file(
        file=s.file, by=by, **WHY)),
    "workplace.name_trainer": (STUDENT | ASSESSORS, lambda s, by: workplace.name_trainer(
        portfolio=s.portfolio, by=by, name="Jo", company="Brandsma", email="jo@brandsma.example")),
    "workplace.check_trainer": (ASSESSORS, lambda s, by: workplace.check_trainer(
        trainer=s.trainer, by=by)),
    "workplace.decline_trainer": (ASSESSORS, lambda s, by: workplace.decline_trainer(
        trainer=s.trainer, by=by)),
    "workplace.ask": (STUDENT | ASSESSORS, lambda s, by: workplace.ask(
        portfolio=s.portfolio, trainer=s.checked, sign_offs=[s.open.sign_off], by=by)),
    "workplace.ask_new": (STUDENT | ASSESSORS, lambda s, by: workplace.ask_new(
        portfolio=s.portfolio, sign_offs=[s.open.sign_off], by=by, name="Jo", company="Brandsma",
        email="jo@brandsma.example")),
    "workplace.revoke_link": (STUDENT | ASSESSORS | COORDINATOR, lambda s, by: (
        workplace.revoke_link(link=s.link, by=by))),
    "sampling.draw": (BOARD, lambda s, by: sampling.draw(by=by, number=1)),
    "sampling.look": (BOARD, lambda s, by: sampling.look(
        second_look=s.look, by=by, outcome=LookOutcome.AGREES)),
}  # fmt: skip
