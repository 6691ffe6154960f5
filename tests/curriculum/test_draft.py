"""Changing a draft in one step: every kind of change, and what is refused with a sentence."""

import pytest
from django.utils import translation

from curriculum import exporter
from curriculum.models import ExitProfile, Qualification, Requirement
from curriculum.structure import Refused, draft, sheet
from tests.factories import make_qualification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def version(db):
    return make_qualification(slug="next", state="draft")


def texts(version):
    return sheet.of_qualification(version).values()


def save(version, **changed):
    """Send the whole grid with some texts changed."""
    seen = texts(version)
    return draft.change(version, seen=seen, sent=seen | changed)


def process(version, code):
    return version.work_processes.get(code=code)


def rows(version):
    return [
        (str(group["number"]), [(one["code"], one["marks"]) for one in group["work_processes"]])
        for group in exporter.as_data(version)["core_tasks"]
    ]


def faults(version, **changed):
    before = exporter.as_data(version)
    with pytest.raises(draft.NotPossible) as refusal:
        save(version, **changed)
    assert exporter.as_data(version) == before
    return refusal.value.faults


def test_sending_all_as_it_is_changes_nothing(version):
    before = exporter.as_data(version)

    assert save(version) is False
    assert exporter.as_data(version) == before


def test_marks_are_set_made_provisional_and_taken_away(version):
    one, two, seven = (process(version, code).pk for code in ("1.1", "1.2", "1.7"))
    high, low = version.exit_profiles.all()
    kept = Requirement.objects.get(work_process=two, exit_profile=high).pk

    changed = save(
        version,
        **{
            f"mark-{one}-{high.pk}": "none",
            f"mark-{two}-{high.pk}": "provisional",
            f"mark-{seven}-{low.pk}": "required",
        },
    )

    assert changed is True
    assert rows(version)[0] == (
        "1",
        [("1.1", {}), ("1.2", {"next-4": "?"}), ("1.7", {"next-3": "x"})],
    )
    assert Requirement.objects.filter(pk=kept).exists()


def test_titles_in_both_languages_and_other_texts_are_changed(version):
    one = process(version, "1.1")
    task = one.core_task

    save(
        version,
        **{
            f"title-{one.pk}": "  nieuw ",
            f"title_en-{one.pk}": "new",
            f"description-{one.pk}": "a\n\nb",
            f"task_title-{task.pk}": "Taak",
            f"choose-{task.pk}": "2",
            f"retired-{one.pk}": "on",
        },
    )

    one.refresh_from_db()
    task.refresh_from_db()
    assert (one.title, one.title_en, one.description, one.retired) == (
        "nieuw",
        "new",
        "a\n\nb",
        True,
    )
    assert (task.title, task.choose) == ("Taak", 2)


def test_two_rows_swap_their_codes_and_keep_their_own_marks(version):
    one, seven = process(version, "1.1"), process(version, "1.7")

    save(version, **{f"code-{one.pk}": "1.7", f"code-{seven.pk}": "1.1"})

    assert rows(version)[0] == (
        "1",
        [("1.7", {"next-4": "x"}), ("1.2", {"next-4": "x"}), ("1.1", {})],
    )
    assert process(version, "1.7") == one


def test_core_tasks_and_profiles_swap_theirs_too(version):
    first, second = version.core_tasks.all()[:2]
    high, low = version.exit_profiles.all()

    save(
        version,
        **{
            f"number-{first.pk}": "2",
            f"number-{second.pk}": "1",
            f"slug-{high.pk}": low.slug,
            f"slug-{low.pk}": high.slug,
        },
    )

    assert [task.number for task in version.core_tasks.all()] == [2, 1, 7, 8]
    assert list(version.exit_profiles.values_list("slug", "level")) == [
        ("next-3", 4),
        ("next-4", 3),
    ]


def test_lines_become_core_tasks_and_work_processes_in_their_order(version):
    first = version.core_tasks.first()

    save(
        version,
        **{
            "lines-": "9 Negen | Nine\n\n9.1 doet dit\tdoes this\n9.2. doet dat\n2\n2.9 nog een",
            f"lines-{first.pk}": "1.10 doet meer",
        },
    )

    assert [(number, [code for code, _marks in found]) for number, found in rows(version)] == [
        ("1", ["1.1", "1.2", "1.7", "1.10"]),
        ("2", ["2.1", "2.2", "2.3", "2.9"]),
        ("7", ["7.1", "7.2", "7.3"]),
        ("8", ["8.1", "8.2"]),
        ("9", ["9.1", "9.2"]),
    ]
    nine = version.core_tasks.get(number=9)
    assert (nine.title, nine.title_en) == ("Negen", "Nine")
    assert (process(version, "9.1").title, process(version, "9.1").title_en) == (
        "doet dit",
        "does this",
    )


def test_an_exit_profile_is_added_and_gets_no_marks_yet(version):
    save(
        version,
        **{
            "name-new": "Level 2",
            "slug-new": "next-2",
            "level-new": "2",
            "required_assessors-new": "2",
            "reflection_required-new": "on",
        },
    )

    made = version.exit_profiles.last()
    assert (made.slug, made.level, made.required_assessors, made.reflection_required) == (
        "next-2",
        2,
        2,
        True,
    )
    assert not made.requirements.exists()


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("up", ["1.2", "1.1", "1.7"]),
        ("down", ["1.1", "1.7", "1.2"]),
    ],
)
def test_a_row_moves_one_place(version, move, order):
    two = process(version, "1.2")

    save(version, move=f"{move}-process-{two.pk}")

    assert [code for code, _marks in rows(version)[0][1]] == order
    assert [number for number, _found in rows(version)] == ["1", "2", "7", "8"]


def test_what_is_first_moves_no_further_up(version):
    assert save(version, move=f"up-process-{process(version, '1.1').pk}") is False
    assert save(version, move=f"up-task-{version.core_tasks.first().pk}") is False
    assert save(version, move="up-process-nothing") is False


def test_core_tasks_and_profiles_move_as_well(version):
    last, low = version.core_tasks.last(), version.exit_profiles.last()

    save(version, move=f"up-task-{last.pk}")
    save(version, move=f"up-profile-{low.pk}")

    assert [number for number, _found in rows(version)] == ["1", "2", "8", "7"]
    assert [profile.level for profile in version.exit_profiles.all()] == [3, 4]


def test_a_row_that_goes_to_another_core_task_comes_last_there(version):
    one, second = process(version, "1.1"), version.core_tasks.get(number=2)

    save(version, **{f"core_task-{one.pk}": str(second.pk), f"code-{one.pk}": "2.4"})

    assert [code for code, _marks in rows(version)[1][1]] == ["2.1", "2.2", "2.3", "2.4"]
    assert process(version, "2.4").requirements.count() == 1


def test_rows_are_deleted_with_their_marks_and_a_new_one_takes_the_code(version):
    one, low = process(version, "1.1"), version.exit_profiles.last()
    first, last = version.core_tasks.get(number=1), version.core_tasks.get(number=8)
    gone = {f"delete-process-{row.pk}": "on" for row in last.work_processes.all()}

    save(
        version,
        **gone,
        **{
            f"delete-process-{one.pk}": "on",
            f"delete-task-{last.pk}": "on",
            f"delete-profile-{low.pk}": "on",
            f"lines-{first.pk}": "1.1 another",
        },
    )

    assert [number for number, _found in rows(version)] == ["1", "2", "7"]
    assert process(version, "1.1").title == "another"
    assert list(version.exit_profiles.values_list("level", flat=True)) == [4]


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
        "1.1: 1.1 is used more than once.",
        "6.1: 6.1 is used more than once.",
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


@pytest.mark.parametrize("size", [1, 30])
def test_a_save_costs_the_same_for_any_size(version, django_assert_num_queries, size):
    lines = "\n".join(f"1.{number} does {number}" for number in range(10, 10 + size))
    seen = texts(version)
    with django_assert_num_queries(23):
        draft.change(version, seen=seen, sent=seen | {"lines-": f"1\n{lines}"})
