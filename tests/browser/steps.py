"""What people do on the pages, by the fields and words they see; it works without script too."""

from django.urls import reverse

from portfolios.demo import material
from portfolios.models import User
from tests.factories import PASSWORD, STARR

PHOTO = {"name": "flange.jpg", "mimeType": "image/jpeg", "buffer": material.photo(1)}
DRAWING = {"name": "drawing.pdf", "mimeType": "application/pdf", "buffer": material.drawing(1)}


def send(page, button):
    """Press the button of a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def sign_in(page, person, password=PASSWORD):
    """Fill in the sign-in page, which is open already, and go on in English."""
    User.objects.filter(pk=person.pk).update(language="en")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(password)
    send(page, "Sign in")


def sign_out(page):
    page.locator("details.menu > summary").click()
    send(page, "Sign out")


def fill_in_evidence(page, *codes, files=(), **texts):
    """Choose files, write, and tick the work processes on the page that is open."""
    page.locator("[data-files]").set_input_files(list(files))
    for name, text in texts.items():
        unfolded(page.locator(f"[name={name}]")).fill(text)
    for code in codes:
        unfolded(page.locator(f'[name=work_processes][value="{code}"]')).check()


def add_evidence(page, *codes, files=(), **texts):
    """A piece of evidence, with all of STARR."""
    page.goto(reverse("portfolios:evidence_add"))
    fill_in_evidence(page, *codes, files=files, **{**STARR, **texts})
    save_evidence(page)


def save_evidence(page):
    send(page, "Save evidence")


def unfolded(field):
    """The field, once the part of the page that holds it was opened."""
    fold = field.locator("xpath=ancestor::details[1]")
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return field


def hand_in(page, code):
    page.goto(reverse("portfolios:work_process", args=[code]))
    page.locator("[name=own_work]").check()
    send(page, f"Hand in {code}")


def assess(page, outcome, feedback=""):
    """Judge the hand-in that is open, and stay there."""
    page.locator("label.verdict", has=page.locator(f"[value={outcome}]")).click()
    page.locator("[name=feedback]").fill(feedback)
    send(page, "Save and stay here")


def signed_off(page):
    """The number on the student's own page."""
    page.goto(reverse("portfolios:portfolio"))
    return int(page.locator(".progress-panel .big b").inner_text())
