"""Every step locks the row of its portfolio before it reads what it decides on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios import evidence, locks, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import Outcome
from portfolios.errors import Refused
from portfolios.models import Portfolio
from tests.factories import add_evidence, hand_in, make_students, signed_off, work_process

pytestmark = pytest.mark.usefixtures("in_english")


def steps(portfolio, student, teacher, coordinator, level3, class_elsewhere):
    """Name -> a step that can be taken on this portfolio now."""
    draft = add_evidence(portfolio, "1.1", "2.1")
    frozen = add_evidence(portfolio, "2.2", "2.3")
    pending = hand_in(portfolio, "2.2")
    signed = signed_off(portfolio, "1.2", teacher)
    options = portfolio.qualification.core_tasks.get(number=7)
    cell, further = (work_process(portfolio, code) for code in ("1.1", "7.1"))
    return {
        "add": lambda: evidence.add(portfolio=portfolio, by=student, work_processes=[cell]),
        "change": lambda: evidence.change(evidence=draft, by=student, title="Other"),
        "link": lambda: evidence.link(evidence=draft, by=student, work_process=further),
        "unlink": lambda: evidence.unlink(evidence=draft, by=student, work_process=cell),
        "replace": lambda: evidence.replace(evidence=frozen, by=student),
        "remove": lambda: evidence.remove(evidence=draft, by=student),
        "submit": lambda: sign_off.submit(
            portfolio=portfolio, by=student, work_process=cell, own_work=True
        ),
        "withdraw": lambda: sign_off.withdraw(submission=pending, by=student),
        "assess": lambda: sign_off.assess(submission=pending, by=teacher, outcome=Outcome.GOOD),
        "revoke": lambda: sign_off.revoke(sign_off=signed, by=teacher, reason="Why."),
        "choose": lambda: portfolios.choose_specialisation(
            portfolio=portfolio, by=student, core_task=options, work_processes=[]
        ),
        "class": lambda: portfolios.change_class(
            portfolio=portfolio, by=coordinator, school_class=class_elsewhere, reason="Why."
        ),
        "level": lambda: portfolios.change_profile(
            portfolio=portfolio, by=coordinator, exit_profile=level3, reason="Why."
        ),
        "close": lambda: portfolios.close(portfolio=portfolio, by=coordinator, reason="Why."),
    }


NAMES = (
    "add", "change", "link", "unlink", "replace", "remove", "submit", "withdraw", "assess",
    "revoke", "choose", "class", "level", "close",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_first_query_of_a_step_locks_its_portfolio(
    name, portfolio, student, teacher, coordinator, level3, class_elsewhere
):
    prepared = steps(portfolio, student, teacher, coordinator, level3, class_elsewhere)
    assert set(prepared) == set(NAMES)
    with CaptureQueriesContext(connection) as queries:
        prepared[name]()
    read = [query["sql"] for query in queries if 'FROM "portfolios_' in query["sql"]]
    assert 'FROM "portfolios_portfolio"' in read[0]
    assert "JOIN" not in read[0]
    if connection.vendor == "postgresql":
        assert read[0].endswith('FOR NO KEY UPDATE OF "portfolios_portfolio"')


def test_several_portfolios_are_locked_in_order_of_their_id(level4, school_class):
    found = make_students(3, level4, school_class)
    locked = Portfolio.objects.filter(pk__in=[one.pk for one in reversed(found)]).locked()
    assert [one.pk for one in locked] == sorted(one.pk for one in found)


def test_a_lock_reads_the_portfolio_afresh(portfolio):
    Portfolio.objects.update(log_count=7)
    assert locks.lock(portfolio.pk).log_count == 7


@pytest.mark.parametrize("state", ["closed", "completed"])
def test_a_portfolio_that_is_not_active_is_refused(portfolio, state):
    Portfolio.objects.update(state=state)
    with pytest.raises(Refused, match=f"This portfolio is {state}"):
        locks.lock_active(portfolio.pk)
    assert locks.lock(portfolio.pk).state == state
