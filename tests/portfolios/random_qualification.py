"""Random qualifications and what students did in them, as plain data: no model, no rule."""

from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace

from curriculum.models import CoreTask, ExitProfile, WorkProcess
from portfolios.progress import Facts, Overview, Structure

LEVELS = range(1, 6)
OPEN_STATES = ("not_started", "in_progress", "submitted", "returned")


@dataclass
class Done:
    """What one student did about one work process; exemptions are (level, whether it stands)."""

    state: str = "not_started"
    grade: str = ""
    given: int | None = None
    exemptions: tuple = ()
    chosen: bool = False


@dataclass
class Row:
    """One work process: for which exit profiles it is marked, and whether provisionally."""

    code: str
    marks: dict
    retired: bool = False


@dataclass
class Task:
    number: int
    choose: int | None
    rows: list


@dataclass
class School:
    """The levels of the exit profiles, the core tasks, and the students: (profile, by code)."""

    levels: list
    tasks: list
    students: list = field(default_factory=list)

    @property
    def rows(self):
        return [row for task in self.tasks for row in task.rows]


def school(seed, students=1):
    """The random school of this number; those of low numbers are small."""
    random = Random(seed)
    levels = [random.choice(LEVELS) for _profile in range(random.randint(1, 2 + seed % 3))]
    profiles = range(len(levels))
    tasks = []
    for number in range(1, random.randint(1, 1 + min(seed // 20, 5)) + 1):
        rows = [
            _row(random, f"{number}.{place}", profiles)
            for place in range(1, random.randint(0, 6) + 1)
        ]
        asked = [sum(profile in row.marks for row in rows) for profile in profiles]
        fewest = min((count for count in asked if count), default=3)
        choose = random.choice([None, random.randint(1, fewest)])
        tasks.append(Task(number, choose, rows))
    made = School(levels, tasks)
    for _student in range(students):
        work = {row.code: _done(random) for row in made.rows if random.random() < 0.6}
        made.students.append((random.choice(profiles), work))
    return made


def _row(random, code, profiles):
    share = random.choice([0.3, 0.6, 1])
    marks = {profile: random.random() < 0.2 for profile in profiles if random.random() < share}
    return Row(code, marks, retired=not marks and random.random() < 0.5)


def _done(random):
    given = random.choice([None, None, *LEVELS])
    states = OPEN_STATES if given is None else (*OPEN_STATES, "signed_off", "signed_off")
    exempted = random.sample(LEVELS, random.choice([0, 0, 0, 1, 2]))
    return Done(
        state=random.choice(states),
        grade="" if given is None else random.choice(["sufficient", "good"]),
        given=given,
        exemptions=tuple((level, random.random() < 0.7) for level in exempted),
        chosen=random.random() < 0.3,
    )


def highest_exemption(done):
    return max((level for level, stands in done.exemptions if stands), default=None)


def read(school):
    """An `Overview` for each student, as the engine would read it, and the exit profiles."""
    profiles = {
        pk: ExitProfile(pk=pk, level=level, name=f"Profile {pk}")
        for pk, level in enumerate(school.levels)
    }
    marks = {pk: {} for pk in profiles}
    core_tasks, work_processes, pks = [], {}, {}
    for task in school.tasks:
        core_task = CoreTask(pk=task.number, number=task.number, choose=task.choose)
        core_tasks.append(core_task)
        found = work_processes[task.number] = []
        for row in task.rows:
            pk = pks[row.code] = len(pks) + 1
            found.append(
                WorkProcess(pk=pk, code=row.code, core_task=core_task, retired=row.retired)
            )
            for profile, provisional in row.marks.items():
                marks[profile][pk] = provisional
    structure = Structure(tuple(core_tasks), work_processes, profiles, marks)
    overviews = [
        Overview(
            SimpleNamespace(exit_profile_id=own),
            structure,
            {
                pks[code]: Facts(one.state, one.grade, one.given, highest_exemption(one), pks[code])
                for code, one in work.items()
            },
            frozenset(pks[code] for code, one in work.items() if one.chosen),
        )
        for own, work in school.students
    ]
    return overviews, profiles
