"""Several hand-ins that lean on the same evidence, judged on one page."""

import pytest
from django.urls import reverse

from portfolios import drafts, phrases, sign_off
from portfolios.enums import Answer, Outcome, State
from portfolios.models import Assessment, Draft, SignOff
from tests import factories
from tests.factories import add_evidence, assess, hand_in
from tests.portfolios.views.reading import read, sign_in, words

QUEUE = reverse("portfolios:review_queue")


@pytest.fixture
def three(portfolio):
    """1.1, 2.1 and 2.2 lean on one piece; 2.3 does not."""
    add_evidence(portfolio, "2.1", "1.1", "2.2", title="Flange")
    add_evidence(portfolio, "2.2", title="Sizes")
    hand_in(portfolio, "2.3")
    return [hand_in(portfolio, code) for code in ("1.1", "2.1", "2.2")]


def page(submission):
    return reverse("portfolios:review_together", args=[submission.pk])


def filled(judged, then="next", listed=()):
    """The form: (submission, outcome, feedback) of each."""
    data = {"then": then, "listed": [*(one.pk for one, *_rest in judged), *listed]}
    for submission, outcome, feedback in judged:
        data[f"s{submission.pk}-outcome"] = outcome
        data[f"s{submission.pk}-feedback"] = feedback
    return data


def send(client, person, submission, judged, query="", **form):
    sign_in(client, person)
    return client.post(page(submission) + query, filled(judged, **form), follow=True)


def states():
    cells = SignOff.objects.exclude(state=State.NOT_STARTED).order_by("pk")
    return {cell.work_process.code: cell.state for cell in cells}


def codes(response):
    return [row.desk.work_process.code for row in response.context["rows"]]


def test_review_page_leads_to_those_that_lean_on_the_same(client, teacher, three):
    response, text = read(client, teacher, three[1].get_absolute_url())
    assert "1.1, 2.1, 2.2 lean on the same evidence." in text
    assert f'href="{page(three[1])}"' in response.content.decode()


def test_page_shows_the_evidence_once_and_nothing_is_chosen(client, teacher, three):
    response, text = read(client, teacher, page(three[1]))
    assert codes(response) == ["1.1", "2.1", "2.2"]
    assert [(piece.title, piece.codes) for piece in response.context["pieces"]] == [
        ("Flange", ["1.1", "2.1", "2.2"]),
        ("Sizes", ["2.2"]),
    ]
    assert text.count("In the workshop.") == 2
    assert " checked" not in response.content.decode()


def test_each_row_tells_what_was_stated_at_the_workplace(client, portfolio, teacher, three):
    link = factories.open_link(portfolio, teacher, "1.1", "2.1")
    factories.state(link, Answer.NOT_RECOGNISED, "I was away.", codes=["2.1"])
    response, text = read(client, teacher, page(three[0]))
    told = {
        row.desk.work_process.code: [one.remark for one in row.statements]
        for row in response.context["rows"]
    }
    assert told == {"1.1": [], "2.1": ["I was away."], "2.2": []}
    assert "not recognised" in text
    assert "Trainer checked by T. Example on" in text


def test_alone_it_is_judged_on_its_own_page(client, teacher, portfolio):
    submission = hand_in(portfolio, "1.1")
    query = f"?class={portfolio.school_class_id}"
    response = read(client, teacher, page(submission) + query)[0]
    assert response.url == submission.get_absolute_url() + query
    text = read(client, teacher, submission.get_absolute_url())[1]
    assert "lean on the same evidence" not in text


def test_each_is_decided_with_an_outcome_of_its_own_and_blank_ones_wait(
    client, teacher, student, three
):
    judged = [(three[0], "good", "Clear."), (three[1], "insufficient", "No."), (three[2], "", "")]
    response = send(client, teacher, three[0], judged, then="stay")
    text = words(response)
    assert states() == {
        "1.1": State.SIGNED_OFF,
        "2.1": State.RETURNED,
        "2.2": State.SUBMITTED,
        "2.3": State.SUBMITTED,
    }
    assert "1.1 of Student Example is signed off." in text
    assert "2.1 of Student Example goes back with your feedback." in text
    # With one left there is nothing to judge together.
    assert response.redirect_chain == [(page(three[0]), 302), (three[0].get_absolute_url(), 302)]


def test_saving_goes_on_through_the_queue_past_what_was_just_decided(
    client, teacher, portfolio, three
):
    other = SignOff.objects.get(work_process__code="2.3").submissions.get()
    judged = [(one, "sufficient", "") for one in three]
    query = f"?class={portfolio.school_class_id}"
    response = send(client, teacher, three[0], judged, query=query)
    assert response.redirect_chain == [(other.get_absolute_url() + query, 302)]
    assert Assessment.objects.count() == 3


def test_with_nothing_chosen_nothing_is_decided(client, teacher, three):
    response = send(client, teacher, three[0], [(one, "", "") for one in three])
    assert "Choose an outcome for at least one work process." in words(response)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "feedback", "sentence"),
    [
        ("insufficient", "", "Write what is missing: the student needs it to improve."),
        ("", "Half", "Choose an outcome too, or leave the feedback empty."),
        ("excellent", "Half", "Select a valid choice."),
    ],
)
def test_a_fault_in_one_row_decides_none_and_keeps_all(
    client, teacher, three, outcome, feedback, sentence
):
    judged = [(three[0], "good", "Clear."), (three[1], outcome, feedback)]
    response = send(client, teacher, three[0], judged)
    assert sentence in words(response)
    assert "Clear.</textarea>" in response.content.decode()
    assert f"{feedback}</textarea>" in response.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("meanwhile", ["decided", "withdrawn"])
def test_what_was_decided_meanwhile_is_told_with_the_text_and_the_rest_is_decided(
    client, teacher, second_teacher, student, three, meanwhile
):
    if meanwhile == "decided":
        assess(three[1], second_teacher, Outcome.GOOD)
    else:
        sign_off.withdraw(submission=three[1], by=student)
    judged = [(three[0], "good", "Clear."), (three[1], "insufficient", "The fit is missing.")]
    response = send(client, teacher, three[0], judged, listed=[three[2].pk])
    text = words(response)
    assert "1.1 of Student Example is signed off." in text
    assert "2.1: This hand-in was decided or withdrawn meanwhile." in text
    assert "The fit is missing.</textarea>" in response.content.decode()
    assert f'href="{three[1].get_absolute_url()}"' in response.content.decode()
    assert ("signed off: good" in text) == (meanwhile == "decided")
    assert codes(response) == ["2.2"]
    assert Assessment.objects.filter(assessor=teacher).count() == 1


def test_what_was_decided_meanwhile_and_left_blank_is_no_longer_asked(
    client, teacher, second_teacher, three
):
    assess(three[1], second_teacher)
    assess(three[2], second_teacher)
    judged = [(three[0], "", ""), (three[1], "good", "Yes."), (three[2], "", "")]
    response = send(client, teacher, three[0], judged)
    assert codes(response) == ["1.1"]


def test_hand_ins_of_others_cannot_be_slipped_in(client, teacher, three, level4, school_class):
    strange = hand_in(factories.make_students(1, level4, school_class)[0], "1.1")
    response = send(client, teacher, three[0], [(strange, "good", "")])
    assert "Choose an outcome for at least one work process." in words(response)
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("listed", ["", "x", "²", "0" + "9" * 30])
def test_an_odd_list_is_no_hand_in(client, teacher, three, listed):
    response = send(client, teacher, three[0], [], listed=[listed])
    assert response.status_code == 200
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("person", ["coordinator", "board_member", "student"])
def test_who_does_not_assess_is_refused(client, three, person, request):
    person = request.getfixturevalue(person)
    assert read(client, person, page(three[0]))[0].status_code == 403
    assert send(client, person, three[0], [(three[0], "good", "")]).status_code == 403
    assert not Assessment.objects.exists()


def test_without_script_a_phrase_goes_into_the_row_of_its_button(client, teacher, three):
    phrase = phrases.add(teacher=teacher, text="Name the source.")
    sign_in(client, teacher)
    data = filled([(three[0], "", "First."), (three[1], "", "Second.")])
    data["phrase"] = f"s{three[1].pk}-{phrase.pk}"
    page_again = client.post(page(three[0]), data).content.decode()
    assert "First.</textarea>" in page_again
    assert "Second.\nName the source.</textarea>" in page_again
    assert not Assessment.objects.exists()


def test_drafts_come_along_from_their_own_pages_and_go_with_the_decision(client, teacher, three):
    own = three[1].get_absolute_url()
    drafts.save(user=teacher, place=own, form="outcome=good&feedback=Half+a+word")
    drafts.save(user=teacher, place=page(three[2]), form=f"s{three[2].pk}-feedback=Rows")
    assert "Half a word</textarea>" in read(client, teacher, page(three[0]))[0].content.decode()
    assert "Rows</textarea>" in read(client, teacher, page(three[2]))[0].content.decode()
    send(client, teacher, three[2], [(three[1], "good", "Whole.")])
    assert not Draft.objects.exists()


def test_two_assessors_stay_blind_on_this_page(client, level4, portfolio, teacher, second_teacher):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    add_evidence(portfolio, "1.1", "2.1", title="Flange")
    first, second = hand_in(portfolio, "1.1"), hand_in(portfolio, "2.1")
    assess(first, teacher, Outcome.INSUFFICIENT, "A secret.")
    text = read(client, second_teacher, page(second))[1]
    assert "A secret." not in text
    response = send(
        client, second_teacher, second, [(first, "good", "Fine."), (second, "good", "Fine.")]
    )
    text = words(response)
    assert "The two assessments of 1.1 of Student Example differ." in text
    assert "Your assessment of 2.1 of Student Example waits for the other assessor." in text


@pytest.mark.parametrize("number", [2, 6])
def test_page_costs_the_same_for_any_number(
    client, portfolio, teacher, number, django_assert_num_queries
):
    every = ("1.1", "1.2", "2.1", "2.2", "2.3", "7.1")[:number]
    for index in range(5 * number):
        add_evidence(portfolio, *every, title=f"Piece {index}")
    submissions = [hand_in(portfolio, code) for code in every]
    factories.state(factories.open_link(portfolio, teacher, *every), Answer.SEEN)
    sign_in(client, teacher)
    with django_assert_num_queries(13):
        assert client.get(page(submissions[0])).status_code == 200
