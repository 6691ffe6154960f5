"""Second looks of the examination board are held against the log, in both directions."""

import pytest

from portfolios import clock, sampling
from portfolios.enums import LookOutcome, SampleReason
from portfolios.models import Sample, SecondLook
from tests.factories import signed_off
from tests.portfolios.verify.tampering import breaks, tamper


@pytest.fixture
def look(portfolio, teacher, board_member):
    """A sign-off that a member of the board looked at again, with doubts."""
    submission = signed_off(portfolio, "1.1", teacher).submissions.get()
    sample = Sample.objects.create(drawn_by=board_member, drawn_at=clock.now(), out_of=1)
    drawn = SecondLook.objects.create(
        sample=sample, submission=submission, reason=SampleReason.RANDOM
    )
    return sampling.look(
        second_look=drawn, by=board_member, outcome=LookOutcome.DOUBTS, remark="Which part?"
    )


def test_a_second_look_is_whole(look):
    assert breaks() == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"outcome": LookOutcome.AGREES}, "was changed, its outcome is not the one in the log"),
        ({"remark": "All is well."}, "its remark is not the one in the log"),
        ({"remark": ""}, "its remark is not the one in the log"),
    ],
)
def test_a_changed_second_look_is_named(look, change, line):
    tamper(SecondLook.objects.filter(pk=look.pk), **change)
    assert breaks() == [f"second look {look.pk}: {line}"]


def test_a_second_look_in_the_name_of_somebody_else_is_named(look, teacher):
    tamper(SecondLook.objects.filter(pk=look.pk), looked_by=teacher)
    assert breaks() == [f"second look {look.pk}: was taken by somebody else, says the log"]


def test_a_second_look_out_of_nothing_and_one_that_is_gone_are_named(look):
    number = look.submission.sign_off.portfolio.log.order_by("number").last().number
    tamper(SecondLook.objects.filter(pk=look.pk), outcome="", looked_by=None, looked_at=None)
    assert breaks() == [f"entry {number}: its second look {look.pk} is gone"]
