"""The pages that move portfolios to another version: mapped, tried, then carried out."""

import pytest
from django.contrib.admin.models import LogEntry as AdminEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios import completion, moving
from portfolios.models import Completion, Portfolio
from tests import factories
from tests.portfolios.admin.conftest import ALL_SECRETS
from tests.portfolios.admin.desk import change
from tests.portfolios.moving import versions


def address(qualification):
    return reverse("admin:curriculum_qualification_move", args=[qualification.pk])


@pytest.fixture
def newer(qualification):
    return versions.make_newer()


def typed(newer, **changes):
    """What the browser sends of the mapping."""
    codes = {f"code-{code}": new for code, new in versions.CHOICES.items()}
    slugs = {f"profile-{slug}": new for slug, new in versions.SLUGS.items()}
    return {"to": newer.pk, **codes, **slugs, **changes}


def confirmed(page, **changes):
    """What the browser sends when the box is ticked below what was tried."""
    found = page.context["form"]
    classes = {one.portfolio.school_class_id for one in page.context["going"]}
    sent = {"shown": found["shown"].value(), "classes": list(classes), "seen": "on", **changes}
    return {name: value for name, value in sent.items() if value is not None}


def versions_of(*portfolios):
    rows = Portfolio.objects.in_bulk([one.pk for one in portfolios])
    return [rows[one.pk].qualification.version for one in portfolios]


def test_the_mapping_is_proposed_by_code_and_title(desk, portfolio, qualification, newer):
    assert address(qualification) in desk.get(change(qualification)).content.decode()
    page = desk.get(address(qualification))
    assert f"?to={newer.pk}" in page.content.decode()
    page = desk.get(address(qualification), {"to": newer.pk})
    proposed = {f: page.context["form"][f].value() for f in page.context["form"].fields}
    assert proposed == {
        "profile-small-4": "small-4", "profile-small-3": "small-3",
        "code-1.1": "1.1", "code-1.2": "1.2", "code-1.7": "", "code-2.1": "", "code-2.2": "2.2",
        "code-2.3": "2.3", "code-7.1": "7.1", "code-7.2": "", "code-7.3": "7.3", "code-8.1": "8.1",
        "code-8.2": "",
    }  # fmt: skip
    assert [row.code for row in page.context["form"].unused] == ["3.1", "4.1"]


def test_what_cannot_be_is_said_at_its_row_and_what_was_typed_stays(
    desk, portfolio, qualification, newer
):
    sent = typed(newer, **{"code-1.1": "1.1, 9.9", "code-7.2": "7.3"})
    page = desk.post(address(qualification), sent)
    form = page.context["form"]
    assert form.errors == {"code-1.1": ["Qualification small, version 2 has no work process 9.9."]}
    assert form["code-7.2"].value() == "7.3"
    assert "1.1, 9.9" in page.content.decode()


def test_trying_names_every_student_and_changes_nothing(
    desk, portfolio, classmate, teacher, qualification, newer
):
    for code in ("1.1", "1.2", "2.1", "2.2"):
        factories.signed_off(portfolio, code, teacher)
    factories.hand_in(classmate.portfolios.get(), "1.1")
    page = desk.post(address(qualification), typed(newer))
    text = page.content.decode()
    assert "Handed in and not decided yet: 1.1." in text
    ((_school_class, [(one, sentences)]),) = page.context["classes"]
    assert (one.before.done, one.before.total, one.after.done, one.after.total) == (4, 6, 2, 7)
    assert sentences == [
        "3 work processes count on.",
        "1.2, 2.1 count together as 1.2.",
        "Is to be confirmed: 2.2 → 2.2, 2.3.",
        "Asked anew: 4.1.",
    ]
    assert versions_of(portfolio, classmate.portfolios.get()) == [1, 1]


def test_what_was_shown_is_moved_once_it_was_seen(
    desk, portfolio, classmate, teacher, qualification, newer
):
    other = classmate.portfolios.get()
    factories.signed_off(portfolio, "1.1", teacher)
    tried = desk.post(address(qualification), typed(newer))
    page = desk.post(address(qualification), confirmed(tried, seen=None, stay=[other.pk]))
    assert page.context["form"].errors == {"seen": ["Tick that you have seen what this means."]}
    assert page.context["left_out"] == {str(other.pk)}
    assert versions_of(portfolio, other) == [1, 1]
    done = desk.post(address(qualification), confirmed(page, stay=[other.pk]))
    assert versions_of(portfolio, other) == [2, 1]
    assert (done.context["batch"].moved, done.context["stayed"]) == (1, [])
    assert "1 portfolio moved" in done.content.decode()
    entry = AdminEntry.objects.latest("pk")
    assert entry.change_message == "1 portfolio moved to Qualification small, version 2."
    assert versions.breaks() == []


def test_a_portfolio_in_which_something_happened_stays_and_stops_no_other(
    desk, portfolio, classmate, qualification, newer
):
    other = classmate.portfolios.get()
    tried = desk.post(address(qualification), typed(newer))
    factories.add_evidence(portfolio, "1.1")
    done = desk.post(address(qualification), confirmed(tried))
    assert versions_of(portfolio, other) == [1, 2]
    ((stayed, reason),) = done.context["stayed"]
    assert stayed == portfolio
    assert reason == "Something happened in this portfolio meanwhile. Look at it again."


def test_classes_that_are_not_ticked_stay(
    desk, portfolio, level4, teacher_elsewhere, class_elsewhere, qualification, newer
):
    elsewhere = factories.make_portfolio(factories.make_person("far"), level4, class_elsewhere)
    tried = desk.post(address(qualification), typed(newer))
    desk.post(address(qualification), confirmed(tried, classes=[class_elsewhere.pk]))
    assert versions_of(portfolio, elsewhere) == [1, 2]


def test_many_are_moved_in_parts(desk, level4, school_class, qualification, newer, monkeypatch):
    monkeypatch.setattr(moving.batch, "PART", 2)
    portfolios = factories.make_students(5, level4, school_class)
    page = desk.post(address(qualification), typed(newer))
    page = desk.post(address(qualification), confirmed(page))
    told = []
    while page.context["batch"].heads:
        told.append((page.context["batch"].moved, len(page.context["batch"].heads)))
        text = page.content.decode()
        assert "still to be moved" in text
        sealed = text.partition('name="carry_on" value="')[2].partition('"')[0]
        page = desk.post(address(qualification), {"carry_on": sealed})
    assert told == [(2, 3), (4, 1)]
    assert page.context["batch"].moved == 5
    assert set(versions_of(*portfolios)) == {2}


@pytest.mark.parametrize("sent", [{"shown": "x"}, {"carry_on": "x"}])
def test_what_was_made_up_begins_again(desk, portfolio, qualification, newer, sent):
    page = desk.post(address(qualification), sent)
    assert "This page is out of date. Begin again." in page.content.decode()
    assert versions_of(portfolio) == [1]


def test_another_version_that_was_changed_meanwhile_is_looked_at_again(
    desk, portfolio, qualification, newer
):
    tried = desk.post(address(qualification), typed(newer))
    newer.core_tasks.update(title="Another title")
    page = desk.post(address(qualification), confirmed(tried))
    assert "The other version was changed meanwhile." in page.content.decode()
    assert versions_of(portfolio) == [1]


def test_without_another_published_version_there_is_nothing_to_choose(
    desk, portfolio, qualification
):
    versions.make_newer(state="draft")
    page = desk.get(address(qualification))
    assert "There is no other published version to move to." in page.content.decode()


@pytest.mark.parametrize("who", ["student", "teacher", "coordinator", "board_member"])
def test_the_page_is_for_administrators(client, portfolio, request, qualification, newer, who):
    client.force_login(request.getfixturevalue(who))
    answer = client.post(address(qualification), typed(newer))
    assert answer.status_code == 302
    assert "login" in answer.url
    assert versions_of(portfolio) == [1]


def test_no_page_shows_the_work_of_anybody(desk, school, qualification, newer):
    page = desk.post(address(qualification), typed(newer))
    text = page.content.decode()
    assert "Handed in and not decided yet: 2.1." in text
    assert [word for word in ALL_SECRETS if word in text] == []


@pytest.mark.parametrize("students", [1, 30])
def test_trying_costs_the_same_for_any_number(
    desk, level4, school_class, teacher, qualification, newer, students
):
    for portfolio in factories.make_students(students, level4, school_class):
        factories.add_evidence(portfolio, "1.1")
    with CaptureQueriesContext(connection) as found:
        desk.post(address(qualification), typed(newer))
    assert len(found) == 34


def test_what_the_former_version_did_not_ask_is_asked_anew_though_it_goes_along(
    desk, portfolio, qualification
):
    first = (None, {"1.1": "hl", "1.2": "hl", "1.7": "h"})
    newer = versions.make_newer({**versions.MATRIX, 1: first})
    page = desk.post(address(qualification), typed(newer, **{"code-1.7": "1.7"}))
    ((_school_class, [(one, sentences)]),) = page.context["classes"]
    assert one.after.total == 8
    assert sentences[-1] == "Asked anew: 1.7, 4.1."


def test_who_is_proposed_reads_as_one_whose_proposal_lapses(
    desk, complete, teacher, qualification, newer
):
    completion.propose(portfolio=complete, by=teacher)
    page = desk.post(address(qualification), typed(newer))
    ((_school_class, [(_one, sentences)]),) = page.context["classes"]
    assert sentences[-1] == "The proposal for completion lapses."
    desk.post(address(qualification), confirmed(page))
    assert not Completion.objects.open().exists()


def test_the_page_of_what_was_done_names_how_many_stay(
    desk, portfolio, classmate, qualification, newer
):
    tried = desk.post(address(qualification), typed(newer))
    done = desk.post(address(qualification), confirmed(tried, stay=[portfolio.pk]))
    page = " ".join(done.content.decode().split())
    assert "1 running portfolio stays on the former version" in page
    assert f'href="?to={newer.pk}"' in page
