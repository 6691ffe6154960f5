"""The page before a version that counts is changed: what it says, and what confirming does."""

import pytest
from django.contrib.admin.models import LogEntry as AdminEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum import exporter
from curriculum.models import Qualification, Requirement
from portfolios import completion, progress, verify
from portfolios.enums import CompletionState, MessageKind
from portfolios.models import Message, StructureChange
from portfolios.portfolio import close
from tests import factories
from tests.portfolios.admin.desk import change as page_of
from tests.portfolios.admin.proposing import (
    change,
    choose,
    confirm,
    hidden,
    mark,
    numbers,
    page,
    retire,
    rows,
)


@pytest.fixture
def complete(level3, school_class, teacher):
    """A student with everything of the lower level: 2.1, 2.2 and 8.2."""
    portfolio = factories.make_students(1, level3, school_class)[0]
    for code in ("2.1", "2.2", "8.2"):
        factories.signed_off(portfolio, code, teacher)
    return portfolio


@pytest.fixture
def swap(qualification):
    """Of the lower level 2.2 is not asked any more, and 1.7 is."""
    return mark(qualification, "2.2", 3, "none") | mark(qualification, "1.7", 3, "required")


def data(qualification):
    return exporter.as_data(Qualification.objects.get(pk=qualification.pk))


def html(answer):
    return " ".join(answer.content.decode().split())


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
        f"{complete.student} {complete.school_class} 3 of 3 2 of 3 2.2 no longer counts. "
        "1.7 is missing: not started yet.",
        f"{other.student} {other.school_class} 0 of 3 0 of 3 The student is working on 2.2. "
        "1.7 is missing: not started yet.",
    ]
    assert "1 student falls from complete to 2 of 3." in html(looked)
    assert "Shown as “does not count”: 2.2." in html(looked)
    assert data(qualification) == before
    assert not StructureChange.objects.exists()


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


def test_how_many_to_choose_and_what_is_retired_go_through_it_too(desk, qualification, complete):
    more = choose(qualification, 8, "2") | retire(qualification, "2.2")
    looked, done = change(desk, qualification, more)

    row = qualification.work_processes.get(code="2.2")
    assert done.status_code == 302
    assert numbers(looked) == {complete.pk: (3, 3, 2, 3)}
    assert [(line.kind, line.code) for line in looked.context["lines"]] == [
        ("retired", "2.2"), ("mark", "2.2"), ("mark", "2.2"), ("choose", 8)]  # fmt: skip
    assert (row.retired, row.requirements.count()) == (True, 0)
    assert qualification.core_tasks.get(number=8).choose == 2

    change(desk, qualification, retire(qualification, "2.2", gone=False))
    row.refresh_from_db()
    assert row.retired is False


def test_the_page_of_a_work_process_leads_there(desk, qualification):
    row = qualification.work_processes.get(code="2.2")
    found = html(desk.get(page_of(row)))

    assert page("impact", qualification) in found
    assert f'name="retired-asked" value="{row.pk}"' in found
    draft = factories.make_qualification(slug="next", state="draft").work_processes.first()
    assert "retired-asked" not in html(desk.get(page_of(draft)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (lambda q: choose(q, 8, "3"), "Core task 8 asks to choose 3, but small-3 marks only 2."),
        (lambda q: choose(q, 8, "two"), "Core task 8: write how many to choose as a whole number"),
        (lambda q: choose(q, 8, "0"), "Core task 8: write how many to choose as a whole number"),
        (lambda q: {"mark-0-0": "required"}, "The form is not of this version as it is now."),
        (lambda q: mark(q, "1.1", 4, "maybe"), "The form is not of this version as it is now."),
        (lambda q: {"retired-asked": "0"}, "The form is not of this version as it is now."),
        (lambda q: mark(q, "8.1", 3, "none") | mark(q, "8.2", 3, "none"),
         "Core task 8 has no marked work process to choose."),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_a_sentence(fields, sentence, desk, qualification):
    before = data(qualification)
    looked, done = change(desk, qualification, fields(qualification))

    assert sentence in html(looked)
    assert 'id="confirm"' not in html(looked)
    assert done.status_code in (200, 302)
    assert data(qualification) == before


def test_a_look_without_a_change_leads_back(desk, qualification):
    asked = desk.get(page("impact", qualification), follow=True)
    same = desk.post(page("impact", qualification), mark(qualification, "1.1", 4, "required"),
                     follow=True)  # fmt: skip

    assert all("Nothing would change." in html(answer) for answer in (asked, same))


def test_rather_a_new_version_leaves_this_one(desk, qualification, complete, swap):
    before = data(qualification)
    url = page("impact", qualification)
    looked = desk.post(url, swap)
    answer = desk.post(url, {**hidden(looked), "do": "version"})

    made = Qualification.objects.get(slug="small", version=2)
    assert answer.url == page_of(made)
    assert data(qualification) == before
    assert data(made)["core_tasks"] == looked.context["impact"].after["core_tasks"]
    assert made.is_draft
    assert not StructureChange.objects.exists()


def test_some_of_a_group_are_named_and_the_others_when_asked(
    desk, qualification, level3, school_class, swap
):
    factories.make_students(8, level3, school_class)
    url = page("impact", qualification)
    some = desk.post(url, swap)
    every = desk.post(url, {**hidden(some), "show": "equal", "reason": "Typed with care."})

    assert len(rows(some)) == 6
    assert "Show the 2 others" in html(some)
    assert len(rows(every)) == 8
    assert "Typed with care." in html(every)


def test_only_administrators_look_and_change(client, qualification, complete, swap, request):
    for name in ("student", "teacher", "coordinator", "board_member"):
        client.force_login(request.getfixturevalue(name))
        for one in ("impact", "publish", "retire", "copy", "compare"):
            answer = client.post(page(one, qualification), {**swap, "do": "apply"})
            assert answer.status_code == 302
            assert answer.url.startswith("/admin/login/")
    assert Requirement.objects.filter(work_process__code="2.2").count() == 2
    assert Qualification.objects.count() == 1


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
