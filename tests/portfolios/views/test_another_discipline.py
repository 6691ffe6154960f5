"""Every page works for a qualification of another discipline, made in the administration alone."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from curriculum import matrix
from curriculum.models import Qualification
from portfolios import completion, portfolio, progress
from tests import factories
from tests.portfolios import bakery
from tests.portfolios.exports import comparing
from tests.portfolios.views.reading import read, sign_in

DONE = ["1.1", "1.2", "1.3", "1.4", "1.5", "12.1", "12.2", "12.3"]


@pytest.fixture
def version(administrator):
    browser = Client()
    sign_in(browser, administrator)
    return bakery.make(browser)


@pytest.fixture
def people(version, school_class, teacher, board_member):
    """One student of each level: one has begun, one hands in, one has completed the lowest."""
    made = {
        profile.level: factories.make_portfolio(
            factories.make_person(f"baker{profile.level}"), profile, school_class
        )
        for profile in version.exit_profiles.all()
    }
    for code in DONE:
        factories.signed_off(made[4], code, teacher)
    factories.hand_in(made[3], "2.1")
    for code in [f"{task}.{row}" for task in range(1, 12) for row in (1, 2)] + ["12.1", "12.3"]:
        factories.signed_off(made[2], code, teacher)
    proposal = completion.propose(portfolio=made[2], by=teacher)
    completion.confirm(completion=proposal, by=board_member)
    return made


def page(name, *args):
    return reverse(f"portfolios:{name}", args=args)


def test_it_is_made_as_it_was_written(version):
    table = matrix.build(Qualification.objects.newest("bakery"))

    assert [(asked.profile.level, asked.total) for asked in table.asked] == [
        (4, 112),
        (3, 57),
        (2, 24),
    ]
    assert len(table.rows) == 120
    assert [row.work_process.code for row in table.rows][-1] == "12.10"
    assert table.groups[-1].core_task.choose == 2


def test_the_student_sees_right_totals_on_every_page(client, people, version):
    mine = people[4]
    found = progress.of_one(mine)
    every = [found.at(profile) for profile in version.exit_profiles.all()]
    assert [(one.profile.level, one.done, one.total) for one in every] == [
        (4, 7, 112),
        (3, 7, 57),
        (2, 4, 24),
    ]

    home = read(client, mine.student, page("portfolio"))[1]
    assert re.search(r"\b7 of 112\b", home)
    levels = read(client, mine.student, page("levels"))[1]
    for words in ("7 of 112 count", "7 of 57 count", "4 of 24 count"):
        assert words in levels
    assert "Bakker 2, Bakker 3 or Bakker 4?" in levels
    whole = client.get(page("matrix")).content.decode()
    assert all(f"bakt product {task}-10" in whole for task in range(1, 13))
    choice = read(client, mine.student, page("specialisation", 12))[1]
    assert "bakt product 12-10" in choice
    process = read(client, mine.student, page("work_process", "12.10"))[1]
    assert "bakt product 12-10" in process
    for name in ("history", "evidence_list", "evidence_add"):
        assert client.get(page(name)).status_code == 200
    public = read(client, mine.student, version.get_absolute_url())[1]
    assert "112" in public
    assert "57" in public
    assert "24" in public


def test_two_specialisations_are_chosen(client, people):
    mine = people[3]
    task = mine.qualification.core_tasks.get(number=12)
    portfolio.choose_specialisation(
        portfolio=mine,
        by=mine.student,
        core_task=task,
        work_processes=[factories.work_process(mine, code) for code in ("12.2", "12.5")],
    )

    sign_in(client, mine.student)
    choice = client.get(page("specialisation", 12)).content.decode()
    assert choice.count("checked") == 2


def test_the_teacher_sees_every_level_in_one_class(client, people, school_class, teacher):
    sign_in(client, teacher)
    seen, *files = comparing.lines(client, school_class)

    assert sorted((line.done, line.total) for line in seen) == [(0, 57), (7, 112), (24, 24)]
    assert files == [seen, seen, seen]
    students = comparing.students_page(client, school_class)
    assert sorted(line[1:3] for line in students) == [(0, 57), (7, 112), (24, 24)]
    waiting = people[3].sign_offs.get().submissions.get()
    for address in (
        page("review_queue"),
        waiting.get_absolute_url(),
        page("class_overview", school_class.pk),
        page("class_history", school_class.pk),
        *(page(name, people[4].pk) for name in ("portfolio_of", "matrix_of", "levels_of")),
        page("work_process_of", people[4].pk, "12.1"),
    ):
        assert client.get(address).status_code == 200


def test_the_coordinator_and_the_board_see_the_same_numbers(
    client, people, coordinator, board_member
):
    sign_in(client, coordinator)
    seen, *files = comparing.school(client)
    assert [(line.students, line.complete) for line in seen] == [(3, 1)]
    assert sorted(standing[4] for standing in seen[0].standings) == [24, 57, 112]
    assert len(files) == 3
    managed = read(client, coordinator, page("portfolio_manage", people[4].pk))[1]
    assert "Bakker 3" in managed
    assert "Bakker 2" in managed

    board = read(client, board_member, page("board"))[1]
    assert "Baker2 Example" in board
    sealed = people[2].completions.get()
    text = read(client, board_member, page("completion", people[2].pk, sealed.pk))[1]
    assert text.count("bakt product") == 24
    assert client.get(page("exemption_add")).status_code == 200


def test_a_move_from_the_lowest_level_to_the_highest_keeps_its_numbers(
    client, people, coordinator, teacher
):
    lowest = people[3]
    portfolio.change_profile(
        portfolio=lowest,
        by=coordinator,
        exit_profile=lowest.qualification.exit_profiles.get(level=4),
        reason="Goes on.",
    )
    lowest.refresh_from_db()

    found = progress.of_one(lowest)
    assert (found.own.done, found.own.total) == (0, 112)


def test_the_file_of_the_class_names_all_levels(client, people, school_class, teacher):
    sign_in(client, teacher)
    found = json.loads(client.get(comparing.class_file(school_class, "json")).content)

    assert sorted(row["exit_profile"]["level"] for row in found["rows"]) == [2, 3, 4]
