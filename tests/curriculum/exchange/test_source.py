"""The table of the school, rebuilt as a Word document and as a workbook, is read as it is meant."""

import pytest

from curriculum import exporter
from curriculum.importer import Change, import_qualification
from curriculum.models import Qualification, Requirement
from curriculum.readers import Asked
from curriculum.readers.cells import in_one_line
from tests.curriculum.exchange import office, source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ASKED = Asked(slug="wtb", version=1, name="Werktuigbouwkunde")


def as_document(between=True):
    return office.document(source.rows(between))


def as_workbook(between=True):
    return office.workbook(
        [["\n".join(lines) for lines in cells] for cells in source.rows(between)]
    )


MADE = {"docx": as_document, "xlsx": as_workbook}


def what_a_table_says(data):
    """The matrix of the file of the repository, without what the table of the source cannot say."""
    said = {**data, "state": "draft", "name_en": "", "provenance": ""}
    said["exit_profiles"] = [
        {**profile, "name_en": "", "reflection_required": False}
        for profile in data["exit_profiles"]
    ]
    said["core_tasks"] = [
        {
            **task,
            "title": in_one_line(task["source_title"]),
            "note": "",
            "work_processes": [
                {**row, "title": row["source_title"], "description": "", "note": ""}
                for row in task["work_processes"]
            ],
        }
        for task in data["core_tasks"]
    ]
    return said


def without_notes(data):
    """Notes name the open questions in the words of the reader."""
    for task in data["core_tasks"]:
        for row in task["work_processes"]:
            row["note"] = ""
    return data


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("between", [True, False], ids=["spaced", "close"])
def test_every_mark_and_title_of_the_source_is_that_of_the_file(name, between):
    outcome = import_qualification(MADE[name](between), asked=ASKED)

    assert outcome.change is Change.CREATED
    stored = exporter.as_data(Qualification.objects.get())
    assert without_notes(stored) == what_a_table_says(source.wtb_data())
    assert (outcome.report.rows, outcome.report.reported) == (60, 0)


@pytest.mark.parametrize("name", MADE)
def test_what_the_source_does_not_say_is_listed_as_an_open_question(name):
    doubts = import_qualification(MADE[name](), asked=ASKED).report.doubts

    unsaid = (
        "the file does not say the short name, the number of assessors and whether reflection is "
        "needed; they are set to %s, one, and no."
    )
    either = (
        "an empty line in the source may be a work process without a mark, or only space. "
        "The mark is for %s or for %s; %s counts for the time being."
    )
    chosen = "the title says to choose 1. Is that right?"
    assert doubts[:6] == [
        "niveau 4 WTB: " + unsaid % "wtb-4",
        "niveau 3 WTB: " + unsaid % "wtb-3",
        "Core task 1, wtb-4: " + either % ("1.2", "1.7", "1.2"),
        "Core task 7: " + chosen,
        "Core task 8: " + chosen,
        "Core task 8, wtb-3: " + either % ("8.2", "8.5", "8.2"),
    ]
    assert "title in English" in doubts[6]
    assert len(doubts) == 7


@pytest.mark.parametrize("name", MADE)
def test_marks_that_cannot_be_placed_are_provisional_and_named_at_both_rivals(name):
    import_qualification(MADE[name](), asked=ASKED)
    qualification = Qualification.objects.get()

    marks = Requirement.objects.provisional()
    assert [mark.work_process.code for mark in marks] == ["1.2", "8.2"]
    noted = qualification.work_processes.exclude(note="")
    assert [row.code for row in noted] == ["1.2", "1.7", "8.2", "8.5"]
    assert "The mark is for 1.2 or for 1.7" in noted[1].note


@pytest.mark.parametrize("name", MADE)
def test_over_the_draft_of_the_school_the_source_changes_nothing(name, wtb, wtb_file):
    """What the school corrected, and what the table cannot say, stays."""
    Qualification.objects.update(state="draft")
    before = exporter.as_data(Qualification.objects.get())

    outcome = import_qualification(MADE[name](), asked=ASKED)

    assert outcome.differences == []
    assert outcome.change is Change.UNCHANGED
    assert exporter.as_data(Qualification.objects.get()) == before


def test_over_a_draft_only_what_the_source_says_otherwise_is_changed(wtb):
    Qualification.objects.update(state="draft")
    wtb.work_processes.filter(code="2.1").update(source_title="verzamelt", title="verzamelt wat")
    Requirement.objects.filter(work_process__code="3.2").delete()

    outcome = import_qualification(as_document(), asked=ASKED)

    changed = {line.label: line.changes for line in outcome.report.lines if line.changes}
    assert changed == {
        "2.1 verzamelt en verwerkt gegevens": [
            ("title", "verzamelt wat", "verzamelt en verwerkt gegevens"),
            ("title in the source", "verzamelt", "verzamelt en verwerkt gegevens"),
        ],
        "3.2 bepaalt hoeveelheden": [("mark wtb-4", "–", "x")],
    }
    assert wtb.work_processes.get(code="2.1").description
