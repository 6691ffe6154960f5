"""From the first photo to the sign-off, as a student and a teacher walk it together."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from playwright.sync_api import expect

from portfolios.models import Evidence, SignOff
from tests.browser import steps
from tests.browser.looking import faults

pytestmark = pytest.mark.browser

FEEDBACK = "The tolerance is missing in your drawing."


def state_of(code):
    return SignOff.objects.get(work_process__code=code).state


def open_first_in_queue(page):
    page.goto(reverse("portfolios:review_queue"))
    assert faults(page) == []
    page.locator(".queue a[href*='/review/']:visible").first.click()
    page.wait_for_url("**/review/*/**")


def files_of(page):
    """What a teacher can download, by kind: each file of the strip in turn."""
    strip = page.locator(".strip a")
    found = {}
    for number in range(strip.count() or 1):
        if strip.count() and strip.nth(number).get_attribute("aria-current") is None:
            strip.nth(number).click()
            expect(strip.nth(number)).to_have_attribute("aria-current", "true")
        link = page.locator(".viewer-bar").get_by_role("link", name="Download")
        answer = page.request.get(link.get_attribute("href"))
        assert answer.headers["content-disposition"].startswith("attachment")
        found[answer.headers["content-type"]] = answer.body()
    return found


def test_evidence_is_handed_in_returned_improved_and_signed_off(
    window, portfolio, student, teacher
):
    learner, assessor = window(), window()
    learner.goto(reverse("home"))
    steps.sign_in(learner, student)
    learner.wait_for_url("**" + reverse("portfolios:portfolio"))
    before = steps.signed_off(learner)
    assert faults(learner) == []

    steps.add_evidence(
        learner, "1.1", "2.1", files=[steps.PHOTO, steps.DRAWING], title="A flange, turned"
    )
    learner.get_by_text("A flange, turned").first.wait_for()
    assert faults(learner) == []
    piece = Evidence.objects.get()
    assert [link.work_process.code for link in piece.links.order_by("pk")] == ["1.1", "2.1"]
    learner.goto(reverse("portfolios:work_process", args=["1.1"]))
    assert faults(learner) == []
    steps.hand_in(learner, "1.1")
    assert (state_of("1.1"), state_of("2.1")) == ("submitted", "in_progress")
    assert steps.signed_off(learner) == before

    assessor.goto(reverse("home"))
    steps.sign_in(assessor, teacher)
    assessor.wait_for_url("**" + reverse("portfolios:review_queue"))
    open_first_in_queue(assessor)
    assert "A flange, turned" in assessor.locator("main").inner_text()
    files = files_of(assessor)
    assert files["image/jpeg"][:3] == b"\xff\xd8\xff"
    assert files["application/pdf"] == steps.DRAWING["buffer"]
    assert faults(assessor) == []
    steps.assess(assessor, "insufficient", FEEDBACK)
    assessor.get_by_text(FEEDBACK).first.wait_for()
    assert state_of("1.1") == "returned"
    assert faults(assessor) == []

    learner.goto(reverse("portfolios:work_process", args=["1.1"]))
    assert FEEDBACK in learner.locator("main").inner_text()
    assert faults(learner) == []
    learner.goto(reverse("portfolios:evidence_replace", args=[piece.pk]))
    steps.unfolded(learner.locator("[name=title]")).fill("A flange, with tolerance")
    assert faults(learner) == []
    steps.save_evidence(learner)
    learner.get_by_text("A flange, with tolerance").first.wait_for()
    assert Evidence.objects.get(replaces=piece).files.count() == 2
    steps.hand_in(learner, "1.1")
    assert state_of("1.1") == "submitted"

    open_first_in_queue(assessor)
    assert "A flange, with tolerance" in assessor.locator("main").inner_text()
    steps.assess(assessor, "sufficient")
    assert state_of("1.1") == "signed_off"
    assert steps.signed_off(learner) == before + 1
    assert faults(learner) == []


def test_all_of_it_works_without_script(window, portfolio, student, teacher):
    learner = window(java_script_enabled=False)
    learner.goto(reverse("home"))
    steps.sign_in(learner, student)
    steps.add_evidence(learner, "2.1", files=[steps.PHOTO])
    steps.hand_in(learner, "2.1")
    assert state_of("2.1") == "submitted"
    assert steps.signed_off(learner) == 0

    assessor = window(java_script_enabled=False)
    assessor.goto(reverse("home"))
    steps.sign_in(assessor, teacher)
    with assessor.expect_navigation():
        assessor.locator(".queue a[href*='/review/']:visible").first.click()
    assert list(files_of(assessor)) == ["image/jpeg"]
    steps.assess(assessor, "good", "Neat work.")
    assert state_of("2.1") == "signed_off"
    assert steps.signed_off(learner) == 1
    learner.goto(reverse("portfolios:work_process", args=["2.1"]))
    assert "Neat work." in learner.locator("main").inner_text()
