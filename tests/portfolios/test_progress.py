"""How far a portfolio is: the worked examples on the real matrix, and the engine on any matrix."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from curriculum.importer import import_qualification
from curriculum.models import Qualification, Requirement
from portfolios import portfolio as portfolios
from portfolios import progress, sign_off
from portfolios.enums import Outcome, Shown
from portfolios.models import SignOff
from portfolios.progress import explain
from tests import factories
from tests.factories import add_evidence, hand_in, make_portfolio, make_students, signed_off

MATRIX = Path(settings.BASE_DIR) / "curriculum" / "data" / "wtb.json"


@pytest.fixture
def wtb(db):
    import_qualification(MATRIX.read_bytes())
    return Qualification.objects.get(slug="wtb")


def profile_of(wtb, level):
    return wtb.exit_profiles.get(level=level)


def marked(wtb, level, but=()):
    """The codes that a level asks for."""
    codes = profile_of(wtb, level).requirements.values_list("work_process__code", flat=True)
    return [code for code in codes if code not in but]


SPECIALISATIONS = ("7.1", "7.2", "7.3", "7.4", "7.7", "8.1", "8.2", "8.3", "8.4")


def start(wtb, level, student, school_class):
    return make_portfolio(student, profile_of(wtb, level), school_class)


def sign_off_all(portfolio, codes, teacher):
    for code in codes:
        signed_off(portfolio, code, teacher)


def number(found):
    return found.done, found.total


def missing(found):
    return [(entry.count, entry.codes) for entry in found.missing]


@pytest.mark.parametrize(
    ("level", "total", "marks", "provisional"), [(4, 38, 42, ["1.2"]), (3, 14, 17, ["8.2"])]
)
def test_a_new_student_has_everything_to_do(
    wtb, student, school_class, level, total, marks, provisional
):
    found = progress.of_one(start(wtb, level, student, school_class)).own
    assert number(found) == (0, total)
    assert sum(cell.marked for cell in found.cells) == marks
    assert [cell.code for cell in found.cells if cell.provisional] == provisional
    assert len(found.cells) == 52
    assert found.units == [(Shown.NOT_STARTED, total)]
    assert not found.is_complete


def test_a_and_b_all_of_core_tasks_1_to_6_without_a_specialisation(
    wtb, student, school_class, teacher
):
    portfolio = start(wtb, 4, student, school_class)
    sign_off_all(portfolio, marked(wtb, 4, but=SPECIALISATIONS), teacher)
    overview = progress.of_one(portfolio)
    assert number(overview.own) == (37, 38)
    assert missing(overview.own) == [(1, ["7.1", "7.2", "7.3", "7.4", "7.7"])]
    assert overview.own.missing[0].is_choice
    lower = overview.at(profile_of(wtb, 3))
    assert overview.others == [lower]
    assert number(lower) == (13, 14)
    assert missing(lower) == [(1, ["8.1", "8.2", "8.3", "8.4"])]


def test_c_two_specialisations_count_once(wtb, student, school_class, teacher):
    portfolio = start(wtb, 4, student, school_class)
    sign_off_all(portfolio, [*marked(wtb, 4, but=SPECIALISATIONS), "7.1", "7.3"], teacher)
    found = progress.of_one(portfolio).own
    assert number(found) == (38, 38)
    assert (found.is_complete, found.missing) == (True, [])


def test_d_who_moves_up_finds_everything_to_confirm(
    wtb, student, school_class, teacher, coordinator
):
    portfolio = start(wtb, 3, student, school_class)
    sign_off_all(portfolio, [*marked(wtb, 3, but=SPECIALISATIONS), "8.1"], teacher)
    assert number(progress.of_one(portfolio).own) == (14, 14)
    portfolios.change_profile(
        portfolio=portfolio,
        by=coordinator,
        exit_profile=profile_of(wtb, 4),
        reason="Wants level 4.",
    )
    portfolio.refresh_from_db()
    overview = progress.of_one(portfolio)
    assert number(overview.own) == (0, 38)
    assert len(overview.own.to_confirm) == 13
    assert not any(cell.waits_for_board for cell in overview.own.to_confirm)
    assert [cell.code for cell in overview.own.outside] == ["8.1"]
    assert number(overview.at(profile_of(wtb, 3))) == (14, 14)


def test_e_an_exemption_of_the_lower_level_waits_for_the_board(
    wtb, student, school_class, coordinator, board_member
):
    portfolio = start(wtb, 3, student, school_class)
    exemption = {
        "portfolio": portfolio,
        "work_process": wtb.work_processes.get(code="4.2"),
        "by": board_member,
    }
    sign_off.exempt(**exemption, ground="A diploma of another school.")
    lower = progress.of_one(portfolio).own
    assert number(lower) == (1, 14)
    assert lower.by_code["4.2"].shown == Shown.EXEMPT
    portfolios.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=profile_of(wtb, 4), reason="Moves up."
    )
    portfolio.refresh_from_db()
    higher = progress.of_one(portfolio).own
    assert number(higher) == (0, 38)
    assert [(cell.code, cell.waits_for_board) for cell in higher.to_confirm] == [("4.2", True)]
    sign_off.exempt(**exemption, ground="Good enough for level 4 too.")
    assert number(progress.of_one(portfolio).own) == (1, 38)


def test_f_a_provisional_mark_that_is_taken_away_no_longer_counts(
    wtb, student, school_class, teacher
):
    portfolio = start(wtb, 3, student, school_class)
    sign_off_all(portfolio, [*marked(wtb, 3, but=SPECIALISATIONS), "8.2"], teacher)
    assert number(progress.of_one(portfolio).own) == (14, 14)
    Requirement.objects.get(exit_profile__level=3, work_process__code="8.2").delete()
    found = progress.of_one(portfolio).own
    assert number(found) == (13, 14)
    assert [cell.code for cell in found.outside] == ["8.2"]
    assert missing(found) == [(1, ["8.1", "8.3", "8.4"])]


def test_the_chosen_specialisation_is_shown_until_another_one_counts(portfolio, student, teacher):
    task = portfolio.qualification.core_tasks.get(number=7)

    def unit():
        (found,) = progress.of_one(portfolio).own.tasks[2].units
        return found and (found.code, str(found.shown))

    units = [unit()]
    portfolios.choose_specialisation(
        portfolio=portfolio,
        by=student,
        core_task=task,
        work_processes=[factories.work_process(portfolio, "7.2")],
    )
    add_evidence(portfolio, "7.2")
    units.append(unit())
    signed_off(portfolio, "7.1", teacher)
    units.append(unit())
    signed_off(portfolio, "7.2", teacher, Outcome.GOOD)
    units.append(unit())
    assert units == [None, ("7.2", "in_progress"), ("7.1", "sufficient"), ("7.2", "good")]


def test_units_stand_in_the_order_of_a_bar_and_add_up_to_the_total(portfolio, teacher):
    signed_off(portfolio, "1.1", teacher, Outcome.GOOD)
    signed_off(portfolio, "2.1", teacher)
    hand_in(portfolio, "2.2")
    add_evidence(portfolio, "2.3")
    found = progress.of_one(portfolio).own
    assert found.units == [
        (Shown.GOOD, 1),
        (Shown.SUFFICIENT, 1),
        (Shown.SUBMITTED, 1),
        (Shown.IN_PROGRESS, 1),
        (Shown.NOT_STARTED, 2),
    ]
    assert found.count(Shown.GOOD, Shown.SUFFICIENT) == found.done
    assert sum(count for _state, count in found.units) == found.total


def test_blank_is_what_is_neither_asked_for_nor_worked_on(portfolio):
    add_evidence(portfolio, "1.7")
    blank = [cell.code for cell in progress.of_one(portfolio).own.cells if cell.is_blank]
    assert blank == ["7.3", "8.1", "8.2"]


@pytest.mark.parametrize("students", [1, 30])
def test_reading_costs_the_same_for_any_number_of_portfolios(
    level4, school_class, students, django_assert_num_queries
):
    found = make_students(students, level4, school_class)
    with django_assert_num_queries(3):
        overviews = progress.of(found)
    assert [number(overviews[portfolio.pk].own) for portfolio in found] == [(0, 6)] * students


def test_nothing_is_written_by_looking(portfolio, teacher):
    signed_off(portfolio, "1.1", teacher)
    before = list(SignOff.objects.values())
    progress.of_one(portfolio)
    assert list(SignOff.objects.values()) == before


def test_two_core_tasks_that_lack_one_work_process_each_are_both_named(student, school_class):
    matrix = {1: (None, {"1.1": "h"}), 2: (None, {"2.1": "h"}), 3: (None, {"3.1": "h"})}
    level4 = factories.make_qualification(matrix).exit_profiles.get(level=4)
    portfolio = make_portfolio(student, level4, school_class)
    found = progress.of_one(portfolio).own
    with translation.override("en"):
        assert [str(entry) for entry in explain.needed(found)] == ["Core tasks 1 to 3: all 3"]
        first_two = explain.listed(
            found, [(task, task.marked, task.total) for task in found.tasks[:2]]
        )
        assert [str(entry) for entry in first_two] == ["Core tasks 1 to 2: 1.1 and 2.1"]
