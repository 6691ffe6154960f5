"""x"""
import pytest
pytest.importorskip("pytest_playwright")
from django.urls import reverse
from curriculum.importer import import_qualification
from curriculum.models import Qualification
from tests.browser.looking import faults
from django.conf import settings
pytestmark = pytest.mark.browser
def test_look(window, administrator, width):
    import_qualification((settings.BASE_DIR / "curriculum/data/wtb.json").read_bytes())
    q = Qualification.objects.get()
    Qualification.objects.update(state="draft")
    page = window(administrator, language="nl")
    import time
    t=time.time()
    page.goto(f"/admin/curriculum/qualification/{q.pk}/matrix/")
    print("TIME", time.time()-t, len(page.content()))
    page.screenshot(path=f"/tmp/editor-{width}.png", full_page=True)
    page.locator("tr.ct details").first.locator("summary").click()
    page.locator("tr[id^=process] details").first.locator("summary").click()
    page.locator("tr.add summary").first.click()
    page.locator("td.lv label").nth(4).click()
    page.screenshot(path=f"/tmp/editor-{width}-open.png", full_page=False)
    assert faults(page) == []
