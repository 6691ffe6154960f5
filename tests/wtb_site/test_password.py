"""A forgotten and a new password: the same answer for everybody, a mail for who has an account."""

import re
import threading

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from tests import factories

NEW = "three new lathes turn"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def ask(client, address):
    """Ask for a link, and wait for the mail that is sent beside the request."""
    response = client.post(reverse("account_reset_password"), {"email": address})
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    return response


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body).group(1)


def choose(client, link, password=NEW):
    form = client.get(link).url
    return client.post(form, {"password1": password, "password2": password})


def test_a_known_and_an_unknown_address_get_the_same_answer(client, student):
    known = ask(client, student.email)
    unknown = ask(client, "nobody@school.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert client.get(known.url).status_code == 200
    assert [message.to for message in mail.outbox] == [[student.email]]


def test_someone_who_has_left_gets_the_same_answer_and_no_mail(client, student):
    type(student).objects.update(is_active=False)
    assert ask(client, student.email).url == reverse("account_reset_password_done")
    assert mail.outbox == []


def test_the_fourth_mail_to_one_address_is_refused_with_a_page(client, student):
    assert [ask(client, student.email).status_code for _try in range(4)] == [302, 302, 302, 429]
    assert [ask(client, "no@body.example").status_code for _try in range(4)] == [302] * 3 + [429]


def test_a_mail_server_that_fails_does_not_tell_either(client, student, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask(client, student.email).url == reverse("account_reset_password_done")
    assert "could not be sent" in caplog.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_mail_is_in_the_language_of_its_receiver(client, student, language):
    type(student).objects.update(language=language)
    ask(client, student.email)
    with translation.override(language):
        subject = translation.gettext("A new password for your portfolio account")
    assert mail.outbox[0].subject == subject
    assert mail.outbox[0].alternatives == []


def test_the_link_gives_a_new_password_once(client, student):
    ask(client, student.email)
    link = link_in(mail.outbox[0])
    assert choose(client, link).url == reverse("account_reset_password_from_key_done")
    student.refresh_from_db()
    assert student.check_password(NEW)
    assert "This link does not work any more" in client.get(link).text


def test_a_weak_password_is_refused_with_a_sentence(client, student):
    ask(client, student.email)
    response = choose(client, link_in(mail.outbox[0]), "1234567890")
    assert "This password is too common." in response.text
    student.refresh_from_db()
    assert student.check_password(factories.PASSWORD)


def test_a_password_is_changed_by_who_knows_the_old_one(client, student):
    type(student).objects.update(language="en")
    client.force_login(student)
    new = {"password1": NEW, "password2": NEW}
    page = reverse("account_change_password")
    refused = client.post(page, {"oldpassword": "wrong", **new})
    assert "This is not your current password." in refused.text
    done = client.post(page, {"oldpassword": factories.PASSWORD, **new}, follow=True)
    assert "Your password is changed." in done.text
    student.refresh_from_db()
    assert student.check_password(NEW)


def test_who_has_no_password_yet_gets_one_by_mail(client, student):
    student.set_unusable_password()
    student.save()
    client.force_login(student)
    response = client.get(reverse("account_change_password"))
    assert response.url == reverse("account_reset_password")
