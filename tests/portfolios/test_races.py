"""Two people at once: one wins, the other is told; nothing is lost, doubled or forked.

Real threads on real connections. SQLite lets one transaction write at a time, so only PostgreSQL
can show that the locks are right.
"""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from portfolios import evidence, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import Outcome, State, Verb
from portfolios.models import Evidence, Portfolio, SignOff, Submission
from tests.factories import STARR, add_evidence, assess, hand_in, signed_off, work_process
from tests.portfolios.at_once import WON, at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]


def is_whole(capsys):
    call_command("verify_log")
    return capsys.readouterr().out.rstrip().endswith(": whole.")


def cell_of(portfolio, code):
    return SignOff.objects.get(portfolio=portfolio, work_process__code=code)


STEPS = 50


def test_two_threads_on_two_cells_write_one_chain(portfolio, teacher, second_teacher, capsys):
    def work_on(code, by):
        def step():
            for _turn in range(STEPS // 5):
                assess(hand_in(portfolio, code), by, Outcome.INSUFFICIENT)
                assess(hand_in(portfolio, code), by)
                sign_off.revoke(sign_off=cell_of(portfolio, code), by=by, reason="Again.")

        return step

    for code in ("1.1", "2.1"):
        add_evidence(portfolio, code)
    before = portfolio.log.count()
    assert at_once(work_on("1.1", teacher), work_on("2.1", second_teacher)) == [WON, WON]
    numbers = list(portfolio.log.order_by("number").values_list("number", flat=True))
    # A turn is five steps; each of the four that decide or hand in logs once or twice.
    assert len(numbers) == before + 2 * (STEPS // 5) * 7
    assert numbers == list(range(1, len(numbers) + 1))
    assert portfolio.log.values("previous").distinct().count() == len(numbers)
    assert is_whole(capsys)


@pytest.mark.long
def test_many_threads_on_many_cells_write_one_chain(portfolio, teacher, capsys):
    codes = ("1.1", "1.2", "2.1", "2.2", "2.3", "7.1")

    def work_on(code):
        def step():
            for _turn in range(100):
                assess(hand_in(portfolio, code), teacher)
                sign_off.revoke(sign_off=cell_of(portfolio, code), by=teacher, reason="Again.")

        return step

    for code in codes:
        add_evidence(portfolio, code)
    assert at_once(*map(work_on, codes)) == [WON] * len(codes)
    assert is_whole(capsys)


def test_two_teachers_decide_at_once_and_one_of_them_is_told(
    portfolio, teacher, second_teacher, capsys
):
    for code in ("1.1", "1.2", "2.1", "2.2", "2.3"):
        submission = hand_in(portfolio, code)
        ends = at_once(
            lambda submission=submission: assess(submission, teacher, Outcome.GOOD),
            lambda submission=submission: assess(submission, second_teacher, Outcome.INSUFFICIENT),
        )
        assert sorted(ends) == ["This hand-in was decided or withdrawn meanwhile.", WON]
        (row,) = submission.assessments.all()
        won = teacher if ends[0] == WON else second_teacher
        assert row.assessor == won
        assert cell_of(portfolio, code).state == (
            State.SIGNED_OFF if won == teacher else State.RETURNED
        )
    assert is_whole(capsys)


def test_two_assessors_at_once_take_two_seats(
    portfolio, level4, teacher, second_teacher, third_teacher, capsys
):
    level4.required_assessors = 2
    level4.save()
    submission = hand_in(portfolio, "1.1")
    ends = at_once(
        *(
            lambda person=person: assess(submission, person)
            for person in (teacher, second_teacher, third_teacher)
        )
    )
    assert ends.count(WON) == 2
    assert sorted(submission.assessments.values_list("seat", flat=True)) == [1, 2]
    assert cell_of(portfolio, "1.1").state == State.SIGNED_OFF
    assert is_whole(capsys)


def test_one_form_sent_twice_at_once_is_one_hand_in(portfolio, capsys):
    add_evidence(portfolio, "1.1")
    ends = at_once(*[lambda: hand_in(portfolio, "1.1")] * 2)
    assert sorted(ends) == [
        "This cannot be done now: 1.1 is “handed in” meanwhile.",
        WON,
    ]
    assert Submission.objects.count() == 1
    assert is_whole(capsys)


def test_withdrawing_while_a_teacher_assesses_lets_one_of_them_win(
    portfolio, student, teacher, capsys
):
    for code in ("1.1", "1.2", "2.1", "2.2"):
        submission = hand_in(portfolio, code)
        ends = at_once(
            lambda submission=submission: sign_off.withdraw(submission=submission, by=student),
            lambda submission=submission: assess(submission, teacher),
        )
        assert ends.count(WON) == 1
        submission.refresh_from_db()
        withdrawn = ends[0] == WON
        assert (submission.withdrawn_at is not None) == withdrawn
        assert submission.assessments.count() == (0 if withdrawn else 1)
        assert cell_of(portfolio, code).state == (
            State.IN_PROGRESS if withdrawn else State.SIGNED_OFF
        )
    assert is_whole(capsys)


def test_evidence_that_changes_during_a_hand_in_is_sealed_as_it_is(portfolio, student, capsys):
    for code in ("1.1", "1.2", "2.1", "2.2"):
        piece = add_evidence(portfolio, code, title="Before")
        ends = at_once(
            lambda piece=piece: evidence.change(evidence=piece, by=student, title="After"),
            lambda code=code: hand_in(portfolio, code),
        )
        assert ends[1] == WON
        title = Evidence.objects.get(pk=piece.pk).title
        assert title == ("After" if ends[0] == WON else "Before")
    assert is_whole(capsys)
    call_command("verify_files")
    assert "4 hand-ins: whole." in capsys.readouterr().out


def test_a_piece_that_is_removed_during_a_hand_in_is_in_it_or_gone(portfolio, student, capsys):
    for code in ("1.1", "1.2", "2.1", "2.2"):
        add_evidence(portfolio, code)
        piece = add_evidence(portfolio, code)
        removed, _handed_in = at_once(
            lambda piece=piece: evidence.remove(evidence=piece, by=student),
            lambda code=code: hand_in(portfolio, code),
        )
        parts = Submission.objects.latest("pk").parts.values_list("evidence", flat=True)
        assert (piece.pk in parts) == (removed != WON)
    assert is_whole(capsys)
    call_command("verify_files")
    assert "4 hand-ins: whole." in capsys.readouterr().out


def test_a_new_version_during_a_decision_never_lands_in_a_signed_off_cell(
    portfolio, student, teacher, capsys
):
    old = add_evidence(portfolio, "1.1", "2.1")
    submission = hand_in(portfolio, "1.1")
    new, _decided = at_once(
        lambda: evidence.replace(evidence=old, by=student, **STARR),
        lambda: assess(submission, teacher),
    )
    assert new == WON
    codes = Evidence.objects.get(replaces=old).links.values_list("work_process__code", flat=True)
    assert list(codes) == ["2.1"]
    assert is_whole(capsys)


def test_a_level_that_changes_during_a_hand_in_is_the_former_or_the_new_one_throughout(
    portfolio, coordinator, level3, level4, capsys
):
    for code, profile in (("2.1", level3), ("2.2", level4)):
        add_evidence(portfolio, code)
        before = Portfolio.objects.get(pk=portfolio.pk).exit_profile
        ends = at_once(
            lambda profile=profile: portfolios.change_profile(
                portfolio=portfolio, by=coordinator, exit_profile=profile, reason="Moved."
            ),
            lambda code=code: hand_in(portfolio, code),
        )
        assert ends == [WON, WON]
        verbs = list(portfolio.log.order_by("number").values_list("verb", flat=True))[-2:]
        changed_first = verbs == [Verb.PROFILE_CHANGED, Verb.SUBMITTED]
        submission = Submission.objects.latest("pk")
        assert submission.exit_profile == (profile if changed_first else before)
    assert is_whole(capsys)


def test_two_revocations_at_once_are_one(portfolio, teacher, second_teacher, capsys):
    cell = signed_off(portfolio, "1.1", teacher)
    ends = at_once(
        *(
            lambda person=person: sign_off.revoke(sign_off=cell, by=person, reason="A mistake.")
            for person in (teacher, second_teacher)
        )
    )
    assert sorted(ends) == ["This cannot be done now: 1.1 is “returned” meanwhile.", WON]
    assert portfolio.log.filter(verb=Verb.REVOKED).count() == 1
    assert is_whole(capsys)


def test_a_specialisation_that_is_chosen_twice_at_once_is_one(portfolio, student, capsys):
    task = portfolio.qualification.core_tasks.get(number=7)
    ends = at_once(
        *(
            lambda code=code: portfolios.choose_specialisation(
                portfolio=portfolio,
                by=student,
                core_task=task,
                work_processes=[work_process(portfolio, code)],
            )
            for code in ("7.1", "7.2")
        )
    )
    assert ends == [WON, WON]
    assert Portfolio.objects.get(pk=portfolio.pk).specialisations.count() == 1
    assert is_whole(capsys)


def test_one_form_that_is_sent_twice_at_once_adds_one_piece(portfolio, student):
    key = uuid4()

    def send():
        evidence.add(
            portfolio=portfolio,
            by=student,
            work_processes=[work_process(portfolio, "1.1")],
            key=key,
            title="Flange",
        )

    assert at_once(*[send] * 4) == [WON] * 4
    assert Evidence.objects.filter(key=key).count() == 1
    assert portfolio.log.filter(verb=Verb.EVIDENCE_ADDED).count() == 1
