"""Reviewing with the keyboard: 1 2 3, F, J, K, ? and Ctrl+Enter; none of it while typing."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios import phrases
from portfolios.models import Assessment, Draft, User
from tests import factories
from tests.browser.looking import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def width():
    """A phone shows neither the keys nor their switch."""
    return 1280


@pytest.fixture
def queue(level4, school_class):
    """Three hand-ins, the longest waiting first."""
    return [
        factories.hand_in(made, "1.1") for made in factories.make_students(3, level4, school_class)
    ]


@pytest.fixture
def page(window, queue, teacher):
    page = window(teacher)
    page.goto(of(queue[1]))
    return page


def of(submission):
    return reverse("portfolios:review", args=[submission.pk])


def chosen(page):
    checked = page.locator("[name=outcome]:checked")
    return checked.get_attribute("value") if checked.count() else None


def test_digits_choose_and_control_enter_saves_and_goes_on(page, queue):
    assert chosen(page) is None
    for key, outcome in (("3", "good"), ("2", "sufficient"), ("1", "insufficient")):
        page.keyboard.press(key)
        assert chosen(page) == outcome
    page.keyboard.press("f")
    page.keyboard.type("3 of 7 sizes are missing; ask Jonas, Karim")
    assert chosen(page) == "insufficient"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**" + of(queue[2]))
    assessment = Assessment.objects.get()
    assert assessment.submission == queue[1]
    assert assessment.outcome == "insufficient"
    assert assessment.feedback == "3 of 7 sizes are missing; ask Jonas, Karim"


def test_j_and_k_walk_through_the_queue(page, queue):
    page.keyboard.press("j")
    page.wait_for_url("**" + of(queue[2]))
    page.keyboard.press("k")
    page.wait_for_url("**" + of(queue[1]))
    page.keyboard.press("k")
    page.wait_for_url("**" + of(queue[0]))


@pytest.mark.parametrize("where", ["Shift+J", "Alt+2", "Control+2", "Shift+F"])
def test_keys_with_others_are_not_ours(page, queue, where):
    page.keyboard.press(where)
    assert chosen(page) is None
    assert page.url.endswith(of(queue[1]))
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_keys_are_off_where_somebody_types(page, queue):
    page.evaluate("document.querySelector('h1').contentEditable = 'true'")
    page.locator("h1").focus()
    page.keyboard.type("123jkf?")
    assert chosen(page) is None
    assert page.url.endswith(of(queue[1]))
    assert not page.locator("dialog.key-list").is_visible()


def test_a_question_mark_shows_all_keys(page, queue):
    keys = page.locator("dialog.key-list")
    assert not keys.is_visible()
    page.keyboard.press("?")
    keys.wait_for()
    page.keyboard.press("3")
    assert chosen(page) is None
    page.keyboard.press("Escape")
    keys.wait_for(state="hidden")
    page.keyboard.press("3")
    assert chosen(page) == "good"


def test_the_keys_can_be_switched_off_for_good(page, queue, teacher):
    User.objects.filter(pk=teacher.pk).update(review_keys=False)
    page.reload()
    for key in ("3", "j", "?", "Control+Enter"):
        page.keyboard.press(key)
    assert chosen(page) is None
    assert page.url.endswith(of(queue[1]))
    assert page.locator("kbd:visible").count() == 0


def test_a_phrase_goes_to_the_end_of_the_feedback(page, teacher):
    phrases.add(teacher=teacher, text="Name the source.")
    page.reload()
    page.locator("[name=feedback]").fill("Good drawing. ")
    page.get_by_role("button", name="Name the source.").click()
    assert page.locator("[name=feedback]").input_value() == "Good drawing.\nName the source."
    assert not Assessment.objects.exists()


def test_a_drafted_feedback_survives_a_closed_window(page, window, queue, teacher):
    page.keyboard.press("1")
    page.locator("[name=feedback]").fill("The fit of the hub is")
    page.get_by_text("Kept as a draft").wait_for()
    page.close()
    again = window(teacher)
    again.goto(of(queue[1]) + "?class=0")
    assert again.locator("[name=feedback]").input_value() == "The fit of the hub is"
    assert chosen(again) == "insufficient"
    again.keyboard.press("Control+Enter")
    again.wait_for_url("**" + of(queue[2]))
    assert not Draft.objects.exists()


def test_several_are_judged_together_with_the_keys(window, portfolio, teacher):
    factories.add_evidence(portfolio, "1.1", "2.1")
    one, two = (factories.hand_in(portfolio, code) for code in ("1.1", "2.1"))
    page = window(teacher)
    page.goto(reverse("portfolios:review_together", args=[one.pk]))
    assert faults(page) == []
    page.keyboard.press("3")
    assert page.locator(":checked").count() == 0
    for key in ("j", "3", "j", "1", "f"):
        page.keyboard.press(key)
    page.keyboard.type("The fit is missing.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**" + reverse("portfolios:review_queue"))
    found = {a.submission: a.outcome for a in Assessment.objects.all()}
    assert found == {one: "good", two: "insufficient"}


def test_ten_hand_ins_by_keys_alone_each_in_one_small_request(
    window, level4, school_class, teacher
):
    made = factories.make_students(10, level4, school_class)
    for portfolio in made:
        photo = factories.receive_photo(portfolio)
        factories.add_evidence(portfolio, "1.1", received=[photo])
    hand_ins = [factories.hand_in(portfolio, "1.1") for portfolio in made]
    page = window(teacher)
    page.goto(of(hand_ins[0]))
    assert faults(page) == []
    loaded = Loaded(page)
    places = [of(one) for one in hand_ins[1:]] + [reverse("portfolios:review_queue")]
    for number, place in enumerate(places):
        loaded.clear()
        page.keyboard.press("2" if number % 2 else "3")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**" + place)
        page.wait_for_load_state("networkidle")
        assert [method for method, _url in loaded.pages] == ["POST", "GET"]
        assert loaded.bytes_besides_evidence() <= 100_000
    page.get_by_text("Nothing else waits for you.").wait_for()
    outcomes = list(Assessment.objects.order_by("pk").values_list("submission", "outcome"))
    assert outcomes == [
        (one.pk, "sufficient" if number % 2 else "good") for number, one in enumerate(hand_ins)
    ]


class Loaded:
    """What a page fetched over the network: what its cache held is not counted."""

    def __init__(self, page):
        self.pages, self.urls, self.sizes = [], {}, {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)

    def clear(self):
        for found in (self.pages, self.urls, self.sizes):
            found.clear()

    def bytes_besides_evidence(self):
        files = reverse("portfolios:file", args=[0]).removesuffix("0/")
        return sum(size for pk, size in self.sizes.items() if files not in self.urls.get(pk, ""))

    def _asked(self, event):
        pk = event["requestId"]
        if event["type"] == "Document":
            self.pages.append((event["request"]["method"], event["request"]["url"]))
        if "redirectResponse" in event:
            self._finished({**event["redirectResponse"], "requestId": pk})
        self.urls[pk] = event["request"]["url"]

    def _finished(self, event):
        pk = event["requestId"]
        self.sizes[pk] = self.sizes.get(pk, 0) + event["encodedDataLength"]
