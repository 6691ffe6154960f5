"""Random mappings on random portfolios: the move, its preview, the log and a slow oracle agree."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolios import moving, sign_off
from portfolios import portfolio as steps
from portfolios.enums import Outcome
from portfolios.errors import Refused
from portfolios.models import EvidenceLink, Exemption, Portfolio, SignOff
from tests import factories
from tests.portfolios.moving import oracle, versions

OLD = {1: (None, {"a": "hl", "b": "hl", "c": "h"}), 2: (1, {"d": "hl", "e": "hl"})}
NEW = {1: (None, {"p": "hl", "q": "h", "r": "hl"}), 2: (1, {"a": "hl", "s": "h"})}
OLD_CODES, NEW_CODES = "abcde", "pqras"

STEPS = ("evidence", "hand in", "good", "sufficient", "insufficient", "revoke", "exempt", "end",
         "level", "carry over", "withdraw")  # fmt: skip
FIRST = ("", "evidence", "good", "sufficient", "sufficient", "insufficient", "exempt")
firsts = st.tuples(*[st.sampled_from(FIRST) for _code in OLD_CODES])
walks = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 4)), max_size=5)
pairs = st.sets(st.tuples(st.sampled_from(OLD_CODES), st.sampled_from(NEW_CODES)), max_size=9)


class Walked:
    """A portfolio in which steps are tried; who may not take one now, does not."""

    def __init__(self, people, profile):
        self.people = people
        self.portfolio = factories.make_portfolio(people["student"], profile, people["class"])

    def take(self, step, place):
        self.portfolio = Portfolio.objects.get(pk=self.portfolio.pk)
        rows = list(self.portfolio.qualification.work_processes.order_by("pk"))
        row = rows[place % len(rows)]
        try:
            with transaction.atomic():
                self._take(step, row)
        except (Refused, LookupError):
            return

    def _take(self, step, row):
        teacher, board = self.people["teacher"], self.people["board"]
        if step == "evidence":
            factories.add_evidence(self.portfolio, row.code)
        elif step == "hand in":
            factories.hand_in(self.portfolio, row.code)
        elif step in Outcome.values:
            hand_in = self._cell(row).submissions.open().first() if self._has(row) else None
            hand_in = hand_in or factories.hand_in(self.portfolio, row.code)
            factories.assess(hand_in, teacher, step)
        elif step == "revoke":
            sign_off.revoke(sign_off=self._cell(row), by=teacher, reason="No.")
        elif step == "carry over":
            sign_off.carry_over(sign_off=self._cell(row), by=teacher)
        elif step == "withdraw":
            sign_off.withdraw(submission=self._open(row), by=self.portfolio.student)
        elif step == "exempt":
            factories.exempt(self.portfolio, row.code, board)
        elif step == "end":
            standing = Exemption.objects.standing().filter(
                portfolio=self.portfolio, work_process=row
            )
            sign_off.end_exemption(exemption=_first(standing), by=board, reason="No.")
        elif step == "level":
            other = self.portfolio.qualification.exit_profiles.exclude(
                pk=self.portfolio.exit_profile_id
            )
            steps.change_profile(
                portfolio=self.portfolio, by=self.people["coordinator"],
                exit_profile=other.get(), reason="So it is.",
            )  # fmt: skip

    def _cell(self, row):
        return _first(SignOff.objects.filter(portfolio=self.portfolio, work_process=row))

    def _has(self, row):
        return SignOff.objects.filter(portfolio=self.portfolio, work_process=row).exists()

    def _open(self, row):
        return _first(self._cell(row).submissions.open())


def _first(rows):
    """Raises LookupError where there is none."""
    found = rows.first()
    if found is None:
        raise LookupError
    return found


def as_plain(portfolio):
    """The cells of the version of now, as the oracle has them."""
    found = {}
    for cell in SignOff.objects.current().filter(portfolio=portfolio).select_related("given_at"):
        exemptions = Exemption.objects.standing().filter(
            portfolio=portfolio, work_process=cell.work_process_id
        )
        best = max(
            ((not one.to_confirm, one.exit_profile.level) for one in exemptions), default=None
        )
        found[cell.work_process.code] = {
            "state": str(cell.state),
            "grade": cell.grade,
            "level": cell.given_at.level if cell.given_at else None,
            "confirm": cell.to_confirm,
            "exempt": best[1] if best else None,
            "exempt_confirm": bool(best) and not best[0],
        }
    return found


@pytest.fixture
def people(school_class, teacher, student, board_member, coordinator):
    return {
        "class": school_class, "teacher": teacher, "student": student, "board": board_member,
        "coordinator": coordinator,
    }  # fmt: skip


@pytest.fixture
def both(db):
    old = factories.make_qualification(OLD, slug="small")
    return old, versions.make_newer(NEW, slug="small")


@given(first=firsts, before=walks, chosen=pairs, after=walks)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_move_is_what_the_oracle_says(
    both, people, administrator, first, before, chosen, after
):
    old, new = both
    with transaction.atomic():
        walked = Walked(people, old.exit_profiles.get(level=4))
        for step in [*((what, place) for place, what in enumerate(first)), *before]:
            walked.take(*step)
        walk_and_move(walked, versions.mapping(old, new, _typed(chosen)), chosen, administrator)
        for step in after:
            walked.take(*step)
        assert versions.breaks() == []
        back = {(there, here) for here, there in chosen}
        walk_and_move(walked, versions.mapping(new, old, _typed(back)), None, administrator)
        transaction.set_rollback(True)


def walk_and_move(walked, mapping, chosen, administrator):
    """Move; compared with the oracle where the portfolio was never in the other version."""
    portfolio = Portfolio.objects.get(pk=walked.portfolio.pk)
    if portfolio.qualification_id != mapping.source.pk:
        return
    waiting = [s for s in portfolio.sign_offs.current() if s.submissions.open().exists()]
    if waiting:
        with pytest.raises(Refused):
            moving.move(portfolio=portfolio, mapping=mapping, by=administrator)
        return
    cells = as_plain(portfolio)
    shown = set(
        EvidenceLink.objects.current()
        .filter(evidence__portfolio=portfolio, evidence__removed_at=None)
        .values_list("work_process__code", flat=True)
    )
    walked.portfolio = versions.moved(portfolio, mapping, administrator)
    if chosen is not None:
        assert as_plain(walked.portfolio) == oracle.moved(cells, sorted(chosen), shown)


def _typed(pairs):
    """A mapping as an administrator types it."""
    found = {}
    for old, new in sorted(pairs):
        found[old] = ", ".join(filter(None, [found.get(old), new]))
    return found
