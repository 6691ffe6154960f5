"""Signing in: who may, how often, and which pages of allauth there are."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher
from django.urls import reverse

from portfolios import people
from tests import factories

WRONG = "not-the-password"
DEMO = {"email": "student@demo.example", "first_name": "Demo", "password": factories.PASSWORD}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def sign_in(client, person, password=factories.PASSWORD, **to):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": password, **to}
    )


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_signs_in_by_address_in_any_case_and_goes_to_the_start_page(client, student):
    student.email = "STUDENT@School.Example"
    response = sign_in(client, student)
    assert response.url == reverse("home")
    assert is_signed_in(client)


def test_goes_on_to_where_somebody_wanted_to_be(client, student):
    assert sign_in(client, student, next="/settings/").url == "/settings/"


def test_never_goes_on_to_another_site(client, student):
    assert sign_in(client, student, next="https://evil.example/").url == reverse("home")


@pytest.mark.parametrize("address", ["student@school.example", "nobody@school.example"])
def test_a_wrong_password_and_an_unknown_address_read_the_same(client, student, address):
    student.email = address
    response = sign_in(client, student, WRONG)
    assert "This e-mail address and this password do not match." in response.text
    assert not is_signed_in(client)


def test_someone_who_has_left_cannot_sign_in(client, student):
    type(student).objects.update(is_active=False)
    assert sign_in(client, student).url == reverse("account_inactive")
    assert "This account is switched off." in client.get(reverse("account_inactive")).text
    assert not is_signed_in(client)


def test_a_class_behind_one_address_signs_in_within_a_minute(client, db):
    for number in range(28):
        person = factories.make_person(f"pupil{number}")
        sign_in(client, person, WRONG)
        assert sign_in(client, person).url == reverse("home")
        client.post(reverse("account_logout"))


def test_the_sixth_wrong_password_for_one_account_is_refused_with_a_sentence(client, student):
    for _attempt in range(5):
        assert "do not match" in sign_in(client, student, WRONG).text
    response = sign_in(client, student, WRONG)
    assert "There were too many wrong passwords for this account. Wait five minutes" in (
        response.text
    )
    assert "too many wrong passwords" in sign_in(client, student).text
    assert not is_signed_in(client)


def test_too_many_wrong_passwords_for_one_account_leave_a_classmate_alone(
    client, student, classmate
):
    for _attempt in range(6):
        sign_in(client, student, WRONG)
    assert sign_in(client, classmate).url == reverse("home")


def test_a_flood_from_one_address_gets_a_page(client, student):
    responses = [client.post(reverse("account_login"), {}) for _attempt in range(301)]
    assert {response.status_code for response in responses[:300]} == {200}
    assert responses[300].status_code == 429
    assert "You tried this too often in a short time." in responses[300].text


def test_the_administration_has_no_sign_in_of_its_own(client, administrator):
    response = client.post(
        "/admin/login/", {"username": administrator.email, "password": factories.PASSWORD}
    )
    assert response.url.startswith(reverse("account_login"))
    assert not is_signed_in(client)


def test_the_administration_is_closed_to_others(client, student):
    client.force_login(student)
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client.get("/admin/login/").status_code == 403


def test_the_administration_changes_passwords_and_signs_out_as_everybody(client, administrator):
    client.force_login(administrator)
    assert client.get("/admin/password_change/").url == reverse("account_change_password")
    assert client.post("/admin/logout/").url == reverse("account_login")
    assert not is_signed_in(client)


def test_demo_accounts_are_refused_by_any_other_start(client, db):
    person = people.create_user(**DEMO)
    assert sign_in(client, person).url == reverse("account_inactive")
    assert not is_signed_in(client)


def test_a_session_of_a_demo_account_ends_at_any_other_start(client, db, settings):
    settings.EMBEDDED = True
    person = people.create_user(**DEMO)
    assert sign_in(client, person).url == reverse("home")
    assert client.get(reverse("settings")).status_code == 200
    settings.EMBEDDED = False
    assert client.get(reverse("settings")).url.startswith(reverse("account_login"))


def test_signing_out_asks_first_and_then_tells(client, student):
    people.change_user(student, language="en")
    client.force_login(student)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    response = client.post(reverse("account_logout"), follow=True)
    assert "You are signed out." in response.text
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "page",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "confirm-email/key/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "3rdparty/",
        "social/connections/",
        "2fa/",
        "sessions/",
        "",
    ],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_other_pages_of_allauth_are_not_there(client, student, page, signed_in):
    if signed_in:
        client.force_login(student)
    assert client.get(f"/accounts/{page}").status_code == 404


def test_passwords_are_kept_with_argon2(settings):
    from wtb_site import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    assert isinstance(get_hasher(), Argon2PasswordHasher)


def test_the_count_of_one_account_outlives_wrong_passwords_for_many_others():
    from wtb_site import settings as ours

    assert ours.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] == 100_000
