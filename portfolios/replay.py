"""Replays the log of one portfolio: where its cells and the portfolio itself stood after it."""

from dataclasses import dataclass, field

from portfolios.enums import BELOW_ALL, PortfolioState, State, Verb

# The entries whose facts say which account is the student's from then on.
NAMES_STUDENT = (Verb.PORTFOLIO_STARTED, Verb.STUDENT_MERGED)


@dataclass
class ReplayedCell:
    """One cell as the entries so far left it; a level is the number that was logged, or None."""

    state: str = State.NOT_STARTED
    grade: str = ""
    given_at: str = ""
    given_level: int | None = None
    to_confirm: bool = False
    before: dict = field(default_factory=dict)

    @property
    def standing(self):
        words = (str(self.state), self.grade, self.given_at)
        return (*words, "to confirm") if self.to_confirm else words


class Replay:
    """Reads the entries in their order. What it knows are codes, slugs and ids, as they stand
    in the facts."""

    STATES = {
        Verb.PORTFOLIO_STARTED: PortfolioState.ACTIVE,
        Verb.PORTFOLIO_CLOSED: PortfolioState.CLOSED,
        Verb.COMPLETION_CONFIRMED: PortfolioState.COMPLETED,
        Verb.PORTFOLIO_REOPENED: PortfolioState.ACTIVE,
        Verb.COMPLETION_REOPENED: PortfolioState.ACTIVE,
    }
    # What moves anything; none of these tells of an assessment before the hand-in was decided.
    VERBS = (
        *STATES,
        Verb.EVIDENCE_LINKED,
        Verb.EVIDENCE_UNLINKED,
        Verb.SUBMITTED,
        Verb.WITHDRAWN,
        Verb.RETURNED,
        Verb.SIGNED_OFF,
        Verb.CARRIED_OVER,
        Verb.REVOKED,
        Verb.PROFILE_CHANGED,
        Verb.PORTFOLIO_MOVED,
        Verb.CLASS_CHANGED,
        Verb.SPECIALISATION_CHOSEN,
        Verb.EXEMPTED,
        Verb.EXEMPTION_ENDED,
    )

    def __init__(self):
        # Version of the qualification -> the cells in it, by code; None before the first entry.
        self.versions = {}
        # Exemption id -> (code, slug and level of the exit profile) of those that stand in the
        # version of now; a level is None where none was logged.
        self.exemptions = {}
        # Core task number -> the codes that were chosen in it.
        self.chosen = {}
        # Version -> the exemptions that stood in it when the portfolio was moved away from it.
        self._left = {}
        self.state = self.student = self.qualification = None
        self.exit_profile = self.school_class = None

    @property
    def cells(self):
        """The cells of the version that the portfolio has now."""
        return self.versions.setdefault(self.qualification, {})

    @property
    def chosen_codes(self):
        return {code for codes in self.chosen.values() for code in codes}

    def read(self, verb, facts):
        """Take one entry into account."""
        if "work_process" in facts:
            version = facts.get("qualification", self.qualification)
            cells = self.versions.setdefault(version, {})
            cell = cells.setdefault(facts["work_process"], ReplayedCell())
            self._read_cell(cell, verb, facts)
        if verb in self.STATES:
            self.state = str(self.STATES[verb])
        match verb:
            case Verb.PORTFOLIO_STARTED:
                self.qualification = facts.get("qualification")
            case Verb.PORTFOLIO_MOVED:
                self._move(facts)
            case Verb.SPECIALISATION_CHOSEN:
                self.chosen[facts.get("core_task")] = tuple(facts.get("work_processes") or ())
            case Verb.EXEMPTED:
                self.exemptions[facts.get("exemption")] = (
                    facts.get("work_process"), facts.get("exit_profile"), facts.get("level"),
                )  # fmt: skip
            case Verb.EXEMPTION_ENDED:
                self.exemptions.pop(facts.get("exemption"), None)
        if verb in NAMES_STUDENT:
            self.student = facts.get("student")
        if verb in (Verb.PORTFOLIO_STARTED, Verb.PROFILE_CHANGED, Verb.PORTFOLIO_MOVED):
            self.exit_profile = facts.get("exit_profile")
        if verb in (Verb.PORTFOLIO_STARTED, Verb.CLASS_CHANGED):
            self.school_class = facts.get("school_class")

    def _read_cell(self, cell, verb, facts):
        match verb:
            case Verb.EVIDENCE_LINKED | Verb.EVIDENCE_UNLINKED:
                cell.state = facts.get("state")
            case Verb.SUBMITTED:
                cell.before[facts.get("submission")] = cell.state
                cell.state = State.SUBMITTED
            case Verb.WITHDRAWN:
                cell.state = cell.before.get(facts.get("submission"))
            case Verb.RETURNED:
                cell.state = State.RETURNED
            case Verb.REVOKED:
                cell.state = State.RETURNED
                cell.grade, cell.given_at, cell.given_level = "", "", None
                cell.to_confirm = False
            case Verb.SIGNED_OFF | Verb.CARRIED_OVER:
                if verb == Verb.SIGNED_OFF:
                    cell.state = State.SIGNED_OFF
                cell.grade, cell.given_at = facts.get("grade"), facts.get("given_at")
                cell.given_level = facts.get("level")
                cell.to_confirm = False

    def _move(self, facts):
        """Go on in another version: its cells and exemptions, and what was chosen in it."""
        self._left[self.qualification] = self.exemptions
        self.qualification = facts.get("qualification")
        for arrived in facts.get("cells", ()):
            self.cells[arrived.get("code")] = ReplayedCell(
                arrived.get("state"),
                arrived.get("grade"),
                arrived.get("given_at"),
                arrived.get("level"),
                arrived.get("to_confirm"),
            )
        self.exemptions = {
            pk: found
            for pk, found in self._left.get(self.qualification, {}).items()
            if pk not in facts.get("ended", ())
        }
        for arrived in facts.get("exemptions", ()):
            level = BELOW_ALL if arrived.get("to_confirm") else arrived.get("level")
            self.exemptions[arrived.get("exemption")] = (
                arrived.get("code"), arrived.get("exit_profile"), level,
            )  # fmt: skip
        self.chosen = {task: tuple(codes) for task, codes in facts.get("chosen", ())}


def versions_of(pairs, now):
    """Which version of the qualification each of these entries of one portfolio is about.

    `pairs` are entries with their facts, oldest first, those of its moves among them; `now` is the
    version that the portfolio has now.
    """
    found, version = [], now
    for entry, facts in reversed(pairs):
        found.append(facts.get("qualification", version))
        if entry.verb == Verb.PORTFOLIO_MOVED:
            version = facts["former"]["qualification"]
    return found[::-1]
