"""Two assessors on the pages: the first assessment hidden, both shown, a seat released."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock, people
from portfolios.enums import Outcome, State
from portfolios.models import Assessment, LogText, SignOff, User
from tests.factories import assess, hand_in
from tests.portfolios.views.reading import read, sign_in, words

SECRET = "The keyway has no tolerance at all."
FAIL, PASS, GOOD = Outcome.INSUFFICIENT, Outcome.SUFFICIENT, Outcome.GOOD
READ_AT = timezone.now() + timedelta(hours=1)
STEADY = re.compile(r'name="(csrfmiddlewaretoken|kept_for)" value="[^"]+"')


@pytest.fixture
def submission(portfolio, level4, teacher):
    level4.required_assessors = 2
    level4.save()
    User.objects.filter(pk=teacher.pk).update(last_name="Unmistakable")
    teacher.refresh_from_db()
    portfolio.refresh_from_db()
    return hand_in(portfolio, "1.1")


@pytest.fixture
def addresses(submission, portfolio, school_class):
    """Every page that tells something of this cell, this portfolio or the queue."""
    own = [
        reverse(f"portfolios:{name}", args=args)
        for name, args in {
            "portfolio": [],
            "matrix": [],
            "evidence_list": [],
            "work_process": ["1.1"],
            "review_queue": [],
            "school_class_list": [],
            "board": [],
        }.items()
    ]
    of_portfolio = [
        reverse(f"portfolios:{name}", args=[portfolio.pk])
        for name in ("portfolio_of", "matrix_of", "portfolio_manage")
    ]
    return [
        *own,
        *of_portfolio,
        reverse("portfolios:work_process_of", args=[portfolio.pk, "1.1"]),
        reverse("portfolios:evidence", args=[submission.evidence.get().pk]),
        reverse("portfolios:release_seat", args=[submission.pk]),
        submission.get_absolute_url(),
        school_class.get_absolute_url(),
    ]


def pages(client, person, addresses):
    """The whole HTML of each page at one moment, without what differs each time."""
    sign_in(client, person)
    with clock.at(READ_AT):
        return {
            address: (response.status_code, STEADY.sub("", response.content.decode()))
            for address in addresses
            for response in [client.get(address)]
        }


@pytest.mark.parametrize(
    ("person", "readable"),
    [
        ("student", 8),
        ("second_teacher", 8),
        ("third_teacher", 8),
        ("coordinator", 9),
        ("board_member", 8),
    ],
)
def test_a_first_assessment_changes_no_page_of_anybody_else(
    client, submission, addresses, teacher, person, readable, request
):
    person = request.getfixturevalue(person)
    before = pages(client, person, addresses)
    assess(submission, teacher, FAIL, SECRET)
    after = pages(client, person, addresses)

    assert SECRET not in "".join(html for _status, html in after.values())
    assert after == before
    assert sum(status == 200 for status, _html in after.values()) == readable


def test_the_page_of_the_second_assessor_names_nobody(client, submission, teacher, second_teacher):
    assess(submission, teacher, FAIL, SECRET)
    response, text = read(client, second_teacher, submission.get_absolute_url())
    html = response.content.decode()
    assert 'name="outcome"' in html
    assert "Unmistakable" not in html
    assert "Nobody sees an assessment until both are in." in text


def test_the_first_assessor_reads_the_own_assessment_and_waits(client, submission, teacher):
    assess(submission, teacher, FAIL, SECRET)
    response, text = read(client, teacher, submission.get_absolute_url())
    assert "You have assessed this already. It waits for the other assessor." in text
    assert SECRET in text
    assert 'name="outcome"' not in response.content.decode()


def test_first_assessment_is_saved_with_a_word_on_what_happens(client, submission, teacher):
    sign_in(client, teacher)
    data = {"outcome": "good", "feedback": "", "then": "stay"}
    text = words(client.post(submission.get_absolute_url(), data, follow=True))
    assert "Your assessment of 1.1 of Student Example waits for the other assessor." in text
    assert SignOff.objects.get().state == State.SUBMITTED


def test_assessments_that_differ_are_shown_to_both_who_judge_again(
    client, submission, teacher, second_teacher
):
    assess(submission, teacher, FAIL, SECRET)
    sign_in(client, second_teacher)
    data = {"outcome": "good", "feedback": "Clear drawing.", "then": "stay"}
    text = words(client.post(submission.get_absolute_url(), data, follow=True))
    assert "The two assessments of 1.1 of Student Example differ." in text
    for person in (teacher, second_teacher):
        text = read(client, person, submission.get_absolute_url())[1]
        assert "The assessments differ." in text
        assert SECRET in text
        assert "Clear drawing." in text
        assert "Your assessment, round 2" in text
        assert "assess again" in read(client, person, reverse("portfolios:review_queue"))[1]


def test_assessments_that_differ_stay_hidden_from_student_and_colleague(
    client, submission, addresses, teacher, second_teacher, student, third_teacher
):
    assess(submission, teacher, FAIL, SECRET)
    assess(submission, second_teacher, GOOD, "Clear drawing.")
    for person in (student, third_teacher):
        html = "".join(html for _status, html in pages(client, person, addresses).values())
        assert SECRET not in html
        assert "Clear drawing." not in html


def test_the_second_round_is_blind_again(client, submission, teacher, second_teacher):
    assess(submission, teacher, FAIL, "First reason.")
    assess(submission, second_teacher, GOOD)
    assess(submission, teacher, FAIL, SECRET)
    text = read(client, second_teacher, submission.get_absolute_url())[1]
    assert "First reason." in text
    assert SECRET not in text


def test_agreeing_in_the_second_round_decides_and_shows_all(
    client, submission, teacher, second_teacher, student
):
    assess(submission, teacher, FAIL, SECRET)
    assess(submission, second_teacher, GOOD)
    assess(submission, teacher, PASS, "Agreed after all.")
    assess(submission, second_teacher, GOOD)
    text = read(client, second_teacher, submission.get_absolute_url())[1]
    assert "Decision signed off: sufficient" in text
    for part in (SECRET, "Agreed after all.", "round 1", "round 2"):
        assert part in text


@pytest.fixture
def stuck(submission, teacher, second_teacher):
    for _round in range(2):
        assess(submission, teacher, FAIL, SECRET)
        assess(submission, second_teacher, GOOD, "Clear drawing.")
    return submission


def release_page(submission):
    return reverse("portfolios:release_seat", args=[submission.pk])


def test_after_two_rounds_a_coordinator_releases_a_seat_with_a_reason(
    client, stuck, coordinator, teacher, third_teacher
):
    text = read(client, coordinator, stuck.get_absolute_url())[1]
    assert "Another assessor is needed" in text
    text = read(client, coordinator, release_page(stuck))[1]
    assert "Seat 1: T. Unmistakable, insufficient" in text
    assert "Seat 2: S. Example, good" in text

    data = {"seat": "1", "reason": "No agreement after two rounds."}
    text = words(client.post(release_page(stuck), data, follow=True))
    assert "The seat is free. Another teacher of the class can take it now." in text
    assert LogText.objects.get().text == "No agreement after two rounds."
    assert Assessment.objects.standing().filter(seat=1).count() == 0

    text = read(client, teacher, stuck.get_absolute_url())[1]
    assert "Your seat in this assessment was released to a colleague." in text
    response, text = read(client, third_teacher, stuck.get_absolute_url())
    assert 'name="outcome"' in response.content.decode()
    for hidden in (SECRET, "Clear drawing.", "Unmistakable"):
        assert hidden not in response.content.decode()
    assess(stuck, third_teacher, GOOD)
    assert "Decision signed off: good" in read(client, third_teacher, stuck.get_absolute_url())[1]


def test_coordinators_find_the_hand_ins_that_are_stuck_among_the_classes(
    client, stuck, coordinator, teacher, board_member
):
    classes = reverse("portfolios:school_class_list")
    response, text = read(client, coordinator, classes)
    assert "Another assessor is needed 1" in text
    assert "1.1 of Student Example 4A, waiting 0 days Release a seat" in text
    assert release_page(stuck) in response.content.decode()
    for person in (teacher, board_member):
        assert "Another assessor" not in read(client, person, classes)[1]


def test_a_hand_in_that_only_waits_is_not_stuck(
    client, submission, coordinator, teacher, second_teacher
):
    classes = reverse("portfolios:school_class_list")
    assess(submission, teacher, FAIL, SECRET)
    assess(submission, second_teacher, GOOD)
    assert "Another assessor" not in read(client, coordinator, classes)[1]


def test_releasing_needs_a_seat_and_a_reason(client, stuck, coordinator):
    sign_in(client, coordinator)
    response = client.post(release_page(stuck), {"seat": "3", "reason": " "})
    assert response.context["form"].errors.keys() == {"seat", "reason"}
    assert Assessment.objects.filter(released_at__isnull=False).count() == 0


def test_a_seat_left_by_its_assessor_is_named_without_who_and_what(
    client, submission, school_class, coordinator, teacher, second_teacher, third_teacher
):
    assess(submission, teacher, FAIL, SECRET)
    people.set_teachers(school_class, [second_teacher, third_teacher], by=None)
    classes = read(client, coordinator, reverse("portfolios:school_class_list"))[0]
    assert release_page(submission) in classes.content.decode()
    response, text = read(client, coordinator, release_page(submission))
    assert "Seat 1: its assessor has left the class" in text
    assert "Unmistakable" not in response.content.decode()
    assert "insufficient" not in text


def test_without_a_reason_to_release_the_page_says_so(client, submission, coordinator):
    text = read(client, coordinator, release_page(submission))[1]
    assert "No seat can be released now" in text


@pytest.mark.parametrize(
    ("person", "status"),
    [("teacher", 403), ("board_member", 403), ("student", 403), ("teacher_elsewhere", 404)],
)
def test_only_a_coordinator_releases(client, stuck, person, status, request):
    person = request.getfixturevalue(person)
    assert read(client, person, release_page(stuck))[0].status_code == status
    data = {"seat": "1", "reason": "I want to."}
    assert client.post(release_page(stuck), data).status_code == status
    assert Assessment.objects.filter(released_at__isnull=False).count() == 0


def test_the_queue_marks_two_assessors_before_and_after_alike(
    client, submission, level4, teacher, second_teacher
):
    queue = reverse("portfolios:review_queue")
    before = read(client, second_teacher, queue)[1]
    assess(submission, teacher, GOOD)
    assert "1.1 does 1.1 two assessors" in before
    assert read(client, second_teacher, queue)[1] == before
