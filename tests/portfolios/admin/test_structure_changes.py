"""Whatever the administration changes in a version that counts is kept; the rest is refused."""

import json
from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError

from curriculum import exporter, importer
from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from portfolios import verify
from portfolios.models import StructureChange
from tests import factories
from tests.portfolios.admin.conftest import WTB_FILE
from tests.portfolios.admin.desk import address, change, changelist, filled_in, save
from tests.portfolios.admin.test_settle import mark_of, settle, settled

STRUCTURE = (Qualification, ExitProfile, CoreTask, WorkProcess, Requirement)
COUNTING = ("published", "retired")


def kept():
    """The changes, oldest first, as (before, after, by)."""
    return [
        (json.loads(row.before) if row.before else None, json.loads(row.after), row.actor)
        for row in StructureChange.objects.order_by("pk")
    ]


def data(qualification):
    return exporter.as_data(Qualification.objects.get(pk=qualification.pk))


def rows_of(qualification, model):
    paths = {Qualification: "pk", Requirement: "exit_profile__qualification"}
    return model.objects.filter(**{paths.get(model, "qualification"): qualification.pk})


def altered(sent):
    """The same form with something else in every field."""
    swapped = {"on": None, "1": "2", "2": "1"}
    keep = ("_FORMS", "-id", "-qualification", "-core_task", "-work_process")
    return {
        name: value
        if name.endswith(keep)
        else swapped.get(str(value), f"{value}9" if str(value).isdigit() else f"{value}x")
        for name, value in sent.items()
    }


@pytest.mark.parametrize("state", COUNTING)
@pytest.mark.parametrize("model", STRUCTURE)
def test_every_page_keeps_what_it_changed(model, state, desk, administrator):
    qualification = factories.make_qualification(slug="counts", state=state)
    for row in rows_of(qualification, model):
        before, seen = data(qualification), len(kept())
        page = desk.get(change(row))
        sent = altered(filled_in(page))
        sent = {name: value for name, value in sent.items() if value is not None}

        assert desk.post(change(row), sent).status_code == 302

        after = data(qualification)
        expected = [(before, after, administrator)] if after != before else []
        assert kept()[seen:] == expected
        # Every page has something to change, but for that of a mark: it is settled.
        assert bool(expected) == (model is not Requirement)


@pytest.mark.parametrize("state", COUNTING)
@pytest.mark.parametrize("model", STRUCTURE)
def test_nothing_is_added_to_it_or_taken_from_it(model, state, desk):
    qualification = factories.make_qualification(slug="counts", state=state)
    before = data(qualification)
    row = rows_of(qualification, model).first()

    page = desk.get(change(row))
    sent = filled_in(page)
    for inline in page.context["inline_admin_formsets"]:
        prefix, number = inline.formset.prefix, inline.formset.total_form_count()
        sent |= {f"{prefix}-{at}-DELETE": "on" for at in range(number)}
        sent[f"{prefix}-TOTAL_FORMS"] = number + 1
    desk.post(change(row), sent)
    deleted = desk.post(address(model, "delete", row.pk), {"post": "yes"})
    desk.post(changelist(model), {"action": "delete_selected", "_selected_action": [row.pk]})
    new = {"qualification": qualification.pk, "code": "9.9", "number": 99, "slug": "new",
           "title": "new", "name": "new", "level": 1, "required_assessors": 1, "position": 9,
           "core_task": qualification.core_tasks.first().pk,
           "exit_profile": qualification.exit_profiles.first().pk,
           "work_process": qualification.work_processes.get(code="1.7").pk}  # fmt: skip
    if model is not Qualification:
        desk.post(address(model, "add"), new)

    assert deleted.status_code == 403
    assert data(qualification) == before
    assert kept() == []


def test_the_lists_have_no_actions(desk):
    assert {
        action
        for model in STRUCTURE
        for action in admin.site._registry[model].get_actions(desk.get("/admin/").wsgi_request)
    } == set()


def test_a_draft_is_changed_without_a_record(desk):
    draft = factories.make_qualification(slug="next", state="draft")
    save(desk, change(draft.core_tasks.first()), title="Another title", choose="1")

    assert draft.core_tasks.first().title == "Another title"
    assert kept() == []


@pytest.mark.parametrize("answer", ["keep", "take_away"])
def test_settling_a_mark_is_kept(answer, desk, administrator, qualification, level3):
    mark = mark_of(level3, "2.2")
    before = data(qualification)
    settled(desk, mark, answer)

    assert kept() == [(before, data(qualification), administrator)]
    marks = {
        row["code"]: row["marks"]
        for task in kept()[0][1]["core_tasks"]
        for row in task["work_processes"]
    }
    assert marks["2.2"].get("small-3") == ("x" if answer == "keep" else None)


def test_to_look_at_the_effect_of_settling_keeps_nothing(desk, level3):
    desk.get(settle(mark_of(level3, "2.2")))

    assert kept() == []


def test_a_settling_that_is_refused_leaves_nothing(desk, level3):
    mark = mark_of(level3, "8.2")
    level3.requirements.get(work_process__code="8.1").delete()
    sent = {"answer": "take_away", "seen": "on", "reason": "The school decided.", "token": ""}
    answered = desk.post(settle(mark), sent)

    assert "Core task 8 has no marked work process to choose." in answered.content.decode()
    assert kept() == []


def import_file(path):
    call_command("import_qualification", str(path), stdout=StringIO())


def as_file(tmp_path, qualification, **fields):
    path = tmp_path / "file.json"
    path.write_text(json.dumps(data(qualification) | fields))
    return path


@pytest.mark.django_db
def test_a_file_that_counts_at_once_is_kept_once():
    import_file(WTB_FILE)
    import_file(WTB_FILE)

    assert kept() == [(None, data(Qualification.objects.get()), None)]


def test_a_file_never_changes_a_version_that_counts(qualification, tmp_path):
    with pytest.raises(CommandError, match="give the file a higher version number"):
        import_file(as_file(tmp_path, qualification, name_en="Another name"))

    assert kept() == []


@pytest.mark.django_db
def test_a_draft_that_a_file_publishes_is_kept(tmp_path):
    draft = factories.make_qualification(slug="next", state="draft")
    path = as_file(tmp_path, draft)
    import_file(path)
    assert kept() == []
    import_file(as_file(tmp_path, draft, state="published"))

    assert [(before, after["state"]) for before, after, _by in kept()] == [(None, "published")]


@pytest.mark.django_db
def test_a_dry_run_keeps_nothing():
    call_command("import_qualification", str(WTB_FILE), "--dry-run", stdout=StringIO())

    assert kept() == []
    assert importer.import_qualification(WTB_FILE.read_bytes(), dry_run=True).differences == []


def test_what_was_kept_is_named_place_by_place(desk, qualification, level3):
    settled(desk, mark_of(level3, "2.2"), "take_away")
    page = desk.get(change(StructureChange.objects.get())).content.decode()

    assert "core task 2, work process 2.2, mark small-3: ? → –" in page


def test_who_may_read_the_changes(
    desk, qualification, administrator, coordinator, board_member, teacher, student
):
    save(desk, change(qualification), provenance="A letter.")
    seen = {
        person.first_name: StructureChange.objects.visible_to(person).count()
        for person in (administrator, coordinator, board_member, teacher, student)
    }

    assert seen == {"Administrator": 1, "Coordinator": 1, "Board": 1, "Teacher": 0, "Student": 0}


def test_a_qualification_with_changes_stays(desk, qualification):
    save(desk, change(qualification), provenance="A letter.")
    with pytest.raises(ProtectedError):
        Qualification.objects.filter(pk=qualification.pk).delete()


def breaks():
    lines = []
    verify.check_log(lines.append, lines.append)
    return lines


def test_a_change_past_the_administration_is_named_by_verify_log(desk, qualification, level3):
    save(desk, change(qualification), provenance="A letter.")
    assert breaks() == []
    Requirement.objects.get(exit_profile=level3, work_process__code="2.2").delete()
    assert breaks() == ["structure of small, version 1: is not what its last change says"]

    save(desk, change(qualification), provenance="Another letter.")
    number = StructureChange.objects.order_by("pk").last().pk
    assert breaks() == [
        f"structure of small, version 1: change {number} does not follow on the one before it"
    ]
