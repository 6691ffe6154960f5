"""What the page of a change foretells is what is seen after it: ten random changes, for real.

Of each the page is asked in the administration, then the change is carried out, and the numbers
are compared with the engine of progress and with the slow count that knows nothing of it.
"""

from random import Random

import pytest

from curriculum.models import CoreTask, Qualification, Requirement, WorkProcess
from portfolios import progress, verify
from portfolios.enums import Outcome
from portfolios.models import Exemption, SignOff, StructureChange
from tests import factories
from tests.portfolios import progress_by_hand
from tests.portfolios.admin.proposing import change, hidden, numbers, page
from tests.portfolios.random_qualification import Done, Row, School, Task

CHANGES = 10
WORDS = ("required", "provisional", "none")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def random_school(random, level3, level4, school_class, teacher, board_member):
    """Students of both levels who did something of everything."""
    made = []
    for profile in (level3, level4, level3, level4):
        portfolio = factories.make_students(1, profile, school_class)[0]
        for row in portfolio.qualification.work_processes.all():
            asked = row.requirements.filter(exit_profile=profile).exists()
            what = random.choice(["nothing", "begin", "hand in", "good", "good", "exempt"])
            if what == "begin":
                factories.add_evidence(portfolio, row.code)
            elif what == "hand in" and asked:
                factories.hand_in(portfolio, row.code)
            elif what == "good" and asked:
                factories.signed_off(portfolio, row.code, teacher, random.choice(list(PASSED)))
            elif what == "exempt" and asked:
                factories.exempt(portfolio, row.code, board_member)
        made.append(portfolio)
    return made


PASSED = (Outcome.GOOD, Outcome.SUFFICIENT)


def draw(random, qualification):
    """The fields of one random change: some marks, how many to choose, what is retired."""
    fields = {}
    rows = list(qualification.work_processes.all())
    profiles = list(qualification.exit_profiles.all())
    for row in random.sample(rows, random.randint(1, 4)):
        fields[f"mark-{row.pk}-{random.choice(profiles).pk}"] = random.choice(WORDS)
    if random.random() < 0.5:
        task = random.choice(list(qualification.core_tasks.all()))
        fields[f"choose-{task.pk}"] = random.choice(["", "1", "2"])
    if random.random() < 0.4:
        row = random.choice(rows)
        fields["retired-asked"] = row.pk
        if random.random() < 0.7:
            fields[f"retired-{row.pk}"] = "on"
    return fields


def by_hand(qualification, portfolios):
    """Done and total of each portfolio, counted from plain data."""
    profiles = list(qualification.exit_profiles.all())
    place = {profile.pk: number for number, profile in enumerate(profiles)}
    marks = {}
    for mark in Requirement.objects.filter(exit_profile__in=profiles):
        marks.setdefault(mark.work_process_id, {})[place[mark.exit_profile_id]] = mark.provisional
    tasks = [
        Task(task.number, task.choose, [
            Row(row.code, marks.get(row.pk, {}), row.retired)
            for row in WorkProcess.objects.filter(core_task=task)
        ])
        for task in CoreTask.objects.filter(qualification=qualification)
    ]  # fmt: skip
    school = School([profile.level for profile in profiles], tasks)
    counted = {}
    for portfolio in portfolios:
        work = {}
        for cell in SignOff.objects.filter(portfolio=portfolio).select_related(
            "work_process", "given_at"
        ):
            given = cell.given_at.level if cell.given_at else None
            work[cell.work_process.code] = Done(cell.state, cell.grade, given)
        for one in Exemption.objects.filter(portfolio=portfolio).select_related(
            "work_process", "exit_profile"
        ):
            done = work.setdefault(one.work_process.code, Done())
            done.exemptions += ((one.exit_profile.level, one.ended_at is None),)
        found = progress_by_hand.count(school, work, place[portfolio.exit_profile_id])
        counted[portfolio.pk] = (found.done, found.total)
    return counted


def by_engine(portfolios):
    return {pk: (found.own.done, found.own.total) for pk, found in progress.of(portfolios).items()}


@pytest.mark.parametrize("seed", range(3))
def test_ten_random_changes_do_what_was_foretold(
    seed, desk, qualification, level3, level4, school_class, teacher, board_member
):
    random = Random(seed)
    portfolios = random_school(random, level3, level4, school_class, teacher, board_member)
    carried_out = compared = 0
    while carried_out < CHANGES:
        before = by_hand(qualification, portfolios)
        looked, done = change(desk, qualification, draw(random, qualification))
        if looked.status_code == 302 or not hidden(looked):
            assert by_engine(portfolios) == by_hand(qualification, portfolios) == before
            continue
        carried_out += 1
        assert done.url == page("change", qualification)
        foretold = numbers(looked)
        after = by_hand(qualification, portfolios)
        assert by_engine(portfolios) == after
        for portfolio in portfolios:
            seen = foretold.get(portfolio.pk, before[portfolio.pk] * 2)
            assert seen == (*before[portfolio.pk], *after[portfolio.pk])
        compared += len(foretold)
    lines = []
    verify.check_log(lines.append, lines.append)
    assert compared > CHANGES
    assert StructureChange.objects.count() == CHANGES
    assert lines == []
    assert Qualification.objects.count() == 1
