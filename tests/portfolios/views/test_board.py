"""The page of the examination board."""

import pytest
from django.urls import reverse

from portfolios import people
from portfolios.enums import Role
from tests import factories
from tests.factories import signed_off
from tests.portfolios.views.reading import read, sign_in

BOARD = reverse("portfolios:board")


@pytest.fixture
def complete(level3, school_class, teacher):
    portfolio = factories.make_portfolio(factories.make_person("complete"), level3, school_class)
    for code in ("2.1", "2.2", "8.1"):
        signed_off(portfolio, code, teacher)
    return portfolio


def test_complete_and_nearly_complete_stand_there_with_what_is_needed(
    client, portfolio, complete, teacher, board_member
):
    for code in ("1.1", "1.2", "2.1"):
        signed_off(portfolio, code, teacher)
    response, text = read(client, board_member, BOARD)
    found = [(row.portfolio, row.open) for row, _words in response.context["near"]]
    assert found == [(complete, 0), (portfolio, 3)]
    assert "1 complete" in text
    assert "Level 3: 3 of 3 complete" in text
    assert "Level 4: 3 of 6 Still open: 2.2, 2.3, 1 specialisation of core task 7." in text


def test_who_needs_more_is_not_listed(client, portfolio, board_member):
    text = read(client, board_member, BOARD)[1]
    assert "Nobody is complete or nearly complete yet" in text


def test_list_can_be_narrowed_to_a_class(client, complete, level3, class_elsewhere, board_member):
    other = factories.make_portfolio(factories.make_person("other"), level3, class_elsewhere)
    response = read(client, board_member, f"{BOARD}?class={class_elsewhere.pk}")[0]
    assert [row.portfolio for row, _words in response.context["near"]] == [other]


def test_changes_of_roles_are_told_with_who_did_it(
    client, school_class, class_elsewhere, administrator, board_member
):
    person = factories.make_person("newcomer")
    people.set_role(person, Role.COORDINATOR, True, by=administrator)
    people.set_teachers(class_elsewhere, [], by=administrator)
    text = read(client, board_member, BOARD)[1]
    assert "Newcomer Example coordinator joined Administrator Example" in text
    assert "Elsewhere Example teacher of a class: 4B (2026-2027) left" in text


def test_changes_of_roles_come_in_pages(client, board_member):
    for number in range(25):
        person = factories.make_person(f"person{number}")
        people.set_role(person, Role.COORDINATOR, True, by=None)
    first = read(client, board_member, BOARD)[0].context["page"]
    second = client.get(BOARD, {"page": 2}).context["page"]
    assert [change.person.first_name for change in first][:2] == ["Person24", "Person23"]
    assert (len(first), len(second)) == (20, 6)


@pytest.mark.parametrize("person", ["student", "teacher", "coordinator", "administrator"])
def test_page_is_for_the_board(client, portfolio, person, request):
    assert read(client, request.getfixturevalue(person), BOARD)[0].status_code == 403


@pytest.mark.parametrize("students", [1, 30])
def test_board_costs_the_same_for_any_number(
    client, level3, school_class, board_member, students, django_assert_num_queries
):
    factories.make_students(students, level3, school_class)
    sign_in(client, board_member)
    with django_assert_num_queries(14):
        assert client.get(BOARD).status_code == 200
