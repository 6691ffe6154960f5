"""A change of the structure beside another one, and beside the steps of students and teachers."""

import pytest
from django.db import connection

from curriculum import versions
from curriculum.alteration import Alteration
from portfolios import completion, impact, progress, verify
from portfolios.enums import CompletionState
from portfolios.models import Completion, StructureChange
from tests import factories
from tests.portfolios.at_once import WON, at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]


def broken():
    lines = []
    verify.check_log(lines.append, lines.append)
    return lines


def away(qualification, slug, *codes):
    marks = {(code, slug): "" for code in codes}
    return impact.altering(qualification, Alteration(marks))


@pytest.mark.parametrize("students", [0, 3])
def test_of_two_administrators_one_is_told_that_it_changed(
    students, qualification, level3, school_class, administrator
):
    factories.make_students(students, level3, school_class)
    plans = [away(qualification, "small-3", code) for code in ("2.1", "2.2")]
    seen = [impact.foretell(plan).token for plan in plans]
    ends = at_once(
        *(
            lambda plan=plan, token=token: impact.carry_out(plan, by=administrator, expected=token)
            for plan, token in zip(plans, seen, strict=True)
        )
    )

    assert sorted(end == WON for end in ends) == [False, True]
    assert any("changed meanwhile" in end for end in ends)
    assert StructureChange.objects.count() == 1
    assert broken() == []


def test_a_proposal_beside_a_change_never_stands_on_what_does_not_count(
    qualification, level3, school_class, teacher, administrator
):
    made = factories.make_students(4, level3, school_class)
    for portfolio in made:
        for code in ("2.1", "2.2", "8.2"):
            factories.signed_off(portfolio, code, teacher)
    plan = away(qualification, "small-3", "8.2")
    ends = at_once(
        lambda: impact.carry_out(plan, by=administrator),
        *(
            lambda portfolio=portfolio: completion.propose(portfolio=portfolio, by=teacher)
            for portfolio in made
        ),
    )

    assert ends[0] == WON
    assert not any(found.own.is_complete for found in progress.of(made).values())
    assert not Completion.objects.filter(state=CompletionState.PROPOSED).exists()
    assert Completion.objects.filter(state=CompletionState.VOID).count() == ends[1:].count(WON)
    assert broken() == []


def test_two_copies_at_once_are_two_versions(qualification):
    ends = at_once(*[lambda: versions.copy(qualification)] * 3)

    assert ends == [WON] * 3
    assert [one.version for one in versions.of("small")] == [4, 3, 2, 1]
