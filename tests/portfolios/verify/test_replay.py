"""What stands now is held against what the steps in the log lead to."""

import pytest

from portfolios.enums import State
from portfolios.models import Portfolio, SignOff
from tests.factories import make_qualification
from tests.portfolios.verify.tampering import breaks


@pytest.mark.parametrize(
    ("code", "change", "line"),
    [
        (
            "1.1",
            {"state": State.IN_PROGRESS},
            "stands at in_progress, the log says returned",
        ),
        (
            "2.1",
            {"grade": "sufficient"},
            "stands at signed_off sufficient small-4, the log says signed_off good small-4",
        ),
        (
            "2.2",
            {"state": State.NOT_STARTED},
            "stands at not_started, the log says returned",
        ),
    ],
)
def test_a_state_or_result_that_no_step_gave_is_named(history, code, change, line):
    SignOff.objects.filter(work_process__code=code).update(**change)
    assert breaks() == [f"work process {code}: {line}"]


def test_a_level_that_no_step_gave_is_named(history, level3):
    SignOff.objects.filter(work_process__code="2.1").update(given_at=level3)
    Portfolio.objects.update(exit_profile=level3)
    assert breaks() == [
        "exit profile: is small-3, the log says small-4",
        "work process 2.1: stands at signed_off good small-3, the log says signed_off good small-4",
    ]


def test_a_sign_off_out_of_nothing_is_named(history, level4):
    work_process = history.qualification.work_processes.get(code="1.2")
    SignOff.objects.create(
        portfolio=history,
        work_process=work_process,
        state=State.SIGNED_OFF,
        grade="good",
        given_at=level4,
    )
    assert breaks() == [
        "work process 1.2: stands at signed_off good small-4, the log says not_started"
    ]


def test_a_portfolio_that_no_step_closed_or_moved_is_named(history, class_elsewhere):
    former = history.school_class_id
    Portfolio.objects.update(state="closed", school_class=class_elsewhere)
    assert breaks() == [
        "state: is closed, the log says active",
        f"class: is {class_elsewhere.pk}, the log says {former}",
    ]


def test_a_portfolio_that_was_given_to_somebody_else_is_named(history, student, coordinator):
    Portfolio.objects.update(student=coordinator)
    assert breaks() == [f"student: is {coordinator.pk}, the log says {student.pk}"]


def test_a_level_of_another_version_is_named(history):
    other = make_qualification(version=2).exit_profiles.get(level=4)
    former = history.qualification_id
    Portfolio.objects.update(exit_profile=other)
    assert breaks() == [f"qualification: is {other.qualification_id}, the log says {former}"]
