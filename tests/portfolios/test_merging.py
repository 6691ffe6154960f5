"""Two accounts of one person become one: what goes over, what blocks, and who they are then."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from portfolios import drafts, people, phrases, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import Role, Verb
from portfolios.errors import Refused
from portfolios.merging import merge, outlook
from portfolios.models import (
    Assessment,
    Message,
    RoleChange,
    Submission,
    User,
)
from tests import factories
from tests.factories import assess, hand_in, make_person, signed_off
from tests.portfolios.verify.tampering import breaks

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def double(db):
    """The other account of the teacher, who is not known as the same person yet."""
    return make_person("double")


def again(person):
    return User.objects.get(pk=person.pk)


def merged(old, new, by):
    """Merge, and give both as they are then; the log of every portfolio is whole."""
    merge(old=old, new=new, by=by)
    assert breaks() == []
    return again(old), again(new)


# What goes over


def test_the_portfolio_of_the_old_account_is_the_new_ones_and_logged_with_both_ids(
    portfolio, student, administrator, teacher
):
    hand_in(portfolio, "1.1")
    signed_off(portfolio, "1.2", teacher)
    new = make_person("again")
    old, new = merged(student, new, administrator)

    portfolio.refresh_from_db()
    assert portfolio.student == new
    entry = portfolio.log.latest("number")
    assert (entry.verb, entry.actor) == (Verb.STUDENT_MERGED, administrator)
    assert entry.facts == f'{{"former":{old.pk},"student":{new.pk}}}'
    sign_off.withdraw(submission=Submission.objects.open().get(), by=new)
    assert breaks() == []


@pytest.mark.parametrize("state", ["completed", "closed"])
def test_a_portfolio_in_which_nothing_changes_goes_over_too(
    state, portfolio, student, administrator, teacher, board_member, coordinator
):
    if state == "completed":
        factories.completed(portfolio, teacher, board_member)
    else:
        portfolios.close(portfolio=portfolio, by=coordinator, reason="Left.")
    _old, new = merged(student, make_person("again"), administrator)
    portfolio.refresh_from_db()
    assert (portfolio.student, portfolio.state) == (new, state)


def test_classes_and_roles_go_over_and_each_change_is_recorded(
    school_class, class_elsewhere, teacher, double, administrator, board_member
):
    people.set_role(teacher, Role.COORDINATOR, True, by=None)
    people.set_teachers(class_elsewhere, [double], by=None)
    before = RoleChange.objects.count()
    old, new = merged(again(teacher), double, administrator)

    assert set(new.classes.all()) == {school_class, class_elsewhere}
    assert not old.classes.exists()
    assert new.roles.coordinator
    assert not old.roles
    changes = RoleChange.objects.order_by("pk")[before:]
    assert [(one.person, one.role, one.joined, one.actor) for one in changes] == [
        (new, Role.TEACHER, True, administrator),
        (old, Role.TEACHER, False, administrator),
        (new, Role.COORDINATOR, True, administrator),
        (old, Role.COORDINATOR, False, administrator),
    ]


def test_phrases_go_over_once_each_and_after_the_own_ones(teacher, double, administrator):
    for person, texts in ((teacher, ("Look again.", "well done.")), (double, ("Well done.",))):
        for text in texts:
            phrases.add(teacher=person, text=text)
    old, new = merged(teacher, double, administrator)
    assert [phrase.text for phrase in phrases.of(new)] == ["Well done.", "Look again."]
    assert not phrases.of(old).exists()


def test_of_two_drafts_of_one_form_the_last_one_stays(teacher, double, administrator):
    for person, place, form in (
        (teacher, "/review/1/", "text=old"),
        (double, "/review/1/", "text=newer"),
        (double, "/review/2/", "text=older"),
        (teacher, "/review/2/", "text=new"),
        (teacher, "/review/3/", "text=alone"),
    ):
        drafts.save(user=person, place=place, form=form)
    _old, new = merged(teacher, double, administrator)
    found = {draft.place: draft.form for draft in drafts.of_person(new)}
    assert found == {
        "/review/1/": "text=newer",
        "/review/2/": "text=new",
        "/review/3/": "text=alone",
    }


def test_messages_and_the_mail_that_waits_go_over(portfolio, teacher, double, administrator):
    hand_in(portfolio, "1.1")
    message = Message.objects.get(receiver=teacher)
    _old, new = merged(teacher, double, administrator)
    message.refresh_from_db()
    assert message.receiver == new
    assert message.mail.receiver == new


# What blocks


def test_two_running_portfolios_of_one_qualification_block_until_one_is_closed(
    portfolio, classmate, student, administrator, coordinator
):
    with pytest.raises(Refused, match="Both accounts have a running portfolio for"):
        merge(old=student, new=classmate, by=administrator)
    assert len(outlook(student, classmate).blocks) == 1
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Made twice.")
    old, new = merged(student, classmate, administrator)
    assert (old.is_active, new.portfolios.count()) == (False, 2)
    with pytest.raises(Refused, match="already has an active portfolio"):
        portfolios.reopen(portfolio=portfolio, by=coordinator, reason="Back.")


def test_one_is_not_merged_with_itself_nor_into_who_has_left(teacher, double, administrator):
    with pytest.raises(Refused, match="the same account"):
        merge(old=teacher, new=teacher, by=administrator)
    people.change_user(double, is_active=False)
    with pytest.raises(Refused, match="inactive"):
        merge(old=teacher, new=double, by=administrator)


def test_a_merged_account_is_merged_no_second_time(teacher, double, second_teacher, administrator):
    merged(teacher, double, administrator)
    for old, new in ((teacher, second_teacher), (second_teacher, teacher)):
        with pytest.raises(Refused, match="was merged into another account already"):
            merge(old=again(old), new=again(new), by=administrator)


def test_an_administrator_does_not_lock_themselves_out(administrator, double):
    with pytest.raises(Refused, match="lock yourself out"):
        merge(old=administrator, new=double, by=administrator)


def test_a_portfolio_is_not_started_for_a_merged_account(
    student, level4, school_class, administrator
):
    merged(student, make_person("again"), administrator)
    with pytest.raises(Refused, match="was merged into another one"):
        factories.make_portfolio(student, level4, school_class)


# The end of the old account


def test_the_old_account_opens_nothing_any_more_and_its_sessions_end(
    teacher, double, administrator
):
    client, door = Client(), Client()
    client.force_login(teacher)
    assert client.get("/settings/").status_code == 200
    old, new = merged(teacher, double, administrator)

    assert client.get("/settings/").status_code == 302
    answer = door.post("/accounts/login/", {"login": old.email, "password": factories.PASSWORD})
    assert "_auth_user_id" not in door.session
    assert answer.status_code == 200
    assert (old.is_active, old.merged_into, old.has_usable_password()) == (False, new, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=old.pk).update(is_active=True)


def test_its_address_stays_with_it(teacher, double, administrator):
    old, _new = merged(teacher, double, administrator)
    assert old.email == "teacher@school.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person("teacher")


def test_both_addresses_and_the_board_are_told(
    school_class, teacher, double, administrator, board_member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        merge(old=teacher, new=double, by=administrator)
    told = [message for message in mail.outbox if "double@school.example" in message.body]
    assert {message.to[0] for message in told} == {
        "teacher@school.example", "double@school.example", "board@school.example"
    }  # fmt: skip
    assert all("Administrator Example" in message.body for message in told)


def test_a_chain_leads_to_the_last_account(portfolio, teacher, double, administrator):
    assessment = assess(hand_in(portfolio, "1.1"), teacher)
    merged(teacher, double, administrator)
    merged(double, last := make_person("last"), administrator)
    assert again(teacher).person == again(double).person == again(last)
    assert set(User.objects.accounts_of(last)) == {teacher, double, last}
    assert Assessment.objects.get(pk=assessment.pk).assessor.person == last
