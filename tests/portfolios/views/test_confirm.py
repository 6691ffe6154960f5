"""Confirming what was signed off at a lower level."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from portfolios import people, portfolio, sign_off
from portfolios.enums import Outcome, PortfolioState, State, Verb
from portfolios.models import Confirmation, SignOff
from tests import factories
from tests.factories import assess, hand_in, signed_off, work_process
from tests.portfolios.views.reading import read, sign_in, words


@pytest.fixture
def risen(level3, level4, school_class, student, teacher, board_member, coordinator):
    """2.1 and 2.2 signed off and 8.1 exempted at level 3; then to level 4."""
    made = factories.make_portfolio(student, level3, school_class)
    signed_off(made, "2.1", teacher, Outcome.GOOD)
    signed_off(made, "2.2", teacher)
    portfolio.change_profile(portfolio=made, by=coordinator, exit_profile=level4, reason="Up.")
    made.refresh_from_db()
    return made


@pytest.fixture
def address(risen):
    return reverse("portfolios:to_confirm", args=[risen.pk])


def cells(made, *codes):
    return [made.sign_offs.get(work_process__code=code) for code in codes]


def send(client, person, address, which="ticked", codes=(), **fields):
    """Send the form of the page as it is shown to this person now; the page it leads to."""
    sign_in(client, person)
    shown = client.get(address).context["form"].initial["shown"]
    data = {"which": which, "shown": shown, "sign_offs": codes, "looked": "on", **fields}
    return client.post(address, {k: v for k, v in data.items() if v is not None}, follow=True)


def levels(made):
    return {
        cell.work_process.code: cell.given_at.level
        for cell in made.sign_offs.select_related("given_at", "work_process")
        if cell.given_at
    }


def test_page_says_of_each_what_was_given_by_whom_when_and_leads_to_it(
    client, risen, teacher, address
):
    response, text = read(client, teacher, address)
    assert [str(one) for one in response.context["waiting"]] == ["2.1 does 2.1", "2.2 does 2.2"]
    day = date_format(cells(risen, "2.1")[0].submissions.get().closed_at, "j")
    assert f"2.1 does 2.1 good Level 3, T. Example, {day} " in text
    assert "What was handed in for 2.1" in text
    for cell in cells(risen, "2.1", "2.2"):
        assert cell.submissions.get().get_absolute_url() in response.text


def test_ticked_ones_count_at_the_level_with_the_same_grade(client, risen, teacher, address):
    (good,) = cells(risen, "2.1")
    text = words(send(client, teacher, address, codes=[good.pk]))
    assert "1 sign-off counts at this level now." in text
    good.refresh_from_db()
    assert (good.grade, good.given_at.level, good.state) == ("good", 4, State.SIGNED_OFF)
    assert levels(risen) == {"2.1": 4, "2.2": 3}
    assert [one.assessor for one in Confirmation.objects.all()] == [teacher]


def test_all_that_are_shown_are_confirmed_at_once_each_logged(client, risen, teacher, address):
    text = words(send(client, teacher, address, which="all"))
    assert "2 sign-offs count at this level now." in text
    assert "There is nothing for you to confirm" in text
    assert levels(risen) == {"2.1": 4, "2.2": 4}
    assert risen.log.filter(verb=Verb.CONFIRMED).count() == 2
    assert risen.log.filter(verb=Verb.CARRIED_OVER).count() == 2


@pytest.mark.parametrize("which", ["ticked", "all"])
def test_nothing_is_confirmed_without_having_looked(client, risen, teacher, address, which):
    (cell,) = cells(risen, "2.1")
    response = send(client, teacher, address, which=which, codes=[cell.pk], looked=None)
    assert "Confirm that you looked at it." in words(response)
    assert f'value="{cell.pk}" id="id_sign_offs_0" checked' in response.text
    assert levels(risen) == {"2.1": 3, "2.2": 3}


def test_nothing_is_confirmed_without_a_tick(client, risen, teacher, address):
    assert "Tick at least one work process." in words(send(client, teacher, address))
    assert not Confirmation.objects.exists()


def test_all_means_what_was_shown_and_not_what_came_since(client, risen, teacher, address):
    (seen, _other) = cells(risen, "2.1", "2.2")
    send(client, teacher, address, which="all", shown=str(seen.pk))
    assert levels(risen) == {"2.1": 4, "2.2": 3}


def test_what_was_revoked_meanwhile_stops_all_of_it_and_the_page_is_fresh(
    client, risen, teacher, second_teacher, address
):
    (gone,) = cells(risen, "2.2")
    shown = ",".join(str(cell.pk) for cell in cells(risen, "2.1", "2.2"))
    sign_off.revoke(sign_off=gone, by=second_teacher, reason="A mistake.")
    response = send(client, teacher, address, which="all", shown=shown)
    assert "Something changed meanwhile. Look at the list again." in words(response)
    assert levels(risen) == {"2.1": 3}
    form = response.context["form"]
    assert form["shown"].value() == str(cells(risen, "2.1")[0].pk)


def test_sign_off_of_somebody_else_is_not_confirmed_here(
    client, risen, classmate, teacher, address
):
    other = signed_off(classmate.portfolios.get(), "2.1", teacher)
    text = words(send(client, teacher, address, codes=[other.pk]))
    assert "Something changed meanwhile. Look at the list again." in text
    text = words(send(client, teacher, address, which="all", shown=str(other.pk)))
    assert "Something changed meanwhile. Look at the list again." in text
    assert not Confirmation.objects.exists()


def test_first_of_two_assessors_waits_for_the_second(
    client, risen, level4, teacher, second_teacher, third_teacher, address
):
    level4.required_assessors = 2
    level4.save()
    (cell,) = cells(risen, "2.1")
    text = words(send(client, teacher, address, codes=[cell.pk]))
    assert "1 sign-off that you confirmed waits for another assessor." in text
    assert "Confirmed by you, waits for another assessor 1 2.1 does 2.1" in text
    assert levels(risen) == {"2.1": 3, "2.2": 3}

    response, text = read(client, second_teacher, address)
    assert "Confirmed by T. Example on" in text
    assert len(response.context["waiting"]) == 2
    people.set_teachers(risen.school_class, [second_teacher, third_teacher], by=None)
    assert "Confirmed by T. Example on" not in read(client, second_teacher, address)[1]

    people.set_teachers(risen.school_class, [teacher, second_teacher], by=None)
    send(client, second_teacher, address, codes=[cell.pk])
    assert levels(risen) == {"2.1": 4, "2.2": 3}


def test_what_is_handed_in_again_is_judged_and_not_confirmed(client, risen, teacher, address):
    submission = hand_in(risen, "2.1")
    response = read(client, teacher, address)[0]
    assert [str(one) for one in response.context["waiting"]] == ["2.2 does 2.2"]
    assess(submission, teacher)
    assert levels(risen) == {"2.1": 4, "2.2": 3}


def test_exemptions_are_named_for_the_board(
    client, level3, level4, school_class, student, teacher, board_member, coordinator
):
    made = factories.make_portfolio(student, level3, school_class)
    sign_off.exempt(
        portfolio=made, work_process=work_process(made, "2.1"), by=board_member, ground="Diploma."
    )
    portfolio.change_profile(portfolio=made, by=coordinator, exit_profile=level4, reason="Up.")
    text = read(client, teacher, reverse("portfolios:to_confirm", args=[made.pk]))[1]
    assert "There is nothing for you to confirm" in text
    assert "Only the examination board can exempt them at this level too. 2.1 does 2.1" in text
    text = read(client, student, reverse("portfolios:portfolio"))[1]
    assert "1 exemption of a lower level waits to be given for Level 4" in text
    text = read(client, student, reverse("portfolios:work_process", args=["2.1"]))[1]
    assert "the examination board has to grant it again" in text


def test_portfolio_page_tells_each_what_to_do(
    client, risen, student, teacher, coordinator, address
):
    line = "2 work processes were signed off at a lower level and wait to be confirmed for Level 4"
    response, text = read(client, student, reverse("portfolios:portfolio"))
    assert line in text
    assert "Nothing is lost. You can wait for your teacher, or hand in again." in text
    assert address not in response.text
    for person, may in ((teacher, True), (coordinator, False)):
        response, text = read(client, person, risen.get_absolute_url())
        assert line in text
        assert (address in response.text) is may
    students = reverse("portfolios:class_students", args=[risen.school_class_id])
    assert "0 of 6 2 to confirm" in read(client, teacher, students)[1]


def test_work_process_page_leads_an_assessor_there(client, risen, teacher, coordinator, address):
    page = reverse("portfolios:work_process_of", args=[risen.pk, "2.1"])
    assert address in read(client, teacher, page)[0].text
    response, text = read(client, coordinator, page)
    assert "a teacher has to confirm it" in text
    assert address not in response.text


def test_closed_portfolio_is_read_only(client, risen, teacher, coordinator, address):
    (cell,) = cells(risen, "2.1")
    sign_in(client, teacher)
    shown = client.get(address).context["form"].initial["shown"]
    portfolio.close(portfolio=risen, by=coordinator, reason="Left.")
    risen.refresh_from_db()
    assert risen.state == PortfolioState.CLOSED
    response, text = read(client, teacher, address)
    assert "nothing in it can be confirmed now" in text
    assert "2.1 does 2.1" in text
    assert "<form" not in response.text.partition('id="content">')[2]
    data = {"which": "all", "shown": shown, "sign_offs": [cell.pk], "looked": "on"}
    assert client.post(address, data).status_code == 200
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [("student", 403), ("classmate", 404), ("coordinator", 403), ("board_member", 403),
     ("teacher_elsewhere", 404), ("administrator", 404)],
)  # fmt: skip
def test_others_neither_see_nor_confirm(client, risen, address, person, status, request):
    person = request.getfixturevalue(person)
    assert read(client, person, address)[0].status_code == status
    data = {"which": "all", "shown": str(SignOff.objects.first().pk), "looked": "on"}
    assert client.post(address, data).status_code == status
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_page_costs_the_same_for_any_number(
    client, school_class, student, teacher, coordinator, number, django_assert_num_queries
):
    matrix = {1: (None, {f"1.{place}": "hl" for place in range(1, number + 1)})}
    profiles = {
        one.level: one
        for one in factories.make_qualification(matrix, slug="wide").exit_profiles.all()
    }
    made = factories.make_portfolio(student, profiles[3], school_class)
    for code in matrix[1][1]:
        signed_off(made, code, teacher)
    portfolio.change_profile(portfolio=made, by=coordinator, exit_profile=profiles[4], reason="Up.")
    sign_in(client, teacher)
    with django_assert_num_queries(14):
        response = client.get(reverse("portfolios:to_confirm", args=[made.pk]))
    assert len(response.context["waiting"]) == number
