"""The theme: set by the server where it is chosen, by a script only for "same as this device"."""

import pytest
from django.urls import reverse

from portfolios.models import User


def tag_of(response):
    return next(line for line in response.text.splitlines() if line.startswith("<html"))


@pytest.mark.parametrize(
    ("theme", "tag"),
    [
        ("auto", '<html lang="nl" data-bs-theme="light" data-follow-device>'),
        ("light", '<html lang="nl" data-bs-theme="light">'),
        ("dark", '<html lang="nl" data-bs-theme="dark">'),
    ],
)
def test_the_server_sets_the_theme(client, student, theme, tag):
    client.force_login(student)
    client.post(reverse("theme"), {"theme": theme})
    assert User.objects.get(pk=student.pk).theme == theme
    assert tag_of(client.get(reverse("settings"))) == tag


def test_a_guest_keeps_the_theme_of_the_cookie(client):
    client.post(reverse("theme"), {"theme": "dark"})
    assert 'data-bs-theme="dark"' in tag_of(client.get(reverse("account_login")))


def test_a_theme_that_is_not_there_is_refused(client):
    assert client.post(reverse("theme"), {"theme": "pink"}).status_code == 400


def test_settings_are_saved_together(client, student):
    client.force_login(student)
    chosen = {"language": "en", "theme": "dark", "mail_timing": "at_once"}
    response = client.post(reverse("settings"), chosen, follow=True)
    person = User.objects.get(pk=student.pk)
    assert (person.language, person.theme, person.mail_timing) == ("en", "dark", "at_once")
    assert "Your settings are saved." in response.text
    assert tag_of(response) == '<html lang="en" data-bs-theme="dark">'


def test_settings_with_nonsense_change_nothing(client, student):
    client.force_login(student)
    response = client.post(reverse("settings"), {"language": "fy", "theme": "dark"})
    person = User.objects.get(pk=student.pk)
    assert (person.language, person.theme) == ("nl", "auto")
    assert "errorlist" in response.text


def test_settings_show_whose_they_are(client, student):
    client.force_login(student)
    assert "Student Example, student@school.example" in client.get(reverse("settings")).text
