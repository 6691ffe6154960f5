"""Reads what progress needs, for any number of portfolios in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Max

from curriculum.models import CoreTask, ExitProfile, Requirement, WorkProcess
from portfolios.models import ChosenSpecialisation, Exemption, SignOff
from portfolios.progress.counting import NOTHING, Cell, Facts, Progress, TaskProgress
from portfolios.shown import is_done, shown


@dataclass(frozen=True)
class Structure:
    """What one version of a qualification asks, read once for any number of portfolios."""

    core_tasks: tuple
    work_processes: dict
    profiles: dict
    marks: dict

    def progress(self, profile_id, facts, chosen):
        """Compute the progress of one portfolio toward one of the exit profiles."""
        profile = self.profiles[profile_id]
        marks = self.marks.get(profile_id, {})
        by_code, tasks = {}, []
        for core_task in self.core_tasks:
            cells = []
            for work_process in self.work_processes.get(core_task.pk, ()):
                fact = facts.get(work_process.pk, NOTHING)
                marked = work_process.pk in marks
                cell = Cell(
                    work_process=work_process,
                    facts=fact,
                    marked=marked,
                    provisional=marks.get(work_process.pk, False),
                    chosen=work_process.pk in chosen,
                    shown=shown(fact, profile.level, marked),
                    done=marked and is_done(fact, profile.level),
                )
                cells.append(cell)
                by_code[work_process.code] = cell
            tasks.append(TaskProgress(core_task, tuple(cells)))
        return Progress(profile, tuple(tasks), by_code)


@dataclass(frozen=True)
class Overview:
    """What is known of one portfolio: ask it for the progress toward any exit profile."""

    portfolio: object
    structure: Structure
    facts: dict
    chosen: frozenset

    def at(self, profile):
        return self.structure.progress(profile.pk, self.facts, self.chosen)

    @property
    def own(self):
        """Toward the portfolio's own exit profile."""
        return self.structure.progress(self.portfolio.exit_profile_id, self.facts, self.chosen)

    @property
    def counted_codes(self):
        """What counts now toward the portfolio's own exit profile."""
        return [cell.code for cell in self.own.counted]

    @property
    def others(self):
        """Toward every other exit profile of the qualification."""
        return [
            self.structure.progress(pk, self.facts, self.chosen)
            for pk in self.structure.profiles
            if pk != self.portfolio.exit_profile_id
        ]


def of(portfolios):
    """An `Overview` for each of the portfolios, by id, in a fixed number of queries."""
    portfolios = list(portfolios)
    structures = read_structures({portfolio.qualification_id for portfolio in portfolios})
    ids = [portfolio.pk for portfolio in portfolios]
    facts, chosen = defaultdict(dict), defaultdict(set)
    cells = SignOff.objects.filter(portfolio__in=ids).values_list(
        "portfolio", "work_process", "state", "grade", "given_at__level", "pk"
    )
    for portfolio, work_process, state, grade, level, pk in cells:
        facts[portfolio][work_process] = Facts(state, grade, level, None, pk)
    for portfolio, work_process, level in _exemptions(ids):
        fact = facts[portfolio].get(work_process, NOTHING)
        facts[portfolio][work_process] = replace(fact, exempt_level=level)
    choices = ChosenSpecialisation.objects.filter(portfolio__in=ids)
    for portfolio, work_process in choices.values_list("portfolio", "work_process"):
        chosen[portfolio].add(work_process)
    return {
        portfolio.pk: Overview(
            portfolio,
            structures[portfolio.qualification_id],
            facts[portfolio.pk],
            frozenset(chosen[portfolio.pk]),
        )
        for portfolio in portfolios
    }


def _exemptions(portfolio_ids):
    """The highest level of what stands for each work process: (portfolio, work process, level)."""
    standing = Exemption.objects.standing().filter(portfolio__in=portfolio_ids)
    return (
        standing.order_by()
        .values_list("portfolio", "work_process")
        .annotate(level=Max("exit_profile__level"))
    )


def of_one(portfolio):
    """The `Overview` of one portfolio."""
    return of([portfolio])[portfolio.pk]


def read_structures(qualification_ids):
    """The `Structure` of each qualification, by id."""
    found = {
        pk: Structure(core_tasks=(), work_processes=defaultdict(list), profiles={}, marks={})
        for pk in qualification_ids
    }
    tasks = defaultdict(list)
    for task in CoreTask.objects.filter(qualification__in=found).order_by("position", "pk"):
        tasks[task.qualification_id].append(task)
    by_pk = {task.pk: task for group in tasks.values() for task in group}
    for work_process in WorkProcess.objects.filter(qualification__in=found).order_by(
        "position", "pk"
    ):
        work_process.core_task = by_pk[work_process.core_task_id]
        found[work_process.qualification_id].work_processes[work_process.core_task_id].append(
            work_process
        )
    for profile in ExitProfile.objects.filter(qualification__in=found).order_by("position", "pk"):
        found[profile.qualification_id].profiles[profile.pk] = profile
        found[profile.qualification_id].marks[profile.pk] = {}
    marks = Requirement.objects.filter(exit_profile__qualification__in=found).values_list(
        "exit_profile__qualification", "exit_profile", "work_process", "provisional"
    )
    for qualification, profile, work_process, provisional in marks:
        found[qualification].marks[profile][work_process] = provisional
    return {
        pk: Structure(
            tuple(tasks[pk]), structure.work_processes, structure.profiles, structure.marks
        )
        for pk, structure in found.items()
    }
