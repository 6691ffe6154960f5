"""What becomes of one portfolio when it is moved: computed from what stands, asks no database.

For each work process of the other version, from the cells that come together in it:

one to one          everything follows: the state, the standing result, an exemption
several to one      signed off only where all of them are, with the lowest grade and level; else
                    in progress. Exempt where all are exempt. Where some are signed off and all
                    others exempt, it is signed off and to be confirmed
one to several      as one to one, but each result and each exemption is to be confirmed
"""

from dataclasses import dataclass, field

from portfolios.enums import Grade, State

_GRADES = list(Grade.values)


@dataclass(frozen=True)
class Exempt:
    """A standing exemption."""

    pk: int
    slug: str
    level: int
    to_confirm: bool = False


@dataclass(frozen=True)
class Standing:
    """One cell as it stands: its attempt, its result, and the exemption that reaches highest.

    `given` is the id of the exit profile; `has_left`: it went along to another version before.
    """

    state: str = State.NOT_STARTED
    grade: str = ""
    given: int | None = None
    slug: str = ""
    level: int | None = None
    to_confirm: bool = False
    pk: int | None = None
    exempt: Exempt | None = None
    has_left: bool = False


@dataclass(frozen=True)
class Arrived:
    """One cell as it stands after the move; `sources` are the old codes that had a cell."""

    code: str
    sources: tuple
    state: str = State.NOT_STARTED
    grade: str = ""
    given: int | None = None
    slug: str = ""
    level: int | None = None
    to_confirm: bool = False
    exempt: Exempt | None = None


@dataclass(frozen=True)
class Held:
    """What is known of one portfolio: cells by code, of the version of now and of the other one
    (from an earlier stay), the links of its evidence in both as (piece, code): whether the piece
    is shown, what was chosen, and the codes of what lies with the teachers."""

    cells: dict = field(default_factory=dict)
    cells_there: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)
    links_there: dict = field(default_factory=dict)
    chosen: list = field(default_factory=list)
    open_codes: list = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """What the move brings: the cells that arrive, by code, and the rest."""

    arrived: dict
    links: tuple
    # Core task numbers of the other version with the codes that are chosen in them.
    chosen: dict
    unmapped: tuple
    # Codes of the other version whose exemptions of an earlier stay end.
    ending: frozenset


def of(held, mapping, options):
    """The `Plan` of one portfolio; `options` are the core tasks of the other version by the code of
    what can be chosen in them."""
    shown = {code for (_piece, code), is_shown in held.links_there.items() if is_shown}
    links = {}
    for (piece, code), is_shown in held.links.items():
        for new in mapping.work_processes.get(code, ()):
            if is_shown:
                shown.add(new)
            if (piece, new) not in held.links_there:
                links[piece, new] = code
    arrived = {}
    for new, codes in mapping.sources.items():
        sources = [code for code in codes if code in held.cells]
        if sources:
            cells = [held.cells.get(code, Standing()) for code in codes]
            splits = [mapping.is_split(code) for code in codes]
            arrived[new] = _arrive(new, tuple(sources), cells, splits, new in shown)
    for code, cell in held.cells_there.items():
        if code not in arrived and (again := _again(code, cell, code in shown)):
            arrived[code] = again
    ending = {code for code, cell in held.cells_there.items() if cell.has_left or code in arrived}
    return Plan(
        arrived=arrived,
        links=tuple((piece, old, new) for (piece, new), old in links.items()),
        chosen=_chosen(held, mapping, options),
        unmapped=tuple(code for code in held.cells if not mapping.work_processes.get(code)),
        ending=frozenset(ending),
    )


def _arrive(code, sources, cells, splits, is_shown):
    exempt = _exempt(cells, splits)
    graded = [cell for cell in cells if cell.grade]
    if graded and all(cell.grade or cell.exempt for cell in cells):
        lowest = min(graded, key=lambda cell: cell.level)
        signed = all(cell.state == State.SIGNED_OFF for cell in graded)
        return Arrived(
            code,
            sources,
            state=State.SIGNED_OFF if signed else State.RETURNED,
            grade=min((cell.grade for cell in graded), key=_GRADES.index),
            given=lowest.given,
            slug=lowest.slug,
            level=lowest.level,
            to_confirm=(
                len(graded) < len(cells) or any(splits) or any(cell.to_confirm for cell in graded)
            ),
            exempt=exempt,
        )
    state = State.IN_PROGRESS if is_shown else State.NOT_STARTED
    if len(cells) == 1 and cells[0].state == State.RETURNED:
        state = State.RETURNED
    return Arrived(code, sources, state=state, exempt=exempt)


def _exempt(cells, splits):
    """The exemption that goes along where all are exempt: the one of the lowest level."""
    found = [cell.exempt for cell in cells]
    if not all(found):
        return None
    lowest = min(found, key=lambda one: one.level)
    to_confirm = any(splits) or any(one.to_confirm for one in found)
    return Exempt(lowest.pk, lowest.slug, lowest.level, to_confirm)


def _again(code, cell, is_shown):
    """A cell of an earlier stay to which nothing comes now; None where it stands as it was.

    A result that went away from here is to be confirmed: what became of it there is not known.
    """
    state = cell.state
    if state in (State.NOT_STARTED, State.IN_PROGRESS):
        state = State.IN_PROGRESS if is_shown else State.NOT_STARTED
    to_confirm = cell.to_confirm or bool(cell.grade and cell.has_left)
    if (state, to_confirm) == (cell.state, cell.to_confirm):
        return None
    return Arrived(code, (), state, cell.grade, cell.given, cell.slug, cell.level, to_confirm)


def _chosen(held, mapping, options):
    """What was chosen follows where it goes on as one that nothing else comes to, and that can be
    chosen there."""
    found = {}
    for code in held.chosen:
        new = mapping.work_processes.get(code, ())
        if len(new) == 1 and len(mapping.sources[new[0]]) == 1 and new[0] in options:
            task = options[new[0]]
            if len(found.get(task.number, ())) < task.choose:
                found.setdefault(task.number, []).append(new[0])
    return found
