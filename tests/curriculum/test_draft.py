"""Changing a draft in one step: every kind of change."""

import pytest
from django.utils import translation

from curriculum import exporter
from curriculum.models import Requirement
from curriculum.structure import draft
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


@pytest.mark.parametrize("size", [1, 30])
def test_a_save_costs_the_same_for_any_size(version, django_assert_num_queries, size):
    lines = "\n".join(f"1.{number} does {number}" for number in range(10, 10 + size))
    seen = texts(version)
    with django_assert_num_queries(12):
        draft.change(version, seen=seen, sent=seen | {"lines-": f"1\n{lines}"})
