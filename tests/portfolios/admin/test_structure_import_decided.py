"""The way of a file that was brought in: corrected, overtaken, set aside; and by whom."""

import json

from curriculum.models import Qualification
from portfolios.models import ImportState, StructureImport
from tests import factories
from tests.curriculum.exchange import source
from tests.portfolios.admin.bringing_in import START, address, bring_in, text_of, upload
from tests.portfolios.admin.conftest import WTB_FILE


def test_a_corrected_file_takes_the_place_of_the_failed_one(desk, db):
    bring_in(desk, b"{", "wrong.json")
    row = StructureImport.objects.failed().get()

    desk.post(address(row), {"file": upload(WTB_FILE.read_bytes(), "right.json")})

    row.refresh_from_db()
    assert StructureImport.objects.count() == 1
    assert (row.name, row.state) == ("right.json", ImportState.WAITING)


def test_a_draft_that_was_changed_meanwhile_is_looked_at_again(desk, draft):
    data = source.wtb_data()
    data["core_tasks"][0]["title"] = "another"
    bring_in(desk, json.dumps(data).encode())
    row = StructureImport.objects.get()
    draft.work_processes.filter(code="1.1").update(title="changed by somebody else")

    page = desk.post(address(row), {"write": "yes"}, follow=True)

    assert "The draft was changed meanwhile." in text_of(page)
    assert "<del>changed by somebody else</del>" in text_of(page)
    assert draft.core_tasks.get(number=1).title != "another"
    desk.post(address(row), {"write": "yes"})
    assert draft.core_tasks.get(number=1).title == "another"


def test_a_draft_that_was_published_meanwhile_is_not_written(desk, draft):
    data = source.wtb_data()
    data["core_tasks"][0]["title"] = "another"
    bring_in(desk, json.dumps(data).encode())
    Qualification.objects.update(state="published")

    page = desk.post(address(StructureImport.objects.get()), {"write": "yes"}, follow=True)

    assert "The file cannot be written any more" in text_of(page)
    assert "give the file a higher version number" in text_of(page)
    assert StructureImport.objects.failed().count() == 1
    assert draft.core_tasks.get(number=1).title != "another"


def test_a_file_is_set_aside_once_and_for_all(desk, db):
    bring_in(desk, b"{", "wrong.json")
    row = StructureImport.objects.failed().get()

    page = desk.post(address(row), {"set_aside": "yes"}, follow=True)

    row.refresh_from_db()
    assert (row.state, row.content) == (ImportState.DISMISSED, b"")
    assert not StructureImport.objects.failed().exists()
    assert "The file wrong.json is set aside." in text_of(page)
    for step in ("write", "set_aside", "again"):
        answer = desk.post(address(row), {step: "yes", "file": upload(b"{")}, follow=True)
        assert "does not wait for a decision any more" in text_of(answer)
    row.refresh_from_db()
    assert row.state == ImportState.DISMISSED


def test_no_file_and_a_large_file_are_errors_of_the_field(desk, db):
    for sent in ({}, {"file": upload(b"x" * 3_000_001)}):
        page = desk.post(START, {**sent, "slug": "kept"})
        assert set(page.context["form"].errors) == {"file"}
        assert 'value="kept"' in text_of(page)
    assert not StructureImport.objects.exists()


def test_a_name_that_the_form_refuses_is_told_at_its_field(desk, db):
    page = desk.post(
        START, {"file": upload(b"{"), "slug": "a b", "version": "99999", "name": "x" * 301}
    )

    assert set(page.context["form"].errors) == {"slug", "version", "name"}


def test_the_report_holds_what_no_page_can_show(desk, db):
    """Bytes of a stranger may hold signs that neither a page nor PostgreSQL can."""
    raw = b'{"\\ud800": 1, "exit_profiles": [{"slug": "\\u0000\\ud800"}], "core_tasks": {}}'

    page = bring_in(desk, raw)

    assert page.status_code == 200
    assert "is not a known key" in text_of(page)


def test_nobody_else_brings_anything_in(client, wtb, teacher, coordinator, board_member, student):
    row = StructureImport.objects.create(
        actor=factories.make_person("x"), at="2026-01-01T00:00Z", name="x", state="waiting"
    )
    for person in (None, student, teacher, coordinator, board_member):
        client.logout()
        if person:
            client.force_login(person)
        for url in (START, address(row)):
            assert client.get(url).status_code == 302
            assert client.post(url, {"write": "yes"}).status_code == 302
        shown = StructureImport.objects.visible_to(person) if person else []
        assert list(shown) == []
    row.refresh_from_db()
    assert row.state == "waiting"


def test_an_unknown_import_is_not_found(desk, db):
    assert desk.get(f"{START}999/").status_code == 404
