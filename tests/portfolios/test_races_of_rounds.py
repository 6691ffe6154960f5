"""The school year's end and a merge against what students and teachers do at that moment."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection

from portfolios import people, sign_off
from portfolios import portfolio as steps
from portfolios.enums import Outcome, PortfolioState
from portfolios.errors import Refused
from portfolios.merging import merge
from portfolios.models import Assessment, Portfolio, SchoolClass, Submission, User
from portfolios.rounds import leaving, year_end
from tests import factories
from tests.factories import add_evidence, assess, hand_in, make_person, work_process
from tests.portfolios.at_once import WON, at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]

CHANGED = "Something changed meanwhile. Look at what is so now."


def is_whole(capsys):
    call_command("verify_log")
    return capsys.readouterr().out.rstrip().endswith(": whole.")


def ending(portfolios, coordinator, name="5A"):
    """The step that moves these up, as a coordinator looked at them now."""
    school_class = portfolios[0].school_class
    seen = year_end.YearEnd(school_class, coordinator).seen
    plan = year_end.Plan(
        goes_to={one.pk: None for one in portfolios},
        leaves={},
        reason="End of the year.",
        new_name=name,
        teachers=tuple(school_class.teachers.all()),
    )

    def step():
        year_end.carry_out(school_class=school_class, by=coordinator, plan=plan, seen=seen)

    return step


@pytest.mark.parametrize("_turn", range(3))
def test_a_class_moves_up_while_a_student_hands_in(
    _turn, portfolio, level4, school_class, coordinator, capsys
):
    everybody = [portfolio, *factories.make_students(5, level4, school_class)]
    add_evidence(portfolio, "1.1")

    def submit():
        sign_off.submit(
            portfolio=portfolio,
            work_process=work_process(portfolio, "1.1"),
            by=portfolio.student,
            own_work=True,
        )

    ends = at_once(ending(everybody, coordinator), submit)
    assert ends[1] == WON
    assert ends[0] in (WON, CHANGED)
    names = set(Portfolio.objects.values_list("school_class__name", flat=True))
    assert names == ({"5A"} if ends[0] == WON else {"4A"})
    assert SchoolClass.objects.filter(name="5A").exists() == (ends[0] == WON)
    assert Submission.objects.open().count() == 1
    assert is_whole(capsys)


@pytest.mark.parametrize("_turn", range(3))
def test_two_coordinators_end_the_year_of_one_class(
    _turn, portfolio, level4, school_class, coordinator, capsys
):
    everybody = [portfolio, *factories.make_students(5, level4, school_class)]
    ends = at_once(ending(everybody, coordinator, "5A"), ending(everybody[:3], coordinator, "5B"))
    assert sorted(ends) == [CHANGED, WON]
    moved = Portfolio.objects.filter(school_class__school_year="2027-2028")
    assert set(moved.values_list("log_count", flat=True)) == {2}
    assert SchoolClass.objects.filter(school_year="2027-2028").count() == 1
    assert is_whole(capsys)


@pytest.mark.parametrize("_turn", range(3))
def test_two_classes_move_up_to_one_new_class(
    _turn, portfolio, level4, class_elsewhere, coordinator, capsys
):
    others = factories.make_students(3, level4, class_elsewhere)
    ends = at_once(ending([portfolio], coordinator), ending(others, coordinator))
    assert WON in ends
    refused = "There is a class 5A in that year already. Choose it from the list."
    assert set(ends) == {WON, refused}
    assert is_whole(capsys)


def test_a_student_leaves_while_the_class_moves_up(portfolio, level4, coordinator, capsys):
    def close():
        steps.close(portfolio=portfolio, by=coordinator, reason="Left.")

    ends = at_once(ending([portfolio], coordinator), close)
    portfolio.refresh_from_db()
    assert ends[1] == WON
    assert portfolio.state == PortfolioState.CLOSED
    assert portfolio.school_class.name == ("5A" if ends[0] == WON else "4A")
    assert is_whole(capsys)


@pytest.mark.parametrize("_turn", range(3))
def test_an_account_is_merged_while_it_assesses(
    _turn, portfolio, level4, school_class, teacher, second_teacher, administrator, capsys
):
    level4.required_assessors = 2
    level4.save()
    double = make_person("double")
    people.set_teachers(school_class, [teacher, second_teacher, double], by=None)
    submission = hand_in(portfolio, "1.1")

    def judge(by):
        def step():
            try:
                assess(submission, User.objects.get(pk=by.pk))
            except PermissionDenied as late:
                raise Refused("too late") from late

        return step

    ends = at_once(
        judge(teacher), judge(double), lambda: merge(old=teacher, new=double, by=administrator)
    )
    assert ends[2] == WON
    found = Assessment.objects.select_related("assessor__merged_into")
    double = User.objects.get(pk=double.pk)
    assert {one.assessor.person for one in found} <= {double}
    if found.count() == 1:
        with pytest.raises(Refused):
            assess(submission, double)
        assess(submission, second_teacher)
    assert Submission.objects.get().closed_at
    assert is_whole(capsys)


@pytest.mark.parametrize("_turn", range(3))
def test_an_account_is_merged_while_its_student_hands_in_and_starts_anew(
    _turn, portfolio, level4, school_class, student, administrator, capsys
):
    other = factories.make_qualification(slug="other").exit_profiles.get(level=3)
    new = make_person("again")
    add_evidence(portfolio, "1.1")

    def submit():
        try:
            hand_in(Portfolio.objects.get(pk=portfolio.pk), "1.1")
        except PermissionDenied as late:
            raise Refused("too late") from late

    ends = at_once(
        submit,
        lambda: factories.make_portfolio(student, other, school_class),
        lambda: merge(old=student, new=new, by=administrator),
    )
    assert WON in ends
    merged = User.objects.get(pk=student.pk).merged_into
    assert (ends[2] == WON) == (merged == new)
    if merged:
        assert not student.portfolios.exists()
    assert is_whole(capsys)


@pytest.mark.parametrize("_turn", range(3))
def test_two_administrators_merge_two_accounts_into_each_other(
    _turn, school_class, teacher, second_teacher, administrator
):
    ends = at_once(
        lambda: merge(old=teacher, new=second_teacher, by=administrator),
        lambda: merge(old=second_teacher, new=teacher, by=administrator),
    )
    assert ends.count(WON) == 1
    assert User.objects.filter(merged_into__isnull=False).count() == 1
    assert User.objects.filter(is_active=True, merged_into__isnull=True).count() >= 2


@pytest.mark.parametrize("_turn", range(3))
def test_a_teacher_leaves_while_they_assess(
    _turn, portfolio, level4, school_class, teacher, coordinator, administrator, capsys
):
    level4.required_assessors = 2
    level4.save()
    submission = hand_in(portfolio, "1.1")

    def judge():
        try:
            assess(submission, teacher, Outcome.SUFFICIENT)
        except PermissionDenied as late:
            raise Refused("too late") from late

    ends = at_once(
        judge,
        lambda: leaving.leave(
            person=teacher, by=administrator, takes_over={school_class.pk: None}, inactive=True
        ),
    )
    assert ends[1] == WON
    held = Assessment.objects.standing().exists()
    assert held == (ends[0] == WON)
    if held:
        assert sign_off.releasable_seats(submission) == [1]
    assert is_whole(capsys)
