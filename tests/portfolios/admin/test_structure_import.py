"""Bringing in a structure: what the page of a file says, and what is written."""

import json
import re

import pytest
from django.urls import reverse

from curriculum import exporter
from curriculum.models import Qualification, Requirement
from portfolios.models import ImportState, StructureChange, StructureImport
from tests.curriculum.exchange import broken_tables, office, source
from tests.portfolios.admin.bringing_in import START, address, bring_in, text_of
from tests.portfolios.admin.conftest import WTB_FILE
from tests.portfolios.admin.desk import change

ASKED = {"slug": "wtb", "version": "1", "name": "Werktuigbouwkunde"}
PAGE, LIST = 4, 7


def test_a_file_is_looked_at_first_and_then_written_as_a_draft(desk, db):
    page = bring_in(desk, WTB_FILE.read_bytes())
    row = StructureImport.objects.get()

    assert (row.state, row.name) == (ImportState.WAITING, "matrix.json")
    assert not Qualification.objects.exists()
    assert page.redirect_chain == [(address(row), 302)]
    assert "Rows</dt><dd>62</dd>" in text_of(page)
    assert "New</dt><dd>62</dd>" in text_of(page)
    assert re.search(r"Brought in by</dt><dd>[^<{]+, \d+ \w+ \d{4}, \d\d:\d\d</dd>", text_of(page))
    assert "{{" not in text_of(page)

    written = desk.post(address(row), {"write": "yes"})

    qualification = Qualification.objects.get()
    row.refresh_from_db()
    assert written.url == change(qualification)
    assert qualification.is_draft
    assert exporter.as_data(qualification) == {**source.wtb_data(), "state": "draft"}
    assert (row.state, row.qualification, row.content) == (ImportState.WRITTEN, qualification, b"")
    assert not StructureChange.objects.exists()


def test_the_page_names_each_change_of_a_draft_before_it_is_made(desk, draft):
    data = source.wtb_data()
    rows = data["core_tasks"][1]["work_processes"]
    rows[0]["title"] = "verzamelt"
    rows[1]["marks"] = {"wtb-4": "?", "wtb-3": "x"}
    del rows[5]
    data["core_tasks"][0]["work_processes"].append({"code": "1.8", "title": "nieuw", "marks": {}})

    text = text_of(bring_in(desk, json.dumps(data).encode()))

    assert "<del>verzamelt en verwerkt gegevens</del> <ins>verzamelt</ins>" in text
    assert "mark wtb-4:</span> <del>x</del> <ins>?</ins>" in text
    assert "mark wtb-3:</span> <del>–</del> <ins>x</ins>" in text
    assert "1.8 nieuw</th>" in text
    assert "work process 2.6 is stored, and not in the file: it goes." in text
    assert "Unchanged</dt><dd>59</dd>" in text
    assert draft.work_processes.filter(code="2.6").exists()

    desk.post(address(StructureImport.objects.get()), {"write": "yes"})

    assert not draft.work_processes.filter(code="2.6").exists()
    assert draft.work_processes.get(code="2.1").title == "verzamelt"


def test_a_document_shows_its_open_questions_and_they_wait_on_the_page_of_the_draft(desk, db):
    page = bring_in(desk, office.document(source.rows()), "matrix.docx", **ASKED)
    assert "The mark is for 1.2 or for 1.7; 1.2 counts for the time being." in text_of(page)

    written = desk.post(address(StructureImport.objects.get()), {"write": "yes"}, follow=True)

    assert "ask for 1.2?" in text_of(written)
    assert Requirement.objects.provisional().count() == 2


def test_a_published_version_is_not_changed_and_the_number_is_asked_for(desk, wtb):
    data = source.wtb_data()
    data["core_tasks"][0]["title"] = "another"
    before = exporter.as_data(wtb)

    page = bring_in(desk, json.dumps(data).encode(), file_name="new.json")
    row = StructureImport.objects.failed().get()
    assert "give the file a higher version number" in text_of(page)
    assert desk.post(address(row), {"write": "yes"}, follow=True).status_code == 200
    assert Qualification.objects.count() == 1

    again = desk.post(address(row), {"version": "2", "slug": "", "name": "Nieuw"}, follow=True)
    assert 'value="Nieuw"' in text_of(again)
    assert 'value="2"' in text_of(again)
    desk.post(address(row), {"write": "yes"})

    new = Qualification.objects.get(version=2)
    assert (new.name, new.state, new.core_tasks.first().title) == ("Nieuw", "draft", "another")
    assert exporter.as_data(wtb) == before


def test_the_same_file_over_a_published_version_has_nothing_to_write(desk, wtb):
    page = bring_in(desk, WTB_FILE.read_bytes())

    assert "There is nothing to write." in text_of(page)
    assert 'name="write"' not in text_of(page)


def test_what_a_file_does_not_say_is_asked_at_its_field_and_nothing_typed_is_lost(desk, db):
    page = bring_in(desk, b"code;title;niveau 3\n1.1;maakt;X\n", "m.csv", name="Mijn naam")
    row = StructureImport.objects.failed().get()
    errors = page.context["form"].errors

    assert set(errors) == {"slug", "version"}
    assert 'value="Mijn naam"' in text_of(page)

    said = {"slug": "klein", "version": "3", "name": "Mijn naam"}
    desk.post(address(row), said)
    desk.post(address(row), {"write": "yes"})

    made = Qualification.objects.get()
    assert (made.slug, made.version, made.name) == ("klein", 3, "Mijn naam")
    assert [str(mark) for mark in Requirement.objects.all()] == ["niveau 3 / 1.1: x"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_of_an_import_costs_the_same_for_any_size(
    desk, db, django_assert_num_queries, number
):
    rows = "".join(f"1.{n};maakt {n};X\n" for n in range(1, number + 1))
    bring_in(desk, f"code;title;niveau 3\n{rows}".encode(), "m.csv", **ASKED)
    row = StructureImport.objects.get()
    assert row.report.rows == number

    with django_assert_num_queries(PAGE):
        desk.get(address(row))


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_imports_costs_the_same_for_any_number(
    desk, db, django_assert_num_queries, number
):
    for n in range(number):
        bring_in(desk, b"{", f"{n}.json")

    with django_assert_num_queries(LIST):
        page = desk.get(reverse("admin:portfolios_structureimport_changelist"))
    assert page.context["cl"].result_count == number


def test_the_pages_of_qualifications_lead_to_import_and_export(desk, wtb):
    listed = desk.get(reverse("admin:curriculum_qualification_changelist")).content.decode()
    one = desk.get(change(wtb)).content.decode()

    assert f'href="{START}"' in listed
    for extension in ("xlsx", "csv", "json"):
        assert f'href="/curriculum/wtb/1/export/{extension}/"' in one
    assert 'href="/curriculum/wtb/1/"' in one


def test_a_table_that_was_exported_is_brought_in_unchanged(desk, draft):
    for extension in exporter.FORMATS:
        raw = desk.get(f"/curriculum/wtb/1/export/{extension}/").content
        page = bring_in(desk, raw, f"m.{extension}")
        assert "There is nothing to write." in text_of(page)


def test_a_good_table_in_dutch_words_is_read(desk, db):
    raw = (
        (
            "Kerntaak;Titel kerntaak;Nummer;Werkproces;Niveau 4;Uitstroom niveau 3;Opmerking\r\n"
            "1;Ontwerpen;1.1;schetst;ja;;\r\n;;1.2;tekent;✓;?;'s middags\r\n"
        )
        .encode("cp1252", "xmlcharrefreplace")
        .replace(b"&#10003;", b"X")
    )
    page = bring_in(desk, raw, "m.csv", **ASKED)
    desk.post(address(StructureImport.objects.get()), {"write": "yes"})

    made = exporter.as_data(Qualification.objects.get())
    assert "row" in text_of(page)
    assert [(p["slug"], p["level"]) for p in made["exit_profiles"]] == [
        ("niveau-4", 4),
        ("niveau-3", 3),
    ]
    [task] = made["core_tasks"]
    assert (task["number"], task["title"]) == (1, "Ontwerpen")
    assert [(row["code"], row["marks"], row["note"]) for row in task["work_processes"]] == [
        ("1.1", {"niveau-4": "x"}, ""),
        ("1.2", {"niveau-4": "x", "niveau-3": "?"}, "'s middags"),
    ]


def test_there_is_a_good_table_to_break(desk, db):
    bring_in(desk, broken_tables.as_csv(broken_tables.GOOD), "good.csv")

    assert StructureImport.objects.get().state == ImportState.WAITING
