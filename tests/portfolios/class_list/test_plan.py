"""What becomes of each kind of row, in words and in facts, before anything is written."""

from datetime import date

import pytest

from curriculum.models import Qualification
from portfolios import class_list, people
from portfolios import portfolio as steps
from portfolios.enums import Role
from portfolios.models import User
from tests import factories
from tests.portfolios.class_list.lists import as_csv, faults, keep, plan, row, written


@pytest.fixture(autouse=True)
def _school(school_class, qualification):
    """Class 4A, and the levels small-4 and small-3."""


def told(by, *rows, invites=True, **fields):
    """(what, sentences) of each row."""
    found = plan(by, *rows, **fields).items
    class_list.tell(found, invites=invites)
    return [(item.what.value, " ".join(item.consequence)) for item in found]


def known(portfolio, **cells):
    """A row about a portfolio that runs already."""
    return {
        "mail": portfolio.student.email, "klas": portfolio.school_class.name,
        "uitstroom": portfolio.exit_profile.slug, **cells,
    }  # fmt: skip


def test_a_new_student_gets_everything(coordinator):
    assert told(coordinator, row()) == [
        ("create", "Gets an account, a portfolio and a mail to sign in.")
    ]
    assert told(coordinator, row(), invites=False) == [
        ("create", "Gets an account and a portfolio.")
    ]


def test_a_person_without_a_portfolio_gets_one(coordinator):
    factories.make_person("anna", last_name="Smit")
    assert told(coordinator, row()) == [("create", "Gets a portfolio.")]


def test_a_running_portfolio_that_says_the_same_stays(coordinator, portfolio):
    dates = {"begin": "2026-08-24", "einde": "12 juli 2030", "voornaam": "Student"}
    assert told(coordinator, known(portfolio), known(portfolio, **dates, mail="x@y.example")) == [
        ("unchanged", ""),
        ("create", "Gets an account, a portfolio and a mail to sign in."),
    ]
    assert told(coordinator, known(portfolio, **dates)) == [("unchanged", "")]


def test_another_class_and_level_are_told_with_what_they_bring(
    coordinator, portfolio, classmate, teacher, class_elsewhere
):
    factories.hand_in(portfolio, "1.1")
    other = classmate.portfolios.get()
    factories.signed_off(other, "2.1", teacher)
    steps.change_profile(
        portfolio=other, by=coordinator, reason="x",
        exit_profile=other.qualification.exit_profiles.get(level=3),
    )  # fmt: skip
    other.refresh_from_db()
    factories.signed_off(other, "2.2", teacher)
    assert told(
        coordinator,
        known(portfolio, klas="4b", begin="1-9-2026"),
        known(other, uitstroom="Level 4", voornaam="Ann"),
    ) == [
        (
            "update",
            "Goes to another class. The portfolio goes along. 1 open review stays behind with the "
            "former teachers. Has from 1 September 2026 to 12 July 2030 from now on.",
        ),
        ("update", "Goes to Level 4. 1 sign-off to confirm. Is called Ann Example from now on."),
    ]


def test_only_a_coordinator_moves_a_portfolio(administrator, portfolio, class_elsewhere):
    sentence = (
        "Now in class 4A (2026-2027) at Level 4. Only a coordinator moves a portfolio to another "
        "class or level."
    )
    for cells in ({"klas": "4B"}, {"uitstroom": "small-3"}):
        assert faults(administrator, known(portfolio, **cells)) == {2: [sentence]}
    # All the rest is an administrator's as well.
    assert told(administrator, row(), known(portfolio, begin="1-9-2026")) == [
        ("create", "Gets an account, a portfolio and a mail to sign in."),
        ("update", "Has from 1 September 2026 to 12 July 2030 from now on."),
    ]


def test_a_teacher_gets_an_account_and_classes(coordinator, teacher, class_elsewhere):
    new = row(rol="docent", mail="new@school.example")
    assert told(
        coordinator, new, {**new, "klas": "4B"}, row(rol="docent", mail=teacher.email),
        row(rol="docent", mail=teacher.email, klas="4B"),
    ) == [
        (
            "create",
            "Gets an account and a mail to sign in. Becomes a teacher of 4A. "
            "The examination board is told.",
        ),
        (
            "create",
            "Gets an account and a mail to sign in. Becomes a teacher of 4B. "
            "The examination board is told.",
        ),
        ("unchanged", ""),
        ("update", "Becomes a teacher of 4B. The examination board is told."),
    ]  # fmt: skip


def test_the_same_address_twice_is_an_error_at_both(coordinator):
    twice = row(rol="docent", mail="new@school.example")
    assert faults(
        coordinator, row(), row(mail="ANNA@school.example "), row(mail="else@school.example"),
        twice, twice, row(mail="new@school.example"),
    ) == {
        2: ["This address stands in another row too: 3."],
        3: ["This address stands in another row too: 2."],
        5: ["This address stands in another row too: 6, 7."],
        6: ["This address stands in another row too: 5, 7."],
        7: ["This address stands in another row too: 5, 6."],
    }  # fmt: skip


def test_a_closed_and_a_completed_portfolio_stay_as_they_are(
    coordinator, portfolio, classmate, teacher, board_member
):
    steps.close(portfolio=portfolio, by=coordinator, reason="left")
    other = classmate.portfolios.get()
    factories.completed(other, teacher, board_member)
    assert told(coordinator, known(portfolio), known(other), known(other, uitstroom="3")) == [
        ("error", "This address stands in another row too: 4.")
        if row_number == 3
        else ("error", "This portfolio is closed. A coordinator reopens it first.")
        for row_number in (2,)
    ] + [
        ("error", "This address stands in another row too: 4."),
        ("error", "This address stands in another row too: 3."),
    ]
    assert told(coordinator, known(other)) == [
        ("unchanged", "The level is completed. Nothing changes.")
    ]
    assert told(coordinator, known(other, uitstroom="small-3")) == [
        ("unchanged", "The level is completed. Nothing changes.")
    ]


def test_who_completed_a_lower_level_does_not_start_by_a_list(
    coordinator, level3, school_class, teacher, board_member
):
    done = factories.make_portfolio(factories.make_person("done"), level3, school_class)
    factories.completed(done, teacher, board_member)
    assert faults(coordinator, known(done, uitstroom="small-4")) == {
        2: ["This student completed level 3. An administrator starts the next portfolio."]
    }


def test_an_account_that_is_gone_gets_nothing(coordinator):
    stays = factories.make_person("stays")
    factories.make_person("gone", is_active=False)
    factories.make_person("merged", is_active=False, merged_into=stays)
    assert faults(
        coordinator, row(mail="gone@school.example"), row(mail="merged@school.example")
    ) == {
        2: ["This account is not active. An administrator makes it active again first."],
        3: [
            "This account was merged into that of Stays Example. Use the address "
            "stays@school.example."
        ],
    }


def test_roles_are_not_mixed_by_a_list(coordinator, teacher, administrator, portfolio):
    sentence = "%s has another role in the school. An administrator starts such a portfolio."
    assert faults(
        coordinator,
        row(mail=teacher.email),
        row(mail=administrator.email),
        row(mail=coordinator.email),
        row(mail=portfolio.student.email, rol="docent"),
    ) == {
        2: [sentence % teacher],
        3: [sentence % administrator],
        4: ["This is you. Ask somebody else to change your own role.", ],
        5: [f"{portfolio.student} is a student with a running portfolio, so no teacher by a list."],
    }  # fmt: skip


def test_a_person_with_a_role_keeps_their_name(coordinator, portfolio):
    people.set_role(portfolio.student, Role.ADMINISTRATOR, True, by=None)
    assert told(coordinator, known(portfolio, voornaam="Other")) == [("unchanged", "")]


def test_a_class_is_made_where_the_form_says_so(coordinator):
    rows = row(klas="1C"), row(klas="1c", mail="b@school.example"), row(mail="c@school.example")
    assert faults(coordinator, *rows) == {
        number: [f"Class {name} does not exist in 2026-2027."]
        for number, name in ((2, "1C"), (3, "1c"))
    }
    found = plan(coordinator, *rows, makes_classes=True)
    assert [str(one) for one in found.new_classes] == ["1C (2026-2027)"]
    assert found.counts[class_list.What.CREATE] == 3
    assert faults(coordinator, row(klas="x" * 51), makes_classes=True) == {
        2: ["The name of a class has at most 50 characters."]
    }


def test_the_newest_published_version_is_meant_unless_one_is_named(coordinator, portfolio):
    second = factories.make_qualification(version=2)
    factories.make_qualification(slug="draft", state="draft")
    other = factories.make_qualification(slug="other")
    slug = "small-4"
    found = plan(coordinator, row(), row(mail="b@school.example", versie="v1"), known(portfolio))
    assert [item.exit_profile.qualification.version for item in found.items] == [2, 1, 1]
    assert found.items[2].what == class_list.What.UNCHANGED
    assert faults(coordinator, row(uitstroom="niveau 4"),
                  row(mail="b@b.example", uitstroom="draft-4"),
                  known(portfolio, versie="2")) == {
        2: ["niveau 4 is the name of several exit profiles. Write which one: other-4, small-4."],
        3: ["draft-4 is not published, so nobody starts with it."],
        4: [
            "The running portfolio is of version 1. Moving it to another version is a step of its "
            "own."
        ],
    }  # fmt: skip
    Qualification.objects.filter(pk=other.pk).update(state="retired")
    assert plan(coordinator, row(uitstroom="Niveau  4")).items[0].exit_profile == (
        second.exit_profiles.get(slug=slug)
    )


def test_a_portfolio_of_another_qualification_starts_beside_the_running_one(coordinator, portfolio):
    factories.make_qualification(slug="other")
    dates = {"begin": "24-08-2026", "einde": "12-07-2030"}
    assert told(coordinator, known(portfolio, uitstroom="other-4", **dates)) == [
        ("create", "Gets a portfolio.")
    ]


@pytest.mark.parametrize("students", [1, 30])
def test_the_plan_costs_the_same_for_any_number_of_rows(
    students, coordinator, level4, school_class, class_elsewhere, django_assert_num_queries
):
    there = factories.make_students(students, level4, school_class)
    rows = [known(one, klas="4B", uitstroom="small-3") for one in there]
    rows += [row(mail=f"new{number}@school.example") for number in range(students)]
    rows += [row(mail=f"t{number}@school.example", rol="docent") for number in range(students)]
    waiting = keep(coordinator, as_csv(*rows))
    by = User.objects.get(pk=coordinator.pk)
    with django_assert_num_queries(6):  # roles, people, portfolios, classes, teachings, profiles
        found = class_list.build(waiting, by=by)
    with django_assert_num_queries(4):
        class_list.tell(found.items, invites=True)
    assert found.counts == dict(zip(class_list.What, [0, 2 * students, students, 0], strict=True))


def test_the_digest_is_that_of_the_same_plan_alone(coordinator, portfolio, class_elsewhere):
    waiting = keep(coordinator, as_csv(row(), known(portfolio, klas="4B")))
    before = class_list.build(waiting, by=coordinator).digest
    assert class_list.build(waiting, by=coordinator).digest == before
    for step in (
        lambda: steps.change_dates({portfolio.pk: (date(2026, 9, 1), date(2030, 7, 12))}),
        lambda: factories.make_person("anna"),
    ):
        step()
        after = class_list.build(waiting, by=coordinator).digest
        assert after != before
        before = after


def test_looking_at_a_plan_writes_nothing(coordinator, portfolio, class_elsewhere):
    before = written()
    told(coordinator, row(klas="1C"), known(portfolio, klas="4B"), makes_classes=True)
    assert written() == before
