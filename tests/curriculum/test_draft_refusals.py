"""What a change of the grid refuses, with a sentence, and what it passes over."""

import pytest
from django.utils import translation

from curriculum import exporter
from curriculum.models import ExitProfile, Qualification
from curriculum.structure import Refused, draft
from tests.curriculum.sheets import process, rows, save, texts
from tests.factories import make_qualification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def version(db):
    return make_qualification(slug="next", state="draft")


def faults(version, **changed):
    before = exporter.as_data(version)
    with pytest.raises(draft.NotPossible) as refusal:
        save(version, **changed)
    assert exporter.as_data(version) == before
    return refusal.value.faults


def test_a_core_task_that_is_not_empty_is_not_deleted(version):
    first = version.core_tasks.first()

    found = faults(version, **{f"delete-task-{first.pk}": "on"})

    assert found == {
        f"delete-task-{first.pk}": "Work processes still stand under this core task: "
        "move or delete them first."
    }


def test_every_fault_stands_at_its_field_and_nothing_is_saved(version):
    one, task, high = (
        process(version, "1.1"),
        version.core_tasks.first(),
        version.exit_profiles.first(),
    )

    found = faults(
        version,
        **{
            f"code-{one.pk}": "1.2",
            f"title-{one.pk}": " ",
            f"code-{process(version, '2.1').pk}": "2 1",
            f"core_task-{process(version, '2.2').pk}": "0",
            f"number-{task.pk}": "many",
            f"choose-{task.pk}": "0",
            f"level-{high.pk}": "",
            f"slug-{high.pk}": "a b",
            f"mark-{one.pk}-{high.pk}": "perhaps",
            f"title-{process(version, '2.3').pk}": "not saved either",
        },
    )

    assert found == {
        f"code-{one.pk}": "1.2 is used more than once.",
        f"title-{one.pk}": "This field is required.",
        f"code-{process(version, '2.1').pk}": "Use letters, digits, full stops, hyphens and "
        "underscores; begin with a letter or a digit.",
        f"core_task-{process(version, '2.2').pk}": "Choose a core task of this qualification.",
        f"number-{task.pk}": "Enter a whole number.",
        f"choose-{task.pk}": "Ensure this value is greater than or equal to 1.",
        f"level-{high.pk}": "This field is required.",
        f"slug-{high.pk}": "Enter a valid “slug” consisting of letters, "
        "numbers, underscores or hyphens.",
        f"mark-{one.pk}-{high.pk}": "Choose one of the three.",
    }


def test_what_is_wrong_with_a_new_row_is_said_at_its_lines(version):
    found = faults(
        version,
        **{"lines-": "4.1 nowhere\n5\n6 Six\n6.1\n6.! strange\n1.1 taken\n6.1 a\n6.1 b"},
    )

    assert set(found) == {"lines-"}
    sentence = found["lines-"]
    for part in (
        "Line 1: 4.1 stands under no core task.",
        "Line 2: core task 5 needs a title.",
        "Line 4: 6.1 needs a title.",
        "6.!: Use letters",
        "1.1 is used more than once.",
        "6.1 is used more than once.",
    ):
        assert part in sentence


def test_whoever_comes_second_is_told_what_changed_meanwhile(version):
    one, two, high = process(version, "1.1"), process(version, "1.2"), version.exit_profiles.first()
    seen = texts(version)
    save(version, **{f"title-{one.pk}": "first", f"mark-{two.pk}-{high.pk}": "none"})
    sent = seen | {f"title-{two.pk}": "second"}

    with pytest.raises(draft.Meanwhile) as refusal:
        draft.change(version, seen=seen, sent=sent)

    assert refusal.value.changed == [("1.1", ["title"]), ("1.2, next-4", ["mark"])]
    again = draft.merged(seen, sent, texts(version))
    draft.change(version, seen=texts(version), sent=again)
    titles = [process(version, code).title for code in ("1.1", "1.2")]
    assert titles == ["first", "second"]
    assert not two.requirements.exists()


@pytest.mark.parametrize("state", ["published", "retired"])
def test_of_a_version_that_counts_only_texts_change(state):
    version = make_qualification(slug="next", state=state)
    one, high = process(version, "1.1"), version.exit_profiles.first()

    save(
        version,
        **{
            f"title-{one.pk}": "better",
            f"code-{one.pk}": "1.9",
            f"retired-{one.pk}": "on",
            f"mark-{one.pk}-{high.pk}": "none",
            f"choose-{one.core_task_id}": "1",
            f"delete-process-{one.pk}": "on",
            "lines-": "9 Nine",
            "name-new": "Level 2",
            "move": f"down-process-{one.pk}",
            f"level-{high.pk}": "9",
            f"name_en-{high.pk}": "Fourth level",
        },
    )

    one.refresh_from_db()
    high.refresh_from_db()
    assert (one.title, one.code, one.retired, one.core_task.choose) == (
        "better",
        "1.1",
        False,
        None,
    )
    assert (high.level, high.name_en) == (4, "Fourth level")
    assert rows(version)[0] == (
        "1",
        [("1.1", {"next-4": "x"}), ("1.2", {"next-4": "x"}), ("1.7", {})],
    )
    assert version.core_tasks.count() == 4


def test_names_of_another_version_say_nothing(version):
    other = make_qualification(slug="other", state="draft")
    before = exporter.as_data(other)
    foreign = process(other, "1.1")
    profile = other.exit_profiles.first()

    save(version, **{f"title-{foreign.pk}": "stolen", f"mark-{foreign.pk}-{profile.pk}": "none"})

    assert exporter.as_data(other) == before


def test_what_is_used_elsewhere_is_retired_and_not_deleted(version, portfolio):
    """Nothing of a draft should be used; where it is, the sentence says so."""
    used = portfolio.exit_profile
    Qualification.objects.filter(pk=used.qualification_id).update(state="draft")

    with pytest.raises(Refused, match="used elsewhere"):
        save(used.qualification, **{f"delete-profile-{used.pk}": "on"})

    assert ExitProfile.objects.filter(pk=used.pk).exists()


def test_a_line_without_a_code_makes_no_work_process_of_its_first_word(version):
    before = texts(version)

    found = faults(version, **{"lines-": "9 Nine\nchecks the work\n9.1 plans"})

    assert found == {"lines-": "Line 2: “checks” is no code, as it has no digit."}
    assert texts(version) == before
