"""As an administrator, at every page of the administration: what must always hold is tried.

The pages are found in the registry, so that a model registered later is walked as well.
"""

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from curriculum import structure
from curriculum.models import Qualification, Requirement
from portfolios.models import User
from tests import factories
from tests.portfolios.admin import proposing
from tests.portfolios.admin.breaking import NEVER, breaches, everything, hostile, other_value
from tests.portfolios.admin.desk import address, change, changelist, filled_in, rows
from tests.portfolios.proof.twice import undone

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def tried(desk, school, class_elsewhere, administrator, rf):
    """Sends a form and says what gave way; afterwards it is taken back."""
    draft = factories.make_qualification(slug="draft", state="draft")
    draft.core_tasks.filter(number="7").update(choose=9)
    before = everything()

    def send(url, sent, method="post"):
        sent = {name: value for name, value in sent.items() if value is not None}
        with undone():
            response = getattr(desk, method)(url, sent)
            found = list(breaches(before, everything(), actor=administrator))
        assert response.status_code in (200, 302, 400, 403, 404, 405), url
        return [f"{url}: {line}" for line in found]

    send.request = rf.get("/admin/")
    send.request.user = User.objects.get(pk=administrator.pk)
    return send


def some(model):
    """Rows of a model: the first, and the last, which is of a draft where a version is meant."""
    found = list(rows(model).order_by("pk"))
    return [found[0], *found[1:][-1:]]


def inlines_of(page, request, row):
    """The parts of a page as somebody would send them: each changed, one more, or all deleted."""
    changed, deleted = {}, {}
    for formset_class, inline in page.get_formsets_with_inlines(request, row):
        prefix = formset_class.get_default_prefix()
        parts = list(inline.model._base_manager.filter(**{formset_class.fk.name: row}))
        numbers = {f"{prefix}-TOTAL_FORMS": len(parts) + 1, f"{prefix}-INITIAL_FORMS": len(parts)}
        changed |= numbers
        deleted |= numbers | {f"{prefix}-TOTAL_FORMS": len(parts)}
        for place, part in enumerate([*parts, *parts[:1]]):
            new = {f"{prefix}-{place}-{name}": value for name, value in hostile(part).items()}
            changed |= new
            if place < len(parts):
                changed[f"{prefix}-{place}-id"] = part.pk
                deleted |= new | {
                    f"{prefix}-{place}-id": part.pk,
                    f"{prefix}-{place}-DELETE": "on",
                }
    return changed, deleted


def test_no_form_of_a_row_breaks_anything(tried, desk):
    found = []
    for row in (row for model in MODELS for row in some(model)):
        page, url = admin.site._registry[type(row)], change(row)
        changed, deleted = inlines_of(page, tried.request, row)
        found += tried(url, hostile(row) | NEVER | changed)
        found += tried(url, hostile(row) | {"_saveasnew": "1"})
        if page.has_change_permission(tried.request, row):
            sent = filled_in(desk.get(url))
            found += tried(url, sent | changed)
            found += tried(url, sent | deleted)
            found += tried(url, sent | NEVER)
            found += tried(f"{url}?_popup=1&_to_field=id", sent | NEVER)
            for name, value in hostile(row).items():
                found += tried(url, sent | {name: value})
    assert found == []


def test_nothing_that_counts_is_made_or_deleted(tried):
    found = []
    for row in (row for model in MODELS for row in some(model)):
        found += tried(address(type(row), "add"), hostile(row) | NEVER)
        for sent in ({"post": "yes"}, {"post": "yes", "_popup": "1", "_to_field": "id"}):
            found += tried(address(type(row), "delete", row.pk), sent)
    assert found == []


def test_no_action_on_a_list_breaks_anything(tried):
    found = []
    for model in MODELS:
        page = admin.site._registry[model]
        chosen = [row.pk for row in model._base_manager.all()]
        for action in {"delete_selected", "publish", *page.get_actions(tried.request)}:
            sent = {"action": action, "_selected_action": chosen, "post": "yes"}
            found += tried(changelist(model), sent | {"select_across": "1"})
    assert found == []


def test_no_row_is_edited_in_a_list(tried):
    found = []
    for model in MODELS:
        row = some(model)[0]
        edited = {f"form-0-{name}": value for name, value in hostile(row).items()}
        counts = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk}
        found += tried(changelist(model), edited | counts | {"_save": "Save"})
    assert found == []


def addresses_of(model, row):
    """Every address of a model that is made of one row, or of none."""
    for pattern in admin.site._registry[model].get_urls():
        wanted = pattern.pattern.converters
        if pattern.name and set(wanted) <= {"object_id"}:
            yield reverse(f"admin:{pattern.name}", args=[row.pk] if wanted else [])


def test_a_look_at_any_address_changes_nothing_at_all(tried, desk):
    before, statuses = everything(), {}
    for model in MODELS:
        for url in addresses_of(model, rows(model).first()):
            with undone():
                statuses[url] = desk.get(url).status_code
                assert everything() == before, url
    assert len(statuses) >= 5 * len(MODELS)
    assert {url for url, status in statuses.items() if status >= 500} == set()


def text_fields(model):
    """The lookups of the texts of a model, and of what it points to."""
    for field in model._meta.concrete_fields:
        if field.remote_field:
            for inner in field.remote_field.model._meta.concrete_fields:
                if isinstance(inner, models.CharField | models.TextField):
                    yield f"{field.name}__{inner.name}"
        elif isinstance(field, models.CharField | models.TextField):
            yield field.name


def test_an_address_searches_nothing_but_what_the_page_filters_by(desk, school):
    answers = {}
    for model in MODELS:
        if model._meta.app_label != "portfolios":
            continue
        known = {item[0] if isinstance(item, tuple) else item
                 for item in admin.site._registry[model].list_filter}  # fmt: skip
        for name in text_fields(model):
            urls = [f"?_popup=1&_to_field={name}"]
            if not {name, name.partition("__")[0]} & known:
                urls += [f"?{name}__startswith=a", f"?{name}__regex=a"]
            for url in urls:
                answers[changelist(model) + url] = desk.get(changelist(model) + url).status_code
    assert len(answers) > 200
    assert answers == dict.fromkeys(answers, 400)


@pytest.mark.parametrize("page", ["password/", "../../../auth/user/1/password/", "login/"])
def test_there_is_no_page_to_set_a_password_or_to_be_somebody_else(page, tried, student):
    sent = {
        "password1": "broken-into-2026",
        "password2": "broken-into-2026",
        "usable_password": "true",
    }
    assert tried(change(student).removesuffix("change/") + page, sent) == []


def test_an_impossible_matrix_is_not_published(desk, tried):
    draft = Qualification.objects.get(slug="draft")
    problems = list(structure.publishing_problems(structure.exporter.as_data(draft)))
    url = proposing.page("publish", draft)
    response = desk.post(url, {"do": "apply", "seen": "on", "reason": "", "token": "made up"})
    draft.refresh_from_db()
    assert problems
    assert draft.is_draft
    assert problems[0][1] in response.text


def test_every_column_of_a_row_that_can_be_changed_has_another_value_to_try(tried):
    missing = {
        f"{row._meta.label}.{field.name}"
        for model in MODELS
        for row in some(model)
        if admin.site._registry[model].has_change_permission(tried.request, row)
        for field in row._meta.concrete_fields
        if not isinstance(field, models.BooleanField) and other_value(field, row) is None
    }
    assert missing == set()


def test_what_is_tried_here_would_be_seen(tried, student, school):
    """Each kind of breach, made past the administration, is named."""
    before, actor = everything(), tried.request.user

    def named(do):
        with undone():
            do()
            return " ".join(breaches(before, everything(), actor=actor))

    mark = Requirement.objects.filter(exit_profile__qualification=school.qualification).first()
    people = User.objects.filter(pk=student.pk)
    assert "password" in named(lambda: people.update(password="broken"))
    assert "one flag" in named(lambda: people.update(is_superuser=True))
    assert "recorded 0 times" in named(lambda: people.update(is_superuser=True, is_staff=True))
    assert "is gone" in named(mark.delete)
    assert "was made" in named(lambda: factories.make_qualification(slug="new"))
    assert "without a record" in named(
        lambda: Qualification.objects.filter(pk=school.qualification_id).update(name_en="Other")
    )
    assert "school_class_id" in named(
        lambda: type(school).objects.filter(pk=school.pk).update(
            school_class=factories.make_class("other"))
    )  # fmt: skip
    assert "cannot work" in named(
        lambda: Qualification.objects.filter(slug="draft").update(state="published")
    )
    assert named(lambda: None) == ""
