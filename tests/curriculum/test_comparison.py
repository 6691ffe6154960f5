"""Two versions side by side: nothing is left out, and what is the same is no difference."""

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum import exporter
from curriculum.comparison import compare
from curriculum.models import WorkProcess
from tests.factories import make_qualification

SLUGS = ["l4", "l3", "l2"]
# On a busy machine making the data may take its time.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TITLES = st.sampled_from(["turns", "mills", "drills", "welds"])


def row(code, title, marks, note=""):
    return {"code": code, "title": title, "title_en": "", "source_title": "", "description": "",
            "note": note, "retired": False, "marks": marks}  # fmt: skip


@st.composite
def versions(draw):
    """The data of a small version; titles may be the same, codes and numbers are not."""
    slugs = draw(st.lists(st.sampled_from(SLUGS), unique=True, max_size=3))
    numbers = draw(st.lists(st.integers(1, 4), unique=True, max_size=3))
    codes = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6))
    homes = {code: draw(st.sampled_from(numbers)) for code in codes if numbers}
    signs = st.sampled_from(["x", "?"])
    marks = st.dictionaries(st.sampled_from(slugs), signs) if slugs else st.just({})
    notes = st.sampled_from(["", "a note"])
    return {
        "slug": "small", "version": 1, "state": "draft", "provenance": draw(notes),
        "name": draw(TITLES), "name_en": "",
        "exit_profiles": [
            {"slug": slug, "name": draw(TITLES), "name_en": "", "level": draw(st.integers(2, 4)),
             "required_assessors": 1, "reflection_required": draw(st.booleans())}
            for slug in slugs
        ],
        "core_tasks": [
            {"number": number, "title": draw(TITLES), "title_en": "", "source_title": "",
             "note": "", "choose": draw(st.sampled_from([None, 1, 2])),
             "work_processes": [row(code, draw(TITLES), draw(marks), draw(notes))
                                for code, home in homes.items() if home == number]}
            for number in numbers
        ],
    }  # fmt: skip


def applied(parts, differences, key, place, renamed=None):
    """The parts of one list after these differences, in their order."""
    now = {part[key]: part for part in deepcopy(parts)}
    stays, comes = [], []
    for found in differences:
        if found.added:
            comes.append((found.place, found.after))
            continue
        part = now[found.before[key]]
        if found.removed:
            continue
        part |= {name: new for name, (_old, new) in found.fields.items()}
        if "marks" in part:
            part["marks"] = _marks(part["marks"], found.marks, renamed)
        if found.moved:
            comes.append((found.place, part))
        else:
            stays.append(part)
    stays.sort(key=lambda part: [id(one) for one in now.values()].index(id(part)))
    for where, part in sorted(comes, key=lambda found: found[0]):
        stays.insert(where[place], part)
    return stays


def _marks(signs, differences, renamed):
    """The signs under the short names of after; a profile that is gone takes its marks along."""
    gone = {old for (old, _new), _signs in differences}
    made = {renamed[slug]: sign for slug, sign in signs.items() if slug not in gone}
    return made | {new: sign for (_old, new), (_was, sign) in differences if sign}


def patched(a, found):
    """What becomes of a by the listed differences alone."""
    made = deepcopy(a) | {name: new for name, (_old, new) in found.fields.items()}
    made["exit_profiles"] = applied(a["exit_profiles"], found.profiles, "slug", 0)
    made["core_tasks"] = applied(a["core_tasks"], found.tasks, "number", 0)
    renamed = {
        one.before["slug"]: one.after["slug"]
        for one in found.profiles
        if not (one.added or one.removed)
    }
    rows = [row for task in a["core_tasks"] for row in task["work_processes"]]
    for task in made["core_tasks"]:
        here = [one for one in found.rows if one.place and one.place[0] == task["number"]]
        task["work_processes"] = applied(rows, here, "code", 1, renamed)
    return made


@CALM
@given(versions())
def test_a_version_is_equal_to_itself(a):
    found = compare(a, deepcopy(a))

    assert found.is_empty
    assert all(before == after for _old, _new, before, after in found.needed)


@settings(CALM, max_examples=400)
@given(versions(), versions())
def test_the_listed_differences_lead_from_one_to_the_other(a, b):
    found = compare(a, b)

    assert patched(a, found) == b
    assert found.is_empty == (a == b)


@CALM
@given(versions(), versions())
def test_backwards_what_was_added_is_gone(a, b):
    there, back = compare(a, b), compare(b, a)
    added = [one.after["code"] for one in there.rows if one.added]

    assert sorted(added) == sorted(one.before["code"] for one in back.rows if one.removed)


@pytest.fixture
def both(db):
    """Two versions with one difference of each kind."""
    a = exporter.as_data(make_qualification())
    later = make_qualification(version=2, state="draft")
    rows = {one.code: one for one in WorkProcess.objects.filter(qualification=later)}
    rows["1.1"].requirements.all().delete()
    rows["7.1"].requirements.update(provisional=True)
    rows["2.1"].title = "does it better"
    rows["2.2"].core_task = rows["1.1"].core_task
    rows["2.2"].position = 9
    for code in ("2.1", "2.2"):
        rows[code].save()
    rows["1.7"].delete()
    later.work_processes.create(
        core_task=rows["1.1"].core_task, code="1.8", title="new", position=8
    )
    later.core_tasks.filter(number=7).update(choose=2)
    later.exit_profiles.filter(level=3).update(required_assessors=2)
    return a, exporter.as_data(later)


def test_each_kind_of_difference_is_named(both):
    found = compare(*both)
    said = {
        (one.after or one.before)["code"]: (
            one.added, one.removed, one.renamed, one.moved, [signs for _slugs, signs in one.marks]
        )
        for one in found.rows
        if not one.is_equal
    }  # fmt: skip

    assert said == {
        "1.1": (False, False, False, False, [("x", "")]),
        "1.8": (True, False, False, False, []),
        "2.2": (False, False, False, True, []),
        "2.1": (False, False, True, False, []),
        "7.1": (False, False, False, False, [("x", "?")]),
        "1.7": (False, True, False, False, []),
    }
    assert [one.fields for one in found.tasks if not one.is_equal] == [{"choose": (1, 2)}]
    assert [one.fields for one in found.profiles if not one.is_equal] == [
        {"required_assessors": (1, 2)}
    ]


def test_what_each_level_asks_in_all_stands_before_and_after(both):
    assert [(old["name"], before, after) for old, _new, before, after in compare(*both).needed] == [
        ("Level 4", 6, 6),
        ("Level 3", 3, 3),
    ]


def test_a_work_process_with_another_code_is_known_by_its_title(both):
    a, _b = both
    b = deepcopy(a)
    b["core_tasks"][0]["work_processes"][1]["code"] = "1.9"

    assert [one.fields for one in compare(a, b).rows if not one.is_equal] == [
        {"code": ("1.2", "1.9")}
    ]
