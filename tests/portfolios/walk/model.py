"""The legal steps of a sign-off and a portfolio as plain Python, from the design and nothing else.

It imports nothing of the application: what a walk compares are two readings of the same page.
"""

from dataclasses import dataclass, field

NOT_STARTED, IN_PROGRESS, SUBMITTED, RETURNED, SIGNED_OFF = (
    "not_started", "in_progress", "submitted", "returned", "signed_off",
)  # fmt: skip
STATES = {NOT_STARTED, IN_PROGRESS, SUBMITTED, RETURNED, SIGNED_OFF}
FAIL, PASS, GOOD = "insufficient", "sufficient", "good"
OK, REFUSED, DENIED = "ok", "refused", "denied"
ACTIVE, COMPLETED, CLOSED = "active", "completed", "closed"

# Step of a cell: (states it starts from, who may take it); the needs of each step are below.
TABLE = {
    "submit": ({IN_PROGRESS, RETURNED, SIGNED_OFF}, "student"),
    "withdraw": ({SUBMITTED}, "student"),
    "assess": ({SUBMITTED}, "assessor"),
    "release": ({SUBMITTED}, "coordinator"),
    "revoke": ({SIGNED_OFF}, "assessor or coordinator"),
    "carry": ({SIGNED_OFF}, "assessor"),
    "exempt": (STATES - {SUBMITTED}, "board"),
    "add": (None, "student"),
    "link": (None, "student"),
    "unlink": (None, "student"),
    "remove": (None, "student"),
    "restore": (None, "student"),
    "renew": (None, "student"),
    "choose": (None, "student"),
    "carry_all": (None, "assessor"),
    "unexempt": (None, "board"),
    "profile": (None, "coordinator"),
    "move": (None, "coordinator"),
    "close": (None, "coordinator"),
    "open": (None, "coordinator"),
    "propose": (None, "assessor"),
    "confirm": (None, "board"),
    "refuse": (None, "board"),
    "reopen": (None, "board"),
}
# Only these are taken in a portfolio that is not active.
WHEN_DONE = {"open", "reopen"}
MAX_ROUNDS = 2
BOARD = {"board", "third"}
SEES_SCHOOL = {*BOARD, "coordinator"}


@dataclass
class Cell:
    state: str = NOT_STARTED
    grade: str = ""
    level: int | None = None
    # Who confirmed the standing result for the level of the portfolio, while it is not enough.
    confirmed: list = field(default_factory=list)


@dataclass
class Piece:
    links: set
    replaces: int | None = None
    removed: bool = False


@dataclass
class Judgement:
    seat: int
    round: int
    who: str
    outcome: str
    released: bool = False


@dataclass
class Exemption:
    code: str
    level: int
    ended: bool = False


@dataclass
class Proposal:
    who: str
    state: str = "proposed"
    sealed: tuple = ()


@dataclass
class HandIn:
    code: str
    pieces: frozenset
    level: int
    seats: int
    before: str
    end: str = "open"
    judgements: list = field(default_factory=list)

    @property
    def standing(self):
        return [judgement for judgement in self.judgements if not judgement.released]

    @property
    def round(self):
        """The round to judge now; None after the last one."""
        last = max((judgement.round for judgement in self.standing), default=1)
        if sum(judgement.round == last for judgement in self.standing) < self.seats:
            return last
        return last + 1 if last < MAX_ROUNDS else None

    @property
    def was_filled(self):
        """Whether everybody sat in some round once."""
        seats = {one: set() for one in range(1, MAX_ROUNDS + 1)}
        for judgement in self.judgements:
            seats[judgement.round].add(judgement.seat)
        return any(len(taken) == self.seats for taken in seats.values())


class School:
    """One student with one portfolio, and everybody who might touch it."""

    def __init__(self, *, seats, marks, choices, level):
        self.marks = marks  # level -> codes that it asks for
        self.choices = choices  # codes of which one is enough
        self.codes = sorted(set().union(*marks.values()))
        self.level = level
        self.seats = seats
        self.state = ACTIVE
        self.school_class = "4A"
        self.classes = {"4A": {"first", "second", "third", "student"}, "4B": {"elsewhere"}}
        self.cells = {code: Cell() for code in self.codes}
        self.chosen = set()
        self.pieces, self.hand_ins, self.exemptions, self.proposals = [], [], [], []
        self.logged = 1

    # Who

    @property
    def teachers(self):
        return self.classes[self.school_class]

    def is_role(self, who, role):
        assessor = who in self.teachers and who != "student"
        return {
            "student": who == "student",
            "assessor": assessor,
            "coordinator": who == "coordinator",
            "board": who in BOARD,
            "assessor or coordinator": assessor or who == "coordinator",
        }[role]

    # What is frozen, and what a hand-in takes along

    def holders(self, piece):
        return [one for one in self.hand_ins if one.end != "withdrawn" and piece in one.pieces]

    def is_frozen(self, piece):
        return bool(self.holders(piece))

    def frozen_links(self, piece):
        return {one.code for one in self.holders(piece)}

    def linked(self, code):
        return {
            index
            for index, piece in enumerate(self.pieces)
            if code in piece.links and not piece.removed
        }

    def to_hand_in(self, code):
        linked = self.linked(code)
        return frozenset(linked - {self.pieces[index].replaces for index in linked})

    def taken_over(self, piece):
        held = {SUBMITTED, SIGNED_OFF}
        return {code for code in self.pieces[piece].links if self.cells[code].state not in held}

    # What counts

    def exempt_level(self, code):
        standing = [one.level for one in self.exemptions if one.code == code and not one.ended]
        return max(standing, default=0)

    def is_exempted(self, code):
        return self.exempt_level(code) >= self.level

    def is_done(self, code):
        return (self.cells[code].level or 0) >= self.level or self.is_exempted(code)

    def counted(self):
        """What counts toward the level of the portfolio; of the choices the chosen one first."""
        done = [
            code for code in self.codes if code in self.marks[self.level] and self.is_done(code)
        ]
        choices = [code for code in done if code in self.choices]
        best = sorted(choices, key=lambda code: code not in self.chosen)[:1]
        return [code for code in done if code not in self.choices or code in best]

    def is_complete(self):
        asked = self.marks[self.level]
        return len(self.counted()) == len(asked - self.choices) + bool(asked & self.choices)

    def open_proposal(self):
        return next((one for one in self.proposals if one.state == "proposed"), None)

    # What the design answers

    def answer(self, move):
        """OK, REFUSED or DENIED for a step: (its name, who, what it is about...)."""
        name, who, *about = move
        if name in ("leave", "join"):
            return OK
        if self.state != ACTIVE and name not in WHEN_DONE:
            return REFUSED
        states, role = TABLE[name]
        if not self.is_role(who, role):
            return DENIED
        if states is not None and self._cell(name, about).state not in states:
            return REFUSED
        return OK if getattr(self, f"_may_{name}")(who, *about) else REFUSED

    def _cell(self, name, about):
        by_hand_in = name in ("withdraw", "assess", "release")
        return self.cells[self.hand_ins[about[0]].code if by_hand_in else about[0]]
