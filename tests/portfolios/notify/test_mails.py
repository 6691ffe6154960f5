"""The queue of mails: when who is mailed, what is gathered, and what a failing server does."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from portfolios import clock, people, sign_off
from portfolios.enums import MailTiming, Outcome
from portfolios.models import Mail, Message, User
from portfolios.notify import mails, reading
from tests import factories
from tests.factories import assess, hand_in
from tests.portfolios.notify.conftest import TEN

FAIL = Outcome.INSUFFICIENT
AT_ONCE, DAILY, NONE = MailTiming.AT_ONCE, MailTiming.DAILY, MailTiming.NONE


def to(sent):
    return sorted(mail.to[0].partition("@")[0] for mail in sent)


def test_each_person_is_mailed_when_they_want(
    portfolio, teacher, second_teacher, third_teacher, wants, at, send
):
    wants(AT_ONCE, teacher)
    wants(DAILY, second_teacher)
    wants(NONE, third_teacher)
    with at():
        hand_in(portfolio, "1.1")
        assert to(send()) == ["teacher"]
    with at(hours=5, minutes=59):
        assert to(send()) == []
    with at(hours=6):
        assert to(send()) == ["second"]
        assert to(send()) == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24 15:59", "2026-11-24 16:00"),
        ("2026-11-24 16:00", "2026-11-25 16:00"),
        # The nights on which the clock changes.
        ("2026-10-24 17:00", "2026-10-25 16:00"),
        ("2026-03-28 17:00", "2026-03-29 16:00"),
    ],
)
def test_the_daily_mail_is_due_at_four_in_the_time_of_the_school(now, due):
    moment = TEN.strptime(now, "%Y-%m-%d %H:%M").replace(tzinfo=TEN.tzinfo)
    assert mails.due_at(DAILY, moment).strftime("%Y-%m-%d %H:%M") == due


def test_a_daily_mail_gathers_the_day_and_counts_the_hand_ins(
    portfolio, classmate, teacher, wants, at, send
):
    wants(DAILY, teacher)
    other = classmate.portfolios.get()
    with at():
        hand_in(portfolio, "1.1")
        hand_in(portfolio, "2.1")
    with at(hours=3):
        hand_in(other, "1.1")
    with at(hours=6):
        mail = next(mail for mail in send() if to([mail]) == ["teacher"])
    assert mail.subject == "There is news in the portfolios of your students"
    assert "3 hand-ins wait for you" in mail.body
    assert "Student Example handed in 1.1: does 1.1" in mail.body
    assert "Classmate Example handed in 1.1: does 1.1" in mail.body
    assert Mail.objects.get(receiver=teacher).messages.count() == 3


def test_nothing_is_mailed_that_was_read_withdrawn_or_done_by_a_colleague(
    portfolio, teacher, second_teacher, third_teacher, student, wants, at, send
):
    wants(NONE, third_teacher, student)
    with at():
        seen = hand_in(portfolio, "1.1")
        reading.saw_submission(teacher, seen)
        assess(seen, second_teacher)
        sign_off.withdraw(submission=hand_in(portfolio, "2.1"), by=student)
    with at(hours=6):
        assert to(send()) == []
    assert not Mail.objects.exists()
    assert not Message.objects.exclude(mail=None).exists()


def test_nobody_is_mailed_who_left_chose_otherwise_or_lost_sight_meanwhile(
    portfolio, teacher, second_teacher, third_teacher, wants, at, send
):
    with at():
        hand_in(portfolio, "1.1")
    User.objects.filter(pk=teacher.pk).update(is_active=False)
    wants(NONE, second_teacher)
    people.set_teachers(portfolio.school_class, [teacher, second_teacher], by=None)
    with at(hours=6):
        assert to(send()) == []


def test_several_things_of_one_step_come_in_one_mail_and_later_ones_in_their_own(
    portfolio, teacher, student, wants, at, send
):
    wants(AT_ONCE, student)
    submissions = [hand_in(portfolio, code) for code in ("1.1", "2.1", "2.2")]
    with at():
        for submission in submissions[:2]:
            assess(submission, teacher, FAIL)
        (mail,) = send()
        assess(submissions[2], teacher, FAIL)
        assert to(send()) == ["student"]
    assert "There are 2 new messages for you." in mail.body


def test_without_a_worker_a_mail_goes_out_after_the_step(
    portfolio, student, teacher, wants, mailoutbox, settings, django_capture_on_commit_callbacks
):
    wants(AT_ONCE, student)
    first, second = hand_in(portfolio, "1.1"), hand_in(portfolio, "2.1")
    with django_capture_on_commit_callbacks(execute=True):
        assess(first, teacher, FAIL)
        assert to(mailoutbox) == []
    assert to(mailoutbox) == ["student"]
    settings.WORKER = True
    with django_capture_on_commit_callbacks(execute=True):
        assess(second, teacher, FAIL)
    assert to(mailoutbox) == ["student"]
    call_command("send_mails")
    assert to(mailoutbox) == ["student", "student"]


@pytest.mark.parametrize("mood", ["refuse", "drop", "lose"])
def test_a_failing_server_undoes_no_step_and_the_mail_is_tried_again(
    portfolio, student, teacher, wants, at, mail_server, django_capture_on_commit_callbacks, mood
):
    wants(AT_ONCE, student)
    submission = hand_in(portfolio, "1.1")
    mail_server.mood = mood
    with at():
        with django_capture_on_commit_callbacks(execute=True):
            assess(submission, teacher, FAIL)
        submission.refresh_from_db()
        mail = Mail.objects.get(receiver=student)
        assert submission.closed_at
        assert (mail.tries, mail.sent_at) == (1, None)
        assert mail.fault
        assert mails.send_next() is None
    mail_server.mood = "answer"
    with at(minutes=1):
        assert mails.send_next() == mail
    mail.refresh_from_db()
    assert mail.sent_at
    assert mail.fault == ""
    assert b"A work process came back with feedback" in mail_server.received[-1]


def test_a_silent_server_holds_a_request_for_a_few_seconds_at_most(
    portfolio, student, teacher, wants, mail_server, monkeypatch,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    import time

    monkeypatch.setattr(mails, "SECONDS_IN_A_REQUEST", 0.3)
    mail_server.mood = "silent"
    second = factories.make_person("another")
    people.set_teachers(portfolio.school_class, [teacher, second], by=None)
    wants(AT_ONCE, teacher, second)
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(portfolio, "1.1")
    assert time.monotonic() - started < 3
    assert sorted(Mail.objects.values_list("tries", flat=True)) == [0, 1]


def test_a_mail_is_given_up_after_two_days_and_says_why(
    portfolio, student, teacher, second_teacher, third_teacher, wants, settings, at, caplog
):
    wants(AT_ONCE, student)
    wants(NONE, teacher, second_teacher, third_teacher)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    submission = hand_in(portfolio, "1.1")
    with at():
        assess(submission, teacher, FAIL)
    waited, tried = timedelta(), []
    while waited < timedelta(days=4):
        with clock.at(TEN + waited):
            if mails.send_next():
                tried.append(waited)
        waited += timedelta(minutes=1)
    mail = Mail.objects.get(receiver=student)
    minutes = [int(moment.total_seconds() // 60) for moment in tried]
    assert minutes == [0, 1, 6, 36, 156, 876, 1596, 3036]
    assert mail.given_up_at == TEN + timedelta(minutes=3036)
    assert mail.fault.startswith("ConnectionRefusedError")
    assert "could not be sent" in caplog.text


def test_a_mail_that_stopped_half_way_is_sent_again_under_the_same_id(
    portfolio, student, teacher, wants, at, mail_server
):
    """The server took it, and we were gone before we had written that down."""
    wants(AT_ONCE, student)
    submission = hand_in(portfolio, "1.1")
    with at():
        assess(submission, teacher, FAIL)
        mails.send_next()
    Mail.objects.filter(receiver=student).update(sent_at=None)
    with at(minutes=1):
        mails.send_next()
    ids = [
        next(row for row in mail.splitlines() if row.startswith(b"Message-ID"))
        for mail in mail_server.received
    ]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_one_mail_that_cannot_be_made_holds_up_no_other(
    portfolio, student, classmate, teacher, wants, at, send
):
    wants(AT_ONCE, student, classmate)
    User.objects.filter(pk=student.pk).update(email="no address\n@school.example")
    mine, other = hand_in(portfolio, "1.1"), hand_in(classmate.portfolios.get(), "1.1")
    with at():
        for submission in (mine, other):
            assess(submission, teacher, FAIL)
        assert to(send()) == ["classmate"]
    assert Mail.objects.get(receiver=student).fault


def test_a_link_is_mailed_to_its_trainer_unless_it_was_taken_back(portfolio, teacher, send, at):
    from portfolios import tokens, workplace

    hand_in(portfolio, "1.1")
    hand_in(portfolio, "2.1")
    link = factories.open_link(portfolio, teacher, "1.1")
    (mail,) = send()
    assert to([mail]) == ["wim"]
    for text in (mail.body, mail.alternatives[0].content):
        assert tokens.address_of(link) in text
    other = factories.ask_trainer(link.trainer, "2.1", by=teacher)
    workplace.revoke_link(link=other, by=teacher)
    assert send() == []
