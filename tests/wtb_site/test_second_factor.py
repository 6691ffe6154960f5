"""Who sees the work of others signs in with a password and a code of an app."""

import re
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.scene import own_scene
from tests.test_access import TABLE
from tests.wtb_site.apps_for_codes import (
    CODE,
    SET_UP,
    code_of,
    is_signed_in,
    set_up,
    type_code,
    type_password,
)
from wtb_site.middleware import BEFORE_IT

__all__ = ["own_scene"]

# What programs ask: they are told so in words.
PROGRAMS = {"portfolios:uploads", "portfolios:upload"}


@pytest.fixture(autouse=True)
def _asked(settings, client):
    settings.SECOND_FACTOR = True
    client.cookies["django_language"] = "en"


@pytest.fixture
def key(client, coordinator):
    """The key of a coordinator who has set it up and signed out."""
    english(coordinator)
    type_password(client, coordinator)
    key = set_up(client)
    client.post(reverse("account_logout"))
    return key


def english(person):
    type(person).objects.filter(pk=person.pk).update(language="en")


def recovery_codes(page):
    return re.findall(r"<li><code>(\d{8})</code>", page.text)


def test_it_is_asked_by_every_start_but_the_embedded_one():
    from wtb_site import settings as ours

    assert ours.SECOND_FACTOR is True


@pytest.mark.usefixtures("school_class")
@pytest.mark.parametrize("role", ["teacher", "coordinator", "board_member", "administrator"])
def test_who_sees_the_work_of_others_is_led_to_set_it_up(client, request, role):
    type_password(client, request.getfixturevalue(role))
    assert client.get(reverse("home")).url == reverse(SET_UP)
    assert client.get(reverse(SET_UP)).status_code == 200


def test_every_page_leads_there_before_anything_else(own_scene, administrator):
    client = Client()
    client.force_login(administrator)
    urls = {
        name: reverse(name, args=[own_scene.get(argument, argument) for argument in arguments])
        for name, (arguments, _row) in TABLE.items()
        if name not in BEFORE_IT | PROGRAMS
    }
    for model in admin.site._registry:
        for page in ("changelist", "add"):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
            urls[name] = reverse(name)
    urls["admin"] = reverse("admin:index")
    answers = {name: getattr(client.get(url), "url", None) for name, url in urls.items()}
    assert len(urls) > 100
    assert answers == dict.fromkeys(urls, reverse(SET_UP))


def test_what_can_be_opened_before_leads_no_further(own_scene, administrator):
    client = Client()
    client.force_login(administrator)
    answers = set()
    for name in BEFORE_IT:
        arguments, _row = TABLE[name]
        url = reverse(name, args=[own_scene.get(argument, argument) for argument in arguments])
        response = client.get(url)
        answers.add((response.status_code, getattr(response, "url", "")))
    home, sign_in = reverse("home"), reverse("account_reauthenticate")
    assert {url.partition("?")[0] for _status, url in answers} == {"", home, sign_in}
    assert {status for status, _url in answers} == {200, 302, 405}


def test_a_student_and_a_school_that_does_not_ask_are_not_led_anywhere(
    client, portfolio, coordinator, settings
):
    assert client.get(type_password(client, portfolio.student).url).url == reverse(
        "portfolios:portfolio"
    )
    assert client.get(reverse("portfolios:portfolio")).status_code == 200
    client.post(reverse("account_logout"))
    settings.SECOND_FACTOR = False
    type_password(client, coordinator)
    assert client.get(reverse("portfolios:school")).status_code == 200


def test_programs_and_pages_within_a_page_are_told_in_their_own_way(client, administrator):
    english(administrator)
    client.force_login(administrator)
    tus = client.post(reverse("portfolios:uploads"), headers={"Tus-Resumable": "1.0.0"})
    part = client.get(reverse("settings"), headers={"HX-Request": "true"})
    assert (tus.status_code, tus.text) == (403, "First set up your second factor.")
    assert part.headers["HX-Redirect"] == reverse(SET_UP)


def test_a_text_of_before_is_not_lost(client, coordinator, portfolio):
    english(coordinator)
    client.force_login(coordinator)
    url = reverse("portfolios:portfolio_manage", args=[portfolio.pk])
    response = client.post(url, {"reason": "A long reason that took some time."})
    assert response.status_code == 403
    assert "A long reason that took some time.</textarea>" in response.text
    assert reverse(SET_UP) in response.text


def test_it_is_set_up_with_a_picture_or_a_key_and_proven_by_a_code(client, coordinator, mailoutbox):
    english(coordinator)
    type_password(client, coordinator)
    page = client.get(reverse(SET_UP))
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.context["key"])
    assert page.context["key"] in page.text

    wrong = client.post(reverse(SET_UP), {"code": code_of(page.context["key"], later=5)})
    assert "This code is not right" in wrong.text
    assert wrong.context["key"] == page.context["key"]
    assert not Authenticator.objects.exists()

    right = client.post(reverse(SET_UP), {"code": code_of(page.context["key"])})
    assert right.url == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("portfolios:school")).status_code == 200


def test_recovery_codes_are_shown_once_and_can_be_saved(client, coordinator):
    english(coordinator)
    type_password(client, coordinator)
    set_up(client)
    first, second = (client.get(reverse("mfa_view_recovery_codes")) for _time in range(2))
    codes = recovery_codes(first)
    file = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]*)"', first.text)[1])
    assert len(codes) == 10
    assert file.splitlines()[1:] == codes
    assert recovery_codes(second) == []
    assert not any(code in second.text for code in codes)
    assert "You have 10 recovery codes left." in second.text


def test_a_password_alone_opens_nothing_any_more(client, coordinator, key):
    assert type_password(client, coordinator, next="/school/").url.startswith(reverse(CODE))
    assert not is_signed_in(client)
    assert client.get("/school/").url.startswith(reverse("account_login"))

    wrong = type_code(client, code_of(key, later=5))
    assert "This code is not right" in wrong.text
    assert not is_signed_in(client)
    assert type_code(client, code_of(key)).url == "/school/"
    assert is_signed_in(client)


def test_a_code_works_once(client, coordinator, key):
    code = code_of(key)
    type_password(client, coordinator)
    assert type_code(client, code).url == reverse("home")
    other = Client()
    type_password(other, coordinator)
    assert type_code(other, code).status_code == 200
    assert not is_signed_in(other)


def test_the_sixth_wrong_code_is_refused_and_so_is_the_right_one_then(client, coordinator, key):
    type_password(client, coordinator)
    for _attempt in range(5):
        assert "This code is not right" in type_code(client, "000000").text
    assert "Wait five minutes" in type_code(client, "000000").text
    assert "Wait five minutes" in type_code(client, code_of(key)).text
    assert not is_signed_in(client)


def test_a_recovery_code_works_once_instead(client, coordinator):
    english(coordinator)
    type_password(client, coordinator)
    set_up(client)
    code, *_others = recovery_codes(client.get(reverse("mfa_view_recovery_codes")))
    client.post(reverse("account_logout"))

    type_password(client, coordinator)
    assert type_code(client, code).url == reverse("home")
    assert "You have 9 recovery codes left." in client.get(reverse("settings")).text
    client.post(reverse("account_logout"))
    type_password(client, coordinator)
    assert type_code(client, code).status_code == 200
    assert not is_signed_in(client)


def test_new_recovery_codes_put_the_old_ones_out(client, coordinator):
    english(coordinator)
    type_password(client, coordinator)
    set_up(client)
    old = recovery_codes(client.get(reverse("mfa_view_recovery_codes")))
    made = client.post(reverse("mfa_generate_recovery_codes"))
    new = recovery_codes(client.get(made.url))
    assert len(new) == 10
    assert set(old) & set(new) == set()
    client.post(reverse("account_logout"))
    type_password(client, coordinator)
    assert type_code(client, old[0]).status_code == 200


def test_a_session_of_before_ends(client, coordinator):
    earlier = Client()
    type_password(earlier, coordinator)
    type_password(client, coordinator)
    set_up(client)
    assert earlier.get("/school/").url.startswith(reverse("account_login"))
    assert not is_signed_in(earlier)
    assert client.get("/school/").status_code == 200


def test_another_phone_is_set_up_at_once(client, coordinator, key):
    type_password(client, coordinator)
    type_code(client, code_of(key))
    assert "Use another phone" in client.get(reverse("settings")).text
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert client.get("/school/").url == reverse(SET_UP)
    assert set_up(client) != key


def test_a_student_may_have_it_too_and_switch_it_off(client, portfolio):
    english(portfolio.student)
    type_password(client, portfolio.student)
    assert "Off. With a code of an app" in client.get(reverse("settings")).text
    set_up(client)
    assert "Switch off" in client.get(reverse("settings")).text
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("portfolios:portfolio")).status_code == 200


def test_some_time_after_the_sign_in_the_password_is_asked_once_more(client, coordinator, settings):
    english(coordinator)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    type_password(client, coordinator)
    asks = client.get(reverse(SET_UP)).url
    assert asks.startswith(reverse("account_reauthenticate"))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert client.post(asks, {"password": factories.PASSWORD}).url == reverse(SET_UP)
    assert client.get(reverse(SET_UP)).status_code == 200


def test_the_key_in_the_database_is_of_no_use_without_the_key_of_the_site(
    client, coordinator, key, settings
):
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert key.replace(" ", "") not in stored

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-of-this-site-0123456789"
    type_password(client, coordinator)
    assert type_code(client, code_of(key)).url == reverse("home")

    settings.SECRET_KEY_FALLBACKS = []
    other = Client()
    type_password(other, coordinator)
    assert type_code(other, code_of(key)).status_code == 200
    assert not is_signed_in(other)
