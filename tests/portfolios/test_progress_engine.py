"""The engine against a slow and obvious reading of the rule, over random qualifications."""

import re

import pytest
from django.utils import translation

from portfolios.progress import explain
from tests.portfolios import progress_by_hand as by_hand
from tests.portfolios.progress_by_hand import LEAST_FIRST, SIGNED_OR_EXEMPT, count
from tests.portfolios.random_qualification import LEVELS, Done, read, school

QUICK = range(200)
THOUSANDS = range(200, 6_000)


def each(school):
    """Each student toward each exit profile: by the engine, by hand, and what they did."""
    overviews, profiles = read(school)
    for (_own, work), overview in zip(school.students, overviews, strict=True):
        for pk, profile in profiles.items():
            yield overview.at(profile), count(school, work, pk), work, pk


def codes(cells):
    return [cell.code for cell in cells]


def compare_numbers(school):
    for found, expected, _work, _profile in each(school):
        assert (found.done, found.total) == (expected.done, expected.total)
        assert found.open == expected.total - expected.done
        assert found.is_complete == (expected.done == expected.total)
        assert [(task.done, task.total, task.open) for task in found.tasks] == [
            (task.done, task.total, task.lacks) for task in expected.tasks
        ]
        assert [task.core_task.number for task in found.counting] == [
            task.number for task in expected.tasks if task.total
        ]
        assert [(entry.count, codes(entry.cells), entry.is_choice) for entry in found.missing] == [
            (task.lacks, codes(task.still_open), task.choose is not None)
            for task in expected.tasks
            if task.lacks
        ]


def compare_cells(school):
    for found, expected, _work, _profile in each(school):
        assert [
            (c.code, c.marked, c.provisional, str(c.shown), c.done, c.chosen) for c in found.cells
        ] == [(u.code, u.asked, u.provisional, u.shows, u.counts, u.chosen) for u in expected.units]
        assert codes(found.outside) == expected.codes("outside")
        waiting = [u for u in expected.units if u.shows == "to_confirm"]
        assert codes(found.to_confirm) == codes(waiting)
        assert codes(found.exemptions_to_confirm) == [u.code for u in waiting if u.by_board]
        assert codes(found.sign_offs_to_confirm) == [u.code for u in waiting if not u.by_board]


def compare_units(school):
    for found, expected, _work, _profile in each(school):
        places = [
            [(unit.code if unit else None, str(shows)) for unit, shows in zip(*pair, strict=True)]
            for pair in ((task.units, task.states) for task in found.tasks)
        ]
        assert places == [task.places for task in expected.tasks]
        every = [shows for task in expected.tasks for _code, shows in task.places]
        assert {str(state): number for state, number in found.units} == {
            state: every.count(state) for state in every
        }
        assert sorted(map(str, found.bar)) == sorted(every)
        assert found.count(*SIGNED_OR_EXEMPT) == expected.done
        assert codes(found.counted) == [
            code
            for task in expected.tasks
            for code, shows in task.places
            if shows in SIGNED_OR_EXEMPT
        ]
        for task in found.tasks:
            assert sorted(task.bar) == sorted(task.states)


def said(entry):
    """The codes that an entry of the list of what is needed names, and how many of them."""
    words = entry.words
    if every := re.fullmatch(r"all (\d+)", words):
        return [cell.code for task in entry.tasks for cell in task.marked], int(every[1])
    if choice := re.fullmatch(r"(one|\d+) of (.*)", words):
        return choice[2].split(", "), 1 if choice[1] == "one" else int(choice[1])
    order = codes([cell for task in entry.tasks for cell in task.cells])
    named = []
    for part in re.split(r", | and ", words):
        first, _to, last = part.partition(" to ")
        named += order[order.index(first) : order.index(last or first) + 1]
    return named, len(named)


def spread(entries):
    """Numbers of core tasks, codes and count of each entry, as the words tell them."""
    found = []
    for entry in entries:
        numbers = [int(number) for number in re.findall(r"\d+", entry.label)]
        found.append((range(numbers[0], numbers[-1] + 1), *said(entry)))
    return found


def one_by_one(entries):
    """The same core task by core task: the entries that name several in a row are all of these."""
    found = []
    for numbers, named, number in spread(entries):
        if len(numbers) == 1:
            found.append((numbers[0], named, number))
        else:
            for task in numbers:
                mine = [code for code in named if code.startswith(f"{task}.")]
                found.append((task, mine, len(mine)))
    return found


@translation.override("en")
def compare_needed(school):
    for found, expected, work, profile in each(school):
        entries = explain.needed(found)
        assert one_by_one(entries) == [
            (task.number, codes(task.still_open), task.lacks)
            for task in expected.tasks
            if task.lacks
        ]
        assert bool(explain.still_open(found)) == bool(entries)
        assert enough(school, work, profile, spread(entries))


def enough(school, work, profile, entries):
    """With all that is on the list the level is complete, with anything less it is not."""
    level = max(LEVELS)
    picked = [code for _numbers, named, number in entries for code in named[:number]]
    for left_out in (None, *picked):
        more = {code: Done("signed_off", "good", level) for code in picked if code != left_out}
        after = count(school, {**work, **more}, profile)
        if (after.done == after.total) != (left_out is None):
            return False
    return True


@translation.override("en")
def compare_explanations(school):
    for found, expected, _work, _profile in each(school):
        told = explain.explain(found)
        parts = [by_hand.to_be_shown(task) for task in expected.tasks]
        begun = [one for under_way, _rest, _count in parts for one in under_way]
        assert [(c.code, str(g.shown)) for g in told.begun for c in g.cells] == sorted(
            begun, key=lambda one: by_hand.BEGUN.index(one[1])
        )
        assert one_by_one(told.fresh) == [
            (task.number, rest, number)
            for task, (_under_way, rest, number) in zip(expected.tasks, parts, strict=True)
            if number
        ]
        missing = len(begun) + sum(number for _under_way, _rest, number in parts)
        to_go = expected.total - expected.done
        assert told.missing == missing
        numbers = [int(n) for n in re.findall(r"^\d+|(?<=\. )\d+", told.summary)]
        assert numbers == [n for n in (to_go, len(begun), to_go - missing) if n]
        assert codes(told.counts.cells) == codes(found.counted)
        assert {str(g.shown): codes(g.cells) for g in told.to_confirm} == {
            shown: waiting
            for shown, by_board in (("to_confirm", False), ("exempt", True))
            if (
                waiting := [
                    u.code
                    for u in expected.units
                    if u.shows == "to_confirm" and u.by_board == by_board
                ]
            )
        }
        unasked = [u.code for u in expected.units if not u.asked and u.shows in by_hand.BEGUN]
        beside = [expected.codes("outside"), unasked]
        assert [codes(g.cells) for g in told.beside] == [group for group in beside if group]
        compare_choices(told, expected)


def compare_choices(told, expected):
    by_number = {task.number: task for task in expected.tasks}
    assert [task.core_task.number for task, _options in told.choices] == [
        task.number for task in expected.tasks if task.choose is not None and task.lacks
    ]
    order = [*SIGNED_OR_EXEMPT, *LEAST_FIRST]
    for task, options in told.choices:
        units = {u.code: u for u in by_number[task.core_task.number].units if u.asked}
        assert sorted(o.cell.code for o in options) == sorted(units)
        assert [o.cost for o in options] == [0 if units[o.cell.code].counts else 1 for o in options]
        ranks = [order.index(units[o.cell.code].shows) for o in options]
        assert ranks == sorted(ranks)
        assert task.to_choose == max(
            0, task.open - sum(u.chosen and not u.counts for u in units.values())
        )


COMPARISONS = (
    compare_numbers,
    compare_cells,
    compare_units,
    compare_needed,
    compare_explanations,
)


def hold(compare, seeds):
    """Compare for the random schools of these numbers; the first that fails is told."""
    for seed in seeds:
        made = school(seed)
        try:
            compare(made)
        except AssertionError as failed:
            failed.add_note(f"school({seed}) = {made}")
            raise


@pytest.mark.parametrize("compare", COMPARISONS)
def test_the_engine_finds_what_one_finds_by_hand(compare):
    hold(compare, QUICK)


@pytest.mark.long
@pytest.mark.parametrize("compare", COMPARISONS)
def test_the_engine_finds_what_one_finds_by_hand_for_long(compare):
    hold(compare, THOUSANDS)


def compare_levels(school):
    """Of what two exit profiles both ask, the lower level never has less done."""
    (overview,), profiles = read(school)
    found = [overview.at(profile) for profile in profiles.values()]
    for lower in found:
        for higher in found:
            if lower.profile.level <= higher.profile.level:
                done = [{c.code for c in one.cells if c.done} for one in (lower, higher)]
                asked = {c.code for c in lower.cells if c.marked}
                assert done[1] & asked <= done[0]


def test_a_lower_level_never_has_less_done_of_what_both_ask():
    hold(compare_levels, QUICK)


def compare_without_doubts(school):
    """With every mark settled, the numbers are what they were."""
    before = [[task.units for task in found.tasks] for found, *_rest in each(school)]
    for row in school.rows:
        row.marks = dict.fromkeys(row.marks, False)
    after = [[task.units for task in found.tasks] for found, *_rest in each(school)]
    assert shown(after) == shown(before)


def shown(found):
    """What each unit shows, by the code."""
    return [
        [[(unit.code, unit.shown) if unit else None for unit in units] for units in tasks]
        for tasks in found
    ]


def test_a_provisional_mark_counts_like_any_other():
    hold(compare_without_doubts, QUICK)


def test_the_random_schools_have_all_there_is():
    """What the comparisons run over: every state, choices, doubts, several levels, one level."""
    made = [school(seed) for seed in QUICK]
    found = {str(c.shown) for one in made for progress, *_rest in each(one) for c in progress.cells}
    assert found == {*SIGNED_OR_EXEMPT, *LEAST_FIRST, "outside"}
    assert {len(one.levels) for one in made} == {1, 2, 3, 4}
    tasks = [task for one in made for task in one.tasks]
    assert {task.choose for task in tasks} >= {None, 1, 2, 3}
    assert {row.retired for task in tasks for row in task.rows} == {True, False}
    provisional = {mark for task in tasks for row in task.rows for mark in row.marks.values()}
    assert provisional == {True, False}
    assert any(u.chosen for one in made for found, *_rest in each(one) for u in found.cells)
