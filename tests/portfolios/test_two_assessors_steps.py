"""Two assessors: blind until all seats are filled, a second round, and releasing a seat."""

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import people, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import Outcome, Role, State, Verb
from portfolios.errors import Refused
from portfolios.models import Assessment, LogEntry, SignOff, Submission
from tests.factories import assess, hand_in, make_person

pytestmark = pytest.mark.usefixtures("in_english")

FAIL, PASS, GOOD = Outcome.INSUFFICIENT, Outcome.SUFFICIENT, Outcome.GOOD


@pytest.fixture
def submission(portfolio, level4):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    return hand_in(portfolio, "1.1")


def state_of(submission):
    cell = SignOff.objects.get(pk=submission.sign_off_id)
    return cell.state, cell.grade


def verbs(submission):
    """What was logged since the hand-in."""
    entries = list(LogEntry.objects.order_by("number").values_list("verb", flat=True))
    return entries[entries.index(Verb.SUBMITTED) + 1 :]


@pytest.mark.parametrize(
    ("first", "second", "state", "grade"),
    [
        (PASS, PASS, State.SIGNED_OFF, "sufficient"),
        (PASS, GOOD, State.SIGNED_OFF, "sufficient"),
        (GOOD, PASS, State.SIGNED_OFF, "sufficient"),
        (GOOD, GOOD, State.SIGNED_OFF, "good"),
        (FAIL, FAIL, State.RETURNED, ""),
    ],
)
def test_two_who_agree_decide_with_the_lower_grade(
    submission, teacher, second_teacher, first, second, state, grade
):
    assess(submission, teacher, first)
    assert state_of(submission) == (State.SUBMITTED, "")
    assess(submission, second_teacher, second)
    assert state_of(submission) == (state, grade)
    seats = submission.assessments.values_list("seat", "round", "assessor", "outcome")
    assert sorted(seats) == [(1, 1, teacher.pk, first), (2, 1, second_teacher.pk, second)]
    decision = Verb.SIGNED_OFF if grade else Verb.RETURNED
    assert verbs(submission) == [Verb.ASSESSED, Verb.ASSESSED, decision]


def test_two_who_differ_judge_again_and_may_agree(submission, teacher, second_teacher):
    assess(submission, teacher, FAIL)
    assess(submission, second_teacher, GOOD)
    assert state_of(submission) == (State.SUBMITTED, "")
    assert sign_off.current_round(submission) == 2
    assess(submission, second_teacher, PASS)
    assess(submission, teacher, GOOD)
    assert state_of(submission) == (State.SIGNED_OFF, "sufficient")
    rows = submission.assessments.order_by("round", "seat").values_list("round", "seat", "outcome")
    assert list(rows) == [(1, 1, FAIL), (1, 2, GOOD), (2, 1, GOOD), (2, 2, PASS)]
    assert verbs(submission) == [
        Verb.ASSESSED,
        Verb.ASSESSED,
        Verb.ROUND_OPENED,
        Verb.ASSESSED,
        Verb.ASSESSED,
        Verb.SIGNED_OFF,
    ]


def differ_twice(submission, first, second):
    for _round in range(2):
        assess(submission, first, FAIL)
        assess(submission, second, PASS)


def test_after_two_rounds_without_agreement_nobody_judges_on(
    submission, teacher, second_teacher, third_teacher
):
    differ_twice(submission, teacher, second_teacher)
    assert sign_off.current_round(submission) is None
    assert sign_off.releasable_seats(submission) == [1, 2]
    for person in (teacher, second_teacher, third_teacher):
        with pytest.raises(Refused, match="A coordinator asks another teacher"):
            assess(submission, person)
    assert state_of(submission) == (State.SUBMITTED, "")
    assert verbs(submission).count(Verb.ROUND_OPENED) == 1


@pytest.mark.parametrize(
    ("seat", "outcome", "result"),
    [
        (1, GOOD, (State.SIGNED_OFF, "sufficient")),
        (2, FAIL, (State.RETURNED, "")),
    ],
)
def test_another_assessor_in_a_released_seat_decides(
    submission, teacher, second_teacher, third_teacher, coordinator, seat, outcome, result
):
    differ_twice(submission, teacher, second_teacher)
    sign_off.release_seat(
        submission=submission, seat=seat, by=coordinator, reason="They do not agree."
    )
    assert state_of(submission) == (State.SUBMITTED, "")
    assessment = assess(submission, third_teacher, outcome)
    assert (assessment.seat, assessment.round) == (seat, 2)
    assert state_of(submission) == result
    assert submission.assessments.count() == 5
    assert submission.assessments.filter(seat=seat, released_at=None).count() == 1
    assert LogEntry.objects.get(verb=Verb.SEAT_RELEASED).log_text.text == "They do not agree."


def test_who_was_released_does_not_come_back(submission, teacher, second_teacher, coordinator):
    differ_twice(submission, teacher, second_teacher)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Stuck.")
    with pytest.raises(Refused, match="Your seat in this assessment was released"):
        assess(submission, teacher)
    with pytest.raises(Refused, match="You have assessed this already"):
        assess(submission, second_teacher)
    assert state_of(submission) == (State.SUBMITTED, "")


def test_when_both_seats_are_released_the_first_round_is_judged_anew(
    submission, teacher, second_teacher, third_teacher, teacher_elsewhere, coordinator
):
    differ_twice(submission, teacher, second_teacher)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Stuck.")
    school_class = submission.sign_off.portfolio.school_class
    people.set_teachers(school_class, [third_teacher, teacher_elsewhere], by=coordinator)
    sign_off.release_seat(submission=submission, seat=2, by=coordinator, reason="Left.")
    rounds = [
        assess(submission, third_teacher, PASS).round,
        assess(submission, teacher_elsewhere, GOOD).round,
    ]
    assert rounds == [1, 1]
    assert state_of(submission) == (State.SIGNED_OFF, "sufficient")


def test_the_seat_of_who_left_the_class_can_be_released(
    submission, teacher, second_teacher, third_teacher, coordinator
):
    assess(submission, teacher, FAIL)
    with pytest.raises(Refused, match="cannot be released now"):
        sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Ill.")
    people.set_teachers(
        submission.sign_off.portfolio.school_class, [second_teacher, third_teacher], by=coordinator
    )
    assert sign_off.releasable_seats(submission) == [1]
    with pytest.raises(PermissionDenied):
        assess(submission, teacher)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Left.")
    assess(submission, second_teacher, PASS)
    assess(submission, third_teacher, PASS)
    assert state_of(submission) == (State.SIGNED_OFF, "sufficient")


def test_a_portfolio_that_changed_class_is_judged_on_by_its_new_teachers(
    submission, teacher, teacher_elsewhere, class_elsewhere, second_teacher, coordinator
):
    assess(submission, teacher, PASS)
    portfolio = submission.sign_off.portfolio
    portfolios.change_class(
        portfolio=portfolio, by=coordinator, school_class=class_elsewhere, reason="Moved."
    )
    submission = Submission.objects.get(pk=submission.pk)
    with pytest.raises(PermissionDenied):
        assess(submission, second_teacher)
    assert sign_off.releasable_seats(submission) == [1]
    assess(submission, teacher_elsewhere, PASS)
    assert state_of(submission) == (State.SIGNED_OFF, "sufficient")


def test_only_a_coordinator_releases_and_only_with_a_reason(
    submission, teacher, second_teacher, board_member, administrator, coordinator, student
):
    differ_twice(submission, teacher, second_teacher)
    for person in (teacher, board_member, administrator, student):
        with pytest.raises(PermissionDenied):
            sign_off.release_seat(submission=submission, seat=1, by=person, reason="Stuck.")
    with pytest.raises(Refused, match="Write why"):
        sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason=" ")
    assert submission.assessments.exclude(released_at=None).count() == 0


def test_one_person_fills_one_seat(submission, teacher):
    assess(submission, teacher, PASS)
    with pytest.raises(Refused, match="You have assessed this already"):
        assess(submission, teacher, PASS)
    assert submission.assessments.count() == 1


def test_a_third_teacher_does_not_mix_in_once_the_seats_are_taken(
    submission, teacher, second_teacher, third_teacher
):
    assess(submission, teacher, FAIL)
    assess(submission, second_teacher, PASS)
    with pytest.raises(Refused, match="Other teachers assess this"):
        assess(submission, third_teacher)
    assert submission.assessments.count() == 2


def test_nobody_judges_their_own_portfolio_in_any_role(submission, student, teacher, coordinator):
    school_class = submission.sign_off.portfolio.school_class
    people.set_teachers(school_class, [teacher, student], by=coordinator)
    people.set_role(student, "coordinator", True, by=coordinator)
    person = type(student).objects.get(pk=student.pk)
    with pytest.raises(PermissionDenied):
        assess(submission, person)
    with pytest.raises(PermissionDenied):
        sign_off.release_seat(submission=submission, seat=1, by=person, reason="Mine.")
    assert person not in [row.assessor for row in Assessment.objects.filter(submission=submission)]
    assert not Submission.objects.waiting_for(person).exists()


def test_who_read_both_assessments_as_coordinator_or_board_takes_no_seat(
    submission, teacher, second_teacher, third_teacher
):
    school_class = submission.sign_off.portfolio.school_class
    readers = [make_person("leader"), make_person("examiner")]
    for reader, role in zip(readers, (Role.COORDINATOR, Role.BOARD), strict=True):
        people.set_role(reader, role, True, by=None)
    staff = [teacher, second_teacher, third_teacher, *readers]
    people.set_teachers(school_class, staff, by=None)
    assert all(submission in Submission.objects.waiting_for(reader) for reader in readers)
    differ_twice(submission, teacher, second_teacher)
    sign_off.release_seat(submission=submission, seat=1, by=readers[0], reason="Stuck.")
    for reader in readers:
        assert submission not in Submission.objects.waiting_for(reader)
        with pytest.raises(Refused, match="Other teachers assess this"):
            assess(submission, reader)
    assert submission in Submission.objects.waiting_for(third_teacher)
    assess(submission, third_teacher, PASS)
    assert state_of(submission) == (State.SIGNED_OFF, "sufficient")


def test_a_coordinator_who_teaches_takes_a_seat_that_nobody_could_read(
    submission, teacher, second_teacher
):
    leader = make_person("leader")
    people.set_role(leader, Role.COORDINATOR, True, by=None)
    school_class = submission.sign_off.portfolio.school_class
    assess(submission, teacher, FAIL)
    people.set_teachers(school_class, [second_teacher, leader], by=None)
    sign_off.release_seat(submission=submission, seat=1, by=leader, reason="Left.")
    assert submission in Submission.objects.waiting_for(leader)
    assess(submission, leader, PASS)
    assess(submission, second_teacher, PASS)
    assert state_of(submission) == (State.SIGNED_OFF, "sufficient")


def test_the_queue_holds_what_one_may_judge_now(
    submission, teacher, second_teacher, third_teacher, teacher_elsewhere, coordinator
):
    everybody = (teacher, second_teacher, third_teacher, teacher_elsewhere, coordinator)

    def waits_for():
        return [
            person.first_name
            for person in everybody
            if submission in Submission.objects.waiting_for(person)
        ]

    found = [waits_for()]
    assess(submission, teacher, FAIL)
    found.append(waits_for())
    assess(submission, second_teacher, PASS)
    found.append(waits_for())
    assess(submission, teacher, FAIL)
    found.append(waits_for())
    assess(submission, second_teacher, PASS)
    found.append(waits_for())
    sign_off.release_seat(submission=submission, seat=2, by=coordinator, reason="Stuck.")
    found.append(waits_for())
    assess(submission, third_teacher, FAIL)
    found.append(waits_for())
    assert found == [
        ["Teacher", "Second", "Third"],
        ["Second", "Third"],
        ["Teacher", "Second"],
        ["Second"],
        [],
        ["Third"],
        [],
    ]
