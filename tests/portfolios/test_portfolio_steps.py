"""The steps of a whole portfolio: start, specialisation, class, level, close and reopen."""

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import log
from portfolios import portfolio as portfolios
from portfolios.enums import PortfolioState, State, Verb
from portfolios.errors import Refused
from portfolios.models import Portfolio, Submission
from tests.factories import (
    add_evidence,
    hand_in,
    make_person,
    make_portfolio,
    make_qualification,
    signed_off,
)

pytestmark = pytest.mark.usefixtures("in_english")


def fresh(portfolio):
    return Portfolio.objects.get(pk=portfolio.pk)


def choose(portfolio, number, *codes, by=None):
    task = portfolio.qualification.core_tasks.get(number=number)
    work_processes = portfolio.qualification.work_processes.filter(code__in=codes)
    portfolios.choose_specialisation(
        portfolio=portfolio,
        by=by or portfolio.student,
        core_task=task,
        work_processes=work_processes,
    )


def chosen(portfolio):
    return sorted(portfolio.specialisations.values_list("code", flat=True))


def test_a_new_portfolio_is_active_and_its_log_says_whose_it_is(portfolio, school_class):
    entry = portfolio.log.get()
    assert portfolio.is_active
    assert (entry.number, entry.verb, entry.actor, entry.previous) == (
        1, Verb.PORTFOLIO_STARTED, None, "",
    )  # fmt: skip
    facts = {
        "student": portfolio.student_id,
        "qualification": portfolio.qualification_id,
        "exit_profile": "small-4",
        "level": 4,
        "school_class": school_class.pk,
    }
    assert entry.facts == log.canonical(facts)


def test_no_portfolio_starts_in_a_retired_version(school_class):
    retired = make_qualification(version=7, state="retired")
    student = make_person("newcomer")
    with pytest.raises(Refused, match="is retired: no portfolio can start in it"):
        make_portfolio(student, retired.exit_profiles.first(), school_class)
    assert not Portfolio.objects.filter(student=student).exists()


def test_a_student_has_one_active_portfolio_for_a_qualification(
    portfolio, student, level3, school_class
):
    with pytest.raises(Refused, match="already has an active portfolio"):
        make_portfolio(student, level3, school_class)
    assert student.portfolios.count() == 1


def test_another_qualification_is_another_portfolio(portfolio, student, school_class):
    other = make_qualification(slug="other").exit_profiles.get(level=3)
    make_portfolio(student, other, school_class)
    assert student.portfolios.count() == 2


def test_a_student_chooses_and_changes_the_specialisation(portfolio):
    found = []
    for codes in (["7.1"], ["7.2"], []):
        choose(portfolio, 7, *codes)
        found.append(chosen(portfolio))
    assert found == [["7.1"], ["7.2"], []]
    entries = portfolio.log.filter(verb=Verb.SPECIALISATION_CHOSEN).order_by("number")
    assert [entry.facts for entry in entries] == [
        '{"core_task":7,"work_processes":["7.1"]}',
        '{"core_task":7,"work_processes":["7.2"]}',
        '{"core_task":7,"work_processes":[]}',
    ]


def test_choosing_the_same_again_is_no_step(portfolio):
    choose(portfolio, 7, "7.1")
    count = fresh(portfolio).log_count
    choose(portfolio, 7, "7.1")
    assert (chosen(portfolio), fresh(portfolio).log_count) == (["7.1"], count)


@pytest.mark.parametrize(
    ("number", "codes", "sentence"),
    [
        (7, ["7.3"], "that your level asks for"),
        (7, ["8.1"], "that your level asks for"),
        (8, ["8.1"], "that your level asks for"),
        (1, ["1.1"], "that your level asks for"),
        (7, ["7.1", "7.2"], "Choose at most 1"),
    ],
)
def test_what_the_level_does_not_offer_is_not_chosen(portfolio, number, codes, sentence):
    with pytest.raises(Refused, match=sentence):
        choose(portfolio, number, *codes)
    assert chosen(portfolio) == []


def test_nobody_chooses_for_a_student(portfolio, teacher, coordinator, classmate):
    for person in (teacher, coordinator, classmate):
        with pytest.raises(PermissionDenied):
            choose(portfolio, 7, "7.1", by=person)
    assert chosen(portfolio) == []


def change_class(portfolio, by, to, reason="Moved."):
    portfolios.change_class(portfolio=portfolio, by=by, school_class=to, reason=reason)


def change_profile(portfolio, by, to, reason="Too easy."):
    portfolios.change_profile(portfolio=portfolio, by=by, exit_profile=to, reason=reason)


def test_teachers_of_the_former_class_lose_sight_of_a_portfolio(
    portfolio, teacher, teacher_elsewhere, class_elsewhere, coordinator
):
    submission = hand_in(portfolio, "1.1")
    change_class(portfolio, coordinator, class_elsewhere)
    sees = {
        person.first_name: (
            portfolio in Portfolio.objects.visible_to(person),
            submission in Submission.objects.visible_to(person),
            submission in Submission.objects.waiting_for(person),
        )
        for person in (teacher, teacher_elsewhere)
    }
    assert sees == {"Teacher": (False,) * 3, "Elsewhere": (True,) * 3}
    assert portfolio.log.last().verb == Verb.CLASS_CHANGED


def test_moving_to_where_one_is_is_refused(portfolio, coordinator, school_class, level4):
    with pytest.raises(Refused, match="in this class already"):
        change_class(portfolio, coordinator, school_class)
    with pytest.raises(Refused, match="has this level already"):
        change_profile(portfolio, coordinator, level4)


def test_a_level_of_another_qualification_is_refused(portfolio, coordinator, level4):
    other = make_qualification(slug="other").exit_profiles.get(level=3)
    with pytest.raises(Refused, match="a level of the same qualification"):
        change_profile(portfolio, coordinator, other)
    assert fresh(portfolio).exit_profile == level4


def test_another_level_touches_no_sign_off_and_no_open_hand_in(
    portfolio, teacher, coordinator, level3, level4
):
    cell = signed_off(portfolio, "2.1", teacher)
    submission = hand_in(portfolio, "1.1")
    change_profile(portfolio, coordinator, level3)
    cell.refresh_from_db()
    submission.refresh_from_db()
    assert fresh(portfolio).exit_profile == level3
    assert (cell.state, cell.grade, cell.given_at) == (State.SIGNED_OFF, "sufficient", level4)
    assert (submission.is_open, submission.exit_profile) == (True, level4)


def test_a_closed_portfolio_refuses_every_change_until_it_is_reopened(
    portfolio, coordinator, level3, class_elsewhere
):
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Left school.")
    assert fresh(portfolio).state == PortfolioState.CLOSED
    for step in (
        lambda: choose(portfolio, 7, "7.1"),
        lambda: change_class(portfolio, coordinator, class_elsewhere),
        lambda: change_profile(portfolio, coordinator, level3),
        lambda: add_evidence(portfolio, "1.1"),
        lambda: portfolios.close(portfolio=portfolio, by=coordinator, reason="Again."),
    ):
        with pytest.raises(Refused, match="This portfolio is closed"):
            step()
    portfolios.reopen(portfolio=portfolio, by=coordinator, reason="Is back.")
    add_evidence(portfolio, "1.1")
    assert fresh(portfolio).is_active
    assert [entry.log_text.text for entry in portfolio.log.exclude(log_text=None)] == [
        "Left school.",
        "Is back.",
    ]


def test_an_active_portfolio_is_not_reopened(portfolio, coordinator):
    with pytest.raises(Refused, match="Only a closed portfolio"):
        portfolios.reopen(portfolio=portfolio, by=coordinator, reason="Is back.")
    assert portfolio.log.count() == 1


def test_reopening_beside_a_newer_active_portfolio_is_refused(
    portfolio, student, level3, school_class, coordinator
):
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Left school.")
    make_portfolio(student, level3, school_class)
    with pytest.raises(Refused, match="already has an active portfolio"):
        portfolios.reopen(portfolio=portfolio, by=coordinator, reason="Is back.")
    assert fresh(portfolio).state == PortfolioState.CLOSED


@pytest.mark.parametrize("name", ["student", "teacher", "board_member", "administrator"])
@pytest.mark.parametrize("reason", ["", "Because."])
def test_only_a_coordinator_moves_and_closes_and_always_says_why(
    portfolio, class_elsewhere, level3, coordinator, name, reason, request
):
    person = request.getfixturevalue(name)
    steps = (
        lambda by: change_class(portfolio, by, class_elsewhere, reason),
        lambda by: change_profile(portfolio, by, level3, reason),
        lambda by: portfolios.close(portfolio=portfolio, by=by, reason=reason),
        lambda by: portfolios.reopen(portfolio=portfolio, by=by, reason=reason),
    )
    for step in steps:
        with pytest.raises(PermissionDenied):
            step(person)
        if not reason:
            with pytest.raises(Refused, match="Write why"):
                step(coordinator)
    assert portfolio.log.count() == 1


def test_a_coordinator_does_not_move_their_own_portfolio(
    coordinator, level4, school_class, class_elsewhere
):
    own = make_portfolio(coordinator, level4, school_class)
    with pytest.raises(PermissionDenied):
        change_class(own, coordinator, class_elsewhere)
    assert fresh(own).school_class == school_class


def test_two_students_choose_apart(portfolio, level4, school_class):
    other = make_portfolio(make_person("other"), level4, school_class)
    choose(portfolio, 7, "7.1")
    choose(other, 7, "7.2")
    assert (chosen(portfolio), chosen(other)) == (["7.1"], ["7.2"])
