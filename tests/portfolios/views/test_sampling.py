"""The pages on which the examination board draws samples and looks again."""

import pytest
from django.urls import reverse

from portfolios import people, sampling, sign_off
from portfolios.enums import LookOutcome, Outcome, Role
from portfolios.models import Sample, SecondLook, User
from tests import factories
from tests.factories import assess, hand_in, signed_off
from tests.portfolios.views.reading import read, sign_in, words

LIST, ADD = reverse("portfolios:sample_list"), reverse("portfolios:sample_add")
BOARD = reverse("portfolios:board")


@pytest.fixture
def drawn(portfolio, teacher, board_member):
    signed_off(portfolio, "1.1", teacher, Outcome.GOOD)
    return sampling.draw(by=board_member, number=1).looks.get()


def post(client, person, address, **data):
    sign_in(client, person)
    return client.post(address, data, follow=True)


def test_sample_of_a_class_is_drawn_and_listed_with_why(
    client, portfolio, level4, class_elsewhere, teacher, teacher_elsewhere, board_member
):
    signed_off(portfolio, "1.1", teacher)
    other = factories.make_portfolio(factories.make_person("other"), level4, class_elsewhere)
    signed_off(other, "1.2", teacher_elsewhere, Outcome.GOOD)
    response = post(client, board_member, ADD, school_class=class_elsewhere.pk, number=5)
    text = words(response)
    assert "1 sign-off was drawn out of 1." in text
    assert "Other Example 4B 1.2 does 1.2 good E. Example" in text
    assert "Decided within a minute of handing in Look again" in text
    assert [one.submission.sign_off.portfolio for one in response.context["rows"]] == [other]
    assert Sample.objects.get().school_class == class_elsewhere


def test_nothing_to_draw_is_said_and_the_form_stays(client, class_elsewhere, board_member):
    response = post(client, board_member, ADD, school_class=class_elsewhere.pk, number=7)
    assert "There is no sign-off to draw that was not drawn before." in words(response)
    assert response.context["form"]["number"].value() == "7"
    assert not Sample.objects.exists()


@pytest.mark.parametrize("number", ["0", "51", "many", ""])
def test_number_is_one_to_fifty(client, portfolio, teacher, board_member, number):
    signed_off(portfolio, "1.1", teacher)
    form = post(client, board_member, ADD, number=number).context["form"]
    assert list(form.errors) == ["number"]
    assert not Sample.objects.exists()


def test_page_of_a_look_shows_what_was_handed_in_and_every_judgement(
    client, portfolio, level4, teacher, second_teacher, board_member
):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    photo = factories.receive_photo(portfolio)
    factories.add_evidence(portfolio, "1.1", received=[photo])
    submission = hand_in(portfolio, "1.1", words="Look at the second photo.")
    assess(submission, teacher, Outcome.SUFFICIENT, "The measures are right.")
    assess(submission, second_teacher, Outcome.GOOD, "Very neat.")
    found = sampling.draw(by=board_member, number=1).looks.get()
    response, text = read(client, board_member, found.get_absolute_url())
    assert response.context["viewer"].current.file == photo
    for said in ("Look at the second photo.", "The measures are right.", "Very neat."):
        assert said in text
    assert "signed off: sufficient attempt 1" in text
    assert reverse("portfolios:work_process_of", args=[portfolio.pk, "1.1"]) in response.text
    assert 'name="feedback"' not in response.text


def test_look_is_recorded_and_stands_among_the_done(client, drawn, board_member):
    data = {"outcome": LookOutcome.DIFFERS, "remark": "I see no measures."}
    text = words(post(client, board_member, drawn.get_absolute_url(), **data))
    assert "Your second look is recorded." in text
    assert "No sign-off waits for a second look" in text
    response, text = read(client, board_member, f"{LIST}?show=done")
    assert list(response.context["rows"]) == [drawn]
    assert "finds otherwise B. Example" in text
    response, text = read(client, board_member, drawn.get_absolute_url())
    assert "I see no measures." in text
    assert response.context["form"] is None


def test_who_agrees_need_not_write(client, drawn, board_member):
    post(client, board_member, drawn.get_absolute_url(), outcome=LookOutcome.AGREES)
    drawn.refresh_from_db()
    assert (drawn.outcome, drawn.remark) == (LookOutcome.AGREES, "")


def test_remark_is_asked_beside_its_field_and_nothing_is_lost(client, drawn, board_member):
    response = post(client, board_member, drawn.get_absolute_url(), outcome="doubts", remark=" ")
    assert response.context["form"].errors == {"remark": ["Write what you saw."]}
    assert response.context["form"]["outcome"].value() == "doubts"
    response = post(client, board_member, drawn.get_absolute_url(), remark="Hm.")
    assert "This field is required." in response.text
    assert "Hm." in response.text
    assert SecondLook.objects.open().count() == 1


def test_who_comes_second_keeps_the_text_and_reads_who_was_first(client, drawn, board_member):
    colleague = factories.make_person("colleague")
    people.set_role(colleague, Role.BOARD, True, by=None)
    colleague = User.objects.get(pk=colleague.pk)
    sampling.look(second_look=drawn, by=colleague, outcome=LookOutcome.AGREES)
    data = {"outcome": LookOutcome.DOUBTS, "remark": "My long remark."}
    response = post(client, board_member, drawn.get_absolute_url(), **data)
    text = words(response)
    assert "Colleague Example has recorded a second look meanwhile." in text
    assert "My long remark." in text
    assert response.context["form"] is None


def test_sign_off_that_was_revoked_since_is_told(client, drawn, teacher, board_member):
    cell = drawn.submission.sign_off
    assert "does not stand any more" not in read(client, board_member, drawn.get_absolute_url())[1]
    sign_off.revoke(sign_off=cell, by=teacher, reason="A mistake.")
    assert "does not stand any more" in read(client, board_member, drawn.get_absolute_url())[1]


@pytest.mark.parametrize("person", ["teacher", "student"])
def test_who_had_a_part_sees_the_row_but_does_not_look(client, drawn, person, request):
    person = request.getfixturevalue(person)
    people.set_role(person, Role.BOARD, True, by=None)
    address = drawn.get_absolute_url()
    response, text = read(client, person, LIST)
    assert "For a colleague: you had a part in this sign-off." in text
    assert address not in response.text
    assert client.get(address).status_code == 403
    assert client.post(address, {"outcome": "agrees"}).status_code == 403
    assert SecondLook.objects.open().count() == 1


@pytest.mark.parametrize("person", ["student", "teacher", "coordinator", "administrator"])
def test_pages_are_for_the_board(client, drawn, person, request):
    person = request.getfixturevalue(person)
    sign_in(client, person)
    assert client.get(LIST).status_code == 403
    assert client.post(ADD, {"number": 1}).status_code == 403
    assert client.post(drawn.get_absolute_url(), {"outcome": "agrees"}).status_code == 404
    assert (Sample.objects.count(), SecondLook.objects.open().count()) == (1, 1)


def test_samples_are_kept_with_out_of_how_many_they_were_drawn(
    client, portfolio, teacher, board_member
):
    for code in ("1.1", "1.2", "2.1"):
        signed_off(portfolio, code, teacher)
    sample = sampling.draw(by=board_member, number=2)
    sampling.look(second_look=sample.looks.first(), by=board_member, outcome=LookOutcome.AGREES)
    text = read(client, board_member, f"{LIST}?show=samples")[1]
    assert "Board Example All classes 2 out of 3 1 of 2" in text


def test_lists_come_in_pages(client, level4, school_class, teacher, board_member):
    for made in factories.make_students(27, level4, school_class):
        signed_off(made, "1.1", teacher)
    sampling.draw(by=board_member, number=50)
    first = read(client, board_member, LIST)[0]
    second = client.get(LIST, {"page": 2})
    assert "?show=open&amp;page=2" in first.text
    assert [len(page.context["rows"]) for page in (first, second)] == [25, 2]


def test_page_of_the_board_shows_the_first_open_looks(client, drawn, board_member):
    response, text = read(client, board_member, BOARD)
    assert "Sample: look again 1 drawn on" in text
    assert drawn.get_absolute_url() in response.text
    assert LIST in response.text
    assert ADD in response.text


@pytest.mark.parametrize("show", ["open", "done", "samples"])
def test_lists_without_anything_say_so(client, board_member, show):
    text = read(client, board_member, f"{LIST}?show={show}")[1]
    assert {
        "open": "No sign-off waits for a second look",
        "done": "No second look is recorded yet",
        "samples": "No sample was drawn yet",
    }[show] in text


@pytest.fixture
def many(level4, school_class, teacher, board_member):
    def make(number):
        for made in factories.make_students(number, level4, school_class):
            signed_off(made, "1.1", teacher)
        sampling.draw(by=board_member, number=50)
        for one in SecondLook.objects.all()[: (number + 1) // 2]:
            sampling.look(second_look=one, by=board_member, outcome=LookOutcome.AGREES)

    return make


@pytest.mark.parametrize("number", [2, 30])
@pytest.mark.parametrize(("show", "queries"), [("open", 9), ("done", 9), ("samples", 6)])
def test_lists_cost_the_same_for_any_number(
    client, many, board_member, number, show, queries, django_assert_num_queries
):
    many(number)
    sign_in(client, board_member)
    with django_assert_num_queries(queries):
        assert client.get(LIST, {"show": show}).context["rows"]
