"""The legal steps of a sign-off as plain Python, written from the design and from nothing else.

It imports nothing of the application: what a walk compares are two readings of the same page.
"""

from dataclasses import dataclass, field

NOT_STARTED, IN_PROGRESS, SUBMITTED, RETURNED, SIGNED_OFF = (
    "not_started", "in_progress", "submitted", "returned", "signed_off",
)  # fmt: skip
FAIL, PASS, GOOD = "insufficient", "sufficient", "good"
OK, REFUSED, DENIED = "ok", "refused", "denied"

# step: (states it starts from, who may take it); the needs of each step are below.
TABLE = {
    "submit": ({IN_PROGRESS, RETURNED, SIGNED_OFF}, "student"),
    "withdraw": ({SUBMITTED}, "student"),
    "assess": ({SUBMITTED}, "assessor"),
    "release": ({SUBMITTED}, "coordinator"),
    "revoke": ({SIGNED_OFF}, "assessor or coordinator"),
    "profile": (None, "coordinator"),
    "add": (None, "student"),
    "link": (None, "student"),
    "unlink": (None, "student"),
    "remove": (None, "student"),
    "restore": (None, "student"),
    "renew": (None, "student"),
}
MAX_PIECES = 6
MAX_ROUNDS = 2


@dataclass
class Cell:
    state: str = NOT_STARTED
    grade: str = ""
    level: int | None = None


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


class School:
    """One student with one portfolio, and everybody who might touch it."""

    def __init__(self, *, seats, marks, level):
        self.marks = marks  # level -> codes that it asks for
        self.codes = sorted(set().union(*marks.values()))
        self.level = level
        self.seats = seats
        self.teachers = {"first", "second", "third", "student"}
        self.cells = {code: Cell() for code in self.codes}
        self.pieces = []
        self.hand_ins = []
        self.logged = 1

    # Who

    def is_role(self, who, role):
        assessor = who in self.teachers and who != "student"
        return {
            "student": who == "student",
            "assessor": assessor,
            "coordinator": who == "coordinator",
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

    # What the design answers

    def answer(self, move):
        """OK, REFUSED or DENIED for a step: (its name, who, what it is about...)."""
        name, who, *about = move
        if name in ("leave", "join"):
            return OK
        states, role = TABLE[name]
        if not self.is_role(who, role):
            return DENIED
        if states is not None and self._cell(name, about).state not in states:
            return REFUSED
        return OK if getattr(self, f"_may_{name}")(who, *about) else REFUSED

    def _cell(self, name, about):
        code = about[0] if name in ("submit", "revoke") else self.hand_ins[about[0]].code
        return self.cells[code]

    def _may_submit(self, who, code, own_work):
        cell = self.cells[code]
        below = cell.state != SIGNED_OFF or cell.level < self.level
        return below and own_work and code in self.marks[self.level] and bool(self.to_hand_in(code))

    def _may_withdraw(self, who, hand_in):
        return self.hand_ins[hand_in].end == "open" and not self.hand_ins[hand_in].judgements

    def _may_assess(self, who, hand_in, outcome):
        return self.hand_ins[hand_in].end == "open" and self._seat(hand_in, who) is not None

    def _seat(self, hand_in, who):
        one = self.hand_ins[hand_in]
        mine = [judgement for judgement in one.judgements if judgement.who == who]
        if one.round is None or any(judgement.released for judgement in mine):
            return None
        if mine:
            judged = any(judgement.round == one.round for judgement in mine)
            return None if judged else mine[0].seat
        taken = {judgement.seat for judgement in one.standing}
        return min(set(range(1, one.seats + 1)) - taken, default=None)

    def _may_release(self, who, hand_in, seat):
        one = self.hand_ins[hand_in]
        inside = [judgement.who for judgement in one.standing if judgement.seat == seat]
        left = any(not self.is_role(person, "assessor") for person in inside)
        return one.end == "open" and bool(inside) and (one.round is None or left)

    def _may_revoke(self, who, code):
        return True

    def _may_profile(self, who, level):
        return level != self.level

    def _may_add(self, who, codes):
        return True

    def _may_link(self, who, piece, code):
        return not self.pieces[piece].removed

    def _may_unlink(self, who, piece, code):
        links = self.pieces[piece].links
        return code in links and len(links) > 1 and code not in self.frozen_links(piece)

    def _may_remove(self, who, piece):
        return not self.pieces[piece].removed and not self.is_frozen(piece)

    def _may_restore(self, who, piece):
        one = self.pieces[piece]
        return not one.removed or one.replaces is None or not self._newer(one.replaces)

    def _may_renew(self, who, piece):
        return self.is_frozen(piece) and not self._newer(piece) and bool(self.taken_over(piece))

    def _newer(self, piece):
        return any(one.replaces == piece and not one.removed for one in self.pieces)
