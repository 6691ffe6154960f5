"""What is shown, and to whom, in the same plain Python."""

from tests.portfolios.walk.model import RETURNED, SEES_SCHOOL, SUBMITTED
from tests.portfolios.walk.taking import WalkedSchool


class SeenSchool(WalkedSchool):
    """A school that knows what each cell shows, and what each person sees."""

    def shown(self, code):
        """What a cell shows toward the level of the portfolio."""
        cell = self.cells[code]
        settled = bool(cell.level or self.exempt_level(code))
        if settled and code not in self.marks[self.level]:
            return "outside"
        if (cell.level or 0) >= self.level:
            return cell.grade
        if self.is_exempted(code):
            return "exempt"
        if settled and cell.state not in (SUBMITTED, RETURNED):
            return "to_confirm"
        return cell.state

    def sees(self, who):
        """(hand-in, seat, round, assessor) of every assessment that this person sees."""
        portfolio = who == "student" or who in SEES_SCHOOL or who in self.teachers
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
                    or (who in SEES_SCHOOL and filled)
                    or (portfolio and who in seated and filled)
                ):
                    found.add((index, judgement.seat, judgement.round, judgement.who))
        return found
