"""Invitations: queued without a secret, made when they are sent, and never more than one needs."""

import re

import pytest
from django.urls import reverse

from portfolios import people
from portfolios.models import Mail, User
from portfolios.notify import mails
from tests import factories

NEW = "three new lathes turn"


@pytest.fixture
def anna():
    return people.create_user(email="anna@school.example", first_name="Anna", last_name="Smit")


def sent(mailoutbox):
    while mails.send_next():
        pass
    return [letter for letter in mailoutbox if letter.to == ["anna@school.example"]]


def test_a_new_person_sets_a_password_with_the_link(
    client, anna, mailoutbox, settings, django_capture_on_commit_callbacks
):
    settings.WORKER = True
    with django_capture_on_commit_callbacks(execute=True):
        mails.queue_invitations([anna])
    assert mailoutbox == []
    (letter,) = sent(mailoutbox)
    assert "Set your password" in letter.subject
    (link,) = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", letter.body)
    assert link in letter.alternatives[0].content
    assert "You sign in with anna@school.example." in letter.body
    form = client.get(link).url
    client.post(form, {"password1": NEW, "password2": NEW})
    assert User.objects.get(pk=anna.pk).check_password(NEW)


def test_it_is_in_the_language_of_its_receiver(anna, mailoutbox, settings):
    settings.WORKER = True
    texts = {}
    for language in ("en", "nl"):
        User.objects.filter(pk=anna.pk).update(language=language)
        mails.queue_invitations([anna])
        texts[language] = sent(mailoutbox)[-1].subject
    assert texts["en"] == "Set your password for the portfolio"
    assert len(mailoutbox) == 2


def test_who_has_a_password_or_has_left_is_not_invited(anna, mailoutbox, settings):
    settings.WORKER = True
    with_password, gone = factories.make_person("known"), factories.make_person("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    mails.queue_invitations([with_password, gone])
    sent(mailoutbox)
    assert mailoutbox == []
    assert not Mail.objects.exists()


def test_without_a_worker_the_first_ones_go_out_after_the_step(
    anna, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(mails, "MOST_IN_A_REQUEST", 2)
    others = [
        people.create_user(email=f"s{number}@school.example", first_name="S") for number in range(3)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        mails.queue_invitations([anna, *others])
    assert len(mailoutbox) == 2
    assert Mail.objects.waiting().count() == 2


def test_a_message_is_no_part_of_an_invitation(portfolio, teacher, wants, settings):
    settings.WORKER = True
    wants("at_once", teacher)
    mails.queue_invitations([teacher])
    factories.hand_in(portfolio, "1.1")
    kinds = Mail.objects.filter(receiver=teacher).values_list("is_invitation", flat=True)
    assert sorted(kinds) == [False, True]
    assert Mail.objects.get(is_invitation=True).messages.count() == 0


def test_the_way_to_a_new_link_is_in_it(anna, mailoutbox, settings):
    settings.WORKER = True
    mails.queue_invitations([anna])
    (letter,) = sent(mailoutbox)
    assert reverse("account_reset_password") in letter.body
