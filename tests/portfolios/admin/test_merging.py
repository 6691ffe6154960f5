"""The page on which an administrator merges a double account; and no page signs in as another."""

import pytest
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse

from portfolios import people
from portfolios.enums import Role
from portfolios.models import User
from tests import factories
from tests.factories import assess, hand_in
from tests.portfolios.admin.desk import change
from tests.portfolios.verify.tampering import breaks


@pytest.fixture
def double(db):
    return factories.make_person("double")


@pytest.fixture
def address(teacher):
    return reverse("admin:portfolios_user_merge", args=[teacher.pk])


def send(desk, address, into, **fields):
    return desk.post(address, {"into": into.pk, "seen": "on", **fields}, follow=True)


def test_the_account_that_stays_is_searched_for(desk, teacher, double, administrator, address):
    assert address in desk.get(change(teacher)).content.decode()
    first = desk.get(address)
    assert double in first.context["people"]
    assert teacher not in first.context["people"]
    found = desk.get(address, {"q": "double@ example"})
    assert list(found.context["people"]) == [double]
    assert f"?into={double.pk}" in found.content.decode()
    User.objects.filter(pk=double.pk).update(last_name="Quite another")
    assert "Nobody found." not in desk.get(address).content.decode()  # nobody searched yet
    assert "Nobody found." in desk.get(address, {"q": "nothing"}).content.decode()


def test_the_page_says_what_goes_over_and_no_word_of_anybodys_work(
    desk, portfolio, school_class, teacher, double, address
):
    people.set_teachers(school_class, [teacher, double], by=None)
    people.set_role(teacher, Role.BOARD, True, by=None)
    portfolio.exit_profile.required_assessors = 2
    portfolio.exit_profile.save()
    submission = hand_in(portfolio, "1.1", words="wordsecret")
    for one in (teacher, double):
        assess(submission, one)
    page = desk.get(address, {"into": double.pk}).content.decode()
    assert "4A (2026-2027)" in page
    assert "examination board" in page
    assert "1 hand-in was assessed and decided by both accounts." in page
    assert "This cannot be undone" in page
    for hidden in ("wordsecret", "Student Example", "does 1.1"):
        assert hidden not in page


def test_merging_needs_a_tick_and_then_leads_to_the_account_that_stays(
    desk, school_class, teacher, double, address
):
    page = send(desk, address, double, seen="")
    assert "Tick that you know it is for good." in page.content.decode()
    assert User.objects.get(pk=teacher.pk).is_active

    page = send(desk, address, double)
    assert page.redirect_chain == [(change(double), 302)]
    assert f"{teacher.email} is merged into {double.email}" in page.content.decode()
    assert User.objects.get(pk=teacher.pk).merged_into == double
    assert school_class in double.classes.all()
    assert breaks() == []


def test_what_blocks_is_named_and_no_button_is_there(desk, portfolio, classmate):
    address = reverse("admin:portfolios_user_merge", args=[portfolio.student_id])
    page = desk.get(address, {"into": classmate.pk}).content.decode()
    assert "Both accounts have a running portfolio for" in page
    assert "Merge for good" not in page
    page = send(desk, address, classmate)
    assert "Both accounts have a running portfolio for" in page.content.decode()
    assert portfolio.student.is_active


def test_a_merged_account_is_only_looked_at(desk, teacher, double, address):
    send(desk, address, double)
    page = desk.get(change(teacher))
    assert page.status_code == 200
    assert page.context["has_change_permission"] is False
    assert str(double) in page.content.decode()
    assert desk.post(change(teacher), {"is_active": "on"}).status_code == 403
    for name in ("merge", "leave", "reset_mail"):
        url = reverse(f"admin:portfolios_user_{name}", args=[teacher.pk])
        assert desk.post(url, {"into": double.pk, "seen": "on"}).status_code == 403
    assert not User.objects.get(pk=teacher.pk).is_active


def _patterns(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _patterns(pattern.url_patterns)


def test_nobody_signs_in_as_somebody_else(desk, administrator, school, teacher):
    """Every address of the administration, tried for every person: one stays who one is."""
    model = admin.site._registry[User]
    others = User.objects.exclude(pk=administrator.pk)
    tried = 0
    for pattern in model.get_urls():
        for person in others:
            if pattern.name is None or "delete" in pattern.name:
                continue
            takes = bool(pattern.pattern.converters)
            url = reverse(f"admin:{pattern.name}", args=[person.pk] if takes else [])
            for method in (desk.get, desk.post):
                method(url)
                tried += 1
                assert desk.session["_auth_user_id"] == str(administrator.pk), url
    assert tried > 50
    words = ("impersonat", "hijack", "login_as", "login-as", "become", "switch_user", "su/")
    named = [
        f"{pattern.name} {pattern.pattern}" for pattern in _patterns(get_resolver().url_patterns)
    ]
    assert [name for name in named if any(word in name.lower() for word in words)] == []
