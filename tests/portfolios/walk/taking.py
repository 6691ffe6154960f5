"""What a legal step changes, in the same plain Python."""

from itertools import product

from tests.portfolios.walk.model import (
    FAIL,
    GOOD,
    IN_PROGRESS,
    MAX_PIECES,
    MAX_ROUNDS,
    NOT_STARTED,
    PASS,
    RETURNED,
    SIGNED_OFF,
    SUBMITTED,
    HandIn,
    Judgement,
    Piece,
    School,
)

PEOPLE = (
    "student", "classmate", "first", "second", "third", "elsewhere", "coordinator", "board",
    "superuser",
)  # fmt: skip


class WalkedSchool(School):
    """A school that takes steps; ask `answer` first, only legal ones are taken."""

    def moves(self):
        """Every step that anybody could try now, by the name of the step."""
        pieces = range(len(self.pieces))
        hand_ins = range(len(self.hand_ins))
        room = len(self.pieces) < MAX_PIECES
        about = {
            "submit": product(self.codes, (True, False)),
            "withdraw": product(hand_ins),
            "assess": product(hand_ins, (FAIL, PASS, GOOD)),
            "release": product(hand_ins, range(1, self.seats + 1)),
            "revoke": product(
                [code for code in self.codes if self.cells[code].state != NOT_STARTED]
            ),
            "profile": product(self.marks),
            "add": [([code],) for code in self.codes if room] + [(self.codes,)] * room,
            "link": product([p for p in pieces if not self.pieces[p].removed], self.codes),
            "unlink": [
                (piece, code)
                for piece in pieces
                if not self.pieces[piece].removed
                for code in self.pieces[piece].links
            ],
            "remove": product(pieces),
            "restore": product(pieces),
            "renew": product([piece for piece in pieces if room]),
        }
        found = {
            name: [(name, who, *rest) for rest in list(options) for who in PEOPLE]
            for name, options in about.items()
        }
        found["leave"] = [("leave", who) for who in sorted(self.teachers - {"student"})]
        found["join"] = [("join", who) for who in ("first", "second") if who not in self.teachers]
        return {name: moves for name, moves in found.items() if moves}

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

    def _leave(self, who):
        self.teachers.remove(who)
        return 0

    def _join(self, who):
        self.teachers.add(who)
        return 0

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
        if failed:
            cell.state = RETURNED
        else:
            cell.state, cell.level = SIGNED_OFF, one.level
            cell.grade = GOOD if set(outcomes) == {GOOD} else PASS
        return 2

    def _release(self, who, hand_in, seat):
        for judgement in self.hand_ins[hand_in].standing:
            if judgement.seat == seat:
                judgement.released = True
        return 1

    def _revoke(self, who, code):
        cell = self.cells[code]
        cell.state, cell.grade, cell.level = RETURNED, "", None
        return 1

    def _profile(self, who, level):
        self.level = level
        return 1

    # What anybody sees of the assessments

    def sees(self, who):
        """(hand-in, seat, round) of every assessment that this person sees."""
        portfolio = who in ("student", "coordinator", "board") or who in self.teachers
        found = set()
        for index, one in enumerate(self.hand_ins):
            seated = {judgement.who for judgement in one.standing}
            for judgement in one.judgements:
                filled = (
                    not judgement.released
                    and sum(j.round == judgement.round for j in one.standing) == one.seats
                )
                if (
                    judgement.who == who
                    or (portfolio and one.end == "decided")
                    or (who in ("coordinator", "board") and filled)
                    or (portfolio and who in seated and filled)
                ):
                    found.add((index, judgement.seat, judgement.round, judgement.who))
        return found
