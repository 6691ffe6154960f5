"""As it was: one portfolio through a long life, and what the past shows to whom."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from curriculum.models import Requirement
from portfolios import clock, completion, evidence, history, impact, people, sign_off
from portfolios import portfolio as steps
from portfolios.enums import Outcome, PortfolioState, Shown
from portfolios.models import StructureChange
from tests import factories
from tests.factories import add_evidence, assess, hand_in, make_portfolio, work_process
from tests.portfolios.remembering import now_of, then_of

MONDAY = date(2026, 1, 5)


def at(day, hour=12):
    """An hour of the day so many days after the first, at school."""
    return timezone.make_aware(datetime.combine(MONDAY + timedelta(days=day), time(hour)))


def evening(day):
    return history.evening(MONDAY + timedelta(days=day))


@pytest.fixture
def cast(student, teacher, second_teacher, coordinator, board_member, administrator):
    return {
        "student": student, "teacher": teacher, "second": second_teacher,
        "coordinator": coordinator, "board": board_member, "administrator": administrator,
    }  # fmt: skip


def mark(profile, code):
    return Requirement.objects.get(exit_profile=profile, work_process__code=code)


def life(portfolio, level3, level4, class_elsewhere, cast):
    """Steps of one portfolio and of its version, one a day."""
    by = {name: {"by": person} for name, person in cast.items()}
    because = {**by["coordinator"], "reason": "Because."}
    made = {}
    home = portfolio.school_class

    def cell(code):
        return portfolio.sign_offs.get(work_process__code=code)

    def keep(name, value):
        made[name] = value

    def rename():
        with impact.recorded(portfolio.qualification, **by["administrator"]):
            portfolio.qualification.work_processes.filter(code="2.1").update(title="does it well")

    def choose(*codes):
        steps.choose_specialisation(
            portfolio=portfolio,
            core_task=portfolio.qualification.core_tasks.get(number=8),
            work_processes=[work_process(portfolio, code) for code in codes],
            **by["student"],
        )

    yield lambda: keep("piece", add_evidence(portfolio, "2.1", "1.1"))
    yield lambda: keep("hand-in", hand_in(portfolio, "2.1"))
    yield lambda: sign_off.withdraw(submission=made["hand-in"], **by["student"])
    yield lambda: evidence.remove(evidence=made["piece"], **by["student"])
    yield lambda: evidence.restore(evidence=made["piece"], **by["student"])
    yield lambda: keep("hand-in", hand_in(portfolio, "2.1"))
    yield lambda: assess(made["hand-in"], cast["teacher"], Outcome.INSUFFICIENT)
    yield lambda: keep("hand-in", hand_in(portfolio, "2.1"))
    yield lambda: assess(made["hand-in"], cast["teacher"], Outcome.GOOD)
    yield lambda: keep("exemption", factories.exempt(portfolio, "2.2", cast["board"]))
    yield lambda: choose("8.2")
    yield lambda: impact.carry_out(
        impact.settling(mark(level3, "8.2"), keep=False), **by["administrator"]
    )
    yield lambda: choose("8.1")
    yield lambda: factories.signed_off(portfolio, "8.1", cast["teacher"])
    yield lambda: keep("proposal", completion.propose(portfolio=portfolio, **by["teacher"]))
    yield lambda: completion.confirm(completion=made["proposal"], **by["board"])
    yield lambda: completion.reopen(completion=made["proposal"], **by["board"], reason="Because.")
    yield lambda: sign_off.end_exemption(
        exemption=made["exemption"], **by["board"], reason="Because."
    )
    yield lambda: factories.exempt(portfolio, "2.2", cast["board"])
    yield lambda: steps.change_class(portfolio=portfolio, school_class=class_elsewhere, **because)
    yield lambda: steps.change_profile(portfolio=portfolio, exit_profile=level4, **because)
    yield lambda: steps.change_class(portfolio=portfolio, school_class=home, **because)
    yield lambda: sign_off.carry_over(sign_off=cell("2.1"), **by["teacher"])
    yield rename
    yield lambda: hand_in(portfolio, "1.1")
    yield lambda: sign_off.revoke(sign_off=cell("2.1"), **by["teacher"], reason="Because.")
    yield lambda: impact.carry_out(
        impact.settling(mark(level4, "1.2"), keep=True), **by["administrator"]
    )
    yield lambda: steps.close(portfolio=portfolio, **because)
    yield lambda: steps.reopen(portfolio=portfolio, **because)
    yield lambda: steps.change_profile(portfolio=portfolio, exit_profile=level3, **because)


@pytest.mark.parametrize("published_here", [True, False])
def test_each_day_of_a_long_life_is_shown_as_it_was(
    published_here, qualification, level3, level4, school_class, class_elsewhere, cast
):
    Requirement.objects.filter(work_process__code__in=["8.2", "1.2"]).update(provisional=True)
    if published_here:
        qualification.state = "draft"
        qualification.save()
        with clock.at(at(-9)):
            impact.carry_out(impact.publishing(qualification), by=cast["administrator"])
    with clock.at(at(0)):
        portfolio = make_portfolio(cast["student"], level3, school_class)
    stood = {0: now_of([portfolio])}
    for day, step in enumerate(life(portfolio, level3, level4, class_elsewhere, cast), start=1):
        with clock.at(at(day)):
            step()
        portfolio.refresh_from_db()
        stood[day] = now_of([portfolio])

    assert len({str(found) for found in stood.values()}) > 20
    assert then_of([portfolio], evening(-1)) == {}
    for day, found in stood.items():
        assert then_of([portfolio], evening(day)) == found, f"day {day}"
        assert then_of([portfolio], at(day, 11)) == stood.get(day - 1, {}), f"day {day}"


def test_a_day_ends_at_midnight_at_school():
    assert history.evening(date(2026, 3, 28)).isoformat() == "2026-03-29T00:00:00+01:00"
    assert history.evening(date(2026, 3, 29)).isoformat() == "2026-03-30T00:00:00+02:00"


def test_what_was_asked_before_the_publishing_is_what_was_published(
    portfolio, qualification, administrator, level4
):
    with impact.recorded(qualification, by=administrator):
        qualification.core_tasks.update(title="Another title")
    published = StructureChange.objects.get()
    StructureChange.objects.create(
        qualification=qualification, at=clock.now(), before="", after=published.after
    )
    Requirement.objects.filter(exit_profile=level4, work_process__code="1.1").delete()

    # Of two changes the first says how it was; where that one published, what it published.
    assert history.as_it_was(portfolio, clock.now()).progress.total == 5
    with clock.at(published.at):
        assert history.as_it_was(portfolio, published.at).progress.total == 6


def test_a_version_never_changed_since_is_as_it_is(portfolio, teacher):
    factories.signed_off(portfolio, "1.1", teacher)
    found = history.as_it_was(portfolio, clock.now() + timedelta(seconds=1))
    assert (found.progress.done, found.progress.total) == (1, 6)


def test_entries_that_name_no_level_are_read_with_the_level_of_their_profile(
    portfolio, teacher, level4
):
    factories.signed_off(portfolio, "1.1", teacher)
    past = history.as_it_was(portfolio, clock.now() + timedelta(seconds=1))
    for cell in past.replayed.cells.values():
        cell.given_level = None
    past.replayed.exemptions[1] = ("1.2", level4.slug, None)
    assert past.progress.by_code["1.1"].facts.given_level == 4
    assert past.progress.by_code["1.2"].facts.exempt_level == 4


@pytest.fixture
def moved(level4, school_class, class_elsewhere, coordinator):
    """Ann was in 4A and went to 4B, Bob stayed, Cas came from 4B and Dee left the school."""
    homes = {"ann": school_class, "bob": school_class, "cas": class_elsewhere, "dee": school_class}
    with clock.at(at(0)):
        made = {
            name: make_portfolio(factories.make_person(name), level4, home)
            for name, home in homes.items()
        }
    because = {"by": coordinator, "reason": "Because."}
    with clock.at(at(10)):
        steps.change_class(portfolio=made["ann"], school_class=class_elsewhere, **because)
        steps.change_class(portfolio=made["cas"], school_class=school_class, **because)
        steps.close(portfolio=made["dee"], **because)
    return made


def in_class(school_class, day, by):
    found = history.class_as_it_was(school_class, evening(day), by=by)
    return {past.portfolio.student.first_name for past in found}


def test_a_class_holds_who_was_in_it_then(moved, school_class, class_elsewhere, coordinator):
    assert in_class(school_class, -1, coordinator) == set()
    assert in_class(school_class, 5, coordinator) == {"Ann", "Bob", "Dee"}
    assert in_class(school_class, 10, coordinator) == {"Bob", "Cas"}
    assert in_class(class_elsewhere, 5, coordinator) == {"Cas"}
    assert in_class(class_elsewhere, 10, coordinator) == {"Ann"}


def test_a_teacher_sees_the_past_of_whom_they_teach_now(
    moved, school_class, teacher, class_elsewhere, teacher_elsewhere
):
    assert in_class(school_class, 5, teacher) == {"Bob", "Dee"}
    assert in_class(class_elsewhere, 5, teacher_elsewhere) == set()
    people.set_teachers(class_elsewhere, [teacher, teacher_elsewhere], by=None)
    assert in_class(school_class, 5, teacher) == {"Ann", "Bob", "Dee"}


def test_a_class_whose_number_begins_like_another_is_not_mixed_up(
    moved, class_elsewhere, coordinator, level4
):
    classes = [factories.make_class(f"5{number}") for number in range(12)]
    assert all(in_class(one, 5, coordinator) == set() for one in classes)


def test_a_first_assessment_changes_the_past_for_nobody(
    student, school_class, level4, teacher, second_teacher
):
    level4.required_assessors = 2
    level4.save()
    with clock.at(at(1)):
        portfolio = make_portfolio(student, level4, school_class)
        submission = hand_in(portfolio, "1.1")
    before = then_of([portfolio], evening(2))
    assert before == now_of([portfolio])
    with clock.at(at(2)):
        assess(submission, teacher, Outcome.GOOD)
        assert then_of([portfolio], evening(2)) == before
        assess(submission, second_teacher, Outcome.INSUFFICIENT)
        assert then_of([portfolio], evening(2)) == before
    with clock.at(at(3)):
        for person in (teacher, second_teacher):
            assess(submission, person, Outcome.SUFFICIENT)
    assert then_of([portfolio], evening(2)) == before
    past = history.as_it_was(portfolio, evening(3))
    assert past.progress.by_code["1.1"].shown == Shown.SUFFICIENT


def test_a_closed_portfolio_was_active_before(moved):
    assert history.as_it_was(moved["dee"], evening(5)).state == PortfolioState.ACTIVE
    assert history.as_it_was(moved["dee"], evening(10)).state == PortfolioState.CLOSED


def test_the_log_says_the_specialisation_that_stands(portfolio, student):
    task = portfolio.qualification.core_tasks.get(number=7)
    chosen = [work_process(portfolio, "7.2")]
    steps.choose_specialisation(
        portfolio=portfolio, by=student, core_task=task, work_processes=chosen
    )
    past = history.as_it_was(portfolio, clock.now() + timedelta(seconds=1))
    assert [cell.code for cell in past.progress.cells if cell.chosen] == ["7.2"]


@pytest.mark.parametrize("number", [1, 30])
def test_a_class_costs_the_same_for_any_number_of_students(
    number, level4, school_class, teacher, coordinator, django_assert_num_queries
):
    for made in factories.make_students(number, level4, school_class):
        add_evidence(made, "1.1", "2.2")
    moment = clock.now() + timedelta(seconds=1)
    assert coordinator.roles.sees_school
    with django_assert_num_queries(5):
        found = history.class_as_it_was(school_class, moment, by=coordinator)
        assert sum(past.progress.total for past in found) == 6 * number
