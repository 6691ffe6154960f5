"""Setting up a second factor on the phone's own terms, and signing in with it."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from tests.browser.looking import faults
from tests.browser.steps import sign_in, sign_out
from tests.wtb_site.apps_for_codes import CODE, SET_UP, code_of

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _asked(settings):
    settings.SECOND_FACTOR = True


def type_code(page, code):
    page.locator("[name=code]").fill(code)
    page.locator("form:has([name=code]) [type=submit]").click()


def test_it_is_set_up_kept_and_asked_at_the_next_sign_in(window, coordinator, tmp_path):
    page = window()
    page.goto(reverse("portfolios:school"))
    sign_in(page, coordinator)
    assert page.url.endswith(reverse(SET_UP))
    width = page.locator("img.qr").evaluate("(picture) => picture.naturalWidth")
    assert width > 0
    assert faults(page) == []

    type_code(page, "000000")
    assert "This code is not right" in page.locator("form:has([name=code])").inner_text()
    assert faults(page) == []
    key = page.locator(".key-text").inner_text()
    type_code(page, code_of(key))

    codes = page.locator(".recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    assert faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    download.value.save_as(tmp_path / "codes.txt")
    assert (tmp_path / "codes.txt").read_text().split()[-10:] == codes
    page.get_by_role("link", name="I have kept them").click()
    assert page.url.endswith(reverse("portfolios:school"))

    for address in ("settings", "mfa_deactivate_totp", "mfa_generate_recovery_codes",
                    "mfa_view_recovery_codes"):  # fmt: skip
        page.goto(reverse(address))
        assert faults(page) == []

    sign_out(page)
    sign_in(page, coordinator)
    assert page.url.endswith(reverse(CODE))
    assert faults(page) == []
    type_code(page, codes[0])
    assert page.url.endswith(reverse("portfolios:school"))
