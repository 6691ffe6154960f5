"""People and their roles: every fact has one home, and every change of it is recorded and told."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portfolios import people
from portfolios.enums import Role
from portfolios.models import RoleChange, Teaching, User
from portfolios.models.user import Roles
from tests.factories import make_class, make_person


def fresh(person):
    return User.objects.get(pk=person.pk)


def addresses(person):
    rows = EmailAddress.objects.filter(user=person)
    return list(rows.values_list("email", "verified", "primary"))


@pytest.mark.django_db
def test_an_address_is_stored_in_lower_case_and_counts_as_verified():
    person = people.create_user(email=" Anna@School.Example ", first_name="Anna", password=None)
    assert person.email == "anna@school.example"
    assert addresses(person) == [("anna@school.example", True, True)]
    assert not person.has_usable_password()


@pytest.mark.django_db
def test_the_same_address_in_other_letters_is_refused():
    make_person("anna")
    with pytest.raises(ValidationError):
        people.create_user(email="ANNA@school.example", first_name="Anna")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_database_keeps_addresses_lower_and_unique_by_itself():
    make_person("anna")
    for address in ("Other@school.example", "ANNA@school.example"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(email=address, first_name="Anna")])


@pytest.mark.django_db
def test_a_changed_address_is_kept_in_step():
    person = make_person("anna")
    people.change_user(person, email="Anna.Smit@school.example", last_name="Smit")
    assert fresh(person).last_name == "Smit"
    assert addresses(person) == [("anna.smit@school.example", True, True)]


def test_a_changed_address_of_a_member_is_told_to_the_old_one_and_to_the_board(
    board_member, administrator, mailoutbox, django_capture_on_commit_callbacks
):
    colleague = make_person("colleague")
    people.set_role(colleague, Role.BOARD, True, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        people.change_user(board_member, by=administrator, email="taken@school.example")
    assert {mail.to[0] for mail in mailoutbox} == {
        "board@school.example",
        "colleague@school.example",
    }
    assert all("taken@school.example" in mail.body for mail in mailoutbox)
    assert all(str(administrator) in mail.body for mail in mailoutbox)


def test_a_changed_address_of_a_student_is_told_to_the_old_one_alone(
    student, board_member, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        people.change_user(student, email="new@school.example")
    assert [mail.to for mail in mailoutbox] == [["student@school.example"]]


def test_switching_off_a_member_of_the_board_is_told_to_the_whole_board(
    board_member, administrator, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        people.change_user(board_member, by=administrator, is_active=False)
        people.change_user(board_member, by=administrator, last_name="Other")
    assert [mail.to for mail in mailoutbox] == [["board@school.example"]]


def test_changing_a_person_leaves_the_password_of_a_moment_ago_alone(student):
    read_before = User.objects.get(pk=student.pk)
    student.set_password("three new lathes turn")
    student.save()
    people.change_user(read_before, last_name="Smit")
    student.refresh_from_db()
    assert student.last_name == "Smit"
    assert student.check_password("three new lathes turn")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "roles"),
    [
        (Role.COORDINATOR, Roles(coordinator=True)),
        (Role.BOARD, Roles(board=True)),
        (Role.ADMINISTRATOR, Roles(administrator=True)),
    ],
)
def test_a_role_is_given_and_taken_and_both_are_recorded(role, roles, coordinator):
    person = make_person("anna")
    people.set_role(person, role, True, by=coordinator)
    given = fresh(person).roles
    people.set_role(person, role, False, by=coordinator)
    changes = RoleChange.objects.filter(person=person).order_by("pk")
    assert (given, fresh(person).roles) == (roles, Roles())
    assert [(change.role, change.joined, change.actor) for change in changes] == [
        (role, True, coordinator),
        (role, False, coordinator),
    ]


@pytest.mark.django_db
def test_giving_what_one_has_records_nothing(coordinator):
    before = RoleChange.objects.count()
    people.set_role(coordinator, Role.COORDINATOR, True, by=None)
    people.set_role(coordinator, Role.BOARD, False, by=None)
    assert RoleChange.objects.count() == before


def test_teachers_of_a_class_are_exactly_those_that_were_set(teacher, second_teacher, coordinator):
    school_class = make_class("4A", [teacher])
    people.set_teachers(school_class, [second_teacher], by=coordinator)
    assert list(school_class.teachers.all()) == [second_teacher]
    changes = RoleChange.objects.filter(role=Role.TEACHER, actor=coordinator)
    assert {(change.person, change.joined, change.school_class) for change in changes} == {
        (second_teacher, True, school_class),
        (teacher, False, school_class),
    }


def test_setting_the_same_teachers_again_records_nothing(teacher):
    school_class = make_class("4A", [teacher])
    before = RoleChange.objects.count()
    people.set_teachers(school_class, [teacher], by=None)
    assert RoleChange.objects.count() == before
    assert Teaching.objects.count() == 1


def test_the_board_is_told_of_every_change_of_a_role(
    board_member, teacher, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        people.set_role(teacher, Role.COORDINATOR, True, by=board_member)
    assert [message.to for message in mail.outbox] == [[board_member.email]]
    assert "Teacher Example" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("student", Roles(student=True)),
        ("teacher", Roles(teacher=True)),
        ("coordinator", Roles(coordinator=True)),
        ("board_member", Roles(board=True)),
        ("administrator", Roles(administrator=True)),
    ],
)
def test_roles_follow_from_facts(name, roles, portfolio, request):
    assert fresh(request.getfixturevalue(name)).roles == roles


@pytest.mark.django_db
def test_who_has_nothing_has_no_role():
    assert not make_person("anna").roles


def test_the_last_member_of_the_board_is_told_of_leaving_it(
    board_member, administrator, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        people.set_role(board_member, Role.BOARD, False, by=administrator)
    (message,) = mail.outbox
    assert message.to == [board_member.email]
    assert "Administrator Example" in message.body
    assert message.body.rstrip().endswith("Administrator Example.")
