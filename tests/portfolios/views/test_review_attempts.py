"""What the page of an assessor says of an earlier attempt, and when the student was told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock, evidence, seal, sign_off
from portfolios.enums import Outcome
from portfolios.models import Mail, Message
from tests.factories import add_evidence, assess, hand_in, receive_photo
from tests.portfolios.views.reading import read

FAIL = Outcome.INSUFFICIENT
TOLD_AT = timezone.make_aware(timezone.datetime(2026, 11, 18, 14, 3))


def test_the_second_attempt_tells_what_was_said_and_what_changed(
    client, portfolio, teacher, student
):
    photo = receive_photo(portfolio)
    piece = add_evidence(portfolio, "1.1", title="Drawing", received=[photo])
    add_evidence(portfolio, "1.1", title="Report")
    assess(hand_in(portfolio, "1.1"), teacher, FAIL, "The fit of the hub is missing.")
    other = receive_photo(portfolio, colour="red")
    evidence.replace(
        evidence=piece, by=student, title="Drawing", action="I added the fit.", received=[other]
    )
    add_evidence(portfolio, "1.1", title="Sizes")
    response, text = read(client, teacher, hand_in(portfolio, "1.1").get_absolute_url())
    since = text.partition("What changed since attempt 1")[2].partition("History")[0]
    found = {one.title: one for one in response.context["desk"].changed}
    assert "The fit of the hub is missing." in since
    assert {title: (one.what, one.is_new_version) for title, one in found.items()} == {
        "Drawing": ("changed", True),
        "Report": ("same", False),
        "Sizes": ("added", False),
    }
    assert found["Drawing"].files.replaced == ("photo.jpg",)
    assert "Action: changed Attempt 1 I turned it. Attempt 2 I added the fit." in since
    for words in ("new version Drawing", "as before Report", "new Sizes"):
        assert words in since


def test_a_withdrawn_attempt_is_no_attempt_to_compare_with(client, portfolio, teacher, student):
    sign_off.withdraw(submission=hand_in(portfolio, "1.1"), by=student)
    response, text = read(client, teacher, hand_in(portfolio, "1.1").get_absolute_url())
    assert response.context["desk"].earlier is None
    assert "What changed since" not in text


def test_a_sign_off_that_was_revoked_is_told_with_its_reason(client, portfolio, teacher):
    cell = assess(hand_in(portfolio, "1.1"), teacher).submission.sign_off
    sign_off.revoke(sign_off=cell, by=teacher, reason="It was made by somebody else.")
    _response, text = read(client, teacher, hand_in(portfolio, "1.1").get_absolute_url())
    since = text.partition("What changed since attempt 1")[2].partition("History")[0]
    assert "Sign-off revoked" in since
    assert "It was made by somebody else." in since


def test_erased_texts_cannot_be_compared(client, portfolio, teacher, monkeypatch):
    first = hand_in(portfolio, "1.1")
    assess(first, teacher, FAIL)
    second = hand_in(portfolio, "1.1")
    read_list = seal.read
    monkeypatch.setattr(seal, "read", lambda one: {} if one == first else read_list(one))
    text = read(client, teacher, second.get_absolute_url())[1]
    assert "were erased, so they cannot be compared" in text


def test_nothing_of_a_half_judged_attempt_is_told_to_the_other_assessor(
    client, portfolio, level4, teacher, second_teacher
):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher, FAIL, "Not good enough.")
    text = read(client, second_teacher, submission.get_absolute_url())[1]
    assert "Not good enough." not in text
    assert "What changed since" not in text


@pytest.fixture
def decided(portfolio, teacher):
    with clock.at(TOLD_AT):
        submission = hand_in(portfolio, "1.1")
        assess(submission, teacher, FAIL)
    return submission


def pages(submission):
    portfolio = submission.sign_off.portfolio
    return (
        submission.get_absolute_url(),
        reverse("portfolios:work_process_of", args=[portfolio.pk, "1.1"]),
    )


def test_a_decision_says_when_the_student_was_told_and_not_yet_saw_it(client, teacher, decided):
    for page in pages(decided):
        text = read(client, teacher, page)[1]
        assert (
            "Student was told “returned” on 18 November 2026, 14:03 ; not seen yet."
            in text.replace(";", " ;").replace("  ", " ")
        )


def test_a_decision_says_when_it_was_mailed_and_first_seen(client, student, teacher, decided):
    mailed, seen = TOLD_AT + timedelta(minutes=2), TOLD_AT + timedelta(hours=2)
    mail = Mail.objects.create(receiver=student, queued_at=TOLD_AT, due_at=TOLD_AT, sent_at=mailed)
    Message.objects.filter(receiver=student).update(mail=mail, read_at=seen)
    for page in pages(decided):
        text = read(client, teacher, page)[1]
        assert "by mail on 18 November, 14:05; first seen on 18 November, 16:03" in text


def test_what_another_person_was_told_is_not_what_the_student_was(
    client, student, teacher, decided
):
    Message.objects.filter(receiver=student).delete()
    for page in pages(decided):
        assert "was told" not in read(client, teacher, page)[1]


def test_the_student_does_not_read_when_they_saw_it(client, student, decided):
    page = reverse("portfolios:work_process", args=["1.1"])
    assert "was told" not in read(client, student, page)[1]


def test_a_revoked_sign_off_is_the_last_thing_told(client, portfolio, student, teacher):
    cell = assess(hand_in(portfolio, "1.1"), teacher).submission.sign_off
    sign_off.revoke(sign_off=cell, by=teacher, reason="No.")
    page = reverse("portfolios:work_process_of", args=[portfolio.pk, "1.1"])
    assert "was told “sign-off revoked”" in read(client, teacher, page)[1]


@pytest.mark.parametrize("pieces", [1, 30])
def test_a_later_attempt_costs_the_same_for_any_number_of_pieces(
    client, portfolio, teacher, pieces, django_assert_num_queries
):
    for number in range(pieces):
        add_evidence(portfolio, "1.1", title=f"Piece {number}")
    assess(hand_in(portfolio, "1.1"), teacher, FAIL)
    second = hand_in(portfolio, "1.1")
    read(client, teacher, second.get_absolute_url())
    with django_assert_num_queries(16):
        assert client.get(second.get_absolute_url()).status_code == 200
