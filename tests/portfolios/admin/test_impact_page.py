"""The page before a version that counts is changed: what it says, and what confirming does."""

import pytest
from django.contrib.admin.models import LogEntry as AdminEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios import completion, progress, verify
from portfolios.enums import CompletionState, MessageKind
from portfolios.models import Message, StructureChange
from portfolios.portfolio import close
from tests import factories
from tests.portfolios.admin.desk import change as page_of
from tests.portfolios.admin.proposing import (
    change,
    confirm,
    data,
    hidden,
    html,
    mark,
    numbers,
    page,
    rows,
)


def broken():
    lines = []
    verify.check_log(lines.append, lines.append)
    return lines


def test_the_page_names_the_change_and_each_student(desk, qualification, complete, swap, teacher):
    other = factories.make_students(1, complete.exit_profile, complete.school_class)[0]
    factories.hand_in(other, "2.2")
    before = data(qualification)

    looked = desk.post(page("impact", qualification), swap)

    assert numbers(looked) == {complete.pk: (3, 3, 2, 3), other.pk: (0, 3, 0, 3)}
    assert [(line.code, line.profile, line.before, line.after)
            for line in looked.context["lines"]] == [
        ("1.7", "Level 3", "", "x"), ("2.2", "Level 3", "x", "")]  # fmt: skip
    assert rows(looked) == [
        f"{complete.student} {complete.school_class.name} 3 of 3 2 of 3 2.2 no longer counts. "
        "1.7 is missing: not started yet.",
        f"{other.student} {other.school_class.name} 0 of 3 0 of 3 The student is working on 2.2. "
        "1.7 is missing: not started yet.",
    ]
    assert "1 student falls from complete to 2 of 3." in html(looked)
    assert "Shown as “does not count”: 2.2." in html(looked)
    assert data(qualification) == before
    assert not StructureChange.objects.exists()


def test_nobody_has_seen_the_effect_before_it_is_shown(desk, qualification, complete, swap):
    sent_by_the_grid = {**swap, "seen": "the texts of the page, signed"}
    looked = desk.post(page("impact", qualification), sent_by_the_grid)
    assert looked.context["form"]["seen"].value() is None


def test_what_is_confirmed_happens_as_it_was_said(
    desk, administrator, qualification, complete, swap
):
    before = data(qualification)
    looked, done = change(desk, qualification, swap, reason="As the team decided.")

    found = progress.of_one(complete).own
    kept = StructureChange.objects.get()
    assert (done.status_code, done.url) == (302, page_of(qualification))
    assert (found.done, found.total) == numbers(looked)[complete.pk][2:]
    assert (kept.actor, kept.reason) == (administrator, "As the team decided.")
    assert [before, data(qualification)] == [looked.context["impact"].before,
                                             looked.context["impact"].after]  # fmt: skip
    assert AdminEntry.objects.get().get_change_message() == "The matrix is changed."
    assert broken() == []


@pytest.mark.parametrize("missing", ["seen", "reason", "token"])
def test_nothing_happens_without_reason_tick_and_what_was_seen(
    missing, desk, qualification, complete, swap
):
    before = data(qualification)
    _looked, answer = change(desk, qualification, swap, **{missing: None} | (
        {} if missing == "reason" else {"reason": "Typed with care."}))  # fmt: skip

    sentences = {
        "seen": "Tick that you have seen what this means.",
        "reason": "Write why.",
        "token": "changed meanwhile, so nothing was done",
    }
    assert answer.status_code == 200
    assert sentences[missing] in html(answer)
    assert ("Typed with care." in html(answer)) == (missing != "reason")
    assert data(qualification) == before


def test_when_a_portfolio_changed_meanwhile_the_page_is_shown_again(
    desk, qualification, complete, swap, teacher
):
    url = page("impact", qualification)
    looked = desk.post(url, swap)
    factories.signed_off(complete, "8.1", teacher)
    same = confirm(desk, url, looked)
    assert same.status_code == 302

    qualification = factories.make_qualification(slug="again")
    other = factories.make_students(
        1, qualification.exit_profiles.get(level=3), complete.school_class
    )[0]
    url, fields = page("impact", qualification), mark(qualification, "2.2", 3, "none")
    looked = desk.post(url, fields)
    factories.signed_off(other, "2.2", teacher)
    late = confirm(desk, url, looked, reason="Typed with care.")
    again = confirm(desk, url, late)

    assert "changed meanwhile, so nothing was done" in html(late)
    assert "Typed with care." in html(late)
    assert numbers(late) == {other.pk: (1, 3, 0, 2)}
    assert again.status_code == 302


def test_of_two_administrators_the_second_looks_again(desk, qualification, complete, swap):
    url, another = page("impact", qualification), mark(qualification, "1.2", 4, "provisional")
    first, second = desk.post(url, swap), desk.post(url, another)

    won, late = confirm(desk, url, first), confirm(desk, url, second)

    assert (won.status_code, late.status_code) == (302, 200)
    assert "changed meanwhile, so nothing was done" in html(late)
    assert StructureChange.objects.count() == 1
    assert confirm(desk, url, late).status_code == 302
    assert StructureChange.objects.count() == 2
    assert broken() == []


def test_the_same_change_twice_is_one(desk, qualification, complete, swap):
    url = page("impact", qualification)
    first, second = desk.post(url, swap), desk.post(url, swap)
    confirm(desk, url, first)
    again = desk.post(url, {**hidden(second), "do": "apply", "seen": "on", "reason": "x"},
                      follow=True)  # fmt: skip

    assert "Nothing would change." in html(again)
    assert StructureChange.objects.count() == 1


def test_only_who_feels_it_is_told_with_the_reason(
    desk, qualification, complete, swap, level4, teacher, second_teacher, school_class
):
    untouched = factories.make_students(1, complete.exit_profile, school_class)[0]
    factories.make_students(1, level4, school_class)
    Message.objects.all().delete()
    _looked, done = change(desk, qualification, swap, reason="As the team decided.")

    told = Message.objects.filter(kind=MessageKind.STRUCTURE_CHANGED)
    teachers = set(school_class.teachers.all())
    assert done.status_code == 302
    assert {one.portfolio for one in told} == {complete}
    assert {one.receiver for one in told} == {complete.student, *teachers}
    assert untouched.student not in {one.receiver for one in told}
    assert {one.structure_change.reason for one in told} == {"As the team decided."}


def test_open_proposals_lapse_where_something_else_counts(
    desk, qualification, complete, swap, teacher, school_class
):
    stays = factories.make_students(1, complete.exit_profile, school_class)[0]
    for code in ("2.1", "2.2", "8.1"):
        factories.signed_off(stays, code, teacher)
    proposals = [completion.propose(portfolio=one, by=teacher) for one in (complete, stays)]
    away = mark(qualification, "8.2", 3, "none")
    looked, _done = change(desk, qualification, away)

    for one in proposals:
        one.refresh_from_db()
    assert "1 proposal for completion lapses." in html(looked)
    assert [one.state for one in proposals] == [CompletionState.VOID, CompletionState.PROPOSED]
    assert broken() == []


def test_completed_and_closed_portfolios_stay_as_they_are(
    desk, qualification, level3, school_class, teacher, board_member, coordinator, swap, complete
):
    done = factories.make_students(1, level3, school_class)[0]
    sealed = factories.completed(done, teacher, board_member)
    close(portfolio=complete, by=coordinator, reason="Left.")
    looked, _answer = change(desk, qualification, swap)

    sealed.refresh_from_db()
    assert numbers(looked) == {}
    assert "1 confirmed completion stays as it is." in html(looked)
    assert sealed.state == CompletionState.CONFIRMED


def test_the_page_costs_the_same_for_any_number_of_students(
    desk, qualification, level3, school_class, teacher, swap
):
    def costs():
        with CaptureQueriesContext(connection) as captured:
            desk.post(page("impact", qualification), swap)
        return len(captured)

    factories.make_students(1, level3, school_class)
    costs()
    one = costs()
    for portfolio in factories.make_students(29, level3, school_class):
        factories.signed_off(portfolio, "2.2", teacher)

    assert costs() == one
