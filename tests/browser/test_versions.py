"""An administrator changes a version that counts, and compares it with the next one."""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from curriculum import structure, versions
from curriculum.alteration import Alteration
from curriculum.models import Qualification, WorkProcess
from portfolios import completion
from portfolios.models import StructureChange
from tests import factories
from tests.browser.looking import faults

pytestmark = pytest.mark.browser

LONG = "Verspaningsgereedschapsmagazijnbeheer"


@pytest.fixture
def version(qualification, level4, school_class, teacher):
    """A version with twelve students; one is proposed as complete."""
    WorkProcess.objects.filter(code="1.7").update(title=f"does {LONG * 2}")
    made = factories.make_students(12, level4, school_class)
    factories.everything_signed_off(made[0], teacher)
    completion.propose(portfolio=made[0], by=teacher)
    for portfolio in made[1:4]:
        factories.signed_off(portfolio, "1.2", teacher)
    return qualification


def of(name, qualification):
    return reverse(f"admin:curriculum_qualification_{name}", args=[qualification.pk])


def test_a_work_process_is_retired_after_a_look_at_the_effect(window, administrator, version):
    page = window(administrator, language="nl")
    row = version.work_processes.get(code="1.2")
    page.goto(reverse("admin:curriculum_workprocess_change", args=[row.pk]))
    found = faults(page)
    page.locator(f"form[action='{of('impact', version)}'] button").click()
    found += faults(page)
    page.locator("button[name=show]").first.click()
    found += faults(page)
    page.locator("textarea[name=reason]").fill("Zo is het besloten.")
    page.locator("button[value=apply]").click()
    assert StructureChange.objects.count() == 0
    page.locator("input[name=seen]").check()
    page.locator("button[value=apply]").click()
    page.wait_for_url(f"**{of('change', version)}")

    row.refresh_from_db()
    assert (row.retired, row.requirements.count()) == (True, 0)
    assert StructureChange.objects.get().reason == "Zo is het besloten."
    assert found == []


def test_a_draft_is_made_compared_and_published(window, administrator, version):
    page = window(administrator, language="nl")
    found = []
    page.goto(of("change", version))
    page.locator(f"a[href='{of('copy', version)}']").click()
    found += faults(page)
    page.locator("form[aria-labelledby=copy-title] button").click()
    draft = Qualification.objects.get(version=2)
    structure.alter(draft, Alteration({("1.7", "small-4"): "x", ("1.2", "small-4"): "?"}, {7: 2}))
    draft.work_processes.filter(code="2.1").update(title=f"{LONG} {LONG}")
    draft.work_processes.get(code="7.3").delete()
    page.goto(of("compare", version))
    found += faults(page)
    page.locator("a[href*='equal=1']").click()
    found += faults(page)
    page.locator(f"a[href='{of('publish', draft)}']").click()
    found += faults(page)
    page.locator("input[name=seen]").check()
    page.locator("button[value=apply]").click()
    page.wait_for_url(f"**{of('change', draft)}")
    page.goto(of("retire", version))
    found += faults(page)

    draft.refresh_from_db()
    assert draft.state == "published"
    assert list(versions.of("small")) == [draft, version]
    assert found == []
