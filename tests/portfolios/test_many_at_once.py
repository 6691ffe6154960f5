"""Steps for many portfolios and people at once: all or none, by the same rules as for one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from portfolios import people
from portfolios import portfolio as steps
from portfolios.errors import Refused
from portfolios.models import LogEntry, Portfolio, RoleChange, User
from tests import factories

pytestmark = pytest.mark.usefixtures("in_english")
START, END = date(2026, 8, 24), date(2030, 7, 12)


def new(student, exit_profile, school_class, starts_on=START, ends_on=END):
    return steps.new(
        student=student,
        exit_profile=exit_profile,
        school_class=school_class,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def test_many_portfolios_start_or_none(portfolio, level3, level4, school_class, coordinator):
    free, student = factories.make_person("free"), portfolio.student
    good = new(free, level4, school_class)
    active = "This student already has an active portfolio for this qualification."
    for wrong, sentence in (
        (new(student, level3, school_class), active),
        (new(free, level3, school_class), active),
        (new(factories.make_person("other"), level3, school_class, END, START),
         "The planned end must come after the start."),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            steps.start_many([good, wrong], by=coordinator)
        assert Portfolio.objects.get() == portfolio
    steps.start_many([good, new(factories.make_person("more"), level3, school_class)],
                     by=coordinator)  # fmt: skip
    assert LogEntry.objects.filter(verb="portfolio_started", number=1).count() == 3


def test_many_portfolios_move_or_none(portfolio, classmate, class_elsewhere, coordinator):
    other = classmate.portfolios.get()
    moves = {portfolio.pk: class_elsewhere, other.pk: class_elsewhere}
    steps.close(portfolio=other, by=coordinator, reason="Left")
    with pytest.raises(Refused):
        steps.change_classes(moves, by=coordinator, reason="Moved up")
    steps.reopen(portfolio=other, by=coordinator, reason="Back")
    with pytest.raises(Refused, match="Write why"):
        steps.change_classes(moves, by=coordinator, reason=" ")
    with pytest.raises(PermissionDenied):
        steps.change_classes(moves, by=classmate, reason="Moved up")
    assert not Portfolio.objects.filter(school_class=class_elsewhere).exists()
    steps.change_classes(moves, by=coordinator, reason="Moved up")
    assert Portfolio.objects.filter(school_class=class_elsewhere).count() == 2


def test_nobody_moves_their_own_portfolio_among_those_of_others(
    portfolio, level4, school_class, class_elsewhere, coordinator
):
    own = factories.make_portfolio(coordinator, level4, school_class)
    moves = {portfolio.pk: class_elsewhere, own.pk: class_elsewhere}
    with pytest.raises(PermissionDenied):
        steps.change_classes(moves, by=coordinator, reason="Moved up")
    assert not Portfolio.objects.filter(school_class=class_elsewhere).exists()


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"email": "no address", "first_name": "Bo"}, ValidationError),
        ({"email": "b@school.example", "first_name": ""}, ValidationError),
        ({"email": "ANNA@school.example", "first_name": "Anna"}, IntegrityError),
    ],
)
@pytest.mark.django_db
def test_many_people_are_made_or_none(wrong, fault):
    good = {"email": "Anna@School.example", "first_name": "Anna", "last_name": "Smit"}
    with pytest.raises(fault), transaction.atomic():
        people.create_users([good, wrong])
    assert not User.objects.exists()
    (anna,) = people.create_users([good])
    assert anna.email == "anna@school.example"
    assert not anna.has_usable_password()


def test_who_teaches_a_class_already_is_not_added_again(school_class, teacher, teacher_elsewhere):
    before = RoleChange.objects.count()
    people.add_teachers([(school_class, teacher), (school_class, teacher_elsewhere)], by=None)
    assert RoleChange.objects.count() == before + 1
    assert RoleChange.objects.latest("pk").person == teacher_elsewhere
    assert school_class.teachers.filter(pk__in=(teacher.pk, teacher_elsewhere.pk)).count() == 2
