"""The viewer in a browser: zoom, rotation, pages and files by keys, and seeking in a large film."""

import hashlib
import re

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from playwright.sync_api import expect

from portfolios import uploads
from portfolios.demo import material
from portfolios.inspection import Kind
from portfolios.models import EvidenceFile
from tests import factories
from tests.browser.films import padded
from tests.browser.looking import faults

pytestmark = pytest.mark.browser

SIZE = 100_000_000
COLOUR = """(video) => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0, 1, 1);
    const [red, , blue] = pen.getImageData(0, 0, 1, 1).data;
    return red > blue ? "red" : "blue";
}"""
SEEK = """(video, time) => new Promise((resolve) => {
    video.addEventListener("seeked", resolve, {once: true});
    video.currentTime = time;
})"""


@pytest.fixture
def photo(portfolio):
    return material.receive(portfolio, "flange.jpg", material.photo(1))


@pytest.fixture
def drawing(portfolio):
    return material.receive(portfolio, "drawing.pdf", material.drawing(1, pages=3))


@pytest.fixture
def piece(portfolio, photo, drawing):
    text = material.receive(portfolio, "notes.txt", material.report("flange"))
    return factories.add_evidence(portfolio, "1.1", title="Flange", received=[photo, drawing, text])


@pytest.fixture
def submission(portfolio, piece):
    factories.add_evidence(portfolio, "1.1", title="Only words", text="What I learned.")
    return factories.hand_in(portfolio, "1.1")


@pytest.fixture
def film(portfolio):
    """A playable film of 100 MB that came in and was judged."""
    content = padded(SIZE)
    name = uploads.reserve()
    uploads.path_of(name).write_bytes(content)
    file = material.receive(portfolio, "film.txt", b"in its place")
    EvidenceFile.objects.filter(pk=file.pk).update(
        original_name="film.mp4", media_type=Kind.MP4, stored_name=name, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), seconds=20, width=64, height=48,
    )  # fmt: skip
    file.refresh_from_db()
    return file


def frame(page):
    return page.locator("[data-frame]")


def current(page):
    return page.locator(".strip [aria-current]").inner_text().split()[0]


def skip_on_a_phone(width):
    if width < 768:
        pytest.skip("a phone shows no keys")


def test_keys_turn_pages_and_then_files_and_back(window, student, piece, width):
    skip_on_a_phone(width)
    page = window(student)
    page.goto(piece.get_absolute_url())
    assert current(page) == "1"
    page.keyboard.press("ArrowRight")
    expect(frame(page)).to_have_attribute("data-page", "1")
    for number in ("2", "3"):
        page.keyboard.press("ArrowRight")
        expect(frame(page)).to_have_attribute("data-page", number)
        expect(page.locator("[data-picture]")).to_have_js_property("complete", True)
        assert f"page={number}" in page.url
    assert "page 3" in page.locator("[data-picture]").get_attribute("alt")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".viewer-page pre")).to_contain_text("flange")
    page.keyboard.press("ArrowLeft")
    expect(frame(page)).to_have_attribute("data-page", "1")
    page.reload()
    assert current(page) == "2"


def test_keys_zoom_and_rotate_and_can_be_switched_off(window, student, piece, width):
    skip_on_a_phone(width)
    page = window(student)
    page.goto(piece.get_absolute_url())
    for key, zoomed, turned in (
        ("+", 1.5, "0"),
        ("+", 2.25, "0"),
        ("r", 2.25, "1"),
        ("-", 1.5, "1"),
    ):
        page.keyboard.press(key)
        expect(frame(page)).to_have_attribute("data-zoomed", str(zoomed))
        expect(frame(page)).to_have_attribute("data-turned", turned)
    page.locator(".viewer [data-keys] input").uncheck()
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("r")
    expect(frame(page)).to_have_attribute("data-turned", "1")
    assert current(page) == "1"


def test_a_tap_zooms_in_where_it_lands_and_dragging_moves(window, student, piece):
    page = window(student)
    page.goto(piece.get_absolute_url())
    box = frame(page).bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(box["x"] + box["width"] / 4, middle[1])
    expect(frame(page)).to_have_attribute("data-zoomed", "2")
    before = page.locator("[data-picture]").bounding_box()
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 40, middle[1], steps=4)
    page.mouse.up()
    after = page.locator("[data-picture]").bounding_box()
    assert round(before["x"] - after["x"]) == 40
    expect(frame(page)).to_have_attribute("data-zoomed", "2")
    page.mouse.click(*middle)
    expect(frame(page)).to_have_attribute("data-zoomed", "1")


def test_teacher_sees_all_files_of_all_pieces_in_one_strip(window, teacher, submission):
    page = window(teacher)
    page.goto(reverse("portfolios:review", args=[submission.pk]))
    links = page.locator(".strip a")
    assert links.count() == 4
    shown = page.locator("[data-piece]:not([hidden]) > .panel-head h2")
    assert "Flange" in shown.all_inner_texts()
    links.last.click()
    expect(page.locator(".viewer-page")).to_contain_text("What I learned.")
    assert shown.all_inner_texts()[0] == "Only words"
    assert not any("Flange" in text for text in shown.all_inner_texts())


def test_without_script_links_choose_file_and_page(window, student, piece, drawing):
    page = window(student, java_script_enabled=False)
    page.goto(piece.get_absolute_url())
    page.locator(".strip a").nth(1).click()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[data-picture]")).to_have_attribute("alt", "Flange: drawing.pdf, page 2")
    assert page.get_by_role("button", name="Zoom in").count() == 0


def test_viewer_has_no_faults(window, student, teacher, portfolio, piece, submission):
    sizes = material.receive(portfolio, "sizes.csv", b"size;measured\n56 H7;56.02\n")
    table = factories.add_evidence(portfolio, "1.1", title="Sizes", received=[sizes])
    page = window(student)
    page.goto(table.get_absolute_url())
    expect(page.locator(".viewer-table")).to_contain_text("56.02")
    found = faults(page)
    page.goto(reverse("portfolios:file_table", args=[sizes.pk]))
    found += faults(page)
    for file in piece.files.all():
        page.goto(f"{piece.get_absolute_url()}?file={file.pk}")
        found += faults(page)
    page = window(teacher)
    page.goto(reverse("portfolios:review", args=[submission.pk]))
    assert found + faults(page) == []


def test_one_seeks_in_a_large_film(window, portfolio, student, film):
    piece = factories.add_evidence(portfolio, "1.1", received=[film])
    page = window(student)
    answers = []
    page.on("response", lambda answer: answers.append(answer) if "/files/" in answer.url else None)
    page.goto(piece.get_absolute_url())
    video = page.locator("video")
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    assert video.evaluate("(video) => Math.round(video.duration)") == 20
    for time, colour in ((15, "blue"), (2, "red"), (19, "blue")):
        video.evaluate(SEEK, time)
        page.wait_for_function("document.querySelector('video').readyState >= 2")
        assert video.evaluate(COLOUR) == colour
    assert {answer.status for answer in answers} == {206}
    starts = [int(re.match(r"bytes (\d+)-", one.headers["content-range"])[1]) for one in answers]
    assert max(starts) > SIZE * 0.9
