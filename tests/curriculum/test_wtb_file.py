"""The matrix of the school: what the file says, and that nothing is lost on the way."""

import csv
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from curriculum import matrix
from curriculum.models import Qualification, Requirement

pytestmark = pytest.mark.django_db


def exported(*arguments, **options):
    output = io.StringIO()
    call_command("export_qualification", *arguments, stdout=output, **options)
    return output.getvalue()


def matrix_of(text):
    """The rows of the last of the three tables in a CSV."""
    table = text.split("\r\n\r\n")[2]
    return list(csv.DictReader(io.StringIO(table), delimiter=";"))


def test_the_export_is_the_imported_file_to_the_byte(wtb, wtb_file):
    assert exported("wtb", format="json").encode() == wtb_file.read_bytes()


def test_the_table_has_52_rows_and_the_marks_of_the_source(wtb):
    lines = matrix_of(exported("wtb", format="csv"))
    tasks = [line for line in lines if not line["code"]]
    lines = [line for line in lines if line["code"]]

    assert [task["core_task"] for task in tasks] == list("12345678")
    assert list(lines[0]) == [
        "core_task", "choose", "code", "title", "title_en", "source_title", "description", "note",
        "retired", "wtb-4", "wtb-3",
    ]  # fmt: skip
    signs = {slug: [line[slug] for line in lines] for slug in ("wtb-4", "wtb-3")}
    counts = {slug: {sign: s.count(sign) for sign in ("x", "?", "")} for slug, s in signs.items()}
    assert counts == {
        "wtb-4": {"x": 41, "?": 1, "": 10},
        "wtb-3": {"x": 16, "?": 1, "": 35},
    }
    assert len(lines) == 52
    assert {task["core_task"]: task["choose"] for task in tasks} == {
        **dict.fromkeys("123456", ""),
        "7": "1",
        "8": "1",
    }


def test_level_4_asks_38_and_level_3_asks_14(wtb):
    asked = [
        (each.profile.level, each.work_processes, each.specialisations, each.total)
        for each in matrix.build(wtb).asked
    ]

    assert asked == [(4, 37, 1, 38), (3, 13, 1, 14)]


def test_two_marks_are_provisional_and_their_rivals_carry_a_note(wtb):
    provisional = Requirement.objects.provisional().values_list(
        "exit_profile__slug", "work_process__code"
    )
    assert set(provisional) == {("wtb-4", "1.2"), ("wtb-3", "8.2")}

    for code in ("1.7", "8.5"):
        rival = wtb.work_processes.get(code=code)
        assert rival.note
        assert list(rival.requirements.all()) == []


def test_both_spellings_are_kept(wtb):
    process = wtb.work_processes.get(code="1.3")
    assert "productideeën" in process.title
    assert "product ideeën" in process.source_title
    last = wtb.core_tasks.get(number=8)
    assert "specialisatie-\n\nniveau" in last.source_title
    assert "specialisatieniveau" in last.title


def test_every_work_process_says_what_is_asked_and_the_profiles_ask_for_reflection(wtb):
    assert [p.code for p in wtb.work_processes.filter(description="")] == []
    facts = wtb.exit_profiles.values_list(
        "slug", "level", "name", "required_assessors", "reflection_required"
    )
    assert list(facts) == [
        ("wtb-4", 4, "niveau 4 WTB", 1, True),
        ("wtb-3", 3, "niveau 3 WTB", 1, True),
    ]


def test_a_cell_that_looks_like_a_formula_becomes_a_text(wtb):
    for code, title in zip(("1.1", "1.2", "1.3", "1.7"), "=+-@", strict=True):
        wtb.work_processes.filter(code=code).update(title=f"{title}1+1")

    lines = [line for line in matrix_of(exported("wtb", format="csv")) if line["code"]]

    assert [line["title"] for line in lines[:4]] == ["'=1+1", "'+1+1", "'-1+1", "'@1+1"]


def test_a_version_can_be_asked_for_and_an_unknown_one_is_named(wtb):
    Qualification.objects.create(slug="wtb", version=2, name="next", state="draft")

    assert '"version": 2' in exported("wtb", "--version", "2", format="json")
    assert '"version": 1' in exported("wtb", format="json")
    with pytest.raises(CommandError, match="There is no version 9 of wtb"):
        exported("wtb", "--version", "9", format="json")
    with pytest.raises(CommandError, match="There is no published version of bakery"):
        exported("bakery", format="csv")
