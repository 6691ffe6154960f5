"""Taking a list over: everything or nothing, logged as every step is, and once more no effect."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolios import class_list, people
from portfolios import portfolio as steps
from portfolios.enums import Role
from portfolios.errors import Refused
from portfolios.models import (
    ClassList,
    LogEntry,
    LogText,
    Mail,
    Portfolio,
    RoleChange,
    SchoolClass,
    User,
)
from portfolios.verify.log import check_log
from tests import factories
from tests.portfolios.class_list.lists import as_csv, keep, row, take, whole, written
from tests.portfolios.proof.twice import undone


@pytest.fixture(autouse=True)
def _school(school_class, qualification):
    """Class 4A, and the levels small-4 and small-3."""


def breaks():
    found = []
    check_log(found.append, found.append)
    return found


def test_a_new_student_is_as_if_made_by_hand(coordinator, level4, school_class):
    """The account, its verified address, the portfolio, and the first entry of its log."""
    by_hand = people.create_user(
        email="hand@school.example", first_name="Hand", last_name="van Werk"
    )
    started = steps.start(
        student=by_hand, exit_profile=level4, school_class=school_class,
        starts_on=date(2026, 8, 24), ends_on=date(2030, 7, 12), by=coordinator,
    )  # fmt: skip
    whole(
        coordinator,
        row(mail="List@School.example", voornaam="Hand", tussenvoegsel="van", achternaam="Werk"),
    )
    by_list = User.objects.get(email="list@school.example")
    assert not by_list.has_usable_password()

    def facts(model, row, *own):
        return {
            name: value
            for name, value in model.objects.filter(pk=row.pk).values().get().items()
            if name not in ("id", *own)
        }

    own = ("email", "password", "date_joined")
    assert facts(User, by_list, *own) == facts(User, by_hand, *own)
    own = ("user_id", "email")
    assert facts(EmailAddress, by_list.emailaddress_set.get(), *own) == facts(
        EmailAddress, by_hand.emailaddress_set.get(), *own
    )
    own = ("student_id", "log_head")
    portfolio = by_list.portfolios.get()
    assert facts(Portfolio, portfolio, *own) == facts(Portfolio, started, *own)
    own = ("portfolio_id", "at", "hash", "facts")
    entry, other = portfolio.log.get(), started.log.get()
    assert facts(LogEntry, entry, *own) == facts(LogEntry, other, *own)
    student, by = f'"student":{by_list.pk}', f'"student":{by_hand.pk}'
    assert entry.facts == other.facts.replace(by, student)
    assert portfolio.log_head == entry.hash
    assert breaks() == []


def test_moves_are_the_steps_of_a_coordinator(coordinator, portfolio, level3, class_elsewhere):
    whole(
        coordinator,
        row(mail=portfolio.student.email, klas="4B", uitstroom="small-3", begin="1-9-2026",
            voornaam="Sam", achternaam="Bos"),
        why="Moved up in August",
    )  # fmt: skip
    portfolio.refresh_from_db()
    assert (portfolio.school_class, portfolio.exit_profile) == (class_elsewhere, level3)
    assert (portfolio.starts_on, portfolio.ends_on) == (date(2026, 9, 1), date(2030, 7, 12))
    assert str(User.objects.get(pk=portfolio.student_id)) == "Sam Bos"
    entries = portfolio.log.order_by("number")
    assert [(entry.verb, entry.actor) for entry in entries[1:]] == [
        ("class_changed", coordinator),
        ("profile_changed", coordinator),
    ]
    reasons = LogText.objects.filter(entry__portfolio=portfolio).values_list("text", flat=True)
    assert list(reasons) == ["Moved up in August"] * 2
    assert breaks() == []


def test_the_board_reads_of_all_new_teachers_in_one_mail(
    coordinator, board_member, teacher_elsewhere, mailoutbox, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=board_member.pk).update(language="en")
    rows = [row(rol="docent", mail=f"t{number}@school.example") for number in range(3)]
    rows += [row(rol="docent", mail=teacher_elsewhere.email)]
    before = RoleChange.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        whole(coordinator, *rows)
    assert RoleChange.objects.count() == before + 4
    changes = RoleChange.objects.order_by("pk")[before:]
    assert {(one.role, one.actor, str(one.school_class), one.joined) for one in changes} == {
        (Role.TEACHER, coordinator, "4A (2026-2027)", True)
    }
    (letter,) = mailoutbox
    assert letter.to == [board_member.email]
    assert letter.body.count("- Anna Smit: 4A (2026-2027)") == 3
    assert "- Elsewhere Example: 4A (2026-2027)" in letter.body
    assert "Changed by Coordinator Example." in letter.body
    assert SchoolClass.objects.get(name="4A").teachers.count() == 3 + 4


def test_a_teacher_of_several_new_classes_is_one_person(coordinator):
    new = row(rol="docent", mail="new@school.example")
    done = whole(
        coordinator, {**new, "klas": "1C"}, {**new, "klas": "1D"}, makes_classes=True, invites=True
    )
    person = User.objects.get(email="new@school.example")
    assert sorted(one.name for one in person.classes.all()) == ["1C", "1D"]
    assert Mail.objects.filter(receiver=person, is_invitation=True).count() == 1
    assert (done.created, done.updated, done.unchanged) == (2, 0, 0)


def test_the_same_list_once_more_writes_nothing(
    coordinator, portfolio, class_elsewhere, mailoutbox
):
    rows = [
        row(),
        row(mail="b@school.example", klas="1C", uitstroom="small-3"),
        row(mail="t@school.example", rol="docent", klas="1C"),
        row(mail=portfolio.student.email, klas="4B", uitstroom="small-3", voornaam="Sam"),
    ]
    first = whole(coordinator, *rows, makes_classes=True, invites=True)
    assert (first.created, first.updated, first.unchanged) == (3, 1, 0)
    before = written()
    second = whole(coordinator, *rows, makes_classes=True, invites=True)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 4)
    assert written() == before
    assert breaks() == []


def test_nothing_of_the_list_stays_but_its_numbers(coordinator):
    done = whole(coordinator, row())
    assert (done.content, done.created) == ("", 1)
    assert done.taken_at is not None


def test_a_list_is_taken_over_once(coordinator):
    waiting = keep(coordinator, as_csv(row()))
    shown = class_list.build(waiting, by=coordinator).digest
    list(class_list.take(waiting, by=coordinator, shown=shown))
    before = written()
    with pytest.raises(Refused, match="taken over already"):
        list(class_list.take(waiting, by=coordinator, shown=shown))
    assert written() == before


def test_a_list_with_an_error_is_not_taken_over_by_whoever_asks(coordinator):
    waiting = keep(coordinator, as_csv(row(), row(mail="wrong")))
    before = written()
    with pytest.raises(Refused, match="There is an error in this list"):
        take(coordinator, waiting)
    assert written() == before


def test_what_changed_since_it_was_shown_is_looked_at_again(coordinator):
    waiting = keep(coordinator, as_csv(row(), row(mail="b@school.example")))
    shown = class_list.build(waiting, by=coordinator).digest
    factories.make_person("anna", last_name="Smit")
    before = written()
    with pytest.raises(class_list.Changed):
        list(class_list.take(waiting, by=coordinator, shown=shown))
    assert written() == before
    assert ClassList.objects.waiting().get() == waiting


def test_wherever_it_stops_nothing_was_written(
    coordinator, portfolio, class_elsewhere, monkeypatch
):
    monkeypatch.setattr("portfolios.class_list.taking.AT_ONCE", 1)
    rows = [row(mail=f"s{number}@school.example") for number in range(2)]
    rows += [row(mail="t@school.example", rol="docent", klas="1C")]
    rows += [row(mail=portfolio.student.email, klas="4B", uitstroom="small-3", begin="1-9-2026")]
    waiting = keep(coordinator, as_csv(*rows), invites=True, makes_classes=True)
    shown = class_list.build(waiting, by=coordinator).digest
    before = written()
    for stop in range(1, 11):
        taking = class_list.take(waiting, by=coordinator, shown=shown)
        told = [next(taking) for _step in range(stop)]
        assert told[-1][0] < told[-1][1] or stop > 9
        taking.close()
        assert written() == before, stop
    take(coordinator, waiting)
    assert written() != before


def test_another_who_was_quicker_is_no_crash(coordinator, monkeypatch):
    """The database refuses an address that came in after the last look."""
    waiting = keep(coordinator, as_csv(row(), row(mail="b@school.example")))
    shown = class_list.build(waiting, by=coordinator).digest
    make = people.create_users

    def after_another(fields):
        factories.make_person("anna")
        return make(fields)

    monkeypatch.setattr(people, "create_users", after_another)
    before = written()
    with pytest.raises(class_list.Changed):
        list(class_list.take(waiting, by=coordinator, shown=shown))
    assert written() == before


ADDRESSES = ("anna", "b", "student", "teacher")
CELLS = st.fixed_dictionaries(
    {
        "mail": st.sampled_from([*(f"{name}@school.example" for name in ADDRESSES), "wrong", ""]),
        "klas": st.sampled_from(["4A", "4B", "9X", ""]),
        "uitstroom": st.sampled_from(["small-4", "3", "Level 4", "none", ""]),
        "begin": st.sampled_from(["24-08-2026", "2031-01-01", "", "soon"]),
        "einde": st.sampled_from(["12-07-2030", ""]),
        "rol": st.sampled_from(["", "student", "docent"]),
        "voornaam": st.sampled_from(["Anna", ""]),
    }
)


@given(rows=st.lists(CELLS, min_size=1, max_size=4), makes=st.booleans())
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_list_holds_it_is_taken_whole_or_not_at_all(
    rows, makes, coordinator, portfolio, class_elsewhere
):
    with undone():
        waiting = keep(coordinator, as_csv(*rows), makes_classes=makes)
        plan = class_list.build(waiting, by=coordinator)
        before = written()
        if plan.counts[class_list.What.ERROR]:
            with pytest.raises(Refused):
                take(coordinator, waiting)
            assert written() == before
            return
        take(coordinator, waiting)
        again = class_list.build(keep(coordinator, as_csv(*rows)), by=coordinator)
        assert {item.what for item in again.items} == {class_list.What.UNCHANGED}
        assert breaks() == []


@pytest.mark.parametrize("students", [1, 30])
def test_a_list_is_written_in_the_same_number_of_queries(
    students, coordinator, django_assert_num_queries
):
    rows = [row(mail=f"s{number}@school.example") for number in range(students)]
    rows += [row(mail=f"t{number}@school.example", rol="docent") for number in range(students)]
    waiting = keep(coordinator, as_csv(*rows), invites=True)
    by = User.objects.get(pk=coordinator.pk)
    shown = class_list.build(waiting, by=by).digest
    with django_assert_num_queries(28):
        list(class_list.take(waiting, by=by, shown=shown))
    assert len(mail.outbox) == 0
