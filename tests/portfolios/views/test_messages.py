"""The messages behind the bell: the list, where each leads, and when it counts as seen."""

import pytest
from django.urls import reverse

from portfolios import people
from portfolios.enums import Outcome
from portfolios.models import Message
from tests.factories import assess, hand_in, make_person, make_students
from tests.portfolios.views.reading import read, sign_in

FAIL = Outcome.INSUFFICIENT
INBOX = reverse("portfolios:messages")


def returned(portfolio, teacher, code="1.1", feedback="Measure again."):
    return assess(hand_in(portfolio, code), teacher, FAIL, feedback).submission


def test_the_list_says_what_happened_and_whose_turn_it_is(client, portfolio, student, teacher):
    returned(portfolio, teacher)
    _response, text = read(client, student, INBOX)
    assert "1 unread, with 1 it is your turn" in text
    assert "Today returned 1.1 does 1.1 came back new Measure again." in text
    assert "Improve: 1.1 does 1.1 came back" in text
    assert "You get one mail a day with what is new." in text


def test_the_filters_show_what_they_say(client, portfolio, student, teacher):
    returned(portfolio, teacher)
    assess(hand_in(portfolio, "2.1"), teacher)
    student.messages.filter(kind="returned").update(read_at="2026-01-01T12:00Z")

    def shown(query):
        response, _text = read(client, student, INBOX + query)
        return [told.message.kind for _title, rows in response.context["groups"] for told in rows]

    assert shown("") == ["signed_off", "returned"]
    assert shown("?show=unread") == ["signed_off"]
    assert shown("?show=turn") == ["returned"]
    assert shown("?show=nonsense&page=x") == ["signed_off", "returned"]


def test_each_group_begins_with_what_is_unread(client, portfolio, student, teacher):
    for code in ("1.1", "1.2", "2.1", "2.2"):
        returned(portfolio, teacher, code)
    first, second, third, fourth = student.messages.order_by("pk")
    Message.objects.filter(pk__in=[first.pk, second.pk]).update(at="2020-03-01T12:00Z")
    Message.objects.filter(pk__in=[second.pk, fourth.pk]).update(read_at="2026-01-01T12:00Z")
    response, text = read(client, student, INBOX)
    groups = response.context["groups"]
    assert [(title, [told.message for told in rows]) for title, rows in groups] == [
        ("Today", [third, fourth]),
        ("Earlier", [first, second]),
    ]
    assert "1 March 2020" in text


def test_nothing_yet_is_said_in_a_sentence(client, student):
    assert "There are no messages yet" in read(client, student, INBOX)[1]
    assert "You have read everything" in read(client, student, f"{INBOX}?show=unread")[1]
    assert "It is nowhere your turn" in read(client, student, f"{INBOX}?show=turn")[1]


def test_a_message_leads_to_its_page_and_counts_as_seen_the_first_time(
    client, portfolio, student, teacher
):
    returned(portfolio, teacher)
    message = student.messages.get()
    address = reverse("portfolios:message", args=[message.pk])
    sign_in(client, student)
    assert client.head(address).status_code == 302
    message.refresh_from_db()
    assert message.read_at is None
    page = reverse("portfolios:work_process_of", args=[portfolio.pk, "1.1"])
    assert client.get(address).url == page
    message.refresh_from_db()
    seen = message.read_at
    assert seen
    client.get(address)
    message.refresh_from_db()
    assert message.read_at == seen


@pytest.mark.parametrize("reader", ["classmate", "teacher", "coordinator"])
def test_a_message_of_somebody_else_is_not_there(
    client, request, portfolio, teacher, student, reader
):
    returned(portfolio, teacher)
    message = student.messages.get()
    sign_in(client, request.getfixturevalue(reader))
    assert client.get(reverse("portfolios:message", args=[message.pk])).status_code == 404
    client.post(reverse("portfolios:messages_read"), {"latest": message.pk})
    message.refresh_from_db()
    assert message.read_at is None


def test_the_page_that_a_message_is_about_counts_as_seeing_it(
    client, portfolio, student, teacher, second_teacher
):
    submission = returned(portfolio, teacher)
    other = returned(portfolio, teacher, "2.1")
    sign_in(client, student)
    address = reverse("portfolios:work_process", args=["1.1"])
    client.head(address)
    assert student.messages.unread().count() == 2
    client.get(address)
    assert [message.submission for message in student.messages.unread()] == [other]
    sign_in(client, second_teacher)
    client.get(submission.get_absolute_url())
    assert [message.submission for message in second_teacher.messages.unread()] == [other]


def test_all_are_read_but_what_came_after_the_page_was_made(client, portfolio, student, teacher):
    returned(portfolio, teacher)
    response, _text = read(client, student, INBOX)
    returned(portfolio, teacher, "2.1")
    latest = response.context["counts"]["latest"]
    answer = client.post(reverse("portfolios:messages_read"), {"latest": latest})
    assert answer.url == INBOX
    assert student.messages.unread().get().sign_off.work_process.code == "2.1"
    assert client.post(reverse("portfolios:messages_read"), {}).status_code == 400


def test_who_left_the_class_reads_nothing_and_is_led_nowhere(
    client, portfolio, teacher, second_teacher
):
    hand_in(portfolio, "1.1")
    people.set_teachers(portfolio.school_class, [second_teacher], by=None)
    message = teacher.messages.get()
    response, text = read(client, teacher, INBOX)
    assert "A message about a portfolio that you do not see any more" in text
    assert "Student" not in text
    assert reverse("portfolios:message", args=[message.pk]) not in response.text
    assert client.get(reverse("portfolios:message", args=[message.pk])).url == INBOX


def bell(response):
    return next(line for line in response.text.splitlines() if "bell" in line and "<a" in line)


def test_the_bell_counts_what_is_unread(client, portfolio, student, teacher):
    sign_in(client, student)
    settings = reverse("settings")
    assert 'aria-label="Messages"' in bell(client.get(settings))
    returned(portfolio, teacher)
    assert 'aria-label="Messages, 1 unread"' in bell(client.get(settings))
    one = student.messages.get()
    Message.objects.bulk_create(
        Message(receiver=student, kind=one.kind, at=one.at, portfolio=portfolio,
                sign_off=one.sign_off, submission=one.submission)
        for _number in range(99)
    )  # fmt: skip
    assert "99+" in bell(client.get(settings))
    assert 'aria-label="Messages, more than 99 unread"' in bell(client.get(settings))


def test_a_guest_has_no_bell(client, db):
    assert "bell" not in client.get(reverse("account_login")).text


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_any_number(
    client, level4, school_class, teacher, second_teacher, number, django_assert_num_queries
):
    for made in make_students(number, level4, school_class):
        assess(hand_in(made, "1.1"), second_teacher)
    sign_in(client, teacher)
    with django_assert_num_queries(8):
        response = client.get(INBOX)
    assert sum(len(rows) for _title, rows in response.context["groups"]) == number


def test_long_lists_have_pages(client, level4, school_class, teacher):
    for made in make_students(16, level4, school_class):
        hand_in(made, "1.1")
        hand_in(made, "1.2")
    _response, text = read(client, teacher, INBOX)
    assert "Page 1 of 2" in text
    response, _text = read(client, teacher, f"{INBOX}?show=turn&page=2")
    assert sum(len(rows) for _title, rows in response.context["groups"]) == 2
    assert "show=turn&amp;page=1" in response.text


def test_settings_offer_shortcuts_to_teachers_alone(client, school_class, teacher):
    address = reverse("settings")
    _response, text = read(client, teacher, address)
    assert "Review with the keyboard" in text
    chosen = {"language": "en", "theme": "auto", "mail_timing": "none"}
    client.post(address, chosen)
    teacher.refresh_from_db()
    assert (teacher.review_keys, teacher.mail_timing) == (False, "none")
    other = make_person("other")
    _response, text = read(client, other, address)
    assert "Review with the keyboard" not in text
    client.post(address, chosen)
    other.refresh_from_db()
    assert (other.review_keys, other.mail_timing) == (True, "none")
