"""What messages and mails say: in whose words, in which language, and what they do not tell."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from portfolios import people, sign_off
from portfolios import portfolio as portfolio_steps
from portfolios.enums import Answer, MailTiming, MessageKind, Outcome
from portfolios.models import Message, User
from portfolios.notify import sentences, words
from tests import factories
from tests.factories import assess, hand_in, signed_off

FAIL, PASS, GOOD = Outcome.INSUFFICIENT, Outcome.SUFFICIENT, Outcome.GOOD
PEOPLE = (
    "student", "teacher", "second_teacher", "third_teacher", "coordinator", "board_member",
)  # fmt: skip


def tell(person):
    person = User.objects.get(pk=person.pk)
    messages = Message.objects.visible_to(person).with_matter()
    return words.tell(messages, person)


def titles(person):
    return [told.title for told in tell(person)]


def test_every_kind_has_its_words_its_subject_and_its_sign():
    assert sentences.TO_STUDENT.keys() | sentences.TO_STAFF.keys() == set(MessageKind)
    assert sentences.SUBJECTS.keys() == set(MessageKind)
    assert sentences.STATES.keys() | sentences.ICONS.keys() == set(MessageKind)


def test_a_subject_names_nobody_and_nothing():
    for subject in [*sentences.SUBJECTS.values(), sentences.SUBJECT_OF_SEVERAL]:
        assert "%" not in str(subject)


def test_a_returned_hand_in_brings_its_feedback_and_asks_to_improve(portfolio, student, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, FAIL, "Measure again.")
    (told,) = tell(student)
    assert told.title == "1.1 does 1.1 came back"
    assert told.quotes == (words.Quote("T. Example", "Measure again."),)
    assert (told.action, told.shown) == ("Improve", "returned")
    hand_in(portfolio, "1.1")
    assert not tell(student)[0].is_turn


def test_a_sign_off_says_the_lower_grade_of_two(
    portfolio, level4, student, teacher, second_teacher
):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher, GOOD)
    assess(submission, second_teacher, PASS)
    assert titles(student) == ["1.1 is signed off: sufficient"]
    assert tell(teacher)[0].title == "1.1 of Student Example is signed off: sufficient"


def test_a_hand_in_asks_whoever_can_assess_it_and_then_nobody(
    portfolio, teacher, second_teacher, student
):
    submission = hand_in(portfolio, "1.1")
    assert [told.action for told in tell(teacher)] == ["Assess"]
    assess(submission, second_teacher)
    (told,) = tell(teacher)
    assert (told.action, told.is_over, told.body) == ("", True, "It has been decided.")


def test_only_a_decision_brings_what_was_written(
    portfolio, level4, teacher, second_teacher, student
):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    submission = hand_in(portfolio, "1.1")
    for outcomes in ((FAIL, PASS), (PASS, PASS)):
        for person, outcome in zip((teacher, second_teacher), outcomes, strict=True):
            assess(submission, person, outcome, f"{outcome} it is.")
    told = {one.message.kind: [quote.words for quote in one.quotes] for one in tell(teacher)}
    assert told == {
        "signed_off": ["sufficient it is.", "sufficient it is."],
        "differing": [],
        "submitted": [],
    }


def test_a_move_to_a_higher_level_leads_a_teacher_to_what_there_is_to_confirm(
    client, student, level3, level4, school_class, teacher, second_teacher, coordinator
):
    made = factories.make_portfolio(student, level3, school_class)
    signed_off(made, "2.1", teacher)
    portfolio_steps.change_profile(
        portfolio=made, by=coordinator, exit_profile=level4, reason="Up."
    )
    page = reverse("portfolios:to_confirm", args=[made.pk])
    assert [(one.action, one.address) for one in tell(second_teacher)[:1]] == [("Confirm", page)]
    client.force_login(second_teacher)
    client.get(page)
    assert not second_teacher.messages.unread().filter(kind="to_confirm").exists()
    sign_off.carry_over(sign_off=made.sign_offs.get(), by=teacher)
    assert [(one.action, one.address) for one in tell(second_teacher)[:1]] == [
        ("", made.get_absolute_url())
    ]
    assert titles(student)[:2] == [
        "The sign-off of 2.1 was confirmed",
        "Your level is now: Level 4",
    ]


def test_of_one_matter_the_latest_message_asks(portfolio, student, teacher, coordinator):
    cell = signed_off(portfolio, "1.1", teacher)
    sign_off.revoke(sign_off=cell, by=coordinator, reason="No.")
    hand_in(portfolio, "1.1")
    assess(cell.submissions.first(), teacher, FAIL)
    assert [told.action for told in tell(student)] == ["Improve", "", ""]


def test_of_a_portfolio_out_of_sight_nothing_is_told(portfolio, teacher, second_teacher):
    hand_in(portfolio, "1.1")
    people.set_teachers(portfolio.school_class, [second_teacher], by=None)
    (told,) = tell(teacher)
    assert told.title == "A message about a portfolio that you do not see any more"
    assert (told.about, told.body, told.quotes, told.address, told.by) == ("", "", (), "", "")


def test_a_statement_is_told_with_its_answer_and_remark(portfolio, student, teacher):
    hand_in(portfolio, "1.1")
    link = factories.open_link(portfolio, teacher, "1.1")
    factories.state(link, Answer.NOT_RECOGNISED, "Was not here.")
    told = tell(student)[0]
    assert told.title == "Wim Brandsma answered about 1.1: not recognised"
    assert told.quotes[0].words == "Was not here."
    assert tell(teacher)[0].title == (
        "Wim Brandsma answered about 1.1 of Student Example: not recognised"
    )


def test_each_reads_in_their_own_language(portfolio, student, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, FAIL)
    with translation.override("nl"):
        assert tell(student)[0].message.get_kind_display() == "terug"
        assert tell(student)[0].shown == "returned"


@pytest.mark.parametrize("outcome", [FAIL, PASS, GOOD])
def test_while_a_seat_is_filled_nobody_reads_what_was_found(
    request, portfolio, level4, teacher, outcome, at, send
):
    """The words and mails of every outcome are compared with one and the same list."""
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    cast = [request.getfixturevalue(name) for name in PEOPLE]
    User.objects.filter(pk__in=[one.pk for one in cast]).update(mail_timing=MailTiming.AT_ONCE)
    with at():
        submission = hand_in(portfolio, "1.1")
        send()
        assess(submission, teacher, outcome, "Measure again.")
        mails = send()
    handed_in = "Student Example handed in 1.1"
    needed = "1.1 of Student Example needs another assessor"
    assert {person.first_name: titles(person) for person in cast} == {
        "Student": [],
        "Teacher": [handed_in],
        "Second": [needed, handed_in],
        "Third": [needed, handed_in],
        "Coordinator": [],
        "Board": [],
    }
    assert [(mail.to, mail.subject) for mail in mails] == [
        ([f"{name}@school.example"], "A hand-in needs another assessor")
        for name in ("second", "third")
    ]
    for mail in mails:
        for text in (mail.body, mail.alternatives[0].content):
            assert "T. Example" not in text
            assert "Measure" not in text
            assert not any(word in text for word in ("insufficient", "sufficient", "good"))


def plain(html):
    """The words of an HTML mail, on one line, each address once."""
    text = re.sub(r"<(title|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    text = re.sub(r"&(?:ldquo|rdquo);", '"', text)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def facts(text):
    """The words that carry something: no signs, in no order."""
    return set(re.findall(r"[\w/:.@-]*\w", text))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_text_and_html_hold_the_same_facts(portfolio, student, teacher, at, send, number, language):
    User.objects.filter(pk=student.pk).update(mail_timing=MailTiming.AT_ONCE, language=language)
    with at():
        submissions = [hand_in(portfolio, code) for code in ("1.1", "2.1", "2.2")[:number]]
        for submission in submissions:
            assess(submission, teacher, FAIL, "Measure <again> & again.")
        (mail,) = send()
    html = mail.alternatives[0].content
    in_html, in_text = facts(plain(html)), facts(mail.body)
    button = facts("Does the button not work? Go to Werkt de knop niet? Ga naar WTB Portfolio")
    assert in_text - in_html == set()
    assert in_html - in_text - button == set()
    assert "Measure <again> & again." in mail.body
    assert "<again>" not in html
    assert f'<html lang="{language}"' in html
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_no_subject_of_any_mail_holds_a_name_a_code_or_a_title(
    portfolio, student, teacher, wants, at, send
):
    wants(MailTiming.AT_ONCE, student, teacher)
    with at():
        submission = hand_in(portfolio, "1.1")
        first = send()
        assess(submission, teacher, FAIL)
        second = send()
    subjects = [mail.subject for mail in [*first, *second]]
    assert len(subjects) == 2
    for subject in subjects:
        assert not re.search(r"Student|Teacher|Example|1\.1|does", subject)


def test_links_in_mails_lead_to_the_site(portfolio, student, teacher, wants, at, send, settings):
    settings.SITE_URL = "https://portfolio.school.example"
    wants(MailTiming.AT_ONCE, student)
    with at():
        assess(hand_in(portfolio, "1.1"), teacher, FAIL)
        (mail,) = send()
    message = student.messages.get()
    assert f"https://portfolio.school.example/messages/{message.pk}/\n" in mail.body
    assert "https://portfolio.school.example/settings/\n" in mail.body
