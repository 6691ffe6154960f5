"""The start page of a student, and the same page for who reads along."""

import pytest
from django.urls import reverse

from portfolios import portfolio as steps
from portfolios import sign_off
from portfolios.enums import Outcome
from tests import factories
from tests.factories import add_evidence, assess, hand_in, signed_off, work_process
from tests.portfolios.views.reading import read, sign_in

START = reverse("portfolios:portfolio")


def test_new_student_reads_nothing_done_and_what_to_do_first(client, portfolio):
    response, text = read(client, portfolio.student, START)

    assert "0 of 6 signed off for Level 4" in text
    assert "Level 3: 0 of 3" in text
    assert "Begin with one work process" in text
    assert response.content.decode().count('<i data-state="not_started"></i>') >= 6


def test_somebody_without_a_portfolio_gets_404(client, teacher):
    assert read(client, teacher, START)[0].status_code == 404


def test_sign_off_raises_both_numbers_that_it_counts_for(client, portfolio, teacher):
    signed_off(portfolio, "1.1", teacher)
    signed_off(portfolio, "2.1", teacher, Outcome.GOOD)

    text = read(client, portfolio.student, START)[1]

    assert "2 of 6 signed off for Level 4" in text
    assert "Level 3: 1 of 3" in text
    assert "signed off: good 1" in text
    assert "signed off: sufficient 1" in text
    assert "A sign-off is progress. It is not an exam result." in text


def test_line_of_the_other_level_says_in_words_what_is_open(client, portfolio, teacher):
    signed_off(portfolio, "2.1", teacher)
    hand_in(portfolio, "2.2")

    text = read(client, portfolio.student, START)[1]

    assert "Still open: 2.2 (handed in), 1 specialisation of core task 8." in text


def test_returned_work_comes_first_with_the_feedback_of_the_teacher(client, portfolio, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "The rate is wrong.")

    text = read(client, portfolio.student, START)[1]

    assert "Returned with feedback 1.1 does 1.1 The rate is wrong." in text
    assert "T. Example" in text
    assert "Improve" in text


def test_revoked_sign_off_comes_back_with_its_reason(client, portfolio, teacher):
    cell = signed_off(portfolio, "1.1", teacher)
    sign_off.revoke(sign_off=cell, by=teacher, reason="The drawing was not yours.")

    text = read(client, portfolio.student, START)[1]

    assert "1.1 does 1.1 The drawing was not yours." in text
    assert "Fine." not in text


@pytest.mark.parametrize(
    ("reflection", "group"), [("Measure more often.", "Ready to hand in"), ("", "Suggestions")]
)
def test_work_in_progress_is_ready_once_starr_is_complete(
    client, teacher, student, reflection, group
):
    asking = factories.make_qualification(slug="asking", reflection_required=True)
    school_class = factories.make_class("4A", [teacher])
    portfolio = factories.make_portfolio(student, asking.exit_profiles.get(level=4), school_class)
    add_evidence(portfolio, "1.2", reflection=reflection)

    to_do = read(client, student, START)[0].context["to_do"]

    found = {
        "Ready to hand in": [item.cell.code for item in to_do.ready],
        "Suggestions": [item.cell.code for item in to_do.suggestions if item.obstacles],
    }
    assert found.pop(group) == ["1.2"]
    assert list(found.values()) == [[]]


def test_chosen_specialisation_without_evidence_is_suggested_first(client, portfolio):
    suggestions = read(client, portfolio.student, START)[0].context["to_do"].suggestions
    assert (suggestions[0].core_task.number, suggestions[0].cell) == (7, None)

    steps.choose_specialisation(
        portfolio=portfolio,
        by=portfolio.student,
        core_task=portfolio.qualification.core_tasks.get(number=7),
        work_processes=[work_process(portfolio, "7.2")],
    )

    response, text = read(client, portfolio.student, START)
    assert response.context["to_do"].suggestions[0].cell.code == "7.2"
    assert "7.2 does 7.2 Your specialisation. There is no evidence yet." in text


def test_nothing_more_is_suggested_in_a_choice_that_is_complete(client, portfolio, teacher):
    signed_off(portfolio, "7.1", teacher)
    add_evidence(portfolio, "7.2")

    to_do = read(client, portfolio.student, START)[0].context["to_do"]

    assert [item.cell.code for item in to_do.ready] == []
    assert 7 not in [item.core_task.number for item in to_do.suggestions]


def test_core_task_that_the_level_does_not_ask_for_is_muted(client, portfolio):
    response, text = read(client, portfolio.student, START)

    assert "Not needed for Level 4." in text
    assert response.content.decode().count('class="ct ct-off"') == 1


def test_closed_portfolio_is_read_without_anything_to_do(client, portfolio, coordinator):
    add_evidence(portfolio, "1.1")
    steps.close(portfolio=portfolio, by=coordinator, reason="Left the school.")

    response, text = read(client, portfolio.student, START)

    assert "This portfolio is closed." in text
    assert response.context["to_do"] is None
    assert reverse("portfolios:evidence_add") not in response.content.decode()


@pytest.mark.parametrize("form", ["/portfolio/evidence/add/", "/portfolio/specialisation/7/"])
def test_closed_portfolio_offers_no_form_to_fill_in(client, portfolio, coordinator, form):
    steps.close(portfolio=portfolio, by=coordinator, reason="Left the school.")

    assert read(client, portfolio.student, form)[0].url == START


def test_active_portfolio_wins_and_the_earlier_one_stays_readable(
    client, portfolio, coordinator, school_class
):
    steps.close(portfolio=portfolio, by=coordinator, reason="Starts again.")
    again = factories.make_portfolio(portfolio.student, portfolio.exit_profile, school_class)

    response, text = read(client, portfolio.student, START)
    earlier = reverse("portfolios:portfolio_of", args=[portfolio.pk])

    assert response.context["portfolio"] == again
    assert f'href="{earlier}"' in response.content.decode()
    assert "Your other portfolios" in text
    assert read(client, portfolio.student, earlier)[0].context["seen"].may_work is False


def test_teacher_sees_what_waits_and_drafts_as_a_number_only(client, portfolio, teacher):
    add_evidence(portfolio, "1.2", title="Secret draft")
    submission = hand_in(portfolio, "1.1")

    response, text = read(client, teacher, portfolio.get_absolute_url())

    assert "Portfolio of Student Example" in text
    assert reverse("portfolios:review", args=[submission.pk]) in response.content.decode()
    assert "1 piece of evidence in progress" in text
    assert "Secret draft" not in text
    assert response.context["to_do"] is None


def test_board_reads_along_without_a_way_to_assess_or_manage(client, portfolio, board_member):
    submission = hand_in(portfolio, "1.1")

    html = read(client, board_member, portfolio.get_absolute_url())[0].content.decode()

    assert "Portfolio of Student Example" in html
    assert reverse("portfolios:review", args=[submission.pk]) not in html
    assert reverse("portfolios:portfolio_manage", args=[portfolio.pk]) not in html


def test_coordinator_has_the_way_to_manage(client, portfolio, coordinator):
    html = read(client, coordinator, portfolio.get_absolute_url())[0].content.decode()

    assert reverse("portfolios:portfolio_manage", args=[portfolio.pk]) in html


@pytest.mark.parametrize("stranger", ["classmate", "teacher_elsewhere", "administrator"])
@pytest.mark.parametrize("name", ["portfolio_of", "matrix_of"])
def test_strangers_get_404(client, request, portfolio, stranger, name):
    person = request.getfixturevalue(stranger)

    response = read(client, person, reverse(f"portfolios:{name}", args=[portfolio.pk]))[0]

    assert response.status_code == 404


def wide_qualification(cells):
    """A level that asks for this many work processes in one core task."""
    codes = {f"1.{number}": "h" for number in range(1, cells + 1)}
    matrix = {1: (None, codes), 7: (1, {"7.1": "h", "7.2": "h"})}
    return factories.make_qualification(matrix, slug=f"wide{cells}")


@pytest.mark.parametrize("number", [1, 30])
def test_start_page_costs_the_same_for_any_number(
    client, school_class, teacher, number, django_assert_num_queries
):
    qualification = wide_qualification(number * 3)
    student = factories.make_person("busy")
    portfolio = factories.make_portfolio(
        student, qualification.exit_profiles.get(level=4), school_class
    )
    factories.make_students(number, portfolio.exit_profile, school_class)
    for index in range(1, number * 3 + 1, 3):
        add_evidence(portfolio, f"1.{index}")
        signed_off(portfolio, f"1.{index + 1}", teacher)
        assess(hand_in(portfolio, f"1.{index + 2}"), teacher, Outcome.INSUFFICIENT)

    sign_in(client, student)

    with django_assert_num_queries(14):
        to_do = client.get(START).context["to_do"]

    assert (len(to_do.returned), len(to_do.ready)) == (number, number)
