"""A student asks, a teacher approves, a mail goes out, and somebody at a company answers."""

import re

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios import clock
from portfolios.models import LinkOpening, Mail, WorkplaceStatement
from portfolios.notify import mails
from tests import factories
from tests.browser import steps
from tests.browser.looking import faults

pytestmark = pytest.mark.browser

WORDS = "Led the start of the day for two weeks."


@pytest.fixture
def submission(portfolio):
    photo = factories.receive_photo(portfolio)
    factories.add_evidence(portfolio, "1.1", received=[photo], title="The daily start", text=WORDS)
    factories.add_evidence(portfolio, "2.1", title="The drawing")
    return factories.hand_in(portfolio, "1.1")


def ask(page):
    """The student names somebody for two work processes."""
    page.goto(reverse("portfolios:work_process", args=["1.1"]))
    page.get_by_role("link", name="Ask a workplace trainer").click()
    page.locator("[name=name]").fill("Wim Brandsma")
    page.locator("[name=company]").fill("Brandsma")
    page.locator("[name=email]").fill("wim@brandsma.example")
    for box in page.locator("[name=sign_offs]").all():
        box.check()
    assert faults(page) == []
    steps.send(page, "Ask")
    assert "waits until a teacher has checked who this is" in page.locator("main").inner_text()
    assert faults(page) == []


def approve(page, portfolio):
    page.goto(portfolio.get_absolute_url())
    page.get_by_role("link", name="Look who it is").click()
    page.get_by_role("link", name="Approve Wim Brandsma").click()
    page.wait_for_url("**/check/")
    assert faults(page) == []
    steps.send(page, "Approve this trainer")
    assert faults(page) == []


def address_in(mailoutbox):
    """The one address in the mail, as text and as HTML."""
    sent = [mail for mail in mailoutbox if mail.to == ["wim@brandsma.example"]]
    assert len(sent) == 1
    found = re.findall(r"https?://[^/]+(/s/[\w-]{43}/)", sent[0].body)
    assert len(found) == 1
    assert found[0] in sent[0].alternatives[0].content
    return found[0]


def answer(page, address):
    """The trainer answers one work process, and later the other."""
    page.goto(address + "?lang=en")
    assert WORDS in page.locator("main").inner_text()
    assert faults(page) == []
    page.locator("[name$=answer][value=seen]").first.check()
    page.locator("[name$=remark]").first.fill("He did this well.")
    page.locator("[name=capacity]").fill("Foreman")
    steps.send(page, "Send")
    assert "He did this well." in page.locator("main").inner_text()
    page.locator("[name$=answer][value=not_recognised]").check()
    steps.send(page, "Send")
    assert "Thank you" in page.locator("main").inner_text()
    assert faults(page) == []


def test_from_the_question_to_the_review(
    window, portfolio, submission, student, teacher, mailoutbox
):
    learner, assessor, guest = window(student), window(teacher), window()
    ask(learner)
    approve(assessor, portfolio)
    while Mail.objects.due(clock.now()).exists():
        mails.send_next()
    answer(guest, address_in(mailoutbox))

    assert LinkOpening.objects.exists()
    assert WorkplaceStatement.objects.count() == 2
    assessor.goto(submission.get_absolute_url())
    shown = assessor.locator("main").inner_text()
    assert "He did this well." in shown
    assert "Wim Brandsma, Foreman" in shown
    assert "Trainer checked by T. Example" in shown
    assert faults(assessor) == []
    assessor.goto(reverse("portfolios:trainers", args=[portfolio.pk]))
    assert "not recognised" in assessor.locator("main").inner_text()
    assert faults(assessor) == []
    learner.goto(reverse("portfolios:work_process", args=["1.1"]))
    assert "He did this well." in learner.locator("main").inner_text()
    assert faults(learner) == []


def test_the_code_on_paper_is_typed_by_hand(window, portfolio, submission, teacher):
    link = factories.open_link(portfolio, teacher, "1.1")
    assessor, guest = window(teacher), window()
    assessor.goto(reverse("portfolios:link_print", args=[link.pk]))
    assert faults(assessor) == []
    code = assessor.locator("ol .num").inner_text()
    guest.goto("/s/?lang=en")
    assert faults(guest) == []
    guest.locator("[name=code]").fill(code.lower())
    steps.send(guest, "Go on")
    assert "Hello Wim Brandsma" in guest.locator("main").inner_text()


def test_what_does_not_work_says_whom_to_ask(window):
    guest = window()
    guest.goto("/s/nothing/?lang=en")
    assert "Ask the student or the school" in guest.locator("main").inner_text()
    assert faults(guest) == []
