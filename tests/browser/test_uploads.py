"""Files are sent while somebody types, and go on wherever they were."""

import pytest
from django.contrib.sessions.models import Session
from django.core.signals import request_started
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from portfolios.models import Evidence, EvidenceFile
from tests.browser import sending, steps
from tests.browser.looking import faults
from tests.factories import STARR

pytestmark = pytest.mark.browser

ADD = "portfolios:evidence_add"


@pytest.fixture
def form(window, portfolio, student):
    page = window(student)
    page.goto(reverse(ADD))
    return page


def choose(page, *files):
    page.locator("[data-files]").set_input_files(list(files))


def test_files_are_sent_while_one_types_and_saved_with_the_piece(form):
    film = sending.photo("shaft.jpg")
    line = sending.slow(form, 4000)
    choose(form, film, steps.DRAWING)
    sending.has_begun(form, "shaft.jpg")
    sending.row(form, "shaft.jpg").get_by_text(" left").wait_for()
    assert faults(form) == []
    steps.fill_in_evidence(form, "1.1", title="A shaft")
    sending.fast(line)
    sending.ticked(form, "shaft.jpg")
    sending.ticked(form, "drawing.pdf")
    assert faults(form) == []
    steps.save_evidence(form)
    piece = Evidence.objects.get()
    assert (piece.title, sending.received(evidence=piece)) == (
        "A shaft",
        sending.hashes([film, steps.DRAWING]),
    )


def test_a_file_chosen_before_the_script_was_there_is_sent(window, portfolio, student):
    page = window(student)
    held = []
    page.route("**/chosen.js", lambda route: held.append(route))
    page.goto(reverse(ADD), wait_until="commit")
    choose(page, steps.DRAWING)
    sending.until(page, lambda: held)
    held.pop().continue_()
    sending.ticked(page, "drawing.pdf")
    assert EvidenceFile.objects.count() == 1


def test_saving_before_everything_is_sent_goes_along_behind_the_files(form):
    photo = sending.photo("shaft.jpg")
    line = sending.slow(form, 2000)
    choose(form, photo)
    sending.has_begun(form, "shaft.jpg")
    steps.fill_in_evidence(form, "1.1", title="A shaft")
    form.get_by_role("button", name="Save evidence").click()
    form.get_by_role("heading", name="Your evidence is being sent").wait_for()
    assert faults(form) == []
    with form.expect_navigation():
        sending.fast(line)
    piece = Evidence.objects.get()
    assert form.url.endswith(piece.get_absolute_url())
    assert sending.received(evidence=piece) == sending.hashes([photo])


def test_pausing_and_going_on(form):
    photo = sending.photo("shaft.jpg")
    line = sending.slow(form, 2000)
    choose(form, photo)
    sending.has_begun(form, "shaft.jpg")
    form.get_by_role("button", name="Pause sending shaft.jpg").click()
    form.get_by_text("Paused at").wait_for()
    sending.fast(line)
    form.wait_for_timeout(1500)
    assert not EvidenceFile.objects.exists()
    assert faults(form) == []
    form.get_by_role("button", name="Go on sending shaft.jpg").click()
    sending.ticked(form, "shaft.jpg")
    assert sending.received() == sending.hashes([photo])


def test_a_line_that_is_cut_goes_on_where_it_was(form):
    photo = sending.photo("shaft.jpg")
    line = sending.slow(form, 2000)
    choose(form, photo)
    sending.has_begun(form, "shaft.jpg")
    form.context.set_offline(True)
    form.get_by_text("We go on where you were").wait_for()
    assert faults(form) == []
    sending.fast(line)
    form.context.set_offline(False)
    sending.ticked(form, "shaft.jpg")
    assert sending.received() == sending.hashes([photo])


def test_a_tab_that_was_closed_goes_on_in_another(form):
    photo = sending.photo("shaft.jpg")
    sending.slow(form, 2000)
    choose(form, photo)
    sending.has_begun(form, "shaft.jpg")
    again = form.context.new_page()
    form.close()
    again.goto(reverse(ADD))
    sending.ticked(again, "shaft.jpg")
    assert sending.received() == sending.hashes([photo])


def test_a_session_that_ends_while_a_file_is_sent(own_browser, portfolio, student):
    form = own_browser(student).new_page()
    form.goto(reverse(ADD))
    photo = sending.photo("shaft.jpg")
    line = sending.slow(form, 2000)
    choose(form, photo)
    sending.has_begun(form, "shaft.jpg")
    steps.fill_in_evidence(form, "1.1", title="A shaft", **STARR)
    Session.objects.all().delete()
    form.get_by_text("Sign in again: nothing is lost").wait_for()
    assert faults(form) == []
    sending.fast(line)
    steps.save_evidence(form)
    form.wait_for_url("**" + reverse("account_login") + "**")
    steps.sign_in(form, student)
    sending.ticked(form, "shaft.jpg")
    steps.save_evidence(form)
    piece = Evidence.objects.get()
    assert (piece.title, sending.received(evidence=piece)) == ("A shaft", sending.hashes([photo]))


def test_what_one_may_send_is_told_before(form):
    told = form.locator("#step-1").locator("xpath=..").inner_text()
    assert "at most 250 MB a file" in told
    assert "left of your" in told


def test_a_photo_costs_few_taps_pages_and_requests(window, portfolio, student, width):
    page = window(student)
    page.goto(reverse("portfolios:portfolio"))
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(reverse("portfolios:work_process", args=["2.1"]))
    page.wait_for_timeout(1000)
    asked = []

    def count(sender, environ, **kwargs):
        asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")

    loads = []
    page.on("domcontentloaded", lambda page: loads.append(page.url))
    request_started.connect(count)
    try:
        page.locator(f'a[href^="{reverse(ADD)}"]:visible').first.click()  # tap 1
        page.wait_for_url("**" + reverse(ADD) + "**")
        # Tap 2 opens the camera, tap 3 takes the photo.
        picker = "[data-camera]" if width < 768 else "[data-files]"
        page.locator(picker).set_input_files([steps.PHOTO])
        sending.ticked(page, "flange.jpg")
        steps.save_evidence(page)  # tap 4
        page.wait_for_load_state("networkidle")
    finally:
        request_started.disconnect(count)
    assert Evidence.objects.get().files.count() == 1
    assert len(loads) == 2, loads
    assert len(asked) <= 15, asked


def test_two_tabs_send_one_file_once(form):
    photo = sending.photo("shaft.jpg")
    line = sending.slow(form, 2000)
    choose(form, photo)
    sending.has_begun(form, "shaft.jpg")
    other = form.context.new_page()
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(reverse(ADD))
    sending.row(other, "shaft.jpg").first.wait_for()
    sending.fast(line)
    sending.ticked(form, "shaft.jpg")
    other.wait_for_timeout(500)
    assert [url for url in asked if "/uploads/" in url] == []
    assert sending.received() == sending.hashes([photo])


def test_a_film_gets_its_picture_from_the_browser(form):
    film = form.evaluate(
        """async () => {
            const canvas = document.createElement("canvas");
            canvas.width = 640; canvas.height = 360;
            const pen = canvas.getContext("2d");
            const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "video/webm"});
            const parts = [];
            recorder.ondataavailable = (event) => parts.push(event.data);
            recorder.start();
            for (let frame = 0; frame < 40; frame += 1) {
                pen.fillStyle = `hsl(${frame * 9} 80% 50%)`;
                pen.fillRect(0, 0, 640, 360);
                await new Promise((resolve) => setTimeout(resolve, 40));
            }
            await new Promise((resolve) => { recorder.onstop = resolve; recorder.stop(); });
            const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
            return [...bytes];
        }"""
    )
    choose(form, {"name": "proof.webm", "mimeType": "video/webm", "buffer": bytes(film)})
    sending.until(form, EvidenceFile.objects.exclude(preview_name="").exists)
