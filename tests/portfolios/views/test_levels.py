"""All levels side by side: what counts, what is to confirm, what is missing, at each of them."""

import re

import pytest
from django.urls import reverse

from curriculum.models import ExitProfile, Requirement
from portfolios import portfolio as steps
from tests import factories
from tests.factories import add_evidence, assess, exempt, hand_in, signed_off
from tests.portfolios.views.reading import read, sign_in

LEVELS = reverse("portfolios:levels")


def panels(response):
    """What the panel of each level says, lowest level first."""
    found = re.findall(
        r'<section class="panel level".*?</section>', response.content.decode(), re.S
    )
    texts = (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", panel)) for panel in found)
    return [re.sub(r" ([.,:])", r"\1", text) for text in texts]


@pytest.fixture
def lower(student, level3, school_class, teacher, board_member):
    """A student of level 3: 2.1 and 8.2 signed off, 2.2 exempted, and 1.1 begun all the same."""
    portfolio = factories.make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher)
    signed_off(portfolio, "8.2", teacher)
    exempt(portfolio, "2.2", board_member)
    add_evidence(portfolio, "1.1")
    return portfolio


def test_student_reads_what_each_level_would_give(client, lower):
    response, text = read(client, lower.student, LEVELS)

    assert "Level 3 or Level 4?" in text
    assert "Level 3 goal now 3 of 3 count Level 4 0 of 6 count, 2 to confirm" in text
    own, other = panels(response)
    assert "Everything that Level 3 asks for counts." in own
    assert "3 count now Signed off or exempted" in own
    assert "0 to confirm There is nothing to confirm." in own
    assert "0 still to show" in own
    assert "Under way, but Level 3 does not ask for it. 1.1" in own
    assert (
        "6 to go. 1 of them is on its way. 2 of them are shown at a lower level already." in other
    )
    assert "0 count now A sign-off of a lower level does not count for Level 4 by itself." in other
    assert "2 to confirm Signed off at a lower level. A teacher of the class looks" in other
    assert "The examination board decides for Level 4. 2.2" in other
    assert "4 still to show In progress, not handed in yet. 1.1" in other
    assert "Core task 1 1.2 Core task 2 2.3 Core task 7 one of 7.1, 7.2" in other
    assert "Does not count: Level 4 does not ask for it. It stays visible. 8.2" in other
    assert [level.explained.missing for level in response.context["levels"]] == [0, 4]


def test_the_bars_are_on_one_scale(client, lower):
    html = read(client, lower.student, LEVELS)[0].content.decode()

    bars = re.findall(r'<div class="bar".*?</div>', html)
    assert [bar.count("<i ") for bar in bars] == [6, 6]
    assert [bar.count('class="pad"') for bar in bars] == [3, 0]
    assert 'aria-label="Level 4, 6 units: 1 in progress, 2 to confirm, 3 not started yet"' in html


def test_core_tasks_stand_side_by_side(client, lower):
    text = read(client, lower.student, LEVELS)[1]

    assert "Core task 1: Core task 1 not asked 0 of 2" in text
    assert "Core task 2: Core task 2 2 of 2 0 of 3, 2 to confirm" in text
    assert "Core task 8: Core task 8 1 of 1 not asked" in text


def test_each_specialisation_says_what_it_still_costs_cheapest_first(client, portfolio, teacher):
    assess(hand_in(portfolio, "7.2"), teacher, "insufficient", "Not yet.")

    text = read(client, portfolio.student, LEVELS)[1]

    assert (
        "Level 4: the choice in core task 7 One of these is still needed. What asks least comes "
        "first. 7.2 does 7.2 came back with feedback: improve it and hand it in again "
        "7.1 does 7.1 not started yet"
    ) in text
    assert "Level 3: the choice in core task 8" in text


def test_a_move_is_told_before_it_is_made(client, lower):
    text = read(client, lower.student, LEVELS)[1]

    assert "Nothing is lost. All evidence and every sign-off stay." in text
    assert (
        "A teacher confirms. For Level 4: 1 sign-off. Nothing has to be handed in for it." in text
    )
    assert "A new choice. For Level 4 the student chooses 1 specialisation of core task 7." in text
    assert "Manage portfolio" not in text


def test_returned_work_is_the_students_turn_at_the_own_level(client, portfolio, teacher):
    assess(hand_in(portfolio, "2.1"), teacher, "insufficient", "Not yet.")
    address = reverse("portfolios:levels_of", args=[portfolio.pk])

    own = read(client, portfolio.student, LEVELS)[0].content.decode()
    teachers = read(client, teacher, address)[0].content.decode()

    assert own.count('class="sq mine" data-state="returned"') == 1
    assert "sq mine" not in teachers
    assert reverse("portfolios:work_process_of", args=[portfolio.pk, "2.1"]) in teachers


def test_provisional_marks_are_shown_as_such(client, portfolio, teacher):
    Requirement.objects.filter(work_process__code="2.1").update(provisional=True)
    signed_off(portfolio, "2.1", teacher)

    assert (
        "2.1 ? provisional does 2.1, signed off: sufficient"
        in read(client, portfolio.student, LEVELS)[1]
    )


def test_a_qualification_with_one_level_has_a_sensible_page(client, portfolio, level3, teacher):
    Requirement.objects.filter(exit_profile=level3).delete()
    level3.delete()
    signed_off(portfolio, "1.1", teacher)

    text = read(client, portfolio.student, LEVELS)[1]

    assert "/ Levels Level 4 A sign-off is progress." in text
    assert "1 of 6 count" in text
    assert "On the same scale" not in text
    assert "goal now" not in text
    assert "move to another level" not in text


@pytest.mark.parametrize(
    ("more", "title"),
    [([2], "Level 2, Level 3 or Level 4?"), ([1, 2], "All levels side by side")],
)
def test_any_number_of_levels_stand_side_by_side(client, portfolio, qualification, more, title):
    for level in more:
        ExitProfile.objects.create(
            qualification=qualification, slug=f"small-{level}", name=f"Level {level}", level=level
        )

    response, text = read(client, portfolio.student, LEVELS)

    assert title in text
    assert [level.profile.level for level in response.context["levels"]] == [*more, 3, 4]


def test_completed_portfolio_is_still_read_and_points_to_its_sealed_list(
    client, portfolio, teacher, board_member
):
    completion = factories.completed(portfolio, teacher, board_member)

    response, text = read(client, portfolio.student, LEVELS)

    assert "6 of 6 count" in text
    assert "Level 4 was completed on" in text
    assert "What counted then stands on the sealed list." in text
    assert reverse("portfolios:completion", args=[portfolio.pk, completion.pk]) in (
        response.content.decode()
    )
    assert "move to another level" not in text


def test_closed_portfolio_is_still_read(client, portfolio, coordinator):
    steps.close(portfolio=portfolio, by=coordinator, reason="Left.")

    text = read(client, portfolio.student, LEVELS)[1]

    assert "This portfolio is closed." in text
    assert "0 of 6 count" in text


def test_coordinator_finds_the_way_to_the_move(client, portfolio, coordinator):
    address = reverse("portfolios:levels_of", args=[portfolio.pk])

    html = read(client, coordinator, address)[0].content.decode()

    assert reverse("portfolios:portfolio_manage", args=[portfolio.pk]) in html


@pytest.mark.parametrize("name", ["portfolio", "matrix"])
def test_the_other_pages_lead_here(client, portfolio, teacher, name):
    own = read(client, portfolio.student, reverse(f"portfolios:{name}"))[0].content.decode()
    other = reverse(f"portfolios:{name}_of", args=[portfolio.pk])
    read_along = read(client, teacher, other)[0].content.decode()

    assert f'href="{LEVELS}"' in own
    assert f'href="{reverse("portfolios:levels_of", args=[portfolio.pk])}"' in read_along


@pytest.mark.parametrize("number", [1, 30])
def test_levels_cost_the_same_for_any_number_of_sign_offs(
    client, portfolio, school_class, teacher, number, django_assert_num_queries
):
    for other in factories.make_students(number, portfolio.exit_profile, school_class):
        signed_off(other, "1.1", teacher)
    codes = ["1.1", "1.2", "2.1", "2.2", "2.3", "7.1"][: 1 if number == 1 else 6]
    for code in codes:
        signed_off(portfolio, code, teacher)
    sign_in(client, portfolio.student)

    with django_assert_num_queries(7):
        response = client.get(LEVELS)

    assert [level.progress.done for level in response.context["levels"]][1] == len(codes)
