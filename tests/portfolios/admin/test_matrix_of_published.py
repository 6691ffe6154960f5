"""The grid of a version that counts: texts are saved, the rest goes on to its effect."""

import pytest
from django.urls import reverse

from curriculum.models import Requirement
from portfolios.models import StructureChange
from tests import factories
from tests.portfolios.admin.forms import sent_by
from tests.portfolios.admin.test_matrix_editor import address, of, process, save, text


@pytest.fixture(autouse=True)
def _in_english(in_english):
    """Sentences are compared as they stand in the code."""


def test_of_a_version_that_counts_texts_change_and_that_is_recorded(desk, administrator, portfolio):
    version = portfolio.qualification
    one = process(version, "1.1")
    fields = sent_by(desk.get(address(version)))

    page = save(desk, version, **{of("title", one): "better", of("code", one): "9.9"})

    structure = ("code-", "core_task-", "delete-", "lines-", "level-", "name-new")
    assert not any(name.startswith(structure) for name in fields)
    assert "The matrix is saved." in text(page)
    one.refresh_from_db()
    assert (one.title, one.code) == ("better", "1.1")
    assert StructureChange.objects.get().actor == administrator


@pytest.mark.parametrize("place", ["mark", "choose", "retired"])
def test_what_portfolios_are_asked_goes_on_to_the_page_that_says_what_it_does(
    desk, portfolio, place
):
    version = portfolio.qualification
    one, high, task = process(version, "1.1"), portfolio.exit_profile, version.core_tasks.first()
    fields = {
        "mark": {of("mark", one, high): "none"},
        "choose": {of("choose", task): "1"},
        "retired": {of("retired", one): "on"},
    }[place]
    before = rows_of(version)

    page = save(desk, version, **fields, **{of("title", one): "better"})

    assert page.redirect_chain == [(reverse_of("impact", version), 307)]
    assert "What happens to running portfolios?" in text(page)
    assert rows_of(version) == before
    assert process(version, "1.1").title == "better"
    assert len(page.context["lines"]) == (2 if place == "retired" else 1)


def test_a_retired_version_takes_texts_alone(desk):
    version = factories.make_qualification(slug="old", state="retired")
    one = process(version, "1.1")
    fields = sent_by(desk.get(address(version)))

    assert not any(name.startswith(("mark-", "retired-", "choose-")) for name in fields)
    save(desk, version, **{of("title", one): "better"})
    assert process(version, "1.1").title == "better"


def reverse_of(name, version):
    return reverse(f"admin:curriculum_qualification_{name}", args=[version.pk])


def rows_of(version):
    marks = Requirement.objects.filter(exit_profile__qualification=version)
    return list(marks.values_list("pk", "provisional")), version.work_processes.filter(
        retired=True
    ).count()


def test_a_provisional_mark_that_counts_leads_to_what_it_does_to_portfolios(desk, portfolio):
    mark = Requirement.objects.get(work_process__code="1.2")
    Requirement.objects.filter(pk=mark.pk).update(provisional=True)

    page = text(desk.get(address(portfolio.qualification)))

    assert reverse("admin:curriculum_requirement_settle", args=[mark.pk]) in page
    assert "provisional 1.2 next-4|" not in page
