"""The page of the examination board."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portfolios import clock, completion, people, sign_off
from portfolios import portfolio as steps
from portfolios.enums import Role
from portfolios.models import LogEntry
from tests import factories
from tests.factories import everything_signed_off, exempt, signed_off
from tests.portfolios.verify.tampering import somebody_at_the_database
from tests.portfolios.views.reading import read, sign_in, words

BOARD = reverse("portfolios:board")


@pytest.fixture
def complete(level3, school_class, teacher):
    portfolio = factories.make_portfolio(factories.make_person("complete"), level3, school_class)
    return everything_signed_off(portfolio, teacher)


@pytest.fixture
def proposal(complete, teacher):
    return completion.propose(portfolio=complete, by=teacher)


def near(response):
    return [(one.row.portfolio, one.row.open) for one in response.context["near"]]


def test_complete_and_nearly_complete_stand_there_with_what_is_needed(
    client, portfolio, complete, teacher, board_member
):
    for code in ("1.1", "1.2", "2.1"):
        signed_off(portfolio, code, teacher)
    response, text = read(client, board_member, BOARD)
    assert near(response) == [(complete, 0), (portfolio, 3)]
    assert "Complete 1 Nearly complete 1 Proposals 0" in text
    assert "Level 3: 3 of 3 complete no proposal yet" in text
    assert "Level 4: 3 of 6 Still open: 2.2, 2.3, 1 specialisation of core task 7." in text


def test_who_needs_more_is_not_listed(client, portfolio, board_member):
    text = read(client, board_member, BOARD)[1]
    assert "Nobody is complete or nearly complete yet" in text
    assert "No proposal waits for you" in text


def test_it_says_what_happens_next_and_with_whom_it_lies(
    client, level3, school_class, teacher, proposal, board_member
):
    def student(name, *codes):
        person = factories.make_person(name, last_name="Here")
        made = factories.make_portfolio(person, level3, school_class)
        for code in codes:
            signed_off(made, code, teacher)
        return made

    student("nothing", "2.1", "2.2")
    started = student("started", "2.1", "2.2")
    factories.add_evidence(started, "8.2")
    returned = student("returned", "2.2")
    factories.add_evidence(returned, "8.1")
    factories.assess(factories.hand_in(returned, "2.1"), teacher, "insufficient")
    waiting = student("waiting", "8.1")
    with clock.at(clock.now() - timedelta(days=6)):
        factories.hand_in(waiting, "2.2")
    factories.hand_in(waiting, "2.1")
    found = read(client, board_member, BOARD)[0].context["near"]
    assert {one.row.portfolio.student.first_name: one.stand for one in found} == {
        "Complete": "the proposal is there",
        "Nothing": "not started yet",
        "Started": "8.2 is in progress",
        "Returned": "2.1 is back with the student",
        "Waiting": "2.2 lies with the teacher, 6 days",
    }


def test_list_can_be_narrowed_to_a_class_and_a_level(
    client, complete, level3, level4, class_elsewhere, board_member
):
    other = factories.make_portfolio(factories.make_person("other"), level3, class_elsewhere)
    higher = factories.make_portfolio(factories.make_person("higher"), level4, class_elsewhere)
    for code in ("1.1", "1.2", "2.1"):
        exempt(higher, code, board_member)
    of_class = read(client, board_member, f"{BOARD}?class={class_elsewhere.pk}")[0]
    of_level = read(client, board_member, f"{BOARD}?level=3")[0]
    of_both = read(client, board_member, f"{BOARD}?level=4&class={class_elsewhere.pk}")[0]
    assert near(of_class) == [(higher, 3), (other, 3)]
    assert near(of_level) == [(complete, 0), (other, 3)]
    assert near(of_both) == [(higher, 3)]
    assert of_both.context["near_query"] == f"level=4&class={class_elsewhere.pk}&"


def test_complete_and_nearly_complete_come_in_pages(client, level3, school_class, board_member):
    factories.make_students(25, level3, school_class)
    first = read(client, board_member, BOARD)[0].context["near"]
    second = client.get(BOARD, {"page": 2}).context["near"]
    assert (len(first), len(second)) == (20, 5)


def test_a_proposal_shows_what_counts_and_who_made_it(client, proposal, board_member):
    response, text = read(client, board_member, BOARD)
    [(weighed, _form)] = response.context["proposals"]
    assert weighed.completion == proposal
    assert "Complete Example 4A, Level 3 T. Example" in text
    assert "3 of 3 signed off, the last on" in text
    assert "Specialisation 8.1 does 8.1" in text
    assert f"The log has all its {weighed.row.portfolio.log_count} entries" in text
    assert "You assessed in this portfolio yourself" not in text
    assert reverse("portfolios:completion_confirm", args=[proposal.pk]) in response.content.decode()


def test_an_exemption_counts_apart_from_what_was_signed_off(
    client, level3, school_class, teacher, board_member
):
    made = factories.make_portfolio(factories.make_person("exempted"), level3, school_class)
    for code in ("2.1", "8.2"):
        signed_off(made, code, teacher)
    exempt(made, "2.2", board_member)
    completion.propose(portfolio=made, by=teacher)
    text = read(client, board_member, BOARD)[1]
    assert "2 of 3 signed off" in text
    assert "1 exemption: 2.2, granted on" in text
    assert "Specialisation 8.2 does 8.2" in text


def test_only_the_exemptions_that_count_stand_in_a_proposal(
    client, level3, level4, school_class, teacher, coordinator, board_member
):
    made = factories.make_portfolio(factories.make_person("mover"), level3, school_class)
    exempt(made, "2.2", board_member)
    steps.change_profile(portfolio=made, by=coordinator, exit_profile=level4, reason="Up.")
    made.refresh_from_db()
    task = made.qualification.core_tasks.get(number=7)
    steps.choose_specialisation(
        portfolio=made,
        by=made.student,
        core_task=task,
        work_processes=[factories.work_process(made, "7.2")],
    )
    exempt(made, "2.2", board_member)
    exempt(made, "7.1", board_member)
    for code in ("1.1", "1.2", "2.1", "2.3", "7.2"):
        signed_off(made, code, teacher)
    completion.propose(portfolio=made, by=teacher)
    text = read(client, board_member, BOARD)[1]
    assert "5 of 6 signed off" in text
    assert "1 exemption: 2.2, granted on" in text
    assert "Specialisation 7.2 does 7.2" in text


def test_who_assessed_in_the_portfolio_is_told_so(
    client, proposal, teacher, second_teacher, complete
):
    people.set_role(second_teacher, Role.BOARD, True, by=None)
    before = read(client, second_teacher, BOARD)[1]
    cell = complete.sign_offs.get(work_process__code="2.1")
    sign_off.revoke(sign_off=cell, by=second_teacher, reason="Look again.")
    factories.assess(factories.hand_in(complete, "2.1"), second_teacher)
    completion.propose(portfolio=complete, by=teacher)
    after = read(client, second_teacher, BOARD)[1]
    assert "You assessed in this portfolio yourself" not in before
    assert "You assessed in this portfolio yourself. The log will say so." in after


def test_the_proposer_gets_no_buttons(client, proposal, teacher):
    people.set_role(teacher, Role.BOARD, True, by=None)
    response, text = read(client, teacher, BOARD)
    assert "You made this proposal, so another member of the board decides." in text
    assert f"/completions/{proposal.pk}/" not in response.content.decode()


def test_a_log_without_its_end_is_told(client, proposal, complete, board_member):
    with somebody_at_the_database():
        LogEntry.objects.filter(portfolio=complete).order_by("-number")[0].delete()
    assert "The log of this portfolio is not whole" in read(client, board_member, BOARD)[1]


def test_a_mark_that_came_later_is_told(client, proposal, level3, qualification, board_member):
    later = qualification.work_processes.get(code="2.3")
    level3.requirements.create(work_process=later)
    text = read(client, board_member, BOARD)[1]
    assert "The qualification changed since the proposal. Still open: 2.3." in text


def test_standing_exemptions_stand_there_with_their_ground(client, portfolio, board_member):
    kept = exempt(portfolio, "2.1", board_member, "A diploma of 2024.")
    ended = exempt(portfolio, "2.2", board_member, "A mistake.")
    sign_off.end_exemption(exemption=ended, by=board_member, reason="Wrong student.")
    response, text = read(client, board_member, BOARD)
    assert list(response.context["exemptions"]) == [kept]
    assert "Student Example, 2.1 does 2.1 since" in text
    assert "A diploma of 2024." in text
    assert "A mistake." not in text


def test_an_exemption_of_a_lower_level_is_to_be_granted_again(
    client, level3, level4, school_class, board_member, coordinator
):
    made = factories.make_portfolio(factories.make_person("mover"), level3, school_class)
    exempt(made, "2.1", board_member)
    steps.change_profile(portfolio=made, by=coordinator, exit_profile=level4, reason="Up.")
    before = read(client, board_member, BOARD)[1]
    made.refresh_from_db()
    exempt(made, "2.1", board_member)
    after = read(client, board_member, BOARD)[1]
    assert "Granted for Level 3, so it does not count for Level 4. Grant again" in before
    assert "Grant again" not in after
    assert "Granted for Level 3, so it does not count for Level 4." in after


def test_what_was_revoked_lately_is_told_with_reason_and_person(
    client, portfolio, teacher, board_member
):
    for code, days in (("2.1", 31), ("2.2", 29)):
        with clock.at(clock.now() - timedelta(days=days)):
            cell = signed_off(portfolio, code, teacher)
            sign_off.revoke(sign_off=cell, by=teacher, reason=f"Not theirs, {code}.")
    text = read(client, board_member, BOARD)[1]
    assert "Student Example, 2.2 does 2.2 Not theirs, 2.2. revoked by T. Example" in text
    assert "Not theirs, 2.1." not in text


def test_what_was_completed_lately_leads_to_its_list(
    client, level3, school_class, teacher, board_member
):
    made = factories.make_portfolio(factories.make_person("ready"), level3, school_class)
    done = factories.completed(made, teacher, board_member)
    response, text = read(client, board_member, BOARD)
    assert f"Ready Example, Level 3 number {done.pk}, confirmed by B. Example" in text
    assert near(response) == []
    assert reverse("portfolios:completion", args=[made.pk, done.pk]) in response.content.decode()


def test_the_menu_counts_the_proposals(client, proposal, board_member):
    sign_in(client, board_member)
    html = client.get(reverse("settings")).content.decode()
    assert 'Examination board <span class="count">1</span>' in html


def test_changes_of_roles_are_told_with_who_did_it(
    client, school_class, class_elsewhere, administrator, board_member
):
    person = factories.make_person("newcomer")
    people.set_role(person, Role.COORDINATOR, True, by=administrator)
    people.set_teachers(class_elsewhere, [], by=administrator)
    text = read(client, board_member, BOARD)[1]
    assert "Newcomer Example coordinator joined Administrator Example" in text
    assert "Elsewhere Example teacher of a class: 4B (2026-2027) left" in text


def test_changes_of_roles_come_in_pages(client, board_member):
    for number in range(25):
        person = factories.make_person(f"person{number}")
        people.set_role(person, Role.COORDINATOR, True, by=None)
    first = read(client, board_member, BOARD)[0]
    second = client.get(BOARD, {"changes": 2}).context["changes"]
    changes = first.context["changes"]
    assert [change.person.first_name for change in changes][:2] == ["Person24", "Person23"]
    assert (len(changes), len(second)) == (20, 6)
    assert "?changes=2" in first.content.decode()


@pytest.mark.parametrize("person", ["student", "teacher", "coordinator", "administrator"])
def test_page_is_for_the_board(client, portfolio, person, request):
    assert read(client, request.getfixturevalue(person), BOARD)[0].status_code == 403


@pytest.mark.parametrize("students", [1, 30])
def test_board_costs_the_same_for_any_number(
    client, level3, school_class, teacher, board_member, students, django_assert_num_queries
):
    for made in factories.make_students(students, level3, school_class):
        cell = signed_off(made, "2.1", teacher)
        sign_off.revoke(sign_off=cell, by=teacher, reason="Look again.")
        for code in ("2.1", "2.2", "8.1"):
            exempt(made, code, board_member)
        completion.propose(portfolio=made, by=teacher)
    sign_in(client, board_member)
    with django_assert_num_queries(28):
        response = client.get(BOARD)
    assert f"Proposals {students}" in words(response)
