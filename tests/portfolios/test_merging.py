"""Two accounts of one person become one: what goes over, what blocks, and who they are then."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from portfolios import completion, drafts, people, phrases, sampling, sign_off
from portfolios import portfolio as portfolios
from portfolios.desk import needing_another_assessor
from portfolios.enums import Outcome, Role, State, Verb
from portfolios.errors import Refused
from portfolios.merging import merge, outlook
from portfolios.models import (
    Assessment,
    LogEntry,
    Message,
    RoleChange,
    SecondLook,
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


@pytest.fixture
def pairs(level4, level3):
    """Two assessors a hand-in, from now on."""
    for profile in (level4, level3):
        profile.required_assessors = 2
        profile.save()


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


# One person


def test_what_was_done_keeps_the_old_name(portfolio, teacher, double, administrator):
    cell = signed_off(portfolio, "1.1", teacher)
    before = list(LogEntry.objects.values_list("pk", "actor", "hash"))
    merged(teacher, double, administrator)
    assert Assessment.objects.get(submission__sign_off=cell).assessor == teacher
    assert list(LogEntry.objects.values_list("pk", "actor", "hash")) == before


def test_who_sat_as_the_old_account_does_not_take_the_other_seat(
    pairs, portfolio, teacher, second_teacher, double, administrator
):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    _old, new = merged(teacher, double, administrator)

    assert submission not in Submission.objects.waiting_for(new)
    with pytest.raises(Refused, match="You have assessed this already"):
        assess(submission, new)
    assert Assessment.objects.visible_to(new).count() == 1
    assert assess(submission, second_teacher).submission.sign_off.state == State.SIGNED_OFF
    assert breaks() == []


def test_the_person_judges_again_in_the_seat_of_the_old_account(
    pairs, portfolio, teacher, second_teacher, double, administrator, coordinator
):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    assess(submission, second_teacher, Outcome.INSUFFICIENT)
    _old, new = merged(teacher, double, administrator)

    assert sign_off.releasable_seats(submission) == []
    assert needing_another_assessor(coordinator) == []
    assert submission in Submission.objects.waiting_for(new)
    assert assess(submission, new).seat == 1
    assess(submission, second_teacher)
    assert Submission.objects.get().closed_at
    assert breaks() == []


def test_a_released_seat_of_the_old_account_is_not_taken_again(
    pairs, portfolio, school_class, teacher, second_teacher, third_teacher, double,
    administrator, coordinator,
):  # fmt: skip
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    people.set_teachers(school_class, [second_teacher, third_teacher], by=None)
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="Left.")
    people.set_teachers(school_class, [second_teacher, third_teacher, double], by=None)
    _old, new = merged(teacher, double, administrator)
    assert submission not in Submission.objects.waiting_for(new)
    with pytest.raises(Refused, match="Your seat in this assessment was released"):
        assess(submission, new)


def test_two_seats_of_one_person_are_told_and_one_is_released(
    pairs, portfolio, school_class, teacher, second_teacher, double, administrator, coordinator
):
    people.set_teachers(school_class, [teacher, second_teacher, double], by=None)
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    assess(submission, double, Outcome.INSUFFICIENT)
    assert "1 hand-in was assessed by both accounts" in outlook(teacher, double).facts[0]
    _old, new = merged(teacher, double, administrator)

    assert sign_off.releasable_seats(submission) == [1, 2]
    assert [found for found, _days in needing_another_assessor(coordinator)] == [submission]
    sign_off.release_seat(submission=submission, seat=1, by=coordinator, reason="One person.")
    assert sign_off.releasable_seats(submission) == []
    assert needing_another_assessor(coordinator) == []
    with pytest.raises(Refused, match="You have assessed this already"):
        assess(submission, new)
    assess(submission, second_teacher, Outcome.INSUFFICIENT)
    assert Submission.objects.get().closed_at
    assert breaks() == []


@pytest.mark.parametrize("merge_the_student", [False, True])
def test_who_studies_as_one_account_does_not_assess_there_as_the_other(
    merge_the_student, portfolio, student, teacher, administrator
):
    signed_off(portfolio, "1.1", teacher)
    submission = hand_in(portfolio, "1.2")
    assert "assessed their own work" in outlook(teacher, student).facts[0]
    pair = (student, teacher) if merge_the_student else (teacher, student)
    _old, new = merged(*pair, administrator)
    with pytest.raises(PermissionDenied):
        assess(submission, new)
    assert submission not in Submission.objects.waiting_for(new)


def test_nobody_confirms_what_they_proposed_as_another_account(
    portfolio, teacher, board_member, administrator
):
    factories.everything_signed_off(portfolio, teacher)
    proposal = completion.propose(portfolio=portfolio, by=teacher)
    _old, new = merged(teacher, board_member, administrator)
    with pytest.raises(Refused, match="You proposed this yourself"):
        completion.confirm(completion=proposal, by=new)
    with pytest.raises(Refused, match="You proposed this yourself"):
        completion.refuse(completion=proposal, by=new, reason="No.")


def test_who_judged_as_another_account_is_named_at_the_completion(
    portfolio, teacher, second_teacher, board_member, administrator
):
    factories.everything_signed_off(portfolio, teacher)
    completion.propose(portfolio=portfolio, by=second_teacher)
    _old, new = merged(teacher, board_member, administrator)
    assert completion.assessed_here(portfolio, new)


def test_nobody_looks_again_at_what_they_judged_as_another_account(
    portfolio, teacher, board_member, administrator
):
    signed_off(portfolio, "1.1", teacher)
    sampling.draw(by=board_member, number=1)
    look = SecondLook.objects.get()
    _old, new = merged(teacher, board_member, administrator)
    with pytest.raises(PermissionDenied):
        sampling.look(second_look=look, by=new, outcome="agrees")


def test_one_person_confirms_a_lower_sign_off_once(
    pairs, student, level3, level4, school_class, teacher, second_teacher, double, administrator,
    coordinator,
):  # fmt: skip
    portfolio = factories.make_portfolio(student, level3, school_class)
    submission = hand_in(portfolio, "2.1")
    for one in (teacher, second_teacher):
        assess(submission, one)
    portfolios.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Up."
    )
    cell = portfolio.sign_offs.get()
    sign_off.carry_over(sign_off=cell, by=teacher)
    _old, new = merged(teacher, double, administrator)
    with pytest.raises(Refused, match=r"You have confirmed 2\.1 already"):
        sign_off.carry_over(sign_off=cell, by=new)
    sign_off.carry_over(sign_off=cell, by=second_teacher)
    cell.refresh_from_db()
    assert cell.given_at == level4
    assert breaks() == []
