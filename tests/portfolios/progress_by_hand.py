"""Progress counted slowly and plainly, rule by rule as the design page "Progress" has it.

Knows plain data alone (`random_qualification`), and nothing of the engine.
"""

from dataclasses import dataclass, field

from tests.portfolios.random_qualification import Done

SIGNED_OR_EXEMPT = ("good", "sufficient", "exempt")
BEGUN = ("submitted", "returned", "in_progress")
# In a choice: what asks least of the student comes first.
LEAST_FIRST = ("to_confirm", "submitted", "returned", "in_progress", "not_started")


@dataclass
class Unit:
    """What one work process shows at one exit profile."""

    code: str
    asked: bool
    provisional: bool
    shows: str
    counts: bool
    chosen: bool
    by_board: bool


@dataclass
class Counted:
    """One core task: `places` has one entry for each unit, a code or None, and what it shows."""

    number: int
    choose: int | None
    total: int
    done: int
    units: list
    places: list

    @property
    def still_open(self):
        return [unit for unit in self.units if unit.asked and not unit.counts]

    @property
    def lacks(self):
        return self.total - self.done


@dataclass
class Result:
    tasks: list = field(default_factory=list)

    @property
    def total(self):
        return sum(task.total for task in self.tasks)

    @property
    def done(self):
        return sum(task.done for task in self.tasks)

    @property
    def units(self):
        return [unit for task in self.tasks for unit in task.units]

    def codes(self, shows):
        return [unit.code for unit in self.units if unit.shows == shows]


def count(school, work, profile):
    """What a student reached who did this work, toward this exit profile."""
    result = Result()
    for task in school.tasks:
        units = [_unit(row, work.get(row.code) or Done(), profile, school) for row in task.rows]
        asked = [unit for unit in units if unit.asked]
        total = 0
        if asked:
            total = len(asked) if task.choose is None else task.choose
        found = len([unit for unit in asked if unit.counts])
        done = found if found < total else total
        places = _places(task, asked, total)
        result.tasks.append(Counted(task.number, task.choose, total, done, units, places))
    return result


def _unit(row, done, profile, school):
    level = school.levels[profile]
    asked = profile in row.marks
    exempted = [at for at, stands in done.exemptions if stands]
    signed_here = done.given is not None and done.given >= level
    exempt_here = any(at >= level for at in exempted)
    something = done.given is not None or bool(exempted)
    if something and not asked:
        shows = "outside"
    elif signed_here:
        shows = done.grade
    elif exempt_here:
        shows = "exempt"
    elif done.state in ("submitted", "returned"):
        shows = done.state
    elif something:
        shows = "to_confirm"
    else:
        shows = done.state
    return Unit(
        code=row.code,
        asked=asked,
        provisional=asked and row.marks[profile],
        shows=shows,
        counts=asked and (signed_here or exempt_here),
        chosen=done.chosen,
        by_board=done.given is None,
    )


def _places(task, asked, total):
    """The columns of a core task: all that is asked; in a choice what counts, else what is chosen,
    else what was begun, and an empty place where there is none of these."""
    if task.choose is None:
        return [(unit.code, unit.shows) for unit in asked]
    turns = (
        [unit for unit in asked if unit.counts and unit.chosen],
        [unit for unit in asked if unit.counts and not unit.chosen],
        *([u for u in asked if not u.counts and u.chosen and u.shows == s] for s in LEAST_FIRST),
        *([u for u in asked if not u.counts and not u.chosen and u.shows == s]
          for s in LEAST_FIRST[:-1]),
    )  # fmt: skip
    places = [(unit.code, unit.shows) for turn in turns for unit in turn][:total]
    while len(places) < total:
        places.append((None, "not_started"))
    return places


def to_be_shown(task):
    """What one core task still asks when all that waits for a confirmation is confirmed: the codes
    under way, the codes to choose from, and how many of these."""
    begun = [unit for unit in task.still_open if unit.shows in BEGUN]
    rest = [unit.code for unit in task.still_open if unit.shows == "not_started"]
    if task.choose is None:
        return [(unit.code, unit.shows) for unit in begun], rest, len(rest)
    waiting = [unit for unit in task.still_open if unit.shows == "to_confirm"]
    needed = task.lacks - len(waiting)
    if needed <= 0:
        return [], rest, 0
    ordered = []
    for chosen in (True, False):
        for shows in BEGUN:
            ordered += [u for u in begun if u.chosen == chosen and u.shows == shows]
    taken = [(unit.code, unit.shows) for unit in ordered[:needed]]
    return taken, rest, needed - len(taken)
