"""A lost phone: somebody else's second factor is reset, told and kept in the history."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry as AdminEntry
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.portfolios.admin.desk import change
from tests.wtb_site.apps_for_codes import SET_UP, set_up, type_password


def reset_page(person):
    return reverse("admin:portfolios_user_second_factor", args=[person.pk])


@pytest.fixture
def joined(teacher, school_class):
    """A browser of a teacher who has set it up."""
    browser = Client()
    type_password(browser, teacher)
    set_up(browser)
    return browser


@pytest.fixture
def board(board_member):
    type(board_member).objects.filter(pk=board_member.pk).update(language="en")
    return board_member


def test_the_page_of_a_person_says_whether_it_is_set_up(desk, teacher, student, joined):
    assert "set up on" in desk.get(change(teacher)).text
    assert "not set up" in desk.get(change(student)).text
    assert reset_page(teacher) in desk.get(change(teacher)).text


def test_a_look_resets_nothing_and_says_what_would_happen(desk, teacher, joined):
    page = desk.get(reset_page(teacher))
    assert "their password alone is enough to sign in" in page.text
    assert Authenticator.objects.filter(user=teacher).count() == 2


def test_it_is_reset_told_and_kept_in_the_history(
    desk, administrator, teacher, board, joined, mailoutbox, settings,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    type(teacher).objects.filter(pk=teacher.pk).update(language="en")
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(reset_page(teacher), follow=True)
    assert "The second factor of Teacher" in response.text
    assert not Authenticator.objects.filter(user=teacher).exists()
    told = {mail.to[0]: mail.body for mail in mailoutbox}
    assert set(told) == {teacher.email, board.email}
    assert all(f"The second factor of {teacher} was reset." in body for body in told.values())
    assert all(f"Changed by {administrator}." in body for body in told.values())
    entry = AdminEntry.objects.get(object_id=teacher.pk)
    assert (entry.user, entry.change_message) == (administrator, "Reset the second factor.")

    settings.SECOND_FACTOR = True
    assert joined.get(reverse("home")).url == reverse(SET_UP)


def test_a_student_who_asks_is_told_alone(desk, portfolio, board, mailoutbox,
                                          django_capture_on_commit_callbacks):  # fmt: skip
    browser = Client()
    type_password(browser, portfolio.student)
    set_up(browser)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reset_page(portfolio.student))
    assert [mail.to for mail in mailoutbox] == [[portfolio.student.email]]


def test_nobody_resets_their_own_here(desk, administrator):
    desk.logout()
    type_password(desk, administrator)
    set_up(desk)
    response = desk.post(reset_page(administrator), follow=True)
    assert response.request["PATH_INFO"] == reverse("settings")
    assert "Your own second factor stands in your settings." in response.text
    assert Authenticator.objects.filter(user=administrator).count() == 2


def test_without_one_nothing_is_reset_or_told(desk, teacher, board, mailoutbox,
                                              django_capture_on_commit_callbacks):  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(reset_page(teacher), follow=True)
    assert "has no second factor, so nothing was reset." in response.text
    assert mailoutbox == []
    assert not AdminEntry.objects.exists()


@pytest.mark.usefixtures("school_class")
@pytest.mark.parametrize("role", ["student", "second_teacher", "coordinator", "board_member"])
def test_others_cannot(role, request, teacher, joined):
    browser = Client()
    browser.force_login(request.getfixturevalue(role))
    response = browser.post(reset_page(teacher))
    assert response.url.startswith("/admin/login/")
    assert Authenticator.objects.filter(user=teacher).count() == 2


def test_the_last_administrator_resets_theirs_on_the_server(
    administrator, board, mailoutbox, django_capture_on_commit_callbacks
):
    browser = Client()
    type_password(browser, administrator)
    set_up(browser)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reset_second_factor", administrator.email.upper())
    assert not Authenticator.objects.exists()
    assert {mail.to[0] for mail in mailoutbox} == {administrator.email, board.email}
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", administrator.email)
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("reset_second_factor", "nobody@school.example")
