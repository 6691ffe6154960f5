"""Who may take a step and who sees what: facts alone decide, never a superuser's flag."""

import pytest

from portfolios import people, permissions, sign_off
from portfolios.enums import FileState, Role
from portfolios.models import (
    Evidence,
    EvidenceFile,
    LogEntry,
    Portfolio,
    SchoolClass,
    SignOff,
    Submission,
    User,
)
from tests.factories import add_evidence, hand_in, make_portfolio

PEOPLE = (
    "student", "classmate", "teacher", "teacher_elsewhere", "coordinator", "board_member",
    "administrator",
)  # fmt: skip
SEES = {"student", "teacher", "coordinator", "board_member"}


@pytest.fixture
def cast(request, class_elsewhere):
    return {name: request.getfixturevalue(name) for name in PEOPLE}


def names(cast, holds):
    return {name for name, person in cast.items() if holds(person)}


def test_each_permission_follows_from_one_fact(portfolio, cast):
    assert {
        rule.__name__: names(cast, lambda person, rule=rule: rule(person, portfolio))
        for rule in (
            permissions.is_owner,
            permissions.is_assessor,
            permissions.is_coordinator,
            permissions.is_assessor_or_coordinator,
        )
    } == {
        "is_owner": {"student"},
        "is_assessor": {"teacher"},
        "is_coordinator": {"coordinator"},
        "is_assessor_or_coordinator": {"teacher", "coordinator"},
    }


def test_who_is_inactive_may_nothing(portfolio, cast):
    User.objects.update(is_active=False)
    inactive = {name: User.objects.get(pk=person.pk) for name, person in cast.items()}
    for rule in (
        permissions.is_owner,
        permissions.is_assessor,
        permissions.is_coordinator,
    ):
        assert names(inactive, lambda person, rule=rule: rule(person, portfolio)) == set()


def test_a_superuser_without_a_role_may_nothing_and_sees_no_portfolio(portfolio, administrator):
    hand_in(portfolio, "1.1")
    assert administrator.is_superuser
    assert not permissions.is_assessor_or_coordinator(administrator, portfolio)
    for model in (Portfolio, Evidence, EvidenceFile, SignOff, Submission, LogEntry, SchoolClass):
        assert not model.objects.visible_to(administrator).exists()


def test_with_two_roles_one_has_the_sum_of_both_minus_ones_own(
    teacher, level4, school_class, portfolio
):
    own = make_portfolio(teacher, level4, school_class)
    people.set_role(teacher, Role.COORDINATOR, True, by=None)
    person = User.objects.get(pk=teacher.pk)
    found = {
        name: (permissions.is_assessor(person, one), permissions.is_coordinator(person, one))
        for name, one in {"own": own, "other": portfolio}.items()
    }
    assert found == {"own": (False, False), "other": (True, True)}
    assert set(Portfolio.objects.visible_to(person)) == {own, portfolio}


def test_everything_of_a_portfolio_is_seen_by_the_same_people(portfolio, cast):
    piece = add_evidence(portfolio, "1.1")
    submission = hand_in(portfolio, "1.1")
    rows = (
        portfolio,
        piece,
        submission,
        submission.sign_off,
        portfolio.log.first(),
    )
    for row in rows:
        assert names(cast, lambda p, r=row: r in type(r).objects.visible_to(p)) == SEES


def test_a_draft_and_its_file_are_seen_by_the_student_alone_until_they_are_handed_in(
    portfolio, student, cast
):
    file = EvidenceFile.objects.create(
        portfolio=portfolio,
        state=FileState.READY,
        received_at=portfolio.log.last().at,
        received_size=4,
        received_sha256="0" * 64,
    )

    def seen_by():
        return [
            names(cast, lambda p, r=row: r in type(r).objects.visible_to(p))
            for row in (piece, file)
        ]

    piece = add_evidence(portfolio, "1.1", received=[file])
    found = [seen_by()]
    submission = hand_in(portfolio, "1.1")
    found.append(seen_by())
    sign_off.withdraw(submission=submission, by=student)
    found.append(seen_by())
    assert found == [[{"student"}] * 2, [SEES] * 2, [{"student"}] * 2]


def test_classes_are_seen_by_their_teachers_and_the_school(portfolio, school_class, cast):
    assert names(cast, lambda p: school_class in SchoolClass.objects.visible_to(p)) == {
        "teacher",
        "coordinator",
        "board_member",
    }


def test_people_are_seen_by_themselves_and_by_who_sees_their_portfolio(portfolio, student, cast):
    assert names(cast, lambda p: student in User.objects.visible_to(p)) == SEES


def test_who_stops_teaching_a_class_stops_seeing_it(portfolio, school_class, teacher):
    people.set_teachers(school_class, [], by=None)
    assert not Portfolio.objects.visible_to(teacher).exists()
    assert not permissions.is_assessor(teacher, portfolio)
