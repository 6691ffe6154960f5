"""Administrators keep people: roles through their steps, addresses in step, no passwords."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry as AdminEntry
from django.urls import reverse

from portfolios.enums import Role
from portfolios.models import RoleChange, User
from tests import factories
from tests.portfolios.admin.desk import address, change, changelist, errors, save


def role_changes(**conditions):
    found = RoleChange.objects.filter(**conditions).order_by("pk")
    return [(entry.person, entry.role, entry.joined, entry.actor) for entry in found]


def wait_for_mail():
    """Mails of the sign-in pages are sent beside the request."""
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()


def test_roles_are_given_and_taken_with_the_name_of_who_did_it(desk, administrator, student):
    given = save(desk, change(student), coordinator="on", board="on")
    taken = save(desk, change(student), board=None)

    assert (given.status_code, taken.status_code) == (302, 302)
    assert role_changes(person=student) == [
        (student, Role.COORDINATOR, True, administrator),
        (student, Role.BOARD, True, administrator),
        (student, Role.BOARD, False, administrator),
    ]
    assert User.objects.get(pk=student.pk).roles.coordinator


def test_saving_without_a_change_writes_no_change_of_a_role(desk, coordinator):
    before = role_changes()
    save(desk, change(coordinator))

    assert role_changes() == before


def test_a_new_administrator_gets_both_flags_that_django_knows(desk, student):
    save(desk, change(student), administrator="on")

    student.refresh_from_db()
    assert (student.is_staff, student.is_superuser) == (True, True)


@pytest.mark.parametrize("field", ["administrator", "is_active"])
def test_an_administrator_does_not_lock_themselves_out(field, desk, administrator):
    page = save(desk, change(administrator), **{field: None})

    administrator.refresh_from_db()
    assert errors(page) == {field}
    assert "Ask another administrator" in page.content.decode()
    assert (administrator.is_active, administrator.is_staff) == (True, True)


def test_a_changed_address_is_the_one_to_sign_in_with(desk, student):
    save(desk, change(student), email="New.Name@School.example")

    student.refresh_from_db()
    addresses = EmailAddress.objects.filter(user=student).values_list("email", "verified")
    assert student.email == "new.name@school.example"
    assert list(addresses) == [("new.name@school.example", True)]


def test_an_address_belongs_to_one_person(desk, student, teacher):
    page = save(desk, change(student), email="TEACHER@school.example")

    assert errors(page) == {"email"}
    assert "Somebody else has this e-mail address." in page.content.decode()


def test_a_new_person_can_sign_in_only_after_a_reset_mail(desk, mailoutbox):
    save(
        desk, address(User, "add"),
        first_name="Noor", last_name="Bakker", email="Noor@School.example", board="on",
    )  # fmt: skip
    person = User.objects.get(email="noor@school.example")
    page = desk.post(reverse("admin:portfolios_user_reset_mail", args=[person.pk]))
    wait_for_mail()

    assert not person.has_usable_password()
    assert person.roles.board
    assert EmailAddress.objects.get(user=person).verified
    assert page.status_code == 302
    assert [mail.to for mail in mailoutbox if "/accounts/password/reset/key/" in mail.body] == [
        ["noor@school.example"]
    ]
    assert AdminEntry.objects.filter(
        object_id=person.pk, change_message__contains="mail to set a password"
    ).exists()


def test_there_is_no_field_for_a_password(desk, student):
    pages = [desk.get(change(student)), desk.get(address(User, "add"))]

    for page in pages:
        assert 'type="password"' not in page.content.decode()
        assert not {"password", "groups", "user_permissions", "is_superuser"} & set(
            page.context["adminform"].form.fields
        )
    assert desk.get(f"/admin/portfolios/user/{student.pk}/password/").status_code == 302


def test_an_address_alone_sends_no_mail(desk, student, mailoutbox):
    page = desk.get(reverse("admin:portfolios_user_reset_mail", args=[student.pk]))
    wait_for_mail()

    assert page.status_code == 405
    assert mailoutbox == []


def test_someone_inactive_gets_no_mail_and_the_page_says_so(desk, student, mailoutbox):
    save(desk, change(student), is_active=None)
    url = reverse("admin:portfolios_user_reset_mail", args=[student.pk])
    page = desk.post(url, follow=True)
    wait_for_mail()

    assert "cannot sign in, so no mail was sent" in page.content.decode()
    assert mailoutbox == []


def test_mails_go_to_all_who_were_selected(desk, student, teacher, mailoutbox):
    chosen = {"action": "send_reset_mails", "_selected_action": [student.pk, teacher.pk]}
    desk.post(changelist(User), chosen)
    wait_for_mail()

    assert sorted(mail.to[0] for mail in mailoutbox) == [student.email, teacher.email]


def test_people_are_found_by_their_role(desk, portfolio, teacher, coordinator, administrator):
    nobody = factories.make_person("nobody")

    def found(role):
        return set(desk.get(changelist(User), {"role": role}).context["cl"].queryset)

    assert found("student") == {portfolio.student}
    assert teacher in found("teacher")
    assert found("coordinator") == {coordinator}
    assert found("administrator") == {administrator}
    assert found("none") == {nobody}
