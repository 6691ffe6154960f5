"""What happened before a move stays to be read: cells, attempts, evidence, earlier days."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portfolios import (
    class_overview,
    clock,
    completion,
    evidence,
    history,
    progress,
    queue,
    results,
    sign_off,
    timeline,
)
from portfolios.enums import Outcome, Verb
from portfolios.models import Portfolio, Submission
from tests.factories import add_evidence, assess, completed, exempt, hand_in, signed_off
from tests.portfolios import remembering
from tests.portfolios.moving import versions
from tests.portfolios.views.reading import sign_in


@pytest.fixture(autouse=True)
def _in_english(in_english):
    """Sentences are compared as they stand in the code."""


@pytest.fixture
def worked(portfolio, teacher, board_member):
    """A portfolio in which a bit of everything was done."""
    assess(hand_in(portfolio, "1.2"), teacher, Outcome.INSUFFICIENT, "Measure again.")
    signed_off(portfolio, "1.1", teacher, Outcome.GOOD)
    signed_off(portfolio, "2.2", teacher)
    signed_off(portfolio, "7.2", teacher)
    assess(hand_in(portfolio, "2.3"), teacher, Outcome.INSUFFICIENT, "The edge is sharp.")
    exempt(portfolio, "7.1", board_member)
    return portfolio


def test_an_earlier_day_shows_the_earlier_version(worked, mapping, administrator):
    before = remembering.standing(worked, progress.of_one(worked).own)
    moment = clock.now()
    now = versions.moved(worked, mapping, administrator)
    after = remembering.standing(now, progress.of_one(now).own)
    assert before["cells"] != after["cells"]
    assert remembering.then_of([now], moment)[now.pk] == before
    assert remembering.then_of([now], clock.now() + timedelta(seconds=1))[now.pk] == after
    assert history.as_it_was(now, moment).profile.qualification_id == mapping.source.pk


def test_the_history_of_a_new_cell_tells_of_the_old_attempts(
    worked, mapping, administrator, student
):
    now = versions.moved(worked, mapping, administrator)
    found = timeline.history(now, versions.cell(now, "3.1").work_process, student, [])
    assert [event.title for event in found.events] == [
        "Came along from 2.3 of version 1",
        "Returned with feedback, attempt 1 (2.3, version 1)",
        "Handed in, attempt 1 with 1 piece of evidence (2.3, version 1)",
    ]
    assert [said.words for said in found.feedback] == ["The edge is sharp."]


def test_the_same_code_in_another_version_is_another_cell(worked, mapping, administrator, student):
    """2.3 of the new version came from 2.2, and knows nothing of the old 2.3."""
    now = versions.moved(worked, mapping, administrator)
    found = timeline.history(now, versions.cell(now, "2.3").work_process, student, [])
    assert "Returned" not in " ".join(event.title for event in found.events)
    assert found.events[0].title == "Came along from 2.2 of version 1"


def test_why_it_came_back_is_told_after_the_move(worked, mapping, administrator, student, teacher):
    now = versions.moved(worked, mapping, administrator)
    cell = versions.cell(now, "3.1")
    said = timeline.why_returned(now, [cell.pk], student)
    assert [one.words for one in said[cell.pk]] == ["The edge is sharp."]
    signed = versions.cell(now, "1.1")
    sign_off.revoke(sign_off=signed, by=teacher, reason="It broke.")
    said = timeline.why_returned(now, [signed.pk], student)
    assert [one.words for one in said[signed.pk]] == ["It broke."]
    assert versions.breaks() == []


def test_pages_of_the_old_version_answer(client, worked, mapping, administrator, student, teacher):
    now = versions.moved(worked, mapping, administrator)
    sign_in(client, student)
    gone = client.get(reverse("portfolios:work_process", args=["7.2"]))
    assert gone.status_code == 200
    assert "not part of the version of now" in gone.content.decode()
    split = client.get(reverse("portfolios:work_process", args=["2.3"]) + "?version=1")
    page = split.content.decode()
    assert "The edge is sharp." in page
    assert reverse("portfolios:work_process", args=["3.1"]) in page
    nothing = reverse("portfolios:work_process", args=["2.3"])
    assert client.get(f"{nothing}?version=9").status_code == 404
    assert client.get(f"{nothing}?version=x").status_code == 404
    matrix = client.get(reverse("portfolios:matrix")).content.decode()
    assert "From an earlier version" in matrix
    assert f"{reverse('portfolios:work_process', args=['7.2'])}?version=1" in matrix
    piece = now.evidence.get(links__work_process__code="7.2")
    assert "?version=1" in client.get(piece.get_absolute_url()).content.decode()
    assert client.get(reverse("portfolios:evidence_list")).status_code == 200
    sign_in(client, teacher)
    seen = client.get(reverse("portfolios:work_process_of", args=[now.pk, "1.1"]))
    assert "?version=1" in seen.content.decode()
    assert (
        client.get(reverse("portfolios:school_class", args=[now.school_class_id])).status_code
        == 200
    )


def test_what_came_back_in_the_earlier_version_is_counted_nowhere(
    portfolio, teacher, mapping, administrator
):
    assess(hand_in(portfolio, "7.2"), teacher, Outcome.INSUFFICIENT)
    now = versions.moved(portfolio, mapping, administrator)
    assert queue.returned_to_students(teacher) == 0
    assert [row.returned for row in class_overview.rows([now])] == [0]
    tally = progress.tally(Portfolio.objects.all()).of(now.pk, now.exit_profile_id)
    assert (tally.done, tally.total, tally.returned) == (0, 7, 0)
    assert progress.of_one(now).facts == {}


def test_old_submissions_stay_at_their_addresses(client, worked, mapping, administrator, teacher):
    versions.moved(worked, mapping, administrator)
    sign_in(client, teacher)
    for submission in Submission.objects.all():
        assert client.get(submission.get_absolute_url()).status_code == 200


def test_who_gave_a_result_is_known_after_the_move(
    portfolio, teacher, second_teacher, mapping, administrator
):
    signed_off(portfolio, "1.2", teacher)
    signed_off(portfolio, "2.1", second_teacher)
    signed_off(portfolio, "2.2", teacher)
    now = versions.moved(portfolio, mapping, administrator)
    sign_off.carry_over(sign_off=versions.cell(now, "2.2"), by=second_teacher)
    rows = results.of_counted(now, progress.of_one(now).own)
    given = {row["code"]: (row["assessors"], row["confirmed_by"]) for row in rows}
    assert given == {
        "1.2": (sorted([teacher.pk, second_teacher.pk]), []),
        "2.2": ([teacher.pk], [second_teacher.pk]),
    }


def test_a_level_is_completed_and_sealed_after_a_move(
    portfolio, teacher, board_member, mapping, administrator
):
    signed_off(portfolio, "1.1", teacher)
    now = versions.moved(portfolio, mapping, administrator)
    for code in ("1.2", "2.2", "2.3", "3.1", "4.1", "7.1"):
        signed_off(now, code, teacher)
    proposal = completion.propose(portfolio=now, by=teacher)
    completion.confirm(completion=proposal, by=board_member)
    assert versions.breaks() == []


def test_seals_of_before_a_move_still_fit(portfolio, teacher, board_member, mapping, administrator):
    sealed = completed(portfolio, teacher, board_member)
    completion.reopen(completion=sealed, by=board_member, reason="A new version.")
    now = versions.moved(portfolio, mapping, administrator)
    assert now.log.filter(verb=Verb.PORTFOLIO_MOVED).count() == 1


def test_evidence_moves_on_after_a_move(worked, mapping, administrator, student):
    """Adding, linking, removing and bringing back follow the cells of now alone."""
    draft = add_evidence(worked, "2.1", "7.2")
    now = versions.moved(worked, mapping, administrator)
    draft = now.evidence.get(pk=draft.pk)
    evidence.remove(evidence=draft, by=student)
    evidence.restore(evidence=draft, by=student)
    evidence.link(evidence=draft, by=student, work_process=versions.cell(now, "2.2").work_process)
    assert versions.breaks() == []
    assert versions.states(now)["1.2"] == "in_progress"
