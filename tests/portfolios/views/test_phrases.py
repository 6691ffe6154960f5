"""The page of a teacher's phrases, and the buttons that put them into the feedback."""

import pytest
from django.urls import reverse

from portfolios import phrases
from portfolios.models import Assessment, FeedbackPhrase
from tests.factories import hand_in
from tests.portfolios.views.reading import read, sign_in, words

PAGE = reverse("portfolios:phrases")


def send(client, person, step, *, address=PAGE, **data):
    sign_in(client, person)
    return client.post(address, {"step": step, **data}, follow=True)


def texts(teacher):
    return [phrase.text for phrase in phrases.of(teacher)]


@pytest.fixture
def three(teacher, school_class):
    return [phrases.add(teacher=teacher, text=text) for text in ("One", "Two", "Three")]


def test_a_teacher_adds_changes_orders_and_removes(client, teacher, three):
    assert "The phrase is kept." in words(send(client, teacher, "add", text="Four"))
    send(client, teacher, "change", phrase=three[0].pk, text="Uno")
    send(client, teacher, "up", phrase=three[2].pk)
    send(client, teacher, "down", phrase=three[0].pk)
    response = send(client, teacher, "remove", phrase=three[1].pk)
    assert "The phrase is removed." in words(response)
    assert texts(teacher) == ["Three", "Uno", "Four"]


def test_what_is_refused_stays_in_the_field_with_the_sentence(client, teacher, three):
    response = send(client, teacher, "add", text="two")
    assert "You keep this phrase already." in words(response)
    assert 'value="two"' in response.content.decode()
    response = send(client, teacher, "change", phrase=three[0].pk, text="THREE")
    assert "You keep this phrase already." in words(response)
    assert 'value="THREE"' in response.content.decode()
    assert texts(teacher) == ["One", "Two", "Three"]


def test_a_phrase_to_write_otherwise_stands_in_a_field(client, teacher, three):
    response, _text = read(client, teacher, f"{PAGE}?edit={three[1].pk}")
    assert response.context["form"].phrase == three[1]
    assert 'value="Two"' in response.content.decode()


def test_nobody_reaches_the_phrases_of_another(
    client, teacher, second_teacher, school_class, three
):
    response, text = read(client, second_teacher, f"{PAGE}?edit={three[0].pk}")
    assert response.context["form"].phrase is None
    assert "You keep no phrases yet" in text
    for step in ("change", "up", "remove"):
        answer = send(client, second_teacher, step, phrase=three[0].pk, text="Mine")
        assert answer.status_code == 404
    assert texts(teacher) == ["One", "Two", "Three"]


@pytest.mark.parametrize("pk", ["", "x", "²", "9" * 30])
def test_an_odd_address_or_field_is_no_phrase(client, teacher, school_class, pk):
    assert read(client, teacher, f"{PAGE}?edit={pk}&of={pk}")[0].status_code == 200
    assert send(client, teacher, "remove", phrase=pk).status_code == 404


def test_the_way_back_leads_to_the_hand_in_one_came_from(client, portfolio, teacher):
    submission = hand_in(portfolio, "1.1")
    address = f"{PAGE}?of={submission.pk}"
    response = send(client, teacher, "add", address=address, text="One")
    assert response.redirect_chain == [(address, 302)]
    assert f'href="{submission.get_absolute_url()}#assess"' in response.content.decode()


def test_without_script_a_phrase_is_added_by_the_server_and_nothing_is_decided(
    client, portfolio, teacher, three
):
    submission = hand_in(portfolio, "1.1")
    sign_in(client, teacher)
    data = {"feedback": "Good drawing.", "outcome": "insufficient", "phrase": three[1].pk}
    response = client.post(submission.get_absolute_url(), data)
    assert "Good drawing.\nTwo</textarea>" in response.content.decode()
    assert response.context["form"]["outcome"].value() == "insufficient"
    assert not Assessment.objects.exists()


def test_the_phrase_of_another_is_not_added(client, portfolio, teacher, second_teacher, three):
    submission = hand_in(portfolio, "1.1")
    sign_in(client, second_teacher)
    response = client.post(
        submission.get_absolute_url(), {"feedback": "Mine.", "phrase": three[0].pk}
    )
    assert response.context["form"]["feedback"].value() == "Mine."


def test_a_feedback_can_be_kept_as_a_phrase_from_the_page_of_the_assessment(
    client, portfolio, teacher
):
    submission = hand_in(portfolio, "1.1")
    sign_in(client, teacher)
    data = {"feedback": "Name\nthe source.", "keep": "phrase"}
    response = client.post(submission.get_absolute_url(), data)
    assert "The phrase is kept." in words(response)
    assert response.context["form"]["feedback"].value() == "Name\nthe source."
    assert texts(teacher) == ["Name the source."]
    response = client.post(submission.get_absolute_url(), data)
    assert "You keep this phrase already." in words(response)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_page_of_phrases_costs_the_same_for_any_number(
    client, teacher, school_class, number, django_assert_num_queries
):
    FeedbackPhrase.objects.bulk_create(
        FeedbackPhrase(teacher=teacher, text=f"Phrase {index}", position=index)
        for index in range(number)
    )
    sign_in(client, teacher)
    with django_assert_num_queries(5):
        assert client.get(PAGE).status_code == 200
