"""While a hand-in waits for a seat, an assessment in it is seen by its author alone."""

import pytest

from portfolios import people, sign_off
from portfolios.enums import Outcome, Role, Verb
from portfolios.models import Assessment, LogEntry, LogText, User
from tests.factories import assess, hand_in

FAIL, PASS = Outcome.INSUFFICIENT, Outcome.SUFFICIENT
CAST = (
    "student", "teacher", "second_teacher", "third_teacher", "teacher_elsewhere", "coordinator",
    "board_member", "administrator",
)  # fmt: skip
NOBODY = dict.fromkeys(CAST, "")


@pytest.fixture
def submission(portfolio, level4):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    return hand_in(portfolio, "1.1")


@pytest.fixture
def seen(request, class_elsewhere):
    """Who sees which assessments: a letter for each, by its assessor; released ones lower case."""
    cast = {name: request.getfixturevalue(name) for name in CAST}

    def read():
        return {
            name: "".join(
                sorted(
                    row.assessor.first_name[0].lower()
                    if row.released_at
                    else row.assessor.first_name[0]
                    for row in Assessment.objects.visible_to(person)
                )
            )
            for name, person in cast.items()
        }

    return read


def test_a_first_assessment_is_seen_by_its_author_alone(submission, teacher, seen):
    assert seen() == NOBODY
    assess(submission, teacher, FAIL)
    assert seen() == NOBODY | {"teacher": "T"}


def test_an_agreed_decision_is_seen_by_all_who_see_the_portfolio(
    submission, teacher, second_teacher, seen
):
    assess(submission, teacher)
    assess(submission, second_teacher)
    assert seen() == dict.fromkeys(CAST, "ST") | {"teacher_elsewhere": "", "administrator": ""}


def test_a_filled_round_that_differs_is_seen_by_its_assessors_and_the_school(
    submission, teacher, second_teacher, seen
):
    assess(submission, teacher, FAIL)
    assess(submission, second_teacher, PASS)
    both = {"teacher": "ST", "second_teacher": "ST", "coordinator": "ST", "board_member": "ST"}
    assert seen() == NOBODY | both
    assess(submission, teacher, FAIL)
    assert seen() == NOBODY | both | {"teacher": "STT"}
    assess(submission, second_teacher, PASS)
    assert seen() == NOBODY | dict.fromkeys(both, "SSTT")


def test_after_a_release_the_next_assessor_is_blind_again(
    submission, teacher, second_teacher, third_teacher, coordinator, seen
):
    for _round in range(2):
        assess(submission, teacher, FAIL)
        assess(submission, second_teacher, PASS)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Stuck.")
    assert seen() == NOBODY | {"teacher": "tt", "second_teacher": "SS"}
    assess(submission, third_teacher, FAIL)
    school = {"coordinator": "ST", "board_member": "ST"}
    seated = {"third_teacher": "ST", "second_teacher": "SST"}
    assert seen() == NOBODY | school | seated | {"teacher": "tt"}


def test_what_was_released_is_seen_again_after_the_decision(
    submission, teacher, second_teacher, third_teacher, coordinator, seen
):
    for _round in range(2):
        assess(submission, teacher, FAIL)
        assess(submission, second_teacher, PASS)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Stuck.")
    assess(submission, third_teacher, PASS)
    assert seen() == dict.fromkeys(CAST, "SSTtt") | {"teacher_elsewhere": "", "administrator": ""}


def test_who_left_the_class_keeps_sight_of_their_own_words_alone(
    submission, teacher, second_teacher, third_teacher, coordinator, seen
):
    assess(submission, teacher)
    school_class = submission.sign_off.portfolio.school_class
    people.set_teachers(school_class, [second_teacher, third_teacher], by=coordinator)
    assess(submission, second_teacher)
    assert seen()["teacher"] == "T"
    assert seen()["third_teacher"] == "ST"


def test_a_student_who_is_coordinator_too_sees_no_more_of_their_own_undecided_work(
    submission, student, teacher, second_teacher
):
    people.set_role(student, Role.COORDINATOR, True, by=None)
    assess(submission, teacher, FAIL)
    assess(submission, second_teacher, PASS)
    person = User.objects.get(pk=student.pk)
    assert not Assessment.objects.visible_to(person).exists()
    assert not LogEntry.objects.visible_to(person).filter(verb=Verb.ASSESSED).exists()


def logged(person, *verbs):
    entries = LogEntry.objects.visible_to(person).filter(verb__in=verbs).order_by("number")
    return [(entry.verb, entry.actor.first_name) for entry in entries]


def test_the_log_does_not_tell_who_assessed_before_the_decision(
    submission, teacher, second_teacher, third_teacher, student, coordinator, board_member
):
    told = (Verb.SUBMITTED, Verb.ASSESSED, Verb.ROUND_OPENED, Verb.SEAT_RELEASED)
    handed_in = (Verb.SUBMITTED, "Student")
    assess(submission, teacher, FAIL)
    assess(submission, second_teacher, PASS)
    assert logged(teacher, *told) == [handed_in, (Verb.ASSESSED, "Teacher")]
    for person in (student, third_teacher, coordinator, board_member):
        assert logged(person, *told) == [handed_in]
    assess(submission, teacher, FAIL)
    assess(submission, second_teacher, PASS)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="A failed it.")
    for person in (student, third_teacher):
        assert logged(person, *told) == [handed_in]
        assert not LogText.objects.visible_to(person).exists()
    assess(submission, third_teacher, PASS)
    for person in (student, teacher, coordinator):
        assert logged(person, *told) == [
            handed_in,
            (Verb.ASSESSED, "Teacher"),
            (Verb.ASSESSED, "Second"),
            (Verb.ROUND_OPENED, "Second"),
            (Verb.ASSESSED, "Teacher"),
            (Verb.ASSESSED, "Second"),
            (Verb.SEAT_RELEASED, "Coordinator"),
            (Verb.ASSESSED, "Third"),
        ]
        assert LogText.objects.visible_to(person).get().text == "A failed it."


def test_an_open_hand_in_hides_nothing_of_the_decided_ones(portfolio, student, teacher):
    assess(hand_in(portfolio, "1.1"), teacher)
    hand_in(portfolio, "2.1")
    assert logged(student, Verb.ASSESSED) == [(Verb.ASSESSED, "Teacher")]
