"""The matrix with one's own states, and choosing a specialisation."""

import re

import pytest
from django.urls import reverse

from curriculum.models import Requirement
from portfolios import portfolio as steps
from portfolios.enums import Outcome
from tests import factories
from tests.factories import add_evidence, hand_in, signed_off
from tests.portfolios.views.reading import read, sign_in, words

MATRIX = reverse("portfolios:matrix")
CHOICE = reverse("portfolios:specialisation", args=[7])


def rows(response):
    """What the two columns of each row of the matrix say, by code."""
    html = response.content.decode().partition('<table class="matrix"')[2]
    found = {}
    for row in html.split("<tr ")[2:]:
        code = re.search(r'class="num">([^<]+)<', row)
        if code:
            cells = re.findall(r'<td class="lv( none)?".*?(?:data-state="(\w+)"|</td>)', row, re.S)
            found[code.group(1)] = [state or "-" for _none, state in cells]
    return found


def test_matrix_shows_each_level_beside_each_work_process(client, portfolio, teacher):
    signed_off(portfolio, "2.1", teacher, Outcome.GOOD)
    hand_in(portfolio, "1.1")
    add_evidence(portfolio, "7.1")

    response, text = read(client, portfolio.student, MATRIX)

    assert rows(response) == {
        "1.1": ["submitted", "-"],
        "1.2": ["not_started", "-"],
        "1.7": ["-", "-"],
        "2.1": ["good", "good"],
        "2.2": ["not_started", "not_started"],
        "2.3": ["not_started", "-"],
        "7.1": ["in_progress", "-"],
        "7.2": ["not_started", "-"],
        "7.3": ["-", "-"],
        "8.1": ["-", "not_started"],
        "8.2": ["-", "not_started"],
    }
    assert "Level 4: 1 of 3" in text
    assert "choose 1" in text


def test_sign_off_of_a_lower_level_is_to_confirm_at_the_higher_one(
    client, student, level3, school_class, teacher
):
    portfolio = factories.make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher)

    assert rows(read(client, student, MATRIX)[0])["2.1"] == ["to_confirm", "sufficient"]


def test_provisional_mark_is_shown_as_such(client, portfolio):
    Requirement.objects.filter(work_process__code="1.2").update(provisional=True)

    text = read(client, portfolio.student, MATRIX)[1]

    assert "1.2 does 1.2 not started yet ? provisional" in text


def test_teacher_reads_the_same_matrix_with_links_into_this_portfolio(client, portfolio, teacher):
    signed_off(portfolio, "2.1", teacher)

    response, text = read(client, teacher, reverse("portfolios:matrix_of", args=[portfolio.pk]))

    assert rows(response)["2.1"] == ["sufficient", "sufficient"]
    assert "Matrix of Student Example" in text
    address = reverse("portfolios:work_process_of", args=[portfolio.pk, "2.1"])
    assert f'href="{address}"' in response.content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_matrix_costs_the_same_for_any_number_of_sign_offs(
    client, portfolio, school_class, teacher, number, django_assert_num_queries
):
    for other in factories.make_students(number, portfolio.exit_profile, school_class):
        signed_off(other, "1.1", teacher)
    codes = ["1.1", "1.2", "2.1", "2.2", "2.3", "7.1"][: 1 if number == 1 else 6]
    for code in codes:
        signed_off(portfolio, code, teacher)
    sign_in(client, portfolio.student)

    with django_assert_num_queries(7):
        response = client.get(MATRIX)

    assert response.context["levels"][0].done == len(codes)


def test_student_chooses_a_specialisation_and_chooses_again(client, portfolio):
    options = {w.code: w.pk for w in portfolio.qualification.work_processes.all()}
    response, text = read(client, portfolio.student, CHOICE)
    assert "For Level 4 one specialisation of this core task counts." in text
    assert response.content.decode().count('type="radio"') == 2

    for code in ("7.1", "7.2"):
        response = client.post(CHOICE, {"work_processes": options[code]}, follow=True)
        assert "Your choice is saved." in words(response)
        chosen = portfolio.chosen_specialisations.get().work_process.code
        assert chosen == code

    assert "7.2 does 7.2" in words(response)
    form = client.get(CHOICE).context["form"]
    assert form["work_processes"].value() == [options["7.2"]]


@pytest.mark.parametrize("code", ["7.3", "1.1", "8.1"])
def test_option_that_the_level_does_not_ask_for_is_refused(client, portfolio, code):
    sign_in(client, portfolio.student)
    pk = portfolio.qualification.work_processes.get(code=code).pk

    response = client.post(CHOICE, {"work_processes": pk})

    assert "work_processes" in response.context["form"].errors
    assert portfolio.chosen_specialisations.count() == 0


def test_two_are_refused_where_one_counts(client, portfolio):
    sign_in(client, portfolio.student)
    both = [w.pk for w in portfolio.qualification.work_processes.filter(code__in=["7.1", "7.2"])]

    response = client.post(CHOICE, {"work_processes": both})

    assert "Choose at most 1." in words(response)
    assert portfolio.chosen_specialisations.count() == 0


def test_more_than_one_is_chosen_with_boxes_to_tick(client, student, school_class):
    matrix = {7: (2, {"7.1": "h", "7.2": "h", "7.3": "h"})}
    qualification = factories.make_qualification(matrix, slug="two")
    portfolio = factories.make_portfolio(
        student, qualification.exit_profiles.get(level=4), school_class
    )
    response = read(client, student, CHOICE)[0]
    assert response.content.decode().count('type="checkbox"') == 3

    pks = [w.pk for w in qualification.work_processes.filter(code__in=["7.1", "7.3"])]
    client.post(CHOICE, {"work_processes": pks})

    chosen = portfolio.chosen_specialisations.values_list("work_process__code", flat=True)
    assert sorted(chosen) == ["7.1", "7.3"]


def test_choice_in_a_closed_portfolio_is_refused_with_a_sentence(client, portfolio, coordinator):
    steps.close(portfolio=portfolio, by=coordinator, reason="Left.")
    sign_in(client, portfolio.student)
    pk = portfolio.qualification.work_processes.get(code="7.1").pk

    text = words(client.post(CHOICE, {"work_processes": pk}))

    assert "This portfolio is closed, so nothing in it can change." in text
    assert portfolio.chosen_specialisations.count() == 0


@pytest.mark.parametrize("number", [1, 8, 99])
def test_core_task_without_a_choice_for_this_level_gets_404(client, portfolio, number):
    address = reverse("portfolios:specialisation", args=[number])

    assert read(client, portfolio.student, address)[0].status_code == 404
