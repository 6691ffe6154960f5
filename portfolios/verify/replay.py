"""Replays the log of one portfolio: where its cells and the portfolio itself must stand now."""

from dataclasses import dataclass, field

from portfolios.enums import PortfolioState, State, Verb


@dataclass
class _Cell:
    state: str = State.NOT_STARTED
    grade: str = ""
    given_at: str = ""
    before: dict = field(default_factory=dict)

    @property
    def standing(self):
        return (str(self.state), self.grade, self.given_at)


class Replay:
    """Reads the entries in their order; afterwards names what stands otherwise than they say."""

    def __init__(self):
        self._cells = {}
        self._portfolio = {}

    def read(self, entry, facts):
        """Take one entry into account."""
        self._read_portfolio(entry.verb, facts)
        if "work_process" not in facts:
            return
        cell = self._cells.setdefault(facts["work_process"], _Cell())
        match entry.verb:
            case Verb.EVIDENCE_LINKED | Verb.EVIDENCE_UNLINKED:
                cell.state = facts.get("state")
            case Verb.SUBMITTED:
                cell.before[facts.get("submission")] = cell.state
                cell.state = State.SUBMITTED
            case Verb.WITHDRAWN:
                cell.state = cell.before.get(facts.get("submission"))
            case Verb.RETURNED:
                cell.state = State.RETURNED
            case Verb.SIGNED_OFF:
                cell.state = State.SIGNED_OFF
                cell.grade, cell.given_at = facts.get("grade"), facts.get("given_at")
            case Verb.CARRIED_OVER:
                cell.grade, cell.given_at = facts.get("grade"), facts.get("given_at")
            case Verb.REVOKED:
                cell.state, cell.grade, cell.given_at = State.RETURNED, "", ""

    def _read_portfolio(self, verb, facts):
        match verb:
            case Verb.PORTFOLIO_STARTED:
                self._portfolio["state"] = str(PortfolioState.ACTIVE)
                self._portfolio["student"] = facts.get("student")
                self._portfolio["qualification"] = facts.get("qualification")
            case Verb.PORTFOLIO_CLOSED:
                self._portfolio["state"] = str(PortfolioState.CLOSED)
            case Verb.COMPLETION_CONFIRMED:
                self._portfolio["state"] = str(PortfolioState.COMPLETED)
            case Verb.PORTFOLIO_REOPENED | Verb.COMPLETION_REOPENED:
                self._portfolio["state"] = str(PortfolioState.ACTIVE)
        if verb in (Verb.PORTFOLIO_STARTED, Verb.PROFILE_CHANGED):
            self._portfolio["exit profile"] = facts.get("exit_profile")
        if verb in (Verb.PORTFOLIO_STARTED, Verb.CLASS_CHANGED):
            self._portfolio["class"] = facts.get("school_class")

    def breaks(self, portfolio):
        """A line for each thing that stands otherwise than the log says."""
        now = {
            "state": portfolio.state,
            "student": portfolio.student_id,
            "qualification": portfolio.exit_profile.qualification_id,
            "exit profile": portfolio.exit_profile.slug,
            "class": portfolio.school_class_id,
        }
        for name, value in now.items():
            if self._portfolio.get(name) != value:
                yield f"{name}: is {value}, the log says {self._portfolio.get(name)}"
        stored = {
            code: (state, grade, given_at or "")
            for code, state, grade, given_at in portfolio.sign_offs.values_list(
                "work_process__code", "state", "grade", "given_at__slug"
            )
        }
        for code in sorted(stored.keys() | self._cells.keys()):
            logged = self._cells.get(code, _Cell()).standing
            if code not in stored:
                yield f"work process {code}: its sign-off is gone"
            elif stored[code] != logged:
                yield (
                    f"work process {code}: stands at {_words(stored[code])}, "
                    f"the log says {_words(logged)}"
                )


def _words(standing):
    return " ".join(filter(None, standing))
