"""Every step by everybody: who may take it, by facts alone."""

import inspect

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum

from portfolios import completion, evidence, people, sampling, sign_off, workplace
from portfolios import portfolio as portfolios
from portfolios.enums import Role
from portfolios.errors import Refused
from portfolios.models import LogEntry, Message, Portfolio, User
from tests import factories
from tests.portfolios.proof.desk_of_steps import STEPS, School
from tests.portfolios.proof.twice import undone

# Taken inside other steps, with the portfolio locked; or by an administrator who starts one.
INSIDE = {
    "sign_off.follow_links", "completion.void", "portfolio.start", "portfolio.start_many",
}  # fmt: skip
ROLES = ("student", "classmate", "teacher", "second", "elsewhere", "former_teacher", "coordinator",
         "board", "administrator", "superuser", "nobody", "inactive_student", "inactive_teacher",
         "inactive_coordinator", "inactive_board")  # fmt: skip
ANOTHER_BOARD_MEMBER = {"completion.confirm", "completion.refuse"}


@pytest.fixture
def school(
    portfolio, level3, level4, teacher, second_teacher, coordinator, board_member, class_elsewhere
):
    return School(
        portfolio,
        level3=level3,
        level4=level4,
        teacher=teacher,
        second=second_teacher,
        coordinator=coordinator,
        board=board_member,
        other=class_elsewhere,
    )


@pytest.fixture
def cast(
    school, student, classmate, teacher, second_teacher, third_teacher, teacher_elsewhere,
    coordinator, board_member, administrator,
):  # fmt: skip
    """Who takes the steps, by their names in ROLES, each as read from the database."""
    school_class = school.portfolio.school_class
    people.set_teachers(school_class, [teacher, second_teacher], by=None)
    cast = {
        "student": student,
        "classmate": classmate,
        "teacher": teacher,
        "second": second_teacher,
        "elsewhere": teacher_elsewhere,
        "former_teacher": third_teacher,
        "coordinator": coordinator,
        "board": board_member,
        "administrator": administrator,
        "superuser": factories.make_person("super", is_superuser=True, is_staff=True),
        "nobody": factories.make_person("nobody"),
    }
    return {name: User.objects.get(pk=person.pk) for name, person in cast.items()}


def inactive(cast, role):
    """The same person, who has left."""
    person = cast[role]
    User.objects.filter(pk=person.pk).update(is_active=False)
    return User.objects.get(pk=person.pk)


def written():
    """How much was logged and told."""
    entries = Portfolio.objects.aggregate(sum=Sum("log_count"))["sum"]
    return entries, LogEntry.objects.count(), Message.objects.count()


def may(step, school, person):
    """Whether this person may take a step that is legal; who may not leaves no trace."""
    before = written()
    with undone():
        try:
            STEPS[step][1](school, person)
        except PermissionDenied:
            assert written() == before
            return False
        return True


def taken_by(school, person):
    return {step for step in STEPS if may(step, school, person)}


def expected_of(role):
    return {step for step, (who, _call) in STEPS.items() if role in who}


def test_every_step_is_in_the_table():
    rooms = (completion, evidence, portfolios, sampling, sign_off, workplace)
    found = set()
    for room in rooms:
        for name, function in inspect.getmembers(room, inspect.isfunction):
            by = inspect.signature(function).parameters.get("by")
            ours = inspect.unwrap(function).__module__.startswith(room.__name__)
            if by and by.kind == by.KEYWORD_ONLY:
                found |= {f"{room.__name__.removeprefix('portfolios.')}.{name}"} if ours else set()
    assert found == set(STEPS) | INSIDE


@pytest.mark.parametrize("role", ROLES)
def test_who_may_take_which_step(school, cast, role):
    active = role.removeprefix("inactive_")
    if active == role:
        assert taken_by(school, cast[role]) == expected_of(role)
    else:
        assert expected_of(active)
        assert taken_by(school, inactive(cast, active)) == set()


def test_a_student_with_every_role_has_no_more_at_their_own_portfolio(school, cast, teacher):
    student = cast["student"]
    school_class = school.portfolio.school_class
    people.set_teachers(school_class, [teacher, cast["second"], student], by=None)
    for role in (Role.COORDINATOR, Role.BOARD, Role.ADMINISTRATOR):
        people.set_role(student, role, True, by=None)
    User.objects.filter(pk=student.pk).update(is_superuser=True)
    student = User.objects.get(pk=student.pk)
    # A drawing is of the school, and never holds what one had a part in to look at.
    assert taken_by(school, student) == expected_of("student") | {"sampling.draw"}


def test_a_board_member_who_proposed_decides_nothing_of_it(school, cast, board_member, in_english):
    people.set_role(cast["teacher"], Role.BOARD, True, by=None)
    proposer = User.objects.get(pk=cast["teacher"].pk)
    for step in ANOTHER_BOARD_MEMBER:
        with pytest.raises(Refused, match="You proposed this yourself"), undone():
            STEPS[step][1](school, proposer)
        assert may(step, school, board_member)


def test_who_has_two_roles_has_the_sum_of_both(school, cast):
    people.set_role(cast["second"], Role.COORDINATOR, True, by=None)
    both = User.objects.get(pk=cast["second"].pk)
    assert taken_by(school, both) == expected_of("second") | expected_of("coordinator")
