"""After two accounts were merged: rule 2 counts both as one person, and what was done stands."""

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import completion, people, sampling, sign_off
from portfolios import portfolio as portfolios
from portfolios.desk import needing_another_assessor
from portfolios.enums import Outcome, State
from portfolios.errors import Refused
from portfolios.merging import merge, outlook
from portfolios.models import Assessment, LogEntry, SecondLook, Submission, User
from tests import factories
from tests.factories import assess, hand_in, make_person, signed_off
from tests.portfolios.verify.tampering import breaks

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def double(db):
    """The other account of the teacher, who is not known as the same person yet."""
    return make_person("double")


def again(person):
    return User.objects.get(pk=person.pk)


def merged(old, new, by):
    """Merge, and give both as they are then; the log of every portfolio is whole."""
    merge(old=old, new=new, by=by)
    assert breaks() == []
    return again(old), again(new)


@pytest.fixture
def pairs(level4, level3):
    """Two assessors a hand-in, from now on."""
    for profile in (level4, level3):
        profile.required_assessors = 2
        profile.save()


def test_what_was_done_keeps_the_old_name(portfolio, teacher, double, administrator):
    cell = signed_off(portfolio, "1.1", teacher)
    before = list(LogEntry.objects.values_list("pk", "actor", "hash"))
    merged(teacher, double, administrator)
    assert Assessment.objects.get(submission__sign_off=cell).assessor == teacher
    assert list(LogEntry.objects.values_list("pk", "actor", "hash")) == before


def test_who_sat_as_the_old_account_does_not_take_the_other_seat(
    pairs, portfolio, teacher, second_teacher, double, administrator
):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    _old, new = merged(teacher, double, administrator)

    assert submission not in Submission.objects.waiting_for(new)
    with pytest.raises(Refused, match="You have assessed this already"):
        assess(submission, new)
    assert Assessment.objects.visible_to(new).count() == 1
    assert assess(submission, second_teacher).submission.sign_off.state == State.SIGNED_OFF
    assert breaks() == []


def test_the_person_judges_again_in_the_seat_of_the_old_account(
    pairs, portfolio, teacher, second_teacher, double, administrator, coordinator
):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    assess(submission, second_teacher, Outcome.INSUFFICIENT)
    _old, new = merged(teacher, double, administrator)

    assert sign_off.releasable_seats(submission) == []
    assert needing_another_assessor(coordinator) == []
    assert submission in Submission.objects.waiting_for(new)
    assert assess(submission, new).seat == 1
    assess(submission, second_teacher)
    assert Submission.objects.get().closed_at
    assert breaks() == []


def test_a_released_seat_of_the_old_account_is_not_taken_again(
    pairs, portfolio, school_class, teacher, second_teacher, third_teacher, double,
    administrator, coordinator,
):  # fmt: skip
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    people.set_teachers(school_class, [second_teacher, third_teacher], by=None)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Left.")
    people.set_teachers(school_class, [second_teacher, third_teacher, double], by=None)
    _old, new = merged(teacher, double, administrator)
    assert submission not in Submission.objects.waiting_for(new)
    with pytest.raises(Refused, match="Your seat in this assessment was released"):
        assess(submission, new)


def test_two_seats_of_one_person_are_told_and_one_is_released(
    pairs, portfolio, school_class, teacher, second_teacher, double, administrator, coordinator
):
    people.set_teachers(school_class, [teacher, second_teacher, double], by=None)
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    assess(submission, double, Outcome.INSUFFICIENT)
    assert outlook(teacher, double).facts == []
    _old, new = merged(teacher, double, administrator)

    assert sign_off.releasable_seats(submission) == [1, 2]
    assert [found for found, _days in needing_another_assessor(coordinator)] == [submission]
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="One person.")
    assert sign_off.releasable_seats(submission) == []
    assert needing_another_assessor(coordinator) == []
    with pytest.raises(Refused, match="You have assessed this already"):
        assess(submission, new)
    assess(submission, second_teacher, Outcome.INSUFFICIENT)
    assert Submission.objects.get().closed_at
    assert breaks() == []


@pytest.mark.parametrize("merge_the_student", [False, True])
def test_who_studies_as_one_account_does_not_assess_there_as_the_other(
    merge_the_student, portfolio, student, teacher, administrator, coordinator
):
    signed_off(portfolio, "1.1", teacher)
    portfolio.exit_profile.required_assessors = 2
    portfolio.exit_profile.save()
    submission = hand_in(portfolio, "1.2")
    assess(submission, teacher)
    assert "1 hand-in in the portfolio of one" in outlook(teacher, student).facts[0]
    assert "assessed their own work" in outlook(teacher, student).facts[0]
    pair = (student, teacher) if merge_the_student else (teacher, student)
    _old, new = merged(*pair, administrator)
    with pytest.raises(PermissionDenied):
        assess(submission, new)
    assert sign_off.releasable_seats(Submission.objects.get(pk=submission.pk)) == [1]
    assert [found for found, _days in needing_another_assessor(coordinator)] == [submission]
    assert submission not in Submission.objects.waiting_for(new)


def test_nobody_confirms_what_they_proposed_as_another_account(
    portfolio, teacher, board_member, administrator
):
    factories.everything_signed_off(portfolio, teacher)
    proposal = completion.propose(portfolio=portfolio, by=teacher)
    _old, new = merged(teacher, board_member, administrator)
    with pytest.raises(Refused, match="You proposed this yourself"):
        completion.confirm(completion=proposal, by=new)
    with pytest.raises(Refused, match="You proposed this yourself"):
        completion.refuse(completion=proposal, by=new, reason="No.")


def test_who_judged_as_another_account_is_named_at_the_completion(
    portfolio, teacher, second_teacher, board_member, administrator
):
    factories.everything_signed_off(portfolio, teacher)
    completion.propose(portfolio=portfolio, by=second_teacher)
    _old, new = merged(teacher, board_member, administrator)
    assert completion.assessed_here(portfolio, new)


def test_nobody_looks_again_at_what_they_judged_as_another_account(
    portfolio, teacher, board_member, administrator
):
    signed_off(portfolio, "1.1", teacher)
    sampling.draw(by=board_member, number=1)
    look = SecondLook.objects.get()
    _old, new = merged(teacher, board_member, administrator)
    with pytest.raises(PermissionDenied):
        sampling.look(second_look=look, by=new, outcome="agrees")


def test_one_person_confirms_a_lower_sign_off_once(
    pairs, student, level3, level4, school_class, teacher, second_teacher, double, administrator,
    coordinator,
):  # fmt: skip
    portfolio = factories.make_portfolio(student, level3, school_class)
    submission = hand_in(portfolio, "2.1")
    for one in (teacher, second_teacher):
        assess(submission, one)
    portfolios.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Up."
    )
    cell = portfolio.sign_offs.get()
    sign_off.carry_over(sign_off=cell, by=teacher)
    _old, new = merged(teacher, double, administrator)
    with pytest.raises(Refused, match=r"You have confirmed 2\.1 already"):
        sign_off.carry_over(sign_off=cell, by=new)
    sign_off.carry_over(sign_off=cell, by=second_teacher)
    cell.refresh_from_db()
    assert cell.given_at == level4
    assert breaks() == []
