"""What becomes of each cell: one to one, several to one, one to several, and unmapped."""

import pytest

from portfolios import portfolio as steps
from portfolios import sign_off
from portfolios.enums import Outcome, State
from portfolios.models import EvidenceLink, LogEntry, SignOff, Submission
from tests.factories import add_evidence, assess, exempt, hand_in, signed_off
from tests.portfolios.moving import versions

GOOD, ENOUGH = Outcome.GOOD, Outcome.SUFFICIENT


def stands(portfolio, code):
    cell = versions.cell(portfolio, code)
    return (cell.state, cell.grade, cell.given_at and cell.given_at.level, cell.to_confirm)


def test_one_to_one_everything_follows(portfolio, teacher, mapping, administrator):
    signed_off(portfolio, "1.1", teacher, GOOD)
    assess(hand_in(portfolio, "2.3"), teacher, Outcome.INSUFFICIENT)
    add_evidence(portfolio, "7.1")
    now = versions.moved(portfolio, mapping, administrator)
    assert versions.states(now) == {"1.1": "good", "3.1": "returned", "7.1": "in_progress"}
    assert stands(now, "1.1") == (State.SIGNED_OFF, "good", 4, False)
    assert stands(now, "3.1") == (State.RETURNED, "", None, False)
    sources = {
        cell.work_process.code: [one.work_process.code for one in cell.moved_from.all()]
        for cell in SignOff.objects.current().filter(portfolio=now)
    }
    assert sources == {"1.1": ["1.1"], "3.1": ["2.3"], "7.1": ["7.1"]}


def test_no_existing_row_is_repointed(portfolio, teacher, mapping, administrator):
    signed_off(portfolio, "1.1", teacher)
    assess(hand_in(portfolio, "2.2"), teacher, Outcome.INSUFFICIENT)
    tables = (SignOff, Submission, EvidenceLink, LogEntry)
    before = {table: list(table.objects.order_by("pk").values()) for table in tables}
    versions.moved(portfolio, mapping, administrator)
    for table, rows in before.items():
        known = table.objects.filter(pk__in=[row["id"] for row in rows])
        assert list(known.order_by("pk").values()) == rows


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (GOOD, GOOD, (State.SIGNED_OFF, "good", 4, False)),
        (GOOD, ENOUGH, (State.SIGNED_OFF, "sufficient", 4, False)),
        (ENOUGH, GOOD, (State.SIGNED_OFF, "sufficient", 4, False)),
        (GOOD, Outcome.INSUFFICIENT, (State.IN_PROGRESS, "", None, False)),
        (GOOD, "evidence", (State.IN_PROGRESS, "", None, False)),
        (GOOD, "", (State.IN_PROGRESS, "", None, False)),
        ("", GOOD, (State.IN_PROGRESS, "", None, False)),
        (Outcome.INSUFFICIENT, Outcome.INSUFFICIENT, (State.IN_PROGRESS, "", None, False)),
        ("exempt", GOOD, (State.SIGNED_OFF, "good", 4, True)),
        ("exempt", "evidence", (State.IN_PROGRESS, "", None, False)),
        ("exempt", "exempt", (State.NOT_STARTED, "", None, False)),
    ],
)
def test_several_to_one(
    portfolio, teacher, board_member, mapping, administrator, first, second, expected
):
    for code, what in (("1.2", first), ("2.1", second)):
        if what == "evidence":
            add_evidence(portfolio, code)
        elif what == "exempt":
            exempt(portfolio, code, board_member)
        elif what:
            assess(hand_in(portfolio, code), teacher, what)
    now = versions.moved(portfolio, mapping, administrator)
    assert stands(now, "1.2") == expected
    exempted = first == second == "exempt"
    assert now.exemptions.current().exists() is exempted
    if exempted:
        assert versions.states(now) == {"1.2": "exempt"}


def test_one_to_several_each_waits_to_be_confirmed(
    portfolio, teacher, board_member, mapping, administrator
):
    signed_off(portfolio, "2.2", teacher, GOOD)
    now = versions.moved(portfolio, mapping, administrator)
    assert versions.states(now) == {"2.2": "to_confirm", "2.3": "to_confirm"}
    assert stands(now, "2.2") == stands(now, "2.3") == (State.SIGNED_OFF, "good", 4, True)
    sign_off.carry_over(sign_off=versions.cell(now, "2.2"), by=teacher)
    assert versions.states(now) == {"2.2": "good", "2.3": "to_confirm"}
    profile = versions.cell(now, "2.2").given_at
    assert (profile.qualification.version, profile.level) == (2, 4)
    assert versions.breaks() == []


def test_split_exemption_waits_for_the_board(portfolio, board_member, mapping, administrator):
    exempt(portfolio, "2.2", board_member)
    now = versions.moved(portfolio, mapping, administrator)
    assert versions.states(now) == {"2.2": "to_confirm", "2.3": "to_confirm"}
    exempt(now, "2.3", board_member)
    assert versions.states(now) == {"2.2": "to_confirm", "2.3": "exempt"}
    assert versions.breaks() == []


def test_exemption_goes_along_one_to_one_with_its_ground(
    portfolio, board_member, mapping, administrator
):
    old = exempt(portfolio, "1.1", board_member)
    now = versions.moved(portfolio, mapping, administrator)
    assert versions.states(now) == {"1.1": "exempt"}
    new = now.exemptions.current().get()
    assert (new.moved_from, new.ground, new.granted_by) == (old, old.ground, board_member)
    old.refresh_from_db()
    assert old.ended_at is None
    sign_off.end_exemption(exemption=new, by=board_member, reason="A mistake.")
    assert versions.states(now) == {}
    assert versions.breaks() == []


def test_unmapped_stays_and_counts_nowhere(portfolio, teacher, mapping, administrator):
    old = signed_off(portfolio, "7.2", teacher)
    now = versions.moved(portfolio, mapping, administrator)
    assert versions.states(now) == {}
    old.refresh_from_db()
    assert (old.state, old.grade) == (State.SIGNED_OFF, "sufficient")
    assert list(old.moved_to.all()) == []


def test_of_several_the_lowest_level_counts(
    portfolio, level3, level4, teacher, coordinator, mapping, administrator
):
    change = {"portfolio": portfolio, "by": coordinator, "reason": "As it should be."}
    steps.change_profile(exit_profile=level3, **change)
    portfolio.refresh_from_db()
    signed_off(portfolio, "2.1", teacher)
    steps.change_profile(exit_profile=level4, **change)
    portfolio.refresh_from_db()
    signed_off(portfolio, "1.2", teacher, GOOD)
    now = versions.moved(portfolio, mapping, administrator)
    assert stands(now, "1.2") == (State.SIGNED_OFF, "sufficient", 3, False)
    assert versions.states(now) == {"1.2": "to_confirm"}


def test_evidence_is_linked_beside_the_old_links(portfolio, mapping, administrator, teacher):
    submission = hand_in(portfolio, "2.2")
    assess(submission, teacher)
    piece = submission.evidence.get()
    now = versions.moved(portfolio, mapping, administrator)
    links = {
        (link.work_process.qualification.version, link.work_process.code, bool(link.frozen_at))
        for link in piece.links.all()
    }
    assert links == {(1, "2.2", True), (2, "2.2", False), (2, "2.3", False)}
    assert now.evidence.get() == piece


def test_the_chosen_specialisation_goes_along(portfolio, mapping, administrator, student):
    task = portfolio.qualification.core_tasks.get(number=7)
    steps.choose_specialisation(
        portfolio=portfolio,
        by=student,
        core_task=task,
        work_processes=[task.work_processes.get(code="7.1")],
    )
    now = versions.moved(portfolio, mapping, administrator)
    chosen = now.chosen_specialisations.filter(work_process__qualification=now.qualification)
    assert [one.work_process.code for one in chosen] == ["7.1"]
