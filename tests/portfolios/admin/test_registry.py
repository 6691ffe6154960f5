"""Every page of the administration, found in the registry, used as a person would."""

import pytest
from django.contrib import admin

from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from portfolios.models import (
    Assessment,
    Completion,
    Confirmation,
    Evidence,
    EvidenceFile,
    Exemption,
    LogEntry,
    Mail,
    Portfolio,
    RoleChange,
    SchoolClass,
    SignOff,
    StructureChange,
    StructureImport,
    Submission,
    User,
    WorkplaceLink,
    WorkplaceStatement,
    WorkplaceTrainer,
)
from tests import factories
from tests.portfolios.admin.desk import address, change, changelist, errors, rows, save

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)

# What a person changes: with an error, and the field that it is at; then with success.
CHANGED = {
    User: ({"email": "no address"}, "email", {"first_name": "Anna"}),
    SchoolClass: ({"school_year": "2026"}, "school_year", {"name": "4C"}),
    Portfolio: ({"ends_on": "2020-01-01"}, "__all__", {"ends_on": "2031-07-11"}),
    Qualification: ({"name_en": "x" * 301}, "name_en", {"name_en": "Mechanical engineering"}),
    ExitProfile: ({"name_en": "x" * 301}, "name_en", {"name_en": "Fourth level"}),
    CoreTask: ({"title": ""}, "title", {"title": "Another title"}),
    WorkProcess: ({"title": ""}, "title", {"note": "A note"}),
}
# A mark of a published version has no field that can be changed: it is settled.
SETTLED = {Requirement}
LOOKED_AT = {
    Assessment, Completion, Confirmation, Evidence, EvidenceFile, Exemption, LogEntry, Mail,
    RoleChange, SignOff, StructureChange, StructureImport, Submission, WorkplaceLink,
    WorkplaceStatement, WorkplaceTrainer,
}  # fmt: skip
STRUCTURE = {CoreTask, ExitProfile, Qualification, Requirement, WorkProcess}

# Where something may be added: with an error, then with success. Rows of the structure are added
# to a draft; `ids` are of the school of these tests.
ADDED = {
    User: (
        {"first_name": "", "email": "new@school.example"},
        {"first_name": "New", "email": "New@School.example"},
    ),
    SchoolClass: ({"name": ""}, {"name": "1A", "school_year": "2026-2027"}),
    Portfolio: (
        {"student": "{student}", "exit_profile": "{profile}", "school_class": "{class}"},
        {"student": "{free}", "exit_profile": "{profile}", "school_class": "{class}"},
    ),
    Qualification: ({"slug": "small"}, {"slug": "other"}),
    ExitProfile: ({"level": ""}, {"level": "2"}),
    CoreTask: ({"number": "1"}, {"number": "9"}),
    WorkProcess: ({"code": "no code"}, {"code": "1.9"}),
    Requirement: ({"work_process": ""}, {"work_process": "{unmarked}"}),
}
FILLED_IN = {
    Portfolio: {"starts_on": "2026-08-24", "ends_on": "2030-07-12"},
    User: {"last_name": "Person", "language": "nl", "is_active": "on"},
    Qualification: {"name": "Other", "version": "1"},
    ExitProfile: {
        "qualification": "{draft}", "slug": "two", "name": "Level 2",
        "required_assessors": "1", "position": "3",
    },
    CoreTask: {"qualification": "{draft}", "title": "Task", "position": "9"},
    WorkProcess: {
        "qualification": "{draft}", "core_task": "{draft task}", "title": "does", "position": "9",
    },
    Requirement: {"exit_profile": "{draft profile}"},
}  # fmt: skip


@pytest.fixture
def ids(school, level4):
    draft = factories.make_qualification(slug="draft", state="draft")
    return {
        "student": school.student_id,
        "profile": level4.pk,
        "class": school.school_class_id,
        "free": factories.make_person("free").pk,
        "draft": draft.pk,
        "draft task": draft.core_tasks.get(number=1).pk,
        "draft profile": draft.exit_profiles.get(level=4).pk,
        "unmarked": draft.work_processes.get(code="1.7").pk,
    }


def put_in(ids, fields):
    names = {f"{{{name}}}": pk for name, pk in ids.items()}
    return {field: names.get(value, value) for field, value in fields.items()}


def test_every_model_of_the_registry_is_tried_here():
    assert CHANGED.keys() | SETTLED | LOOKED_AT == set(MODELS)


def test_roles_and_addresses_have_no_page_that_goes_past_their_steps():
    assert {model._meta.label for model in MODELS} & {"auth.Group", "account.EmailAddress"} == set()


@pytest.mark.parametrize("model", MODELS)
def test_a_list_opens_searches_and_filters(model, desk, school):
    page = desk.get(changelist(model))
    total = page.context["cl"].result_count
    found = desk.get(changelist(model), {"q": "nothing is called so"})
    options = [
        choice["query_string"]
        for spec in page.context["cl"].filter_specs
        for choice in spec.choices(page.context["cl"])
    ]
    numbers = [
        desk.get(changelist(model) + option).context["cl"].result_count for option in options
    ]

    assert total == rows(model).count() > 0
    assert found.context["cl"].result_count == 0
    assert all(number <= total for number in numbers)
    assert page.context["cl"].search_fields


@pytest.mark.parametrize("model", CHANGED)
def test_a_form_is_saved_once_with_an_error_and_once_with_success(model, desk, school):
    wrong, place, right = CHANGED[model]
    row = rows(model).first()

    refused = save(desk, change(row), **wrong)
    saved = save(desk, change(row), **right)

    row.refresh_from_db()
    assert refused.status_code == 200
    assert errors(refused) == {place}
    assert saved.status_code == 302
    assert {name: str(getattr(row, name)) for name in right} == right


@pytest.mark.parametrize("model", ADDED)
def test_something_is_added_once_with_an_error_and_once_with_success(model, desk, ids):
    wrong, right = (put_in(ids, FILLED_IN.get(model, {}) | fields) for fields in ADDED[model])
    before = rows(model).count()

    refused = save(desk, address(model, "add"), **wrong)
    counted = rows(model).count()
    saved = save(desk, address(model, "add"), **right)

    assert refused.status_code == 200
    assert errors(refused)
    assert counted == before
    assert saved.status_code == 302
    assert rows(model).count() == before + 1


@pytest.mark.parametrize("model", sorted(LOOKED_AT, key=str))
def test_what_the_steps_own_is_only_looked_at(model, desk, school):
    row = rows(model).first()
    page = desk.get(change(row))

    assert page.status_code == 200
    assert page.context["has_change_permission"] is False
    assert not page.context["adminform"].form.fields
    assert desk.post(change(row), {"state": "signed_off"}).status_code == 403
    assert desk.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_nothing_that_is_kept_is_deleted_and_a_sentence_says_why(model, desk, school):
    row = rows(model).first()
    before = rows(model).count()

    page = desk.post(address(model, "delete", row.pk), {"post": "yes"})

    assert page.status_code == 403
    assert str(admin.site._registry[model].why_kept) in page.content.decode()
    assert "delete_selected" not in desk.get(changelist(model)).content.decode()
    assert rows(model).count() == before


def test_a_mark_of_a_published_version_can_be_saved_but_not_changed(desk, school):
    mark = Requirement.objects.get(work_process__code="7.1")

    saved = save(desk, change(mark), provisional=None)

    mark.refresh_from_db()
    assert saved.status_code == 302
    assert mark.provisional is True
