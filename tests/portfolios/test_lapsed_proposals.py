"""A proposal of completion lapses with every step that changes what counts, and with no other."""

import pytest

from curriculum.models import Requirement
from portfolios import completion, evidence, impact, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import CompletionState, Outcome, Verb
from portfolios.models import Completion, Portfolio
from tests.factories import add_evidence, assess, hand_in, make_portfolio, signed_off, work_process

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def complete(student, level3, school_class, teacher):
    portfolio = make_portfolio(student, level3, school_class)
    for code in ("2.1", "2.2", "8.1"):
        signed_off(portfolio, code, teacher)
    return portfolio


@pytest.fixture
def cast(teacher, second_teacher, coordinator, board_member, level4):
    return {
        "teacher": teacher,
        "coordinator": coordinator,
        "board": board_member,
        "level4": level4,
    }


def cell_of(portfolio, code):
    return portfolio.sign_offs.get(work_process__code=code)


def choose(portfolio, code):
    portfolios.choose_specialisation(
        portfolio=portfolio,
        by=portfolio.student,
        core_task=portfolio.qualification.core_tasks.get(number=8),
        work_processes=[work_process(portfolio, code)],
    )


def exempt(portfolio, cast, code):
    return sign_off.exempt(
        portfolio=portfolio,
        work_process=work_process(portfolio, code),
        by=cast["board"],
        ground="A diploma.",
    )


def decide(outcome):
    def prepare(portfolio, cast):
        submission = hand_in(portfolio, "8.2")
        return lambda: assess(submission, cast["teacher"], outcome)

    return prepare


def revoking(portfolio, cast):
    return lambda: sign_off.revoke(
        sign_off=cell_of(portfolio, "2.1"), by=cast["teacher"], reason="A mistake."
    )


def exempting(portfolio, cast):
    return lambda: exempt(portfolio, cast, "8.2")


def ending_an_exemption(portfolio, cast):
    exemption = exempt(portfolio, cast, "8.2")
    return lambda: sign_off.end_exemption(exemption=exemption, by=cast["board"], reason="No.")


def changing_the_level(portfolio, cast):
    return lambda: portfolios.change_profile(
        portfolio=portfolio, by=cast["coordinator"], exit_profile=cast["level4"], reason="Up."
    )


def closing(portfolio, cast):
    return lambda: portfolios.close(portfolio=portfolio, by=cast["coordinator"], reason="Left.")


def choosing_another_that_is_signed_off(portfolio, cast):
    signed_off(portfolio, "8.2", cast["teacher"])
    return lambda: choose(portfolio, "8.2")


def settling_a_mark_away(portfolio, cast):
    mark = Requirement.objects.get(exit_profile__level=3, work_process__code="2.2")
    Requirement.objects.filter(pk=mark.pk).update(provisional=True)
    return lambda: impact.carry_out(impact.settling(mark, keep=False), by=cast["coordinator"])


def carrying_over(portfolio, cast):
    """8.2 was signed off at a lower level: a level that is one of this test alone."""
    cell = signed_off(portfolio, "8.2", cast["teacher"])
    lower = portfolio.qualification.exit_profiles.create(slug="small-2", name="Level 2", level=2)
    type(cell).objects.filter(pk=cell.pk).update(given_at=lower)
    return lambda: sign_off.carry_over(sign_off=cell, by=cast["teacher"])


CHANGING = [
    decide(Outcome.GOOD), decide(Outcome.INSUFFICIENT), revoking, exempting, ending_an_exemption,
    changing_the_level, closing, choosing_another_that_is_signed_off, settling_a_mark_away,
    carrying_over,
]  # fmt: skip


def state_after(prepare, portfolio, cast):
    """What became of a proposal that was open when the step was taken."""
    step = prepare(portfolio, cast)
    made = completion.propose(portfolio=portfolio, by=cast["teacher"])
    step()
    return Completion.objects.get(pk=made.pk)


@pytest.mark.parametrize("prepare", CHANGING, ids=lambda p: p.__qualname__)
def test_a_step_that_changes_what_counts_lets_a_proposal_lapse(complete, cast, prepare):
    made = state_after(prepare, complete, cast)
    assert (made.state, made.decided_by) == (CompletionState.VOID, None)
    assert made.decided_at is not None
    entry = complete.log.order_by("number").last()
    assert (entry.verb, entry.facts) == (Verb.COMPLETION_VOIDED, f'{{"completion":{made.pk}}}')
    assert entry.actor is not None
    found = Portfolio.objects.get(pk=complete.pk)
    assert (found.log_count, found.log_head) == (entry.number, entry.hash)


def adding_evidence(portfolio, cast):
    return lambda: add_evidence(portfolio, "8.2")


def removing_evidence(portfolio, cast):
    piece = add_evidence(portfolio, "8.2")
    return lambda: evidence.remove(evidence=piece, by=portfolio.student)


def handing_in(portfolio, cast):
    return lambda: hand_in(portfolio, "8.2")


def withdrawing(portfolio, cast):
    submission = hand_in(portfolio, "8.2")
    return lambda: sign_off.withdraw(submission=submission, by=portfolio.student)


def choosing_what_counts_already(portfolio, cast):
    return lambda: choose(portfolio, "8.1")


def settling_a_mark_to_stay(portfolio, cast):
    mark = Requirement.objects.get(exit_profile__level=3, work_process__code="2.2")
    Requirement.objects.filter(pk=mark.pk).update(provisional=True)
    return lambda: impact.carry_out(impact.settling(mark, keep=True), by=cast["coordinator"])


def settling_a_mark_of_another_level(portfolio, cast):
    mark = Requirement.objects.get(exit_profile__level=4, work_process__code="2.2")
    Requirement.objects.filter(pk=mark.pk).update(provisional=True)
    return lambda: impact.carry_out(impact.settling(mark, keep=False), by=cast["coordinator"])


@pytest.mark.parametrize(
    "prepare",
    [
        adding_evidence, removing_evidence, handing_in, withdrawing, choosing_what_counts_already,
        settling_a_mark_to_stay, settling_a_mark_of_another_level,
    ],
    ids=lambda p: p.__qualname__,
)  # fmt: skip
def test_any_other_step_lets_it_stand(complete, cast, prepare):
    assert state_after(prepare, complete, cast).state == CompletionState.PROPOSED


def test_one_of_two_assessors_tells_nobody_by_letting_it_lapse(complete, cast, level3):
    level3.required_assessors = 2
    level3.save()

    def first_of_two(portfolio, cast):
        submission = hand_in(portfolio, "8.2")
        return lambda: assess(submission, cast["teacher"])

    assert state_after(first_of_two, complete, cast).state == CompletionState.PROPOSED


def test_a_step_without_an_open_proposal_voids_nothing(complete, cast):
    revoking(complete, cast)()
    assert not complete.log.filter(verb=Verb.COMPLETION_VOIDED).exists()
