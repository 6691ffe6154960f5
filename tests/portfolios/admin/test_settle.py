"""Settling a provisional mark: the effect is named first, then it is confirmed."""

import re

import pytest
from django.contrib.admin.models import LogEntry as AdminEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.models import Qualification, QualificationState, Requirement
from portfolios import impact, progress
from portfolios.enums import Shown
from portfolios.models import StructureChange
from portfolios.portfolio import close
from tests import factories
from tests.portfolios.admin.desk import change


def mark_of(profile, code):
    mark = Requirement.objects.get(exit_profile=profile, work_process__code=code)
    Requirement.objects.filter(pk=mark.pk).update(provisional=True)
    return mark


def settle(mark):
    return reverse("admin:curriculum_requirement_settle", args=[mark.pk])


def token_of(desk, mark, answer):
    """What stands for the effect of this answer, on the page as it is now."""
    form = re.compile(rf'name="token" value="([0-9a-f]+)">\s*<input[^>]*value="{answer}"')
    return form.search(desk.get(settle(mark)).content.decode())[1]


def settled(desk, mark, answer, **otherwise):
    """Look at the page, and send the answer with all that it asks for."""
    sent = {"answer": answer, "seen": "on", "reason": "The school decided."}
    token = token_of(desk, mark, answer)
    return desk.post(settle(mark), sent | {"token": token} | otherwise)


def test_level_three_complete_through_8_2_falls_to_13_of_14(desk, wtb, school_class, teacher):
    profile = wtb.exit_profiles.get(level=3)
    portfolio = factories.make_students(1, profile, school_class)[0]
    codes = [
        mark.work_process.code
        for mark in profile.requirements.exclude(work_process__core_task__number=8)
    ]
    for code in [*codes, "8.2"]:
        factories.signed_off(portfolio, code, teacher)
    mark = profile.requirements.get(work_process__code="8.2")
    before = progress.of_one(portfolio).own
    page = desk.get(settle(mark)).content.decode()
    answered = settled(desk, mark, "take_away")

    after = progress.of_one(portfolio).own
    assert (before.done, before.total, before.is_complete) == (14, 14, True)
    assert "1 student falls from complete to 13 of 14." in page
    assert answered.status_code == 302
    assert (after.done, after.total) == (13, 14)
    assert after.by_code["8.2"].shown == Shown.OUTSIDE
    assert [missing.codes for missing in after.missing] == [["8.1", "8.3", "8.4"]]


def test_the_effect_is_tried_out_and_nothing_stays(complete, level3):
    mark = mark_of(level3, "2.2")

    found = impact.foretell(impact.settling(mark, keep=False))

    assert [
        (c.before.done, c.before.total, c.after.done, c.after.total) for c in found.changes
    ] == [(3, 3, 2, 2)]
    assert found.sentences == [
        "1 student loses a work process that counted.",
        "For 1 student the total goes from 3 to 2.",
        "No sign-off is lost: 1 stays in its portfolio as “does not count”.",
    ]
    assert Requirement.objects.get(pk=mark.pk).provisional is True
    assert progress.of_one(complete).own.done == 3


def test_keeping_a_mark_changes_no_portfolio(complete, level3):
    found = impact.foretell(impact.settling(mark_of(level3, "2.2"), keep=True))

    assert len(found.changes) == 1
    assert found.sentences == ["No running portfolio changes."]


def test_a_student_who_missed_only_this_becomes_complete(complete, level3, teacher):
    mark = mark_of(level3, "2.2")
    almost = factories.make_students(1, level3, complete.school_class)[0]
    for code in ("2.1", "8.1"):
        factories.signed_off(almost, code, teacher)
    factories.hand_in(almost, "2.2")

    assert impact.foretell(impact.settling(mark, keep=False)).sentences == [
        "1 student becomes complete.",
        "1 student loses a work process that counted.",
        "For 2 students the total goes from 3 to 2.",
        "1 student is working on it.",
        "No sign-off is lost: 1 stays in its portfolio as “does not count”.",
    ]


def test_portfolios_of_another_level_or_closed_ones_are_not_counted(
    complete, level3, level4, coordinator
):
    factories.make_students(1, level4, complete.school_class)
    close(portfolio=complete, by=coordinator, reason="Left the school.")

    assert impact.foretell(impact.settling(mark_of(level3, "2.2"), keep=False)).changes == ()


def test_the_version_shows_its_open_questions(desk, qualification, level3, level4):
    marks = [mark_of(level4, "1.2"), mark_of(level3, "2.2")]
    page = desk.get(change(qualification)).content.decode()

    assert "Does Level 4 ask for 1.2?" in page
    assert "Does Level 3 ask for 2.2?" in page
    assert all(settle(mark) in page for mark in marks)
    assert settle(marks[0]) in desk.get(change(marks[0])).content.decode()


def test_what_is_no_version_leads_back(desk, qualification):
    page = desk.get(change(qualification).replace(str(qualification.pk), "none"))

    assert page.status_code == 302


def test_a_version_without_open_questions_asks_nothing(desk, qualification):
    qualification.work_processes.update(description="What is asked.")
    qualification.core_tasks.update(note="✓ 2 … 7")
    qualification.work_processes.filter(code__in=["1.7", "7.3"]).update(retired=True)
    qualification.work_processes.filter(code="1.7").update(note="✓ 1.2 … 1.7: as it is.")
    assert "Open question" not in desk.get(change(qualification)).content.decode()


def test_a_mark_is_kept_and_the_history_names_who(desk, administrator, qualification, level3):
    mark = mark_of(level3, "2.2")
    page = desk.get(settled(desk, mark, "keep").url)

    entry = AdminEntry.objects.get(object_id=qualification.pk)
    assert Requirement.objects.get(pk=mark.pk).provisional is False
    assert entry.user == administrator
    assert entry.get_change_message() == "The mark is kept: 2.2, Level 3."
    assert "The mark is kept: 2.2, Level 3." in page.content.decode()


@pytest.mark.parametrize("sent", [{"answer": "take_away"}, {"answer": "guess", "seen": "on"}, {}])
def test_nothing_is_settled_without_having_seen_the_effect(sent, desk, level3):
    mark = mark_of(level3, "2.2")
    page = desk.post(settle(mark), sent)

    assert page.status_code == 200
    assert Requirement.objects.get(pk=mark.pk).provisional is True
    if "answer" in sent and "seen" not in sent:
        assert "Tick that you have seen what this means." in page.content.decode()


def test_an_answer_that_leaves_too_little_to_choose_is_refused(desk, qualification, level3):
    mark = mark_of(level3, "8.2")
    level3.requirements.get(work_process__code="8.1").delete()
    page = desk.get(settle(mark)).content.decode()
    sent = {"answer": "take_away", "seen": "on", "reason": "The school decided.", "token": ""}
    answered = desk.post(settle(mark), sent)

    assert "Core task 8 has no marked work process to choose." in page
    assert answered.status_code == 200
    assert Requirement.objects.filter(pk=mark.pk).exists()


def test_a_mark_is_settled_once(desk, level3):
    mark = mark_of(level3, "2.2")
    settled(desk, mark, "keep")
    again = desk.post(settle(mark), {"answer": "take_away", "seen": "on"}, follow=True)

    assert "This mark is settled already." in again.content.decode()
    assert Requirement.objects.filter(pk=mark.pk).exists()


def test_why_a_mark_is_settled_is_kept_with_the_change(desk, administrator, level3):
    settled(desk, mark_of(level3, "2.2"), "take_away", reason="Not asked by the board.")

    change = StructureChange.objects.get()
    assert (change.actor, change.reason) == (administrator, "Not asked by the board.")


def test_a_mark_of_a_published_version_is_not_settled_without_a_reason(desk, level3):
    mark = mark_of(level3, "2.2")
    page = settled(desk, mark, "take_away", reason=" ")

    assert "Write why." in page.content.decode()
    assert Requirement.objects.get(pk=mark.pk).provisional is True
    assert not StructureChange.objects.exists()


def test_a_mark_is_not_settled_when_its_effect_became_another_one(desk, complete, level3):
    mark = mark_of(level3, "2.2")
    seen = token_of(desk, mark, "take_away")
    factories.make_students(1, level3, complete.school_class)
    page = settled(desk, mark, "take_away", token=seen).content.decode()

    assert "changed meanwhile, so nothing was done" in page
    assert "The school decided." in page  # what was typed is still there
    assert Requirement.objects.get(pk=mark.pk).provisional is True


def test_a_mark_of_a_draft_needs_no_reason(desk, qualification, level3):
    Qualification.objects.filter(pk=qualification.pk).update(state=QualificationState.DRAFT)
    mark = mark_of(level3, "2.2")

    assert settled(desk, mark, "keep", reason="").status_code == 302
    assert Requirement.objects.get(pk=mark.pk).provisional is False


def test_teachers_settle_nothing(client, teacher, level3):
    mark = mark_of(level3, "2.2")
    client.force_login(teacher)
    client.post(settle(mark), {"answer": "keep", "seen": "on"})

    assert Requirement.objects.get(pk=mark.pk).provisional is True


def test_the_page_costs_the_same_for_any_number_of_students(desk, level3, school_class, teacher):
    mark = mark_of(level3, "2.2")
    factories.make_students(1, level3, school_class)
    desk.get(settle(mark))
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk.get(settle(mark))
    for portfolio in factories.make_students(29, level3, school_class):
        factories.add_evidence(portfolio, "2.2")
    with CaptureQueriesContext(connection) as thirty:
        page = desk.get(settle(mark), {"show": "total"})

    assert page.content.decode().count("The student is working on 2.2.") == 29
    assert len(one) == len(thirty)
