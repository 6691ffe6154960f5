"""Without a network evidence waits on the device; with one it is sent, once, by its owner alone."""

import pytest
from django.templatetags.static import static
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import Evidence, EvidenceFile
from tests.browser import sending, steps
from tests.browser.looking import faults
from wtb_site import installable

pytestmark = pytest.mark.browser

ADD, LIST = "portfolios:evidence_add", "portfolios:evidence_list"
PHOTOS = [sending.photo(f"photo{number}.jpg", 300, number) for number in (1, 2, 3)]

FORGET_ONE = """async () => {
    const open = (request) => new Promise((resolve) => {
        request.onsuccess = () => resolve(request.result);
    });
    const stores = (await open(indexedDB.open("wtb-portfolio"))).transaction(
        ["files", "blobs"], "readwrite");
    const [record] = (await open(stores.objectStore("files").getAll())).filter(
        (one) => one.name === "photo1.jpg");
    await open(stores.objectStore("blobs").delete(record.id));
}"""

CACHE = """async ([address, text]) => {
    const [name] = await caches.keys();
    await (await caches.open(name)).put(address, new Response(text));
}"""


def visited(context):
    """A page of this browser, on which the add page was opened once with a network."""
    page = context.new_page()
    page.goto(reverse(ADD))
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => caches.keys().then((names) => names.length > 0)")
    return page


UPLOADS = "**" + reverse("portfolios:uploads") + "**"


def cut(page):
    """No network, neither for pages nor for the worker; a request on its way ends as well."""
    page.context.set_offline(True)
    page.context.route(UPLOADS, lambda route: route.abort())
    page.goto(reverse(ADD) + "?work_process=1.1")
    page.get_by_role("heading", name="Add evidence without a connection").wait_for()


def connect(context):
    """The network is back."""
    context.unroute(UPLOADS)
    context.set_offline(False)


def queue(page, *files, title="A shaft"):
    steps.fill_in_evidence(page, "1.1", files=files, title=title, text="Turned it.")
    page.get_by_role("button", name="Save evidence").click()
    page.get_by_role("heading", name="Your evidence waits for a connection").wait_for()


def test_a_piece_made_without_a_network_is_sent_once(own_browser, portfolio, student, classmate):
    context = own_browser(student)
    page = visited(context)
    cut(page)
    assert faults(page) == []
    assert page.locator('[name=work_processes][value="1.1"]').is_checked()
    queue(page, *PHOTOS)
    assert faults(page) == []
    context.close()

    context = own_browser(classmate)
    page = context.new_page()
    page.goto(reverse(LIST))
    page.wait_for_timeout(1500)
    assert not page.locator("[data-waiting]").is_visible()
    assert "photo1.jpg" not in page.content()
    assert not EvidenceFile.objects.exists()
    context.close()

    page = own_browser(student).new_page()
    page.goto(reverse(LIST))
    sending.until(page, Evidence.objects.exists)
    page.locator("[data-waiting]").wait_for(state="hidden")
    piece = Evidence.objects.get()
    assert (piece.title, piece.text) == ("A shaft", "Turned it.")
    assert sending.received(evidence=piece) == sending.hashes(PHOTOS)
    assert EvidenceFile.objects.count() == 3


def test_the_form_is_shown_once_its_script_runs(own_browser, portfolio, student):
    page = visited(own_browser(student))
    page.evaluate(CACHE, [static("evidence.js"), "/* a text, which no browser runs */"])
    with page.expect_event("pageerror"):
        cut(page)
    assert not page.locator("form#evidence-form").is_visible()


def test_what_waits_is_shown_and_signing_out_asks(own_browser, portfolio, student):
    context = own_browser(student)
    page = visited(context)
    cut(page)
    queue(page, PHOTOS[0])
    page.route(UPLOADS, lambda route: route.abort())
    connect(context)
    page.goto(reverse(LIST))
    page.get_by_role("heading", name="Waits for a connection").wait_for()
    assert "A shaft" in page.locator("[data-waiting]").inner_text()
    assert faults(page) == []
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    question = page.get_by_role("dialog")
    question.wait_for()
    assert "pieces of evidence: 1" in question.inner_text()
    assert faults(page) == []
    question.get_by_role("button", name="Stay signed in").click()
    page.unroute(UPLOADS)
    page.get_by_role("button", name="Try now").click()
    sending.until(page, Evidence.objects.exists)
    page.locator("[data-waiting]").wait_for(state="hidden")
    assert Evidence.objects.get().files.count() == 1


def test_a_piece_that_the_school_refuses_can_be_completed(own_browser, portfolio, student):
    context = own_browser(student)
    page = visited(context)
    cut(page)
    page.locator("[name=work_processes]:checked").uncheck()
    page.locator("[name=title]").fill("A shaft")
    page.get_by_role("button", name="Save evidence").click()
    page.get_by_role("heading", name="Your evidence waits for a connection").wait_for()
    connect(context)
    page.goto(reverse(LIST))
    page.get_by_text("Choose at least one work process").wait_for()
    page.locator("[data-waiting]").get_by_role("link", name="Open").click()
    page.wait_for_url("**queued=**")
    page.wait_for_function("() => document.querySelector('[name=title]').value === 'A shaft'")
    steps.fill_in_evidence(page, "1.1")
    steps.save_evidence(page)
    assert Evidence.objects.get().title == "A shaft"


def test_a_guest_has_nothing_of_anybody(own_browser, portfolio, student):
    context = own_browser(student)
    page = visited(context)
    steps.sign_out(page)
    assert page.evaluate("localStorage.length") == 0
    cut(page)
    assert not page.locator("form#evidence-form").is_visible()
    assert faults(page) == []


def test_a_line_that_died_without_telling_loses_nothing(own_browser, portfolio, student):
    page = own_browser(student).new_page()
    page.goto(reverse(ADD))
    steps.fill_in_evidence(page, "1.1", files=[PHOTOS[0]], title="A shaft", text="Turned it.")
    sending.ticked(page, "photo1.jpg")
    posts = "**" + reverse(ADD)
    page.route(posts, lambda route: route.abort())
    page.get_by_role("button", name="Save evidence").click()
    page.wait_for_event("requestfailed")
    page.unroute(posts)
    page.goto(reverse(LIST))
    page.wait_for_function("() => !document.querySelector('[data-piece]')")
    sending.until(page, Evidence.objects.exists)
    assert Evidence.objects.get().title == "A shaft"
    assert sending.received(evidence__title="A shaft") == sending.hashes([PHOTOS[0]])


def test_a_file_that_the_device_threw_away_is_told_and_the_rest_is_sent(
    own_browser, portfolio, student
):
    context = own_browser(student)
    page = visited(context)
    cut(page)
    queue(page, *PHOTOS[:2])
    page.evaluate(FORGET_ONE)
    connect(context)
    page.goto(reverse(LIST))
    lost = page.locator("[data-waiting] li", has_text="This device did not keep the file")
    lost.wait_for()
    assert "photo1.jpg" in lost.inner_text()
    assert faults(page) == []
    assert not Evidence.objects.exists()
    lost.get_by_role("button", name="Do not send photo1.jpg").click()
    sending.until(page, Evidence.objects.exists)
    assert sending.received(evidence=Evidence.objects.get()) == sending.hashes(PHOTOS[1:2])


def test_after_an_update_no_page_runs_an_old_script(own_browser, portfolio, student, monkeypatch):
    page = visited(own_browser(student))
    script = static("menu.js")
    page.reload()
    page.evaluate(CACHE, [script, "/* of before */"])
    read = f"fetch('{script}').then((answer) => answer.text())"
    assert page.evaluate(read) == "/* of before */"
    # The next worker never gets all its files, and so is never ready.
    monkeypatch.setattr(installable, "version", lambda: "next")
    monkeypatch.setattr(installable, "CACHED", ("not-there.js",))
    page.reload()
    assert "of before" not in page.evaluate(read)
    page.context.set_offline(True)
    page.reload()
    assert page.evaluate(read) == "/* of before */"
