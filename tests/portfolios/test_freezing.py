"""What was handed in is frozen, and thaws only when no standing hand-in holds it any more."""

import pytest

from portfolios import evidence, sign_off
from portfolios.enums import FileState, Outcome
from portfolios.errors import Refused
from portfolios.models import Evidence, EvidenceFile
from tests.factories import STARR, add_evidence, assess, hand_in, work_process

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def file(portfolio):
    return EvidenceFile.objects.create(
        portfolio=portfolio,
        state=FileState.READY,
        received_at=portfolio.log.last().at,
        received_size=4,
        received_sha256="0" * 64,
        size=4,
        sha256="0" * 64,
    )


@pytest.fixture
def shared(portfolio, file):
    """A piece for two work processes, with one file."""
    return add_evidence(portfolio, "1.1", "2.1", received=[file])


def frozen(piece):
    """What is frozen of a piece: itself, its files, and the work processes of frozen links."""
    piece = Evidence.objects.get(pk=piece.pk)
    return (
        piece.is_frozen,
        all(file.frozen_at for file in piece.files.all()),
        [link.work_process.code for link in piece.links.all() if link.frozen_at],
    )


def test_handing_in_freezes_the_piece_its_files_and_the_link_it_was_handed_in_for(
    portfolio, shared
):
    assert frozen(shared) == (False, False, [])
    hand_in(portfolio, "1.1")
    assert frozen(shared) == (True, True, ["1.1"])


def test_withdrawing_thaws_what_no_other_hand_in_holds(portfolio, student, shared):
    sign_off.withdraw(submission=hand_in(portfolio, "1.1"), by=student)
    assert frozen(shared) == (False, False, [])


def test_a_piece_of_two_hand_ins_stays_frozen_until_both_are_withdrawn(portfolio, student, shared):
    first, second = hand_in(portfolio, "1.1"), hand_in(portfolio, "2.1")
    assert frozen(shared) == (True, True, ["1.1", "2.1"])
    sign_off.withdraw(submission=first, by=student)
    assert frozen(shared) == (True, True, ["2.1"])
    sign_off.withdraw(submission=second, by=student)
    assert frozen(shared) == (False, False, [])


@pytest.mark.parametrize("outcome", Outcome.values)
def test_what_was_decided_stays_frozen_whatever_the_decision(portfolio, teacher, shared, outcome):
    assess(hand_in(portfolio, "1.1"), teacher, outcome)
    assert frozen(shared) == (True, True, ["1.1"])


def test_withdrawing_a_second_attempt_leaves_frozen_what_the_first_one_held(
    portfolio, student, teacher, shared
):
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT)
    later = add_evidence(portfolio, "1.1")
    again = hand_in(portfolio, "1.1")
    assert frozen(later) == (True, True, ["1.1"])
    sign_off.withdraw(submission=again, by=student)
    assert frozen(shared) == (True, True, ["1.1"])
    assert frozen(later)[0] is False


def test_a_frozen_piece_refuses_every_change(portfolio, student, shared, file):
    hand_in(portfolio, "1.1")
    steps = (
        lambda: evidence.change(evidence=shared, by=student, title="Another"),
        lambda: evidence.remove(evidence=shared, by=student),
        lambda: evidence.remove_file(file=shared.files.get(), by=student),
    )
    for step in steps:
        with pytest.raises(Refused, match="You handed this in"):
            step()
    with pytest.raises(Refused, match=r"for 1\.1, so that link stays"):
        evidence.unlink(evidence=shared, by=student, work_process=work_process(portfolio, "1.1"))
    assert Evidence.objects.get(pk=shared.pk).title == shared.title
    assert shared.files.count() == 1


def test_a_frozen_piece_may_be_shown_for_more_and_no_longer_for_what_it_was_not_handed_in_for(
    portfolio, student, shared
):
    hand_in(portfolio, "1.1")
    evidence.link(evidence=shared, by=student, work_process=work_process(portfolio, "2.2"))
    evidence.unlink(evidence=shared, by=student, work_process=work_process(portfolio, "2.1"))
    codes = shared.links.values_list("work_process__code", flat=True)
    assert sorted(codes) == ["1.1", "2.2"]


def test_a_new_version_takes_over_what_is_neither_signed_off_nor_open(portfolio, student, teacher):
    old = add_evidence(portfolio, "1.1", "2.1", "2.2", "2.3")
    assess(hand_in(portfolio, "1.1"), teacher)
    assess(hand_in(portfolio, "2.1"), teacher, Outcome.INSUFFICIENT)
    hand_in(portfolio, "2.2")
    new = evidence.replace(evidence=old, by=student, text="Better.", **STARR)
    assert sorted(new.links.values_list("work_process__code", flat=True)) == ["2.1", "2.3"]
    assert frozen(old) == (True, True, ["1.1", "2.1", "2.2"])
    assert new.replaces == old


def test_after_a_thaw_the_piece_can_be_changed_and_removed_again(portfolio, student, shared):
    sign_off.withdraw(submission=hand_in(portfolio, "1.1"), by=student)
    evidence.change(evidence=shared, by=student, title="Another")
    evidence.remove(evidence=shared, by=student)
    shared.refresh_from_db()
    assert (shared.title, shared.removed_at is not None) == ("Another", True)
