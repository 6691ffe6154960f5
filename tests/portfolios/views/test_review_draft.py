"""What an assessor begins to write is kept for them alone, until they decide."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from portfolios import drafts
from portfolios.models import Assessment, Draft
from tests.factories import assess, hand_in
from tests.portfolios.views.reading import read, sign_in

DRAFT = reverse("portfolios:draft")
HALF = "The fit of the hub is"


@pytest.fixture
def submission(portfolio):
    return hand_in(portfolio, "1.1")


def keep(client, person, place, **form):
    sign_in(client, person)
    data = {"place": place, "outcome": "insufficient", "feedback": HALF, **form}
    assert client.post(DRAFT, data).status_code == 204


def test_outcome_and_feedback_come_back_whatever_the_filter(client, teacher, submission):
    keep(client, teacher, submission.get_absolute_url())
    for query in ("", f"?{urlencode({'class': 1})}", "?file=1&page=2"):
        response, text = read(client, teacher, submission.get_absolute_url() + query)
        assert response.context["form"]["outcome"].value() == "insufficient"
        assert f"{HALF}</textarea>" in response.content.decode()
        assert "We kept what you typed" in text
        assert "This field is required" not in text


def test_nobody_else_sees_the_draft(
    client, teacher, second_teacher, coordinator, student, portfolio, submission
):
    keep(client, teacher, submission.get_absolute_url())
    work_process = reverse("portfolios:work_process_of", args=[portfolio.pk, "1.1"])
    for person in (second_teacher, coordinator, student):
        for page in (submission.get_absolute_url(), work_process):
            sign_in(client, person)
            page = client.get(page, follow=True)
            assert page.status_code == 200
            assert HALF not in page.content.decode()


def test_the_draft_goes_with_the_decision(client, teacher, second_teacher, submission):
    for person in (teacher, second_teacher):
        keep(client, person, submission.get_absolute_url())
    data = {"outcome": "good", "feedback": "Fine.", "then": "next"}
    sign_in(client, teacher)
    client.post(submission.get_absolute_url() + "?class=1", data)
    assert [draft.user for draft in Draft.objects.all()] == [second_teacher]


@pytest.mark.parametrize("button", [{"phrase": "1"}, {"keep": "phrase"}, {"outcome": ""}])
def test_what_decides_nothing_lets_the_draft_be(client, teacher, submission, button):
    keep(client, teacher, submission.get_absolute_url())
    client.post(submission.get_absolute_url(), {"feedback": HALF, **button})
    assert not Assessment.objects.exists()
    assert drafts.at(teacher, submission.get_absolute_url()) is not None


def test_a_draft_of_what_somebody_else_decided_is_shown_to_copy(
    client, teacher, second_teacher, submission
):
    keep(client, teacher, submission.get_absolute_url())
    assess(submission, second_teacher)
    response, text = read(client, teacher, submission.get_absolute_url())
    assert response.context["form"] is None
    assert f"{HALF}</textarea>" in response.content.decode()
    assert "Begin anew" in text


def test_a_draft_that_came_in_after_ones_own_decision_is_not_shown(client, teacher, submission):
    assess(submission, teacher)
    keep(client, teacher, submission.get_absolute_url())
    response, _text = read(client, teacher, submission.get_absolute_url())
    assert f"{HALF}</textarea>" not in response.content.decode()
