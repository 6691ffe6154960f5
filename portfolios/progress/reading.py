"""Reads what progress needs, for any number of portfolios in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BooleanField, Case, CharField, F, IntegerField, Value, When
from django.db.models.functions import Cast

from curriculum.models import ExitProfile, WorkProcess
from portfolios.enums import BELOW_ALL
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
    facts, chosen = defaultdict(dict), defaultdict(set)
    for portfolio, work_process, state, grade, level, sign_off, to_confirm in _rows(portfolios):
        of_portfolio = facts[portfolio]
        if state == _CHOSEN:
            chosen[portfolio].add(work_process)
        elif state == _EXEMPT:
            of_portfolio[work_process] = of_portfolio.get(work_process, NOTHING).exempted(level)
        else:
            known = of_portfolio.get(work_process, NOTHING)
            of_portfolio[work_process] = Facts(
                state, grade, level, known.exempt_level, sign_off, to_confirm
            )
    return {
        portfolio.pk: Overview(
            portfolio,
            structures[portfolio.qualification_id],
            facts[portfolio.pk],
            frozenset(chosen[portfolio.pk]),
        )
        for portfolio in portfolios
    }


# What stands in the place of the state, in a row that is no cell.
_EXEMPT, _CHOSEN = "exempt", "chosen"


def _rows(portfolios):
    """What is known of each work process, from three tables in one query: portfolio, work
    process, state, grade, level, the id of the cell, and whether its result is to confirm."""
    ids = [portfolio.pk for portfolio in portfolios]
    text, number = CharField(), IntegerField()
    nothing, no = Cast(Value(None), number), Value(False, BooleanField())
    # What came along unconfirmed reaches no level.
    level = Case(
        When(to_confirm=True, then=Value(BELOW_ALL)),
        default=F("exit_profile__level"),
        output_field=number,
    )
    # What stayed in an earlier version of the qualification is history.
    of_now = {"portfolio__in": ids, "work_process__qualification": F("portfolio__qualification")}
    cells = SignOff.objects.filter(**of_now).order_by()
    exemptions = Exemption.objects.standing().filter(**of_now).order_by()
    choices = ChosenSpecialisation.objects.filter(**of_now).order_by()
    return cells.values_list(
        "portfolio", "work_process", "state", "grade", "given_at__level", "pk", "to_confirm"
    ).union(
        exemptions.values_list(
            "portfolio",
            "work_process",
            Value(_EXEMPT, text),
            Value("", text),
            level,
            nothing,
            no,
        ),
        choices.values_list(
            "portfolio", "work_process", Value(_CHOSEN, text), Value("", text), nothing, nothing, no
        ),
        all=True,
    )


def of_one(portfolio):
    """The `Overview` of one portfolio."""
    return of([portfolio])[portfolio.pk]


def read_structures(qualification_ids):
    """The `Structure` of each qualification, by id, in two queries."""
    tasks = {pk: {} for pk in qualification_ids}
    work_processes, profiles, marks = defaultdict(list), defaultdict(dict), defaultdict(dict)
    in_order = WorkProcess.objects.filter(qualification__in=tasks).select_related("core_task")
    for one in in_order.order_by("core_task__position", "core_task", "position", "pk"):
        # One object for each core task, however many work processes it has.
        one.core_task = tasks[one.qualification_id].setdefault(one.core_task_id, one.core_task)
        work_processes[one.core_task_id].append(one)
    of_profile = ExitProfile.objects.filter(qualification__in=tasks).annotate(
        marked=F("requirements__work_process"), provisional=F("requirements__provisional")
    )
    for profile in of_profile.order_by("position", "pk"):
        known = profiles[profile.qualification_id].setdefault(profile.pk, profile)
        if profile.marked:
            marks[known.pk][profile.marked] = profile.provisional
    return {
        pk: Structure(tuple(tasks[pk].values()), work_processes, profiles[pk], marks)
        for pk in tasks
    }
