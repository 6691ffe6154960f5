"""Settling a mark, publishing and retiring."""

import pytest
from django.utils import translation

from curriculum import exporter, structure
from curriculum.alteration import Alteration
from curriculum.models import Qualification, QualificationState, Requirement
from tests.factories import make_qualification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def doubt(qualification):
    """A provisional mark: 8.1 of level 3, beside 8.2."""
    mark = Requirement.objects.get(work_process__code="8.1")
    mark.provisional = True
    mark.save()
    return mark


def marks(slug="small-3"):
    found = Requirement.objects.filter(exit_profile__slug=slug)
    return [(mark.work_process.code, mark.provisional) for mark in found]


def test_a_mark_that_is_kept_counts_for_good(doubt):
    structure.settle_mark(doubt, keep=True)

    assert marks() == [("2.1", False), ("2.2", False), ("8.1", False), ("8.2", False)]
    assert doubt.provisional is False


def test_a_mark_that_is_not_kept_goes(doubt):
    structure.settle_mark(doubt, keep=False)

    assert marks() == [("2.1", False), ("2.2", False), ("8.2", False)]


@pytest.mark.parametrize("keep", [True, False])
def test_a_mark_is_settled_once(doubt, keep):
    structure.settle_mark(Requirement.objects.get(pk=doubt.pk), keep=keep)
    before = marks()

    with pytest.raises(structure.Refused, match="settled already"):
        structure.settle_mark(doubt, keep=not keep)

    assert marks() == before


def test_the_last_option_of_a_choice_cannot_be_taken_away(doubt):
    Requirement.objects.get(work_process__code="8.2").delete()

    with pytest.raises(structure.Refused, match="Core task 8 has no marked work process"):
        structure.settle_mark(doubt, keep=False)

    assert ("8.1", True) in marks()


def state_of(qualification):
    return Qualification.objects.get(pk=qualification.pk).state


def test_a_draft_is_published():
    draft = make_qualification(state="draft")

    structure.publish(draft)
    assert (draft.state, state_of(draft)) == (QualificationState.PUBLISHED,) * 2


@pytest.mark.parametrize("state", ["published", "retired"])
def test_only_a_draft_can_be_published(state):
    qualification = make_qualification(state=state)

    with pytest.raises(structure.Refused, match="Only a draft can be published"):
        structure.publish(qualification)

    assert state_of(qualification) == state


def test_publishing_names_everything_that_is_wrong():
    draft = make_qualification(state="draft")
    draft.core_tasks.filter(number=8).update(choose=3)
    draft.work_processes.filter(code="1.1").update(retired=True)
    draft.exit_profiles.create(slug="new-2", name="Level 2", level=2)

    with pytest.raises(structure.Refused) as refusal:
        structure.publish(draft)

    assert str(refusal.value) == (
        "Work process 1.1 is retired, but still marked. "
        "Core task 8 asks to choose 3, but small-3 marks only 2. "
        "No work process is marked for Level 2."
    )
    assert state_of(draft) == "draft"


def test_a_qualification_without_anything_is_not_published():
    empty = Qualification.objects.create(slug="empty", version=1, name="Empty")

    with pytest.raises(structure.Refused, match="There is no exit profile"):
        structure.publish(empty)


def test_a_published_version_is_retired_once():
    qualification = make_qualification()
    structure.retire(qualification)
    assert (qualification.state, state_of(qualification)) == (QualificationState.RETIRED,) * 2

    with pytest.raises(structure.Refused, match="Only a published version can be retired"):
        structure.retire(qualification)


def test_a_draft_is_not_retired():
    draft = make_qualification(state="draft")
    with pytest.raises(structure.Refused):
        structure.retire(draft)
    assert state_of(draft) == "draft"


def test_an_alteration_changes_the_places_it_names_and_no_other():
    qualification = make_qualification()
    before = exporter.as_data(qualification)
    alteration = Alteration(
        marks={("1.7", "small-3"): "?", ("2.1", "small-3"): "", ("2.2", "small-4"): "?"},
        choose={7: 2},
        retired={"2.3": True},
    )
    structure.alter(qualification, alteration)

    after = exporter.as_data(qualification)
    said = [(line.kind, line.code, line.before, line.after)
            for line in alteration.narrowed(before).lines(before)]  # fmt: skip
    assert said == [
        ("mark", "1.7", "", "?"),
        ("mark", "2.1", "x", ""),
        ("mark", "2.2", "x", "?"),
        ("retired", "2.3", False, True),
        ("mark", "2.3", "x", ""),
        ("choose", 7, 1, 2),
    ]
    assert not alteration.narrowed(after)
    assert {row["code"]: row["marks"] for task in after["core_tasks"]
            for row in task["work_processes"]} == {
        "1.1": {"small-4": "x"}, "1.2": {"small-4": "x"}, "1.7": {"small-3": "?"},
        "2.1": {"small-4": "x"}, "2.2": {"small-4": "?", "small-3": "x"}, "2.3": {},
        "7.1": {"small-4": "x"}, "7.2": {"small-4": "x"}, "7.3": {},
        "8.1": {"small-3": "x"}, "8.2": {"small-3": "x"},
    }  # fmt: skip


def test_an_alteration_of_a_version_that_counts_must_work():
    qualification, draft = make_qualification(), make_qualification(slug="next", state="draft")
    before = exporter.as_data(qualification)
    with pytest.raises(structure.Refused, match="asks to choose 9"):
        structure.alter(qualification, Alteration(choose={8: 9}))
    structure.alter(draft, Alteration(choose={8: 9}))

    assert exporter.as_data(qualification) == before
    assert draft.core_tasks.get(number=8).choose == 9
