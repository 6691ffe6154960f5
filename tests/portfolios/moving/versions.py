"""A second version of the small qualification, a mapping to it, and what tests ask of a move."""

from portfolios import moving, progress, verify
from portfolios.models import Portfolio, SignOff
from tests import factories

# 1.2 and 2.1 come together as 1.2; 2.2 goes on as 2.2 and 2.3; 2.3 as 3.1; 1.7, 7.2 and 8.2 are
# gone; 4.1 is new; the others stay.
MATRIX = {
    1: (None, {"1.1": "hl", "1.2": "hl"}),
    2: (None, {"2.2": "hl", "2.3": "h"}),
    3: (None, {"3.1": "h"}),
    4: (None, {"4.1": "hl"}),
    7: (1, {"7.1": "h", "7.3": "h"}),
    8: (1, {"8.1": "l"}),
}
CHOICES = {
    "1.1": "1.1",
    "1.2": "1.2",
    "2.1": "1.2",
    "2.2": "2.2, 2.3",
    "2.3": "3.1",
    "7.1": "7.1",
    "7.3": "7.3",
    "8.1": "8.1",
}
SLUGS = {"small-4": "small-4", "small-3": "small-3"}


def make_newer(matrix=MATRIX, **fields):
    return factories.make_qualification(matrix, version=2, **fields)


def mapping(source, target, choices=CHOICES, profiles=SLUGS):
    return moving.read(source, target, choices, profiles)


def back(source, target, choices=CHOICES, profiles=SLUGS):
    """The way back of the same choices."""
    way = {}
    for old, new in choices.items():
        for code in new.split(", "):
            way[code] = ", ".join(filter(None, [way.get(code), old]))
    return moving.read(target, source, way, {new: old for old, new in profiles.items()})


def moved(portfolio, mapping, by):
    """The portfolio after its move; what was foretold came about, and the log fits all of it."""
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    (foretold,) = moving.try_out([portfolio], mapping)
    moving.move(portfolio=portfolio, mapping=mapping, by=by)
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    assert shown(foretold.after) == shown(progress.of_one(portfolio).own)
    assert breaks() == []
    return portfolio


def shown(found):
    """What a page could tell of progress: by code what each cell shows, and the numbers."""
    cells = {
        cell.code: (
            str(cell.shown), cell.done, cell.marked, cell.chosen, str(cell.facts.state),
            cell.facts.grade, cell.facts.given_level, cell.facts.exempt_level,
            cell.facts.to_confirm,
        )
        for cell in found.cells
    }  # fmt: skip
    return {**cells, "done": found.done, "total": found.total}


def states(portfolio):
    """What each cell of the version of now shows that is not blank."""
    own = progress.of_one(portfolio).own
    return {cell.code: str(cell.shown) for cell in own.cells if cell.shown != "not_started"}


def cell(portfolio, code):
    return SignOff.objects.current().get(portfolio=portfolio, work_process__code=code)


def breaks():
    """What the check of all logs tells."""
    found = []
    verify.check_log(found.append, lambda _line: None)
    return found
