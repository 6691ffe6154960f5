"""The page on which one hand-in is judged."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock, sign_off
from portfolios.enums import Outcome, State
from portfolios.models import Assessment, SignOff, User
from tests import factories
from tests.factories import add_evidence, assess, hand_in
from tests.portfolios.views.reading import read, sign_in, words

QUEUE = reverse("portfolios:review_queue")


def ago(days):
    return timezone.now() - timedelta(days=days)


def handed_in(portfolio, code, days, **fields):
    with clock.at(ago(days)):
        return hand_in(portfolio, code, **fields)


def judge(client, person, submission, outcome, feedback="", then="stay", query=""):
    """Send the form as this person; returns the page that it leads to."""
    sign_in(client, person)
    data = {"outcome": outcome, "feedback": feedback, "then": then}
    return client.post(submission.get_absolute_url() + query, data, follow=True)


def outcomes():
    return list(Assessment.objects.values_list("assessor__first_name", "outcome", "feedback"))


def test_review_page_shows_what_was_handed_in(client, portfolio, teacher):
    submission = handed_in(portfolio, "1.1", 3, words="Please look at the flange.")
    response, text = read(client, teacher, submission.get_absolute_url())
    for part in (*factories.STARR.values(), "What I did.", "Please look at the flange."):
        assert part in text
    assert "Evidence for 1.1" in text
    assert "waiting 3 days, attempt 1" in text
    assert " checked" not in response.content.decode()


def test_review_page_leaves_out_what_came_after_the_hand_in(client, portfolio, teacher):
    submission = hand_in(portfolio, "1.1")
    add_evidence(portfolio, "1.1", title="A later piece")
    response, text = read(client, teacher, submission.get_absolute_url())
    assert len(response.context["desk"].pieces) == 1
    assert "A later piece" not in text


def test_passing_signs_off_and_says_so(client, portfolio, teacher):
    submission = hand_in(portfolio, "1.1")
    text = words(judge(client, teacher, submission, "good", "Clear drawing."))
    cell = SignOff.objects.get()
    assert (cell.state, cell.grade) == (State.SIGNED_OFF, "good")
    assert outcomes() == [("Teacher", "good", "Clear drawing.")]
    assert "1.1 of Student Example is signed off." in text
    assert "Decision signed off: good" in text
    assert "Clear drawing." in text


def test_good_is_accepted_without_a_sentence(client, portfolio, teacher):
    judge(client, teacher, hand_in(portfolio, "1.1"), "good")
    assert outcomes() == [("Teacher", "good", "")]


def test_insufficient_needs_feedback_and_keeps_the_choice(client, portfolio, teacher):
    response = judge(client, teacher, hand_in(portfolio, "1.1"), "insufficient", "  ")
    assert outcomes() == []
    assert "Write what is missing: the student needs it to improve." in words(response)
    assert response.context["form"]["outcome"].value() == "insufficient"
    assert response.content.decode().count(" checked") == 1


def test_an_outcome_must_be_chosen_and_the_feedback_stays(client, portfolio, teacher):
    response = judge(client, teacher, hand_in(portfolio, "1.1"), "", "Half a sentence")
    assert outcomes() == []
    assert "This field is required." in words(response)
    assert "Half a sentence</textarea>" in response.content.decode()


def test_save_and_next_walks_through_the_filtered_queue(
    client, portfolio, level4, teacher, school_class
):
    first, last = handed_in(portfolio, "1.1", 9), handed_in(portfolio, "2.1", 1)
    own_other = factories.make_class("3B", [teacher])
    handed_in(factories.make_students(1, level4, own_other)[0], "1.1", 5)
    query = f"?{urlencode({'class': school_class.pk})}"

    response = judge(client, teacher, first, "sufficient", then="next", query=query)
    assert response.redirect_chain == [(last.get_absolute_url() + query, 302)]
    response = judge(client, teacher, last, "sufficient", then="next", query=query)
    assert response.redirect_chain == [(QUEUE, 302)]
    assert "Nothing else of 4A waits for you." in words(response)


def test_after_the_last_of_all_classes_nothing_else_waits(client, portfolio, teacher):
    response = judge(client, teacher, hand_in(portfolio, "1.1"), "good", then="next")
    assert response.redirect_chain == [(QUEUE, 302)]
    assert "Nothing else waits for you." in words(response)


def test_save_and_next_skips_what_somebody_else_decided_meanwhile(
    client, portfolio, teacher, second_teacher
):
    first, second, third = (
        handed_in(portfolio, code, days) for code, days in {"1.1": 9, "1.2": 5, "2.1": 1}.items()
    )
    read(client, teacher, first.get_absolute_url())
    assess(second, second_teacher)
    response = judge(client, teacher, first, "good", then="next")
    assert response.redirect_chain == [(third.get_absolute_url(), 302)]


def test_previous_and_next_follow_the_queue(client, portfolio, teacher):
    oldest, middle, newest = (
        handed_in(portfolio, code, days) for code, days in {"1.1": 9, "1.2": 5, "2.1": 1}.items()
    )
    response, text = read(client, teacher, middle.get_absolute_url())
    assert (response.context["before"], response.context["after"]) == (oldest.pk, newest.pk)
    assert "To review / 2 of 3" in text


def test_earlier_attempts_stay_readable_with_their_feedback(client, portfolio, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "The rate is wrong.")
    text = read(client, teacher, hand_in(portfolio, "1.1").get_absolute_url())[1]
    assert "The rate is wrong." in text
    assert "attempt 2" in text


@pytest.mark.parametrize("meanwhile", ["decided", "withdrawn"])
def test_who_comes_too_late_is_told_and_keeps_the_feedback(
    client, portfolio, teacher, second_teacher, student, meanwhile
):
    submission = hand_in(portfolio, "1.1")
    if meanwhile == "decided":
        assess(submission, second_teacher)
    else:
        sign_off.withdraw(submission=submission, by=student)
    response = judge(client, teacher, submission, "insufficient", "The fit of the hub is missing.")
    assert "This hand-in was decided or withdrawn meanwhile." in words(response)
    assert "The fit of the hub is missing.</textarea>" in response.content.decode()
    assert outcomes() == ([("Second", "sufficient", "Fine.")] if meanwhile == "decided" else [])


def test_a_withdrawn_hand_in_shows_nothing_of_its_evidence(client, portfolio, teacher, student):
    submission = hand_in(portfolio, "1.1")
    sign_off.withdraw(submission=submission, by=student)
    text = read(client, teacher, submission.get_absolute_url())[1]
    assert "The student took this hand-in back" in text
    assert "What I did." not in text


@pytest.mark.parametrize("person", ["coordinator", "board_member"])
def test_who_may_look_reads_it_without_a_form_and_cannot_judge(client, portfolio, person, request):
    submission, person = hand_in(portfolio, "1.1"), request.getfixturevalue(person)
    response, text = read(client, person, submission.get_absolute_url())
    assert "What I did." in text
    assert 'name="outcome"' not in response.content.decode()
    assert judge(client, person, submission, "good").status_code == 403
    assert outcomes() == []


@pytest.mark.parametrize("person", ["teacher_elsewhere", "classmate", "administrator"])
def test_strangers_find_nothing(client, portfolio, class_elsewhere, person, request):
    submission, person = hand_in(portfolio, "1.1"), request.getfixturevalue(person)
    assert read(client, person, submission.get_absolute_url())[0].status_code == 404
    assert judge(client, person, submission, "good").status_code == 404


def test_the_student_is_led_to_the_own_page_and_cannot_judge(client, portfolio, student):
    submission = hand_in(portfolio, "1.1")
    response = read(client, student, submission.get_absolute_url())[0]
    assert response.url == reverse("portfolios:work_process", args=["1.1"])
    assert judge(client, student, submission, "good").status_code == 403


def test_a_teacher_who_is_the_student_cannot_judge(client, level4, school_class, teacher):
    portfolio = factories.make_portfolio(teacher, level4, school_class)
    assert judge(client, teacher, hand_in(portfolio, "1.1"), "good").status_code == 403
    assert outcomes() == []


def test_feedback_survives_the_end_of_the_session(client, portfolio, teacher):
    submission = hand_in(portfolio, "1.1")
    page = read(client, teacher, submission.get_absolute_url())[0].content.decode()
    kept_for = page.partition('name="kept_for" value="')[2].partition('"')[0]
    client.logout()
    data = {"outcome": "good", "feedback": "Typed for a long time.", "kept_for": kept_for}
    assert client.post(submission.get_absolute_url(), data).status_code == 302
    assert outcomes() == []
    sign_in(client, teacher)
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "Typed for a long time.</textarea>" in page


def test_keys_are_told_of_only_where_they_are_on(client, portfolio, teacher):
    submission = hand_in(portfolio, "1.1")
    hand_in(portfolio, "1.2")
    page = read(client, teacher, submission.get_absolute_url())[0].content.decode()
    assert 'data-account-keys="on"' in page
    assert "<kbd" in page
    User.objects.filter(pk=teacher.pk).update(review_keys=False)
    page = read(client, teacher, submission.get_absolute_url())[0].content.decode()
    assert 'data-account-keys="off"' in page
    assert "<kbd" not in page
    assert "Switch them on in your settings" in page


@pytest.mark.parametrize("students", [1, 30])
def test_review_page_costs_the_same_for_any_number(
    client, level4, school_class, teacher, students, django_assert_num_queries
):
    portfolios = factories.make_students(students, level4, school_class)
    for number in range(students):
        add_evidence(portfolios[0], "1.1", title=f"Piece {number}")
    submissions = [hand_in(portfolio, "1.1") for portfolio in portfolios]
    sign_in(client, teacher)
    with django_assert_num_queries(16):
        assert client.get(submissions[0].get_absolute_url()).status_code == 200
