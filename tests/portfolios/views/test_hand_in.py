"""Handing in and taking back, through the page."""

import pytest
from django.urls import reverse

from portfolios import seal
from portfolios.enums import State
from portfolios.models import SignOff, Submission
from tests import factories
from tests.factories import add_evidence, assess, hand_in, signed_off
from tests.portfolios.views.reading import read, sign_in, words

PAGE = reverse("portfolios:work_process", args=["1.1"])
SUBMIT = reverse("portfolios:submit", args=["1.1"])
WITHDRAW = reverse("portfolios:withdraw", args=["1.1"])


def posted(client, **changes):
    """The form of the page, filled in by the student."""
    form = client.get(PAGE).context["hand_in"]["form"]
    filled = {
        "listed": form.initial["listed"],
        "words": "Please look at page 2.",
        "own_work": "on",
        **changes,
    }
    return {name: value for name, value in filled.items() if value is not None}


@pytest.fixture
def piece(client, portfolio):
    sign_in(client, portfolio.student)
    return add_evidence(portfolio, "1.1", title="The drawing")


def test_student_hands_in_exactly_what_the_page_listed(client, portfolio, piece):
    response = client.post(SUBMIT, posted(client), follow=True)

    submission = Submission.objects.get()
    sealed = seal.read(submission)
    assert [entry["id"] for entry in sealed["evidence"]] == [piece.pk]
    assert (sealed["own_work"], sealed["words"]) == (
        "This is my own work.",
        "Please look at page 2.",
    )
    assert response.redirect_chain == [(f"{PAGE}#messages", 302)]
    assert "1.1 is handed in. A teacher looks at it now." in words(response)
    assert "This is with the teacher" in words(response)


def test_without_the_tick_nothing_is_handed_in_and_the_words_stay(client, portfolio, piece):
    response = client.post(SUBMIT, posted(client, own_work=None))

    assert "Confirm that this is your own work." in words(response)
    assert "Please look at page 2." in words(response)
    assert not Submission.objects.exists()


def test_evidence_that_changed_meanwhile_is_listed_again_and_the_words_stay(
    client, portfolio, piece
):
    form = posted(client)
    newer = add_evidence(portfolio, "1.1", title="The photo")

    response = client.post(SUBMIT, form)

    text = words(response)
    assert "Your evidence changed while this page was open. Look at the list again." in text
    assert "Please look at page 2." in text
    assert "The photo" in text
    assert not Submission.objects.exists()

    again = response.context["hand_in"]["form"]
    client.post(SUBMIT, {**form, "listed": again["listed"].value()})
    assert set(Submission.objects.get().evidence.all()) == {piece, newer}


def test_form_that_is_sent_twice_answers_with_a_sentence(client, portfolio, piece):
    form = posted(client)
    client.post(SUBMIT, form)

    response = client.post(SUBMIT, form)

    assert response.status_code == 200
    assert "This cannot be done now: 1.1 is “handed in” meanwhile." in words(response)
    assert "Please look at page 2." in words(response)
    assert Submission.objects.count() == 1


def test_words_that_are_too_long_stay_in_the_form(client, portfolio, piece):
    response = client.post(SUBMIT, posted(client, words="long " * 2000))

    assert "at most 2000 characters" in words(response)
    assert "long long long" in words(response)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("listed", ["", "no number", "0,,x", "9" * 23, "9" * 5000])
def test_a_list_that_was_tampered_with_hands_nothing_in(client, portfolio, piece, listed):
    response = client.post(SUBMIT, posted(client, listed=listed))

    assert response.status_code == 200
    assert response.context["hand_in"]["form"].errors
    assert not Submission.objects.exists()


def test_work_process_of_another_level_is_refused_with_a_sentence(client, portfolio):
    sign_in(client, portfolio.student)
    other = add_evidence(portfolio, "1.7")

    address = reverse("portfolios:submit", args=["1.7"])
    response = client.post(address, {"listed": str(other.pk), "own_work": "on", "words": "Mine."})

    assert "Level 4 does not ask for this work process." in words(response)
    assert "Mine." in words(response)


def test_form_survives_a_session_that_ended(client, portfolio, piece):
    form = {**posted(client), "kept_for": posted_token(client)}
    client.logout()

    assert client.post(SUBMIT, form).status_code == 302
    client.force_login(portfolio.student)
    text = words(client.get(SUBMIT))

    assert "Please look at page 2." in text
    assert not Submission.objects.exists()


def posted_token(client):
    html = client.get(PAGE).content.decode()
    return html.partition('name="kept_for" value="')[2].partition('"')[0]


def test_classmate_hands_in_nothing_of_somebody_else(client, portfolio, classmate, piece):
    form = posted(client)
    sign_in(client, classmate)

    response = client.post(SUBMIT, form)

    assert "Add evidence first: there is nothing to hand in yet." in words(response)
    assert not Submission.objects.exists()


def test_teacher_without_a_portfolio_gets_404(client, portfolio, teacher, piece):
    form = posted(client)
    sign_in(client, teacher)

    assert client.post(SUBMIT, form).status_code == 404
    assert client.post(WITHDRAW).status_code == 404


def test_withdrawing_asks_first_and_then_gives_the_evidence_back(client, portfolio, piece):
    hand_in(portfolio, "1.1")

    text = words(client.get(WITHDRAW))
    assert "Withdraw 1.1?" in text
    assert "The drawing" in text
    assert SignOff.objects.get().state == State.SUBMITTED

    text = words(client.post(WITHDRAW, follow=True))
    piece.refresh_from_db()
    assert (SignOff.objects.get().state, piece.frozen_at) == (State.IN_PROGRESS, None)
    assert "Your hand-in of 1.1 is withdrawn." in text
    assert "Hand in for sign-off" in text


def test_withdrawing_what_a_teacher_judged_is_refused_without_telling_who_or_what(
    client, student, teacher, school_class
):
    blind = factories.make_qualification(slug="blind", required_assessors=2)
    portfolio = factories.make_portfolio(student, blind.exit_profiles.get(level=4), school_class)
    submission = hand_in(portfolio, "1.1")
    before = read(client, student, PAGE)[1]
    assess(submission, teacher, feedback="Seen by the first.")

    assert read(client, student, PAGE)[1] == before
    assert "Withdraw 1.1?" in words(client.get(WITHDRAW))
    text = words(client.post(WITHDRAW, follow=True))

    assert "A teacher is busy with this already, so you cannot withdraw it." in text
    assert "Seen by the first." not in text
    assert teacher.name_of_assessor not in text
    assert SignOff.objects.get().state == State.SUBMITTED


def test_withdrawing_what_was_decided_meanwhile_is_refused_with_a_sentence(
    client, portfolio, teacher
):
    signed_off(portfolio, "1.1", teacher)
    sign_in(client, portfolio.student)

    text = words(client.post(WITHDRAW, follow=True))

    assert "This cannot be done now: 1.1 is “signed off” meanwhile." in text
    assert Submission.objects.get().withdrawn_at is None


def test_nothing_to_withdraw_gets_404(client, portfolio, piece):
    assert client.get(WITHDRAW).status_code == 404
    assert client.post(WITHDRAW).status_code == 404
