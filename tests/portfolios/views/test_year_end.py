"""The end of the school year of a class, as a coordinator sees and does it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios import completion
from portfolios import portfolio as steps
from portfolios.enums import PortfolioState, Role, Verb
from portfolios.models import LogText, Portfolio, RoleChange, SchoolClass, User
from tests import factories
from tests.factories import completed, everything_signed_off, hand_in
from tests.portfolios.views.reading import read, sign_in, words


@pytest.fixture
def address(school_class):
    return reverse("portfolios:class_year_end", args=[school_class.pk])


@pytest.fixture
def classmates(level4, school_class, portfolio):
    """Three more running portfolios beside that of the student."""
    return factories.make_students(3, level4, school_class)


def fields(page):
    """What a browser would send of the form on this page as it stands."""
    form = page.context["form"]
    forms = [form, form.choice] if hasattr(form, "choice") else [form]
    sent = {}
    for one in forms:
        for field in one:
            if field.value() not in (None, False):
                sent[field.html_name] = field.value()
    return sent


def choose(client, coordinator, address, **changes):
    """The page that says what these choices bring about."""
    sign_in(client, coordinator)
    return client.post(address, fields(client.get(address)) | changes)


def confirm(client, page, address, **changes):
    sent = fields(page) | {"confirmed": "1"} | changes
    return client.post(address, {k: v for k, v in sent.items() if v is not None}, follow=True)


def then(portfolio):
    return f"then_{portfolio.pk}"


def whole(portfolio):
    portfolio.refresh_from_db()
    return portfolio.state, portfolio.school_class.name, portfolio.school_class.school_year


def test_everybody_moves_up_to_a_new_class_with_the_same_teachers(
    client, classmates, portfolio, coordinator, teacher, address
):
    page = choose(client, coordinator, address)
    assert "To 4A, 2027-2028" in words(page)
    assert SchoolClass.objects.count() == 1

    page = confirm(client, page, address)
    assert "4 portfolios moved." in words(page)
    made = SchoolClass.objects.get(school_year="2027-2028")
    assert set(made.teachers.all()) == set(portfolio.school_class.teachers.all())
    joined = RoleChange.objects.filter(school_class=made, role=Role.TEACHER)
    assert {(one.joined, one.actor) for one in joined} == {(True, coordinator)}
    for one in [portfolio, *classmates]:
        assert whole(one) == (PortfolioState.ACTIVE, "4A", "2027-2028")
        last = one.log.last()
        assert (last.verb, last.actor) == (Verb.CLASS_CHANGED, coordinator)
    assert {text.text for text in LogText.objects.all()} == {"End of the school year 2026-2027."}


def test_each_student_goes_their_own_way(
    client, classmates, portfolio, coordinator, teacher, address
):
    up, stays, leaves = classmates
    other = factories.make_class("5B", [], school_year="2027-2028")
    page = choose(
        client, coordinator, address, name="5A",
        **{then(portfolio): f"to-{other.pk}", then(stays): "stays", then(leaves): "leaves"},
    )  # fmt: skip
    page = confirm(client, page, address, **{f"why_{leaves.pk}": "Moves to another town."})

    text = words(page)
    assert "2 portfolios moved. 1 portfolio closed. 1 account is inactive now." in text
    assert whole(up)[1:] == ("5A", "2027-2028")
    assert whole(portfolio)[1:] == ("5B", "2027-2028")
    assert whole(stays) == (PortfolioState.ACTIVE, "4A", "2026-2027")
    assert whole(leaves) == (PortfolioState.CLOSED, "4A", "2026-2027")
    assert leaves.log.last().log_text.text == "Moves to another town."
    assert not User.objects.get(pk=leaves.student_id).is_active
    assert User.objects.get(pk=portfolio.student_id).is_active


def test_the_page_names_the_open_reviews_and_who_loses_sight(
    client, classmates, portfolio, coordinator, teacher, second_teacher, address
):
    hand_in(portfolio, "1.1")
    hand_in(classmates[0], "2.1")
    page = choose(
        client, coordinator, address,
        teachers=[second_teacher.pk], **{then(classmates[0]): "leaves"},
    )  # fmt: skip
    text = words(page)
    assert "Teachers from now on: S. Example." in text
    assert "These teachers lose sight of these portfolios at once: T. Example, T. Example." in text
    assert "Open reviews that the former teachers leave behind 1.1 does 1.1, Student" in text
    assert "Open reviews that nobody can finish while it is closed: 2.1" in text

    confirm(client, page, address, **{f"why_{classmates[0].pk}": "Stops."})
    portfolio.refresh_from_db()
    assert read(client, teacher, portfolio.get_absolute_url())[0].status_code == 404
    assert read(client, second_teacher, portfolio.get_absolute_url())[0].status_code == 200


def test_a_new_class_without_teachers_says_so(client, portfolio, coordinator, address):
    hand_in(portfolio, "1.1")
    page = choose(client, coordinator, address, teachers=[])
    assert "This class has no teachers yet" in words(page)
    assert "They wait until the new class has teachers." in words(page)


def test_who_leaves_needs_a_reason_and_nothing_typed_is_lost(
    client, classmates, portfolio, coordinator, address
):
    page = choose(
        client, coordinator, address, name="5A", reason="Our own words.",
        **{then(portfolio): "leaves", then(classmates[1]): "leaves"},
    )  # fmt: skip
    page = confirm(client, page, address, **{f"why_{classmates[1].pk}": "Works now."})
    assert "This field is required." in words(page)
    assert fields(page)[f"why_{classmates[1].pk}"] == "Works now."
    assert set(Portfolio.objects.values_list("state", flat=True)) == {PortfolioState.ACTIVE}

    back = client.post(address, fields(page) | {"back": "1"})
    assert fields(back)["reason"] == "Our own words."
    assert fields(back)[then(portfolio)] == "leaves"
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', back.text))
    again = client.post(address, fields(back) | kept)
    assert fields(again)[f"why_{classmates[1].pk}"] == "Works now."


def test_the_new_class_needs_a_name_that_is_free(client, portfolio, coordinator, address):
    page = choose(client, coordinator, address, name="")
    assert "Give the new class a name, or choose a class." in words(page)
    taken = factories.make_class("4A", [], school_year="2027-2028")
    page = choose(client, coordinator, address, name="4A")
    assert "There is a class 4A in that year already. Choose it from the list." in words(page)
    page = choose(client, coordinator, address, school_class=taken.pk)
    confirm(client, page, address)
    assert whole(portfolio)[1:] == ("4A", "2027-2028")


@pytest.mark.parametrize("change", ["hand in", "move", "close"])
def test_what_changed_since_the_page_is_shown_again_before_anything_happens(
    change, client, classmates, portfolio, class_elsewhere, coordinator, address
):
    page = choose(client, coordinator, address)
    if change == "hand in":
        hand_in(portfolio, "1.1")
    elif change == "move":
        steps.change_class(
            portfolio=portfolio, by=coordinator, school_class=class_elsewhere, reason="Earlier."
        )
    else:
        steps.close(portfolio=portfolio, by=coordinator, reason="Earlier.")

    page = confirm(client, page, address)
    assert "Something changed meanwhile. Look at what is so now." in words(page)
    assert whole(classmates[0])[1:] == ("4A", "2026-2027")
    assert not SchoolClass.objects.filter(school_year="2027-2028").exists()
    if change == "hand in":
        assert "1.1 does 1.1, Student" in words(page)

    confirm(client, page, address)
    assert whole(classmates[0])[1:] == ("4A", "2027-2028")


def test_a_student_who_came_meanwhile_is_asked_about(
    client, portfolio, level4, school_class, coordinator, address
):
    page = choose(client, coordinator, address)
    factories.make_students(1, level4, school_class)
    page = confirm(client, page, address)
    assert "This field is required." in words(page)
    assert whole(portfolio)[1:] == ("4A", "2026-2027")


def test_an_open_proposal_goes_along_and_lapses_where_the_portfolio_is_closed(
    client, classmates, portfolio, coordinator, teacher, address
):
    for one in (portfolio, classmates[0]):
        everything_signed_off(one, teacher)
        completion.propose(portfolio=one, by=teacher)
    page = choose(client, coordinator, address, **{then(portfolio): "leaves"})
    assert "It is proposed as completed: this proposal lapses." in words(page)
    confirm(client, page, address, **{f"why_{portfolio.pk}": "Leaves."})
    assert not portfolio.completions.open().exists()
    assert classmates[0].completions.open().exists()


def test_who_completed_the_level_is_shown_as_done_and_the_account_may_end(
    client, classmates, portfolio, coordinator, teacher, board_member, address
):
    completed(portfolio, teacher, board_member)
    _response, text = read(client, coordinator, address)
    assert "Completed 1 nothing has to be closed Student Example" in text
    page = choose(client, coordinator, address)
    assert f"inactive_{portfolio.pk}" not in fields(page)
    confirm(client, page, address, **{f"inactive_{portfolio.pk}": "on"})
    student = User.objects.get(pk=portfolio.student_id)
    assert not student.is_active
    assert whole(portfolio) == (PortfolioState.COMPLETED, "4A", "2026-2027")
    assert read(client, teacher, portfolio.get_absolute_url())[0].status_code == 200


def test_the_account_of_who_has_more_here_stays(
    client, portfolio, class_elsewhere, coordinator, administrator, address
):
    other = factories.make_qualification(slug="other")
    factories.make_portfolio(portfolio.student, other.exit_profiles.get(level=3), class_elsewhere)
    page = choose(client, coordinator, address, **{then(portfolio): "leaves"})
    assert "The account stays active: this person has another role or portfolio." in words(page)
    confirm(
        client, page, address,
        **{f"why_{portfolio.pk}": "Stops.", f"inactive_{portfolio.pk}": "on"},
    )  # fmt: skip
    assert whole(portfolio)[0] == PortfolioState.CLOSED
    assert User.objects.get(pk=portfolio.student_id).is_active


def test_a_coordinator_does_not_move_their_own_portfolio(
    client, classmates, portfolio, school_class, coordinator, level4, address
):
    own = factories.make_portfolio(coordinator, level4, school_class)
    page = choose(client, coordinator, address)
    assert then(own) not in fields(page)
    confirm(client, page, address)
    assert whole(own)[1:] == ("4A", "2026-2027")
    assert whole(portfolio)[1:] == ("4A", "2027-2028")


@pytest.mark.parametrize("name", ["teacher", "board_member"])
def test_who_is_no_coordinator_may_not(name, client, portfolio, request, address):
    sign_in(client, request.getfixturevalue(name))
    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403


def test_a_class_without_running_portfolios_says_so(client, school_class, coordinator, address):
    _response, text = read(client, coordinator, address)
    assert "Nobody in this class has a running portfolio" in text


def test_the_pages_cost_the_same_for_one_student_and_for_thirty(
    client, portfolio, level4, school_class, coordinator, address
):
    def cost():
        sign_in(client, coordinator)
        with CaptureQueriesContext(connection) as first:
            page = client.get(address)
        with CaptureQueriesContext(connection) as second:
            client.post(address, fields(page))
        return len(first), len(second)

    hand_in(portfolio, "1.1")
    one = cost()
    for other in factories.make_students(29, level4, school_class):
        hand_in(other, "1.1")
    assert cost() == one == (14, 15)


def test_the_way_to_the_page_is_for_coordinators(client, portfolio, coordinator, teacher, address):
    students = reverse("portfolios:class_students", args=[portfolio.school_class_id])
    assert address in read(client, coordinator, students)[0].text
    assert address not in read(client, teacher, students)[0].text
