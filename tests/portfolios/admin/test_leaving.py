"""A teacher leaves: classes are handed over, seats are released, the account ends."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios import completion, drafts, people, sign_off
from portfolios import desk as desks
from portfolios.enums import MessageKind, Role, Verb
from portfolios.errors import Refused
from portfolios.models import Message, RoleChange, User
from portfolios.notify import words
from portfolios.rounds import leaving
from tests import factories
from tests.factories import assess, hand_in
from tests.portfolios.admin.desk import change
from tests.portfolios.verify.tampering import breaks


@pytest.fixture
def address(teacher):
    return reverse("admin:portfolios_user_leave", args=[teacher.pk])


@pytest.fixture
def alone(teacher, level4):
    """A class that nobody else teaches, with a student."""
    school_class = factories.make_class("2C", [teacher])
    factories.make_students(1, level4, school_class)
    return school_class


@pytest.fixture
def held(portfolio, level4, teacher):
    """An open hand-in in which the teacher holds one of two seats."""
    level4.required_assessors = 2
    level4.save()
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher)
    return submission


def send(desk, address, **fields):
    sent = {"inactive": "on", "seen": "on", **fields}
    return desk.post(address, {k: v for k, v in sent.items() if v is not None}, follow=True)


def test_the_page_names_what_stays_behind_and_no_ones_work(
    desk, held, alone, teacher, portfolio, second_teacher, address
):
    people.set_role(teacher, Role.BOARD, True, by=None)
    drafts.save(user=teacher, place="/review/1/", form="feedback=secret")
    page = desk.get(address).content.decode()
    assert "A seat in 1 open hand-in has to be released." in page
    assert "Nobody else teaches this class." in page
    assert "1 text that was begun and not sent" in page
    assert "examination board" in page
    for hidden in ("secret", "Student Example", "does 1.1", "1.1 "):
        assert hidden not in page
    assert address in desk.get(change(teacher)).content.decode()


def test_classes_are_handed_over_and_the_account_ends(
    desk, held, alone, teacher, second_teacher, school_class, coordinator, administrator, address
):
    people.set_role(teacher, Role.BOARD, True, by=None)
    before = RoleChange.objects.count()
    page = send(desk, address, **{f"class_{alone.pk}": second_teacher.pk})

    assert "The coordinators are told of 1 seat that has to be released." in page.content.decode()
    left = User.objects.get(pk=teacher.pk)
    assert (left.is_active, left.classes.count(), left.roles.board) == (False, 0, False)
    assert list(alone.teachers.all()) == [second_teacher]
    assert teacher not in school_class.teachers.all()
    changes = RoleChange.objects.order_by("pk")[before:]
    assert [(one.person, one.role, one.joined) for one in changes] == [
        (teacher, Role.TEACHER, False),
        (second_teacher, Role.TEACHER, True),
        (teacher, Role.TEACHER, False),
        (teacher, Role.BOARD, False),
    ]
    assert {one.actor for one in changes} == {administrator}
    assert breaks() == []


def test_coordinators_read_which_seat_they_release(
    desk, held, teacher, coordinator, portfolio, address
):
    send(desk, address)
    message = Message.objects.get(kind=MessageKind.SEAT_LEFT)
    release = reverse("portfolios:release_seat", args=[held.pk])

    def told():
        return words.tell(Message.objects.filter(pk=message.pk).with_matter(), coordinator)[0]

    assert message.receiver == coordinator
    assert (told().address, told().action, told().by) == (release, "Release a seat", "")
    assert [found for found, _days in desks.needing_another_assessor(coordinator)] == [held]
    sign_off.release_seat(submission=held, seat=1, by=coordinator, reason="Left.")
    assert told().is_over
    assert told().action == ""
    assert breaks() == []


def test_who_is_coordinator_too_releases_the_seats_in_the_same_go(
    desk, held, administrator, portfolio, address
):
    assert "reason" not in desk.get(address).context["form"].fields
    people.set_role(administrator, Role.COORDINATOR, True, by=None)
    send(desk, address, reason="Left the school.")
    entry = portfolio.log.latest("number")
    assert (entry.verb, entry.log_text.text) == (Verb.SEAT_RELEASED, "Left the school.")
    assert not Message.objects.filter(kind=MessageKind.SEAT_LEFT).exists()
    assert breaks() == []


def test_a_class_is_not_left_without_a_teacher(desk, alone, teacher, address):
    page = send(desk, address)
    assert "Nobody would teach this class. Choose who takes it over." in page.content.decode()
    assert User.objects.get(pk=teacher.pk).is_active
    assert list(alone.teachers.all()) == [teacher]


def test_an_old_class_without_running_portfolios_may_be_left_alone(desk, teacher, address):
    old = factories.make_class("1A", [teacher], school_year="2020-2021")
    send(desk, address)
    assert not old.teachers.exists()


def test_nothing_happens_before_it_was_seen(desk, held, teacher, address):
    page = send(desk, address, seen=None)
    assert "Tick that you have seen what stays behind." in page.content.decode()
    assert teacher.classes.exists()


def test_the_account_may_stay_active(desk, school_class, teacher, address):
    people.set_role(teacher, Role.BOARD, True, by=None)
    send(desk, address, inactive=None)
    stays = User.objects.get(pk=teacher.pk)
    assert (stays.is_active, stays.classes.count(), stays.roles.board) == (True, 0, True)


def test_a_class_that_came_meanwhile_is_asked_about(desk, school_class, teacher):
    factories.make_class("3C", [teacher])
    with pytest.raises(Refused, match="Something changed meanwhile"):
        leaving.leave(
            person=teacher, by=teacher, takes_over={school_class.pk: None}, inactive=False
        )


def test_a_running_portfolio_of_who_leaves_is_named(desk, portfolio, address):
    named = "This person has a running portfolio as a student."
    own = reverse("admin:portfolios_user_leave", args=[portfolio.student_id])
    assert named in desk.get(own).content.decode()
    assert named not in desk.get(address).content.decode()


def test_an_open_proposal_stays(desk, portfolio, teacher, address):
    factories.everything_signed_off(portfolio, teacher)
    completion.propose(portfolio=portfolio, by=teacher)
    assert "1 open proposal of a completion stays" in desk.get(address).content.decode()
    send(desk, address)
    assert portfolio.completions.open().exists()


def test_an_administrator_does_not_lock_themselves_out(desk, administrator):
    page = send(desk, reverse("admin:portfolios_user_leave", args=[administrator.pk]))
    assert "You would lock yourself out. Ask another administrator." in page.content.decode()
    assert User.objects.get(pk=administrator.pk).is_active


def test_the_page_costs_the_same_for_one_class_and_for_thirty(desk, teacher, level4, address):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        return len(captured)

    factories.make_class("class", [teacher])
    one = cost()
    for number in range(29):
        factories.make_students(1, level4, factories.make_class(f"class {number}", [teacher]))
    assert cost() == one


@pytest.mark.parametrize("name", ["student", "teacher", "coordinator", "board_member"])
@pytest.mark.parametrize("page", ["leave", "merge"])
def test_the_pages_are_for_administrators_alone(page, name, client, teacher, request):
    client.force_login(request.getfixturevalue(name))
    url = reverse(f"admin:portfolios_user_{page}", args=[teacher.pk])
    for answer in (client.get(url), client.post(url, {"seen": "on"})):
        assert answer.status_code == 302
        assert "/login/" in answer.url
