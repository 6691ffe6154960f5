"""The menu shows every role one has; the start page is where one's work is."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from portfolios import people
from portfolios.enums import Role
from tests import factories
from wtb_site import menu

PORTFOLIO = "/portfolio/"
QUEUE = "/review/"
SCHOOL = "/school/"
CLASSES = "/classes/"
BOARD = "/board/"
ADMIN = "/admin/"
STUDENT = [PORTFOLIO, "/portfolio/evidence/", "/portfolio/matrix/"]
STRUCTURE = "/curriculum/"


def again(person):
    """The person as the next request finds them."""
    return get_user_model().objects.get(pk=person.pk)


def menu_of(rf, person, path="/"):
    request = rf.get(path)
    request.user = again(person)
    return menu.of(request)


def addresses(rf, person):
    return [item.url for item in menu_of(rf, person)]


@pytest.mark.usefixtures("portfolio", "school_class")
def test_each_role_has_its_menu(rf, student, teacher, coordinator, board_member, administrator):
    assert addresses(rf, student) == [*STUDENT, STRUCTURE]
    assert addresses(rf, teacher) == [QUEUE, CLASSES, STRUCTURE]
    assert addresses(rf, coordinator) == [SCHOOL, CLASSES, STRUCTURE]
    assert addresses(rf, board_member) == [SCHOOL, CLASSES, BOARD, STRUCTURE]
    assert addresses(rf, administrator) == [ADMIN, STRUCTURE]


@pytest.mark.usefixtures("school_class")
def test_two_roles_have_the_sum_of_both(rf, teacher):
    people.set_role(teacher, Role.COORDINATOR, True, by=None)
    people.set_role(teacher, Role.BOARD, True, by=None)
    assert addresses(rf, teacher) == [QUEUE, SCHOOL, CLASSES, BOARD, STRUCTURE]


def test_a_guest_has_no_menu(client):
    assert "topnav" not in client.get(reverse("account_login")).text


@pytest.mark.usefixtures("portfolio")
@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/portfolio/", {"/portfolio/": "page"}),
        ("/portfolio/work-processes/1.1/", {"/portfolio/": "true"}),
        ("/portfolio/evidence/3/", {"/portfolio/evidence/": "true"}),
        ("/settings/", {}),
    ],
)
def test_the_menu_marks_where_one_is(rf, student, path, active):
    items = menu_of(rf, student, path)
    assert {item.url: item.active for item in items if item.active} == active


def test_the_queue_counts_what_waits(rf, portfolio, teacher):
    assert [item.count for item in menu_of(rf, teacher)] == [0, 0, 0]
    factories.hand_in(portfolio, "1.1")
    assert [item.count for item in menu_of(rf, teacher)] == [1, 0, 0]


def start_of(client, person):
    client.force_login(person)
    return client.get(reverse("home")).url


@pytest.mark.usefixtures("portfolio", "school_class")
def test_each_role_starts_at_its_own_page(
    client, student, teacher, coordinator, board_member, administrator
):
    starts = {
        student: PORTFOLIO,
        teacher: QUEUE,
        coordinator: SCHOOL,
        board_member: BOARD,
        administrator: ADMIN,
    }
    assert {person: start_of(client, person) for person in starts} == starts


def test_open_work_as_assessor_comes_first(client, portfolio, teacher):
    people.set_role(teacher, Role.COORDINATOR, True, by=None)
    assert start_of(client, teacher) == SCHOOL
    factories.hand_in(portfolio, "1.1")
    assert start_of(client, teacher) == QUEUE


def test_someone_without_a_role_reads_whom_to_ask(client, student):
    type(student).objects.update(language="en")
    client.force_login(student)
    page = client.get(reverse("home")).text
    assert "Your account is not linked to anything yet." in page
    assert "student@school.example" in page
