"""Where a class is stuck: for each work process how far the students are, most trouble first."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count

from curriculum.models import WorkProcess
from portfolios import progress
from portfolios.enums import Shown
from portfolios.models import Submission

# From how many returns on a student is stuck in a work process.
OFTEN = 2
# What part of the students has begun, at most, where almost nobody has.
HARDLY = 0.1


@dataclass(frozen=True)
class Spot:
    """One work process in one class."""

    work_process: WorkProcess
    # How many students show each state.
    numbers: Counter
    # How many still have to do it after it was returned to them twice or more.
    again: int

    @property
    def students(self):
        """Of how many students it is asked; of a choice, how many chose it or have it."""
        return self.numbers.total()

    @property
    def done(self):
        return sum(self.numbers[state] for state in progress.DONE)

    @property
    def waiting(self):
        return self.numbers[Shown.SUBMITTED]

    @property
    def returned(self):
        return self.numbers[Shown.RETURNED]

    @property
    def in_progress(self):
        return self.numbers[Shown.IN_PROGRESS]

    @property
    def to_confirm(self):
        return self.numbers[Shown.TO_CONFIRM]

    @property
    def not_started(self):
        return self.numbers[Shown.NOT_STARTED]

    @property
    def share(self):
        """What part of a hundred of the students has it done."""
        return round(100 * self.done / self.students)

    @property
    def is_trouble(self):
        """It was returned to somebody who still has to do it."""
        return bool(self.again or self.returned)

    @property
    def is_hardly_begun(self):
        if self.work_process.core_task.choose:
            return False
        return self.students - self.not_started <= HARDLY * self.students

    @property
    def cells(self):
        """The parts of a bar, a student each."""
        order = (*progress.DONE, *progress.OPEN_ORDER)
        return [state for state in order for _student in range(self.numbers[state])]


def find(rows):
    """A `Spot` for each work process that is asked of somebody in these rows of a class.

    Most trouble first: how many it was returned to twice or more, how many have it back now, how
    many wait, and then where the smallest part has it done. One query.
    """
    often = _returned_often(row.portfolio.pk for row in rows)
    work_processes, numbers, again = {}, defaultdict(Counter), Counter()
    for row in rows:
        for task in row.progress.counting:
            for cell in filter(None, task.units):
                pk = cell.work_process.pk
                work_processes[pk] = cell.work_process
                numbers[pk][cell.shown] += 1
                again[pk] += not cell.done and cell.facts.sign_off_id in often
    found = [Spot(one, numbers[pk], again[pk]) for pk, one in work_processes.items()]
    return sorted(found, key=_trouble)


def _trouble(spot):
    task = spot.work_process.core_task
    place = (task.qualification_id, task.position, spot.work_process.position)
    return -spot.again, -spot.returned, -spot.waiting, spot.share, place


def _returned_often(portfolios):
    """The ids of the cells that were returned to the student twice or more."""
    returned = Submission.objects.sent_back().filter(sign_off__portfolio__in=list(portfolios))
    counted = returned.order_by().values("sign_off").annotate(times=Count("pk"))
    return set(counted.filter(times__gte=OFTEN).values_list("sign_off", flat=True))
