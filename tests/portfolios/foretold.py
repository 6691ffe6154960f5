"""Random changes of a version: what the page foretells, and what is seen once they are done."""

from curriculum.models import CoreTask, Requirement, WorkProcess
from portfolios import progress
from portfolios.models import Exemption, SignOff
from tests.portfolios import progress_by_hand
from tests.portfolios.admin.proposing import change, hidden, numbers, page
from tests.portfolios.random_qualification import Done, Row, School, Task

CHANGES = 10
WORDS = ("required", "provisional", "none")


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
    work = {portfolio.pk: {} for portfolio in portfolios}
    cells = SignOff.objects.filter(portfolio__in=work).select_related("work_process", "given_at")
    for cell in cells:
        given = cell.given_at.level if cell.given_at else None
        work[cell.portfolio_id][cell.work_process.code] = Done(cell.state, cell.grade, given)
    exemptions = Exemption.objects.filter(portfolio__in=work)
    for one in exemptions.select_related("work_process", "exit_profile"):
        done = work[one.portfolio_id].setdefault(one.work_process.code, Done())
        done.exemptions += ((one.exit_profile.level, one.ended_at is None),)
    counted = {}
    for portfolio in portfolios:
        profile = place[portfolio.exit_profile_id]
        found = progress_by_hand.count(school, work[portfolio.pk], profile)
        counted[portfolio.pk] = (found.done, found.total)
    return counted


def by_engine(portfolios):
    return {pk: (found.own.done, found.own.total) for pk, found in progress.of(portfolios).items()}


def ten_changes(random, desk, qualification, portfolios):
    """Look at ten random changes and carry each out: the page, the engine and the slow count
    must agree. Returns how many portfolios the pages spoke of."""
    carried_out = compared = 0
    while carried_out < CHANGES:
        before = by_hand(qualification, portfolios)
        looked, done = change(desk, qualification, draw(random, qualification))
        assert looked.status_code == 200 or looked.url == page("change", qualification)
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
    return compared
