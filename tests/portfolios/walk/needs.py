"""What each step needs beside its state and its person, in the same plain Python."""

from tests.portfolios.walk.model import CLOSED, SEES_SCHOOL, SIGNED_OFF, School


class SchoolWithNeeds(School):
    """A school that knows whether a step may be taken now."""

    # Steps of a cell

    def _may_submit(self, who, code, own_work):
        cell = self.cells[code]
        below = cell.state != SIGNED_OFF or cell.level < self.level
        asked = code in self.marks[self.level] and not self.is_exempted(code)
        return below and own_work and asked and bool(self.to_hand_in(code))

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
        if who in SEES_SCHOOL and one.was_filled:
            return None
        taken = {judgement.seat for judgement in one.standing}
        return min(set(range(1, one.seats + 1)) - taken, default=None)

    def _may_release(self, who, hand_in, seat):
        one = self.hand_ins[hand_in]
        inside = [judgement.who for judgement in one.standing if judgement.seat == seat]
        left = any(not self.is_role(person, "assessor") for person in inside)
        return one.end == "open" and bool(inside) and (one.round is None or left)

    def _may_revoke(self, who, code):
        return True

    def _may_carry(self, who, code):
        cell = self.cells[code]
        asked = code in self.marks[self.level]
        return cell.level < self.level and asked and who not in cell.confirmed

    def _may_carry_all(self, who, codes):
        return all(
            self.cells[code].state == SIGNED_OFF and self._may_carry(who, code) for code in codes
        )

    def _may_exempt(self, who, code):
        signed_off = (self.cells[code].level or 0) >= self.level
        return code in self.marks[self.level] and not signed_off and not self.is_exempted(code)

    def _may_unexempt(self, who, exemption):
        return not self.exemptions[exemption].ended

    # Steps of the portfolio

    def _may_choose(self, who, codes):
        return codes <= self.marks[self.level] & self.choices

    def _may_profile(self, who, level):
        return level != self.level

    def _may_move(self, who, school_class):
        return school_class != self.school_class

    def _may_close(self, who):
        return True

    def _may_open(self, who):
        return self.state == CLOSED

    def _may_propose(self, who):
        return self.open_proposal() is None and self.is_complete()

    def _may_confirm(self, who, proposal):
        one = self.proposals[proposal]
        return one.state == "proposed" and one.who != who

    def _may_refuse(self, who, proposal):
        return self._may_confirm(who, proposal)

    def _may_reopen(self, who, proposal):
        return self.proposals[proposal].state == "confirmed"

    # Steps with evidence

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
