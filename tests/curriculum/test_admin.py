"""The workbench: a draft changes in all its parts, any other version in its texts only."""

import pytest

from curriculum.models import Qualification, Requirement, WorkProcess
from tests.factories import make_qualification

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.curriculum.admin_urls")]


@pytest.fixture
def desk(client, administrator):
    """The browser of an administrator who reads English."""
    administrator.language = "en"
    administrator.save(update_fields=["language"])
    client.force_login(administrator)
    return client


@pytest.fixture
def draft(db):
    return make_qualification(slug="next", state="draft")


def address(row, action="change"):
    return f"/admin/curriculum/{row._meta.model_name}/{row.pk}/{action}/"


def filled_in(page):
    """What the browser would send when the form on this page is saved as it is."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for form in forms:
        for name, field in form.fields.items():
            value = form[name].value()
            if not field.disabled and value is not None and value is not False:
                sent[form.add_prefix(name)] = value
    return sent


def save(desk, row, **changes):
    """Open the page of a row, change some fields and save."""
    sent = filled_in(desk.get(address(row))) | changes
    return desk.post(address(row), sent)


def rows_of(qualification):
    return [
        qualification,
        qualification.exit_profiles.get(level=4),
        qualification.core_tasks.get(number=7),
        qualification.work_processes.get(code="1.1"),
        Requirement.objects.filter(exit_profile__qualification=qualification).first(),
    ]


def editable(page):
    return set(page.context["adminform"].form.fields)


@pytest.mark.parametrize("state", ["published", "retired"])
def test_outside_a_draft_only_texts_can_be_changed(desk, state):
    pages = [desk.get(address(row)) for row in rows_of(make_qualification(state=state))]

    assert [editable(page) for page in pages] == [
        {"name_en", "provenance"},
        {"name_en"},
        {"title", "title_en", "note"},
        {"title", "title_en", "description", "note"},
        set(),
    ]
    for page in pages:
        assert "This version is not a draft" in page.content.decode()
        assert not page.context["has_delete_permission"]
        for inline in page.context["inline_admin_formsets"]:
            assert (inline.has_add_permission, inline.has_delete_permission) == (False, False)


def test_texts_of_a_published_version_are_saved_with_their_lines(desk, qualification):
    process = qualification.work_processes.get(code="1.1")

    save(desk, process, title="better", description="one\r\ntwo", code="9.9", position="99")

    process.refresh_from_db()
    assert (process.title, process.description) == ("better", "one\ntwo")
    assert (process.code, process.position) == ("1.1", 0)


@pytest.mark.parametrize("state", ["published", "retired"])
def test_nothing_of_a_published_version_can_be_deleted(desk, state):
    rows = rows_of(make_qualification(state=state))

    answers = [desk.post(address(row, "delete"), {"post": "yes"}).status_code for row in rows]

    assert answers == [403] * 5
    assert all(type(row).objects.filter(pk=row.pk).exists() for row in rows)


def test_every_page_opens_and_leads_to_the_public_page(desk, qualification, draft):
    for row in [*rows_of(qualification), *rows_of(draft)]:
        model = type(row)
        listed = desk.get(f"/admin/curriculum/{model._meta.model_name}/?q=a")
        assert listed.context["cl"].full_result_count == model.objects.count()
        version = row if isinstance(row, Qualification) else None
        page = desk.get(address(row))
        link = page.context["absolute_url"]
        assert link in {"/curriculum/small/1/", "/curriculum/next/1/"}
        assert version is None or link == version.get_absolute_url()


def test_a_draft_is_saved_as_it_is_without_any_change(desk, draft):
    for row in rows_of(draft):
        before = type(row).objects.filter(pk=row.pk).values().get()

        assert save(desk, row).status_code == 302

        assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_the_structure_of_a_draft_changes(desk, draft):
    task, process = draft.core_tasks.get(number=7), draft.work_processes.get(code="1.7")
    second = draft.core_tasks.get(number=2)

    save(desk, task, choose="2", source_title="one\r\ntwo")
    save(desk, process, code="1.8", core_task=second.pk)

    task.refresh_from_db()
    process.refresh_from_db()
    assert (task.choose, task.source_title) == (2, "one\ntwo")
    assert (process.code, process.core_task) == ("1.8", second)


def test_a_code_that_is_taken_is_refused_with_a_sentence(desk, draft):
    process = draft.work_processes.get(code="1.1")

    page = save(desk, process, code="1.2")

    assert "already exists" in page.content.decode()
    assert WorkProcess.objects.get(pk=process.pk).code == "1.1"


def test_marks_are_added_to_a_draft_and_taken_away(desk, draft):
    process = draft.work_processes.get(code="1.7")
    level4 = draft.exit_profiles.get(level=4)
    new = {
        "requirements-TOTAL_FORMS": "1",
        "requirements-0-exit_profile": level4.pk,
        "requirements-0-provisional": "on",
    }

    save(desk, process, **new)
    mark = process.requirements.get()
    assert (mark.exit_profile, mark.provisional) == (level4, True)

    save(desk, process, **{"requirements-0-DELETE": "on"})
    assert not process.requirements.exists()


def test_a_mark_of_another_qualification_cannot_be_chosen(desk, draft, qualification):
    process = draft.work_processes.get(code="1.7")
    stranger = qualification.exit_profiles.get(level=4)

    page = save(
        desk,
        process,
        **{"requirements-TOTAL_FORMS": "1", "requirements-0-exit_profile": stranger.pk},
    )

    assert page.status_code == 200
    assert not process.requirements.exists()


def test_new_rows_go_into_drafts_only(desk, draft, qualification):
    sent = {
        "position": "9",
        "code": "1.9",
        "title": "new",
        "requirements-TOTAL_FORMS": "0",
        "requirements-INITIAL_FORMS": "0",
    }
    for home in (draft, qualification):
        task = home.core_tasks.get(number=1)
        desk.post(
            "/admin/curriculum/workprocess/add/",
            sent | {"qualification": home.pk, "core_task": task.pk},
        )

    assert [process.qualification for process in WorkProcess.objects.filter(code="1.9")] == [draft]


def test_a_core_task_of_another_draft_is_refused(desk, draft):
    other = make_qualification(slug="third", state="draft")

    page = desk.post(
        "/admin/curriculum/workprocess/add/",
        {
            "qualification": draft.pk,
            "core_task": other.core_tasks.get(number=1).pk,
            "position": "9",
            "code": "1.9",
            "title": "new",
        },
    )

    assert "of another qualification" in page.content.decode()
    assert not WorkProcess.objects.filter(code="1.9").exists()


def test_what_something_hangs_on_stays_and_the_page_says_what(desk, draft):
    marked = draft.work_processes.get(code="1.1")
    free = draft.work_processes.get(code="1.7")
    assert "while nothing hangs on it" in desk.get(address(marked)).content.decode()

    page = desk.post(address(marked, "delete"), {"post": "yes"})
    desk.post(address(free, "delete"), {"post": "yes"})

    assert "Level 4 / 1.1: x" in page.content.decode()
    assert list(WorkProcess.objects.filter(pk__in=[marked.pk, free.pk])) == [marked]


@pytest.mark.parametrize("size", [1, 20])
def test_the_list_of_work_processes_costs_the_same_for_any_size(
    desk, draft, django_assert_num_queries, size
):
    task = draft.core_tasks.get(number=1)
    for number in range(size):
        WorkProcess.objects.create(
            qualification=draft, core_task=task, code=f"x{number}", title="t"
        )
    desk.get("/admin/curriculum/workprocess/")

    with django_assert_num_queries(7):
        desk.get("/admin/curriculum/workprocess/")
