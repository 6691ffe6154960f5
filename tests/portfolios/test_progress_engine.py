"""The engine against a slow and obvious reading of the rule, over random qualifications."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.models import CoreTask, ExitProfile, WorkProcess
from portfolios.progress import Facts, Overview, Structure

LEVELS = (2, 3, 4)
STATES = ("not_started", "in_progress", "submitted", "returned")


@st.composite
def facts(draw):
    level = draw(st.sampled_from([None, *LEVELS]))
    exempt = draw(st.sampled_from([None, None, *LEVELS]))
    if level is None:
        return Facts(draw(st.sampled_from(STATES)), exempt_level=exempt)
    state = draw(st.sampled_from(["signed_off", "submitted", "returned"]))
    return Facts(state, draw(st.sampled_from(["sufficient", "good"])), level, exempt)


@st.composite
def schools(draw):
    """Core tasks as plain data: (choose, [(marks, facts or None, chosen)])."""
    cell = st.tuples(st.frozensets(st.sampled_from(LEVELS)), st.none() | facts(), st.booleans())
    tasks = []
    for cells in draw(st.lists(st.lists(cell, max_size=6), max_size=5)):
        fewest = min(
            [
                sum(level in marks for marks, _f, _c in cells)
                for level in LEVELS
                if any(level in marks for marks, _f, _c in cells)
            ],
            default=0,
        )
        choose = draw(st.none() | st.integers(1, fewest)) if fewest else None
        tasks.append((choose, cells))
    return tasks


def engine(tasks):
    """The same school as the engine reads it, without a database."""
    profiles = {level: ExitProfile(pk=level, level=level, slug=str(level)) for level in LEVELS}
    core_tasks, work_processes, known, chosen = [], {}, {}, set()
    marks = {level: {} for level in LEVELS}
    pk = 0
    for number, (choose, cells) in enumerate(tasks, 1):
        task = CoreTask(pk=number, number=number, choose=choose)
        core_tasks.append(task)
        work_processes[number] = []
        for marked, fact, is_chosen in cells:
            pk += 1
            work_processes[number].append(WorkProcess(pk=pk, code=str(pk), core_task=task))
            for level in marked:
                marks[level][pk] = False
            if fact:
                known[pk] = fact
            if is_chosen:
                chosen.add(pk)
    structure = Structure(tuple(core_tasks), work_processes, profiles, marks)
    overview = Overview(SimpleNamespace(exit_profile_id=4), structure, known, frozenset(chosen))
    return overview, profiles


def reaches(fact, level):
    if fact is None:
        return False
    return (fact.given_level or 0) >= level or (fact.exempt_level or 0) >= level


def by_hand(tasks, level):
    """Done, total and the codes still open, counted one by one."""
    done = total = code = 0
    still_open = []
    for choose, cells in tasks:
        asked = got = 0
        left = []
        for marked, fact, _chosen in cells:
            code += 1
            if level not in marked:
                continue
            asked += 1
            if reaches(fact, level):
                got += 1
            else:
                left.append(str(code))
        if not asked:
            continue
        needed = asked if choose is None else choose
        total += needed
        done += got if got < needed else needed
        if got < needed:
            still_open.append((needed - got, left))
    return done, total, still_open


def compare(tasks):
    overview, profiles = engine(tasks)
    for level in LEVELS:
        found = overview.at(profiles[level])
        done, total, still_open = by_hand(tasks, level)
        assert (found.done, found.total) == (done, total)
        assert [(entry.count, entry.codes) for entry in found.missing] == still_open
        assert found.is_complete == (not still_open)
        assert sum(count for _state, count in found.units) == total
        assert found.count("good", "sufficient", "exempt") == done
        assert [len(task.units) for task in found.tasks] == [task.total for task in found.tasks]


@settings(deadline=None, max_examples=200)
@given(schools())
def test_the_engine_counts_as_one_counts_by_hand(tasks):
    compare(tasks)


@pytest.mark.long
@settings(deadline=None, max_examples=20_000)
@given(schools())
def test_the_engine_counts_as_one_counts_by_hand_for_long(tasks):
    compare(tasks)


@settings(deadline=None, max_examples=100)
@given(schools())
def test_a_lower_level_never_has_less_done_of_what_both_ask(tasks):
    overview, profiles = engine(tasks)
    done = {
        level: {cell.code for cell in overview.at(profiles[level]).cells if cell.done}
        for level in LEVELS
    }
    for lower, higher in ((2, 3), (3, 4)):
        both = {cell.code for cell in overview.at(profiles[lower]).cells if cell.marked} & {
            cell.code for cell in overview.at(profiles[higher]).cells if cell.marked
        }
        assert done[higher] & both <= done[lower] & both
