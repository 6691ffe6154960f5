"""Two assessors judge apart, differ, and agree in the second round."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import SignOff
from tests import factories
from tests.browser import steps
from tests.browser.looking import faults

pytestmark = pytest.mark.browser

FIRST, SECOND = "The chamfer is neat.", "No measurements at all."


@pytest.fixture
def submission(student, school_class):
    pair = factories.make_qualification(slug="pair", required_assessors=2)
    made = factories.make_portfolio(student, pair.exit_profiles.get(level=4), school_class)
    return factories.hand_in(made, "1.1")


def read(page, submission):
    page.goto(reverse("portfolios:review", args=[submission.pk]))
    return page.locator("main").inner_text()


def test_what_the_first_says_is_hidden_until_the_second_has_judged(
    window, submission, student, teacher, second_teacher
):
    first, second, learner = window(teacher), window(second_teacher), window(student)
    before = read(second, submission)
    read(first, submission)
    steps.assess(first, "sufficient", FIRST)
    assert FIRST in read(first, submission)
    assert faults(first) == []

    assert read(second, submission) == before
    learner.goto(reverse("portfolios:work_process", args=["1.1"]))
    assert FIRST not in learner.locator("main").inner_text()

    steps.assess(second, "insufficient", SECOND)
    for assessor in (first, second):
        shown = read(assessor, submission)
        assert FIRST in shown
        assert SECOND in shown
        assert faults(assessor) == []

    read(first, submission)
    steps.assess(first, "good", "Still neat, and measured.")
    read(second, submission)
    steps.assess(second, "sufficient", "I had not seen page two.")
    sign_off = SignOff.objects.get(work_process__code="1.1")
    assert (sign_off.state, sign_off.grade) == ("signed_off", "sufficient")
    learner.goto(reverse("portfolios:work_process", args=["1.1"]))
    assert "I had not seen page two." in learner.locator("main").inner_text()
    assert faults(learner) == []
