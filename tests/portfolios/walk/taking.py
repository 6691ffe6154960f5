"""What a legal step changes, in the same plain Python."""

from itertools import product

from tests.portfolios.walk.model import (
    ACTIVE,
    CLOSED,
    COMPLETED,
    FAIL,
    GOOD,
    IN_PROGRESS,
    MAX_ROUNDS,
    NOT_STARTED,
    PASS,
    RETURNED,
    SIGNED_OFF,
    SUBMITTED,
    Exemption,
    HandIn,
    Judgement,
    Piece,
    Proposal,
)
from tests.portfolios.walk.needs import SchoolWithNeeds

PEOPLE = (
    "student", "classmate", "first", "second", "third", "elsewhere", "coordinator", "board",
    "superuser",
)  # fmt: skip
MAX_PIECES = 5
NAMES = (
    "submit", "withdraw", "assess", "release", "revoke", "carry", "carry_all", "exempt",
    "unexempt", "choose", "profile", "move", "close", "open", "propose", "confirm", "refuse",
    "reopen", "add", "link", "unlink", "remove", "restore", "renew", "leave", "join",
)  # fmt: skip


class WalkedSchool(SchoolWithNeeds):
    """A school that takes steps; ask `answer` first, only legal ones are taken."""

    def moves(self, name):
        """Every step of this name that anybody could try now."""
        if name == "leave":
            return [("leave", who) for who in sorted(self.classes["4A"] - {"student"})]
        if name == "join":
            absent = {"first", "second", "third"} - self.classes["4A"]
            return [("join", who) for who in sorted(absent)]
        options = list(self._options(name))
        return [(name, who, *about) for about in options for who in PEOPLE]

    def _options(self, name):
        pieces = [index for index, piece in enumerate(self.pieces) if not piece.removed]
        room = len(self.pieces) < MAX_PIECES
        touched = [code for code in self.codes if self.cells[code].state != NOT_STARTED]
        below = [code for code in touched if 0 < (self.cells[code].level or 0) < self.level]
        match name:
            case "submit":
                return product(self.codes, (True, False))
            case "withdraw":
                return product(range(len(self.hand_ins)))
            case "assess":
                return product(range(len(self.hand_ins)), (FAIL, PASS, GOOD))
            case "release":
                return product(range(len(self.hand_ins)), range(1, self.seats + 1))
            case "revoke" | "carry":
                return product(touched)
            case "carry_all":
                return [(tuple(some),) for some in (below, touched) if some]
            case "exempt":
                return product(self.codes)
            case "unexempt":
                return product(range(len(self.exemptions)))
            case "choose":
                return [(frozenset(),), *((frozenset({code}),) for code in sorted(self.choices))]
            case "profile":
                return product(self.marks)
            case "move":
                return product(self.classes)
            case "close" | "open" | "propose":
                return [()]
            case "confirm" | "refuse" | "reopen":
                return product(range(len(self.proposals)))
            case "add":
                return [
                    (codes,) for codes in [*([code] for code in self.codes), self.codes] if room
                ]
            case "link":
                return product(pieces, self.codes)
            case "unlink":
                return [(piece, code) for piece in pieces for code in self.pieces[piece].links]
            case "remove" | "restore":
                return product(range(len(self.pieces)))
            case "renew":
                return [(index,) for index in range(len(self.pieces)) if room]

    def take(self, move):
        """Take a legal step."""
        name, who, *about = move
        self.logged += getattr(self, f"_{name}")(who, *about)

    def _follow(self, code):
        cell = self.cells[code]
        if cell.state == NOT_STARTED and self.linked(code):
            cell.state = IN_PROGRESS
        elif cell.state == IN_PROGRESS and not self.linked(code):
            cell.state = NOT_STARTED

    def _void(self):
        """An open proposal lapses. Returns how many entries that logs."""
        proposal = self.open_proposal()
        if proposal is None:
            return 0
        proposal.state = "void"
        return 1

    # People come and go

    def _leave(self, who):
        self.classes["4A"].remove(who)
        return 0

    def _join(self, who):
        self.classes["4A"].add(who)
        return 0

    # Evidence

    def _add(self, who, codes, replaces=None):
        self.pieces.append(Piece(set(codes), replaces))
        for code in codes:
            self._follow(code)
        return 1 + len(codes)

    def _renew(self, who, piece):
        return self._add(who, self.taken_over(piece), replaces=piece)

    def _link(self, who, piece, code):
        if code in self.pieces[piece].links:
            return 0
        self.pieces[piece].links.add(code)
        self._follow(code)
        return 1

    def _unlink(self, who, piece, code):
        self.pieces[piece].links.remove(code)
        self._follow(code)
        return 1

    def _remove(self, who, piece):
        return self._put(piece, True)

    def _restore(self, who, piece):
        return self._put(piece, False) if self.pieces[piece].removed else 0

    def _put(self, piece, in_bin):
        """Into the bin or out of it; the links stay, and the cells follow."""
        self.pieces[piece].removed = in_bin
        for code in self.pieces[piece].links:
            self._follow(code)
        return 1 + len(self.pieces[piece].links)

    # Cells

    def _submit(self, who, code, own_work):
        cell = self.cells[code]
        self.hand_ins.append(
            HandIn(code, self.to_hand_in(code), self.level, self.seats, cell.state)
        )
        cell.state = SUBMITTED
        return 1

    def _withdraw(self, who, hand_in):
        one = self.hand_ins[hand_in]
        one.end = "withdrawn"
        self.cells[one.code].state = one.before
        return 1

    def _assess(self, who, hand_in, outcome):
        one = self.hand_ins[hand_in]
        now = one.round
        one.judgements.append(Judgement(self._seat(hand_in, who), now, who, outcome))
        outcomes = [judgement.outcome for judgement in one.standing if judgement.round == now]
        if len(outcomes) < one.seats:
            return 1
        failed = outcomes.count(FAIL)
        if 0 < failed < len(outcomes):
            return 2 if now < MAX_ROUNDS else 1
        cell = self.cells[one.code]
        one.end = "decided"
        cell.confirmed.clear()
        if failed:
            cell.state = RETURNED
        else:
            cell.state, cell.level = SIGNED_OFF, one.level
            cell.grade = GOOD if set(outcomes) == {GOOD} else PASS
        return 2 + self._void()

    def _release(self, who, hand_in, seat):
        for judgement in self.hand_ins[hand_in].standing:
            if judgement.seat == seat:
                judgement.released = True
        return 1

    def _revoke(self, who, code):
        cell = self.cells[code]
        cell.state, cell.grade, cell.level = RETURNED, "", None
        cell.confirmed.clear()
        return 1 + self._void()

    def _carry(self, who, code):
        cell = self.cells[code]
        cell.confirmed.append(who)
        if sum(self.is_role(one, "assessor") for one in cell.confirmed) < self.seats:
            return 1
        cell.level = self.level
        cell.confirmed.clear()
        return 2 + self._void()

    def _carry_all(self, who, codes):
        return sum(self._carry(who, code) for code in codes)

    def _exempt(self, who, code):
        self.exemptions.append(Exemption(code, self.level))
        return 1 + self._void()

    def _unexempt(self, who, exemption):
        self.exemptions[exemption].ended = True
        return 1 + self._void()

    # The portfolio

    def _choose(self, who, codes):
        if codes == self.chosen:
            return 0
        counted = self.counted()
        self.chosen = set(codes)
        return 1 + (self._void() if self.counted() != counted else 0)

    def _profile(self, who, level):
        self.level = level
        for cell in self.cells.values():
            cell.confirmed.clear()
        return 1 + self._void()

    def _move(self, who, school_class):
        self.school_class = school_class
        return 1

    def _close(self, who):
        self.state = CLOSED
        return 1 + self._void()

    def _open(self, who):
        self.state = ACTIVE
        return 1

    def _propose(self, who):
        self.proposals.append(Proposal(who))
        return 1

    def _confirm(self, who, proposal):
        one = self.proposals[proposal]
        one.state, one.sealed = "confirmed", tuple(self.counted())
        self.state = COMPLETED
        return 1

    def _refuse(self, who, proposal):
        self.proposals[proposal].state = "refused"
        return 1

    def _reopen(self, who, proposal):
        self.proposals[proposal].state = "reopened"
        self.state = ACTIVE
        return 1
