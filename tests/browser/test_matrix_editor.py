"""A qualification made by hand in the grid of the administration, from nothing to published."""

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from playwright.sync_api import expect

from curriculum import exporter
from curriculum.importer import import_qualification
from curriculum.models import Qualification
from tests import factories
from tests.browser.conftest import WIDTHS
from tests.browser.looking import faults
from tests.portfolios import bakery
from tests.portfolios.views.reading import sign_in

pytestmark = pytest.mark.browser

WTB = settings.BASE_DIR / "curriculum/data/wtb.json"
KEYS = {"x": "x", "?": "?", None: "-"}


def grid_of(version):
    return reverse("admin:curriculum_qualification_matrix", args=[version.pk])


@pytest.fixture
def draft(db):
    import_qualification(WTB.read_bytes())
    Qualification.objects.update(state="draft")
    return Qualification.objects.get()


def save(page):
    with page.expect_navigation():
        page.locator(".savebar button").click()
    expect(page.get_by_text("The matrix is saved.")).to_be_visible()


def cell(page, row, column):
    return page.locator("tr[id^=process-]").nth(row).locator("td.lv").nth(column)


def unfold(page):
    """On a phone the work processes of a core task show once somebody asks for them."""
    for box in page.locator(".me .fold input:visible").all():
        box.check()


@pytest.mark.long
@pytest.mark.parametrize("width", [WIDTHS["desktop"]])
def test_the_source_is_rebuilt_by_hand_and_its_export_is_the_file(window, administrator):
    wanted = json.loads(WTB.read_text())
    page = window(administrator)
    page.goto(reverse("admin:curriculum_qualification_add"))
    for name in ("name", "name_en", "slug", "version", "provenance"):
        page.locator(f"#id_{name}").fill(str(wanted[name]))
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Matrix", exact=True).click()

    _profiles(page, wanted)
    _lines(page, wanted)
    _marks_by_keyboard(page, wanted)
    _texts(page, wanted)

    version = Qualification.objects.get()
    page.goto(reverse("admin:curriculum_qualification_publish", args=[version.pk]))
    page.locator("[name=seen]").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("is published")).to_be_visible()
    assert exporter.as_data(Qualification.objects.get()) == wanted


def _profiles(page, wanted):
    for number, profile in enumerate(wanted["exit_profiles"]):
        if number:
            page.get_by_text("Add an exit profile").click()
        for name in ("name", "name_en", "slug", "level"):
            page.locator(f"[name={name}-new]").fill(str(profile[name]))
        page.locator("[name=required_assessors-new]").select_option(
            str(profile["required_assessors"])
        )
        page.locator("[name=reflection_required-new]").check()
        save(page)


def _lines(page, wanted):
    lines = []
    for task in wanted["core_tasks"]:
        lines.append(f"{task['number']} {task['title']}")
        lines += [f"{row['code']} {row['title']}" for row in task["work_processes"]]
    page.locator("[name='lines-']").fill("\n".join(lines))
    save(page)
    assert page.locator("tr[id^=process-]").count() == 52


def _marks_by_keyboard(page, wanted):
    rows = [row for task in wanted["core_tasks"] for row in task["work_processes"]]
    for column, profile in enumerate(wanted["exit_profiles"]):
        cell(page, 0, column).locator("input:checked").focus()
        for row in rows:
            page.keyboard.press(KEYS[row["marks"].get(profile["slug"])])
    expect(page.locator("[data-count]")).to_contain_text("59 squares and texts changed")
    save(page)


def _texts(page, wanted):
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tasks, rows = page.locator("tr[id^=task-]"), page.locator("tr[id^=process-]")
    number = 0
    for place, task in enumerate(wanted["core_tasks"]):
        for name in ("source_title", "note"):
            tasks.nth(place).locator(f"[name^=task_{name}-]").fill(task[name])
        tasks.nth(place).locator("[name^=choose-]").fill(str(task["choose"] or ""))
        for row in task["work_processes"]:
            for name in ("source_title", "description", "note"):
                if row[name]:
                    rows.nth(number).locator(f"[name^={name}-]").fill(row[name])
            number += 1
    save(page)


def test_the_grid_tells_what_changed_and_works_for_everybody(window, administrator, draft):
    page = window(administrator, language="nl")
    page.goto(grid_of(draft))
    assert faults(page) == []
    told = page.locator("[data-count]")
    quiet = told.inner_text()
    unfold(page)
    assert told.inner_text() == quiet

    cell(page, 0, 1).locator("label").nth(1).click()
    page.locator("tr[id^=task-] summary").first.click()
    page.locator("[name^=task_title_en-]").first.fill("Innovates products")
    page.locator("tr.add summary").first.click()
    assert told.inner_text().startswith("2 ")
    assert cell(page, 0, 1).get_attribute("class") == "lv changed"
    assert cell(page, 0, 1).locator(".was").count() == 1
    assert faults(page) == []

    page.locator(".savebar a").click()
    page.wait_for_load_state()
    assert page.locator("[data-count]").inner_text() == quiet
    assert cell(page, 0, 1).locator("input:checked").get_attribute("value") == "none"

    unfold(page)
    page.locator("tr[id^=process-] summary").first.click()
    page.locator("[name^=code-]").first.fill("1.2")
    page.locator("[name='lines-']").fill("9.1 nergens")
    page.locator(".savebar button").click()
    page.wait_for_load_state()
    expect(page.locator("[name^=code-]").first).to_have_value("1.2")
    assert page.locator(".fault").count() == 2
    assert faults(page) == []


def test_the_grid_of_a_version_that_counts(window, administrator, draft):
    Qualification.objects.update(state="published")
    page = window(administrator, language="nl")
    page.goto(grid_of(draft))
    assert faults(page) == []
    unfold(page)
    cell(page, 0, 1).locator("label").first.click()
    page.locator(".savebar button").click()
    expect(page.locator("[name=reason]")).to_be_visible()
    assert "impact" in page.url
    page.goto(reverse("admin:curriculum_qualification_change", args=[draft.pk]))
    expect(page.locator(".wtb .qs > li")).to_have_count(11)


@pytest.mark.parametrize("width", [WIDTHS["phone"]])
def test_on_a_phone_the_grid_is_folded_but_for_where_one_looks(window, administrator, draft):
    page = window(administrator, java_script_enabled=False)
    page.goto(grid_of(draft))
    folded = page.evaluate("document.documentElement.scrollHeight")
    rows = page.locator("tr[id^=process-]:visible")
    assert rows.count() == 0
    page.locator(".me .fold input").first.check()
    assert rows.count() == 4
    page.locator(".me .fold input").first.uncheck()
    page.goto(f"{grid_of(draft)}#{page.locator('tr[id^=process-]').last.get_attribute('id')}")
    assert rows.count() == 7
    page.locator(".side .fold input").check()
    unfold(page)
    assert rows.count() == 52
    assert folded < page.evaluate("document.documentElement.scrollHeight") / 3
    assert page.locator(".side li a").first.is_visible()


def test_without_script_the_grid_is_a_plain_form(window, administrator):
    version = factories.make_qualification(slug="next", state="draft")
    page = window(administrator, java_script_enabled=False)
    page.goto(grid_of(version))

    unfold(page)
    cell(page, 2, 0).locator("input[value=provisional]").check()
    page.locator("tr[id^=process-] summary").first.click()
    page.locator("[name^=title-]").first.fill("does more")
    page.locator("tr.add summary").first.click()
    page.locator(f"[name=lines-{version.core_tasks.first().pk}]").fill("1.8 is new")
    save(page)
    unfold(page)
    page.locator("tr[id^=process-] summary").nth(1).click()
    page.locator("tr[id^=process-]").nth(1).get_by_role("button", name="Move up").click()

    first = exporter.as_data(version)["core_tasks"][0]["work_processes"]
    assert [(row["code"], row["title"], row["marks"]) for row in first] == [
        ("1.2", "does 1.2", {"next-4": "x"}),
        ("1.1", "does more", {"next-4": "x"}),
        ("1.7", "does 1.7", {"next-4": "?"}),
        ("1.8", "is new", {}),
    ]


@pytest.mark.long
def test_three_levels_and_120_work_processes(window, administrator, student, school_class, teacher):
    browser = Client()
    sign_in(browser, administrator)
    version = bakery.make(browser)
    made = factories.make_portfolio(student, version.exit_profiles.get(level=3), school_class)
    factories.signed_off(made, "1.1", teacher)

    page = window(student, language="nl")
    for name in ("portfolio", "matrix", "levels"):
        page.goto(reverse(f"portfolios:{name}"))
        assert faults(page) == []
    page = window(teacher, language="nl")
    page.goto(school_class.get_absolute_url())
    assert faults(page) == []
    page = window(administrator, language="nl")
    Qualification.objects.update(state="draft")
    page.goto(grid_of(version))
    assert cell(page, 119, 2).locator("input:checked").get_attribute("value") == "none"
    assert faults(page) == []
