"""Two lists at once, and a list beside a step: one wins, the other is told, nothing is doubled."""

import pytest
from django.db import connection

from portfolios import class_list
from portfolios import portfolio as steps
from portfolios.models import LogEntry, Portfolio, Teaching, User
from portfolios.verify.log import check_log
from tests.portfolios.at_once import WON, at_once
from tests.portfolios.class_list.lists import as_csv, keep, row

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]
LOOK_AGAIN = "Meanwhile something changed. Look at the list again."


def taking(waiting, by):
    """A step that takes this list over as it is shown before the race."""
    shown = class_list.build(waiting, by=by).digest
    return lambda: list(class_list.take(waiting, by=by, shown=shown))


def is_whole():
    breaks = []
    check_log(breaks.append, breaks.append)
    return breaks == []


def test_the_same_new_people_in_two_lists_are_made_once(coordinator, school_class, qualification):
    rows = [row(mail=f"s{number}@school.example") for number in range(20)]
    rows += [row(mail="t@school.example", rol="docent")]
    lists = [keep(coordinator, as_csv(*order)) for order in (rows, rows[::-1])]
    ends = at_once(*(taking(one, coordinator) for one in lists))
    assert sorted(ends) == sorted([WON, LOOK_AGAIN])
    assert Portfolio.objects.count() == 20
    assert Teaching.objects.filter(teacher__email="t@school.example").count() == 1
    assert is_whole()


def test_one_list_is_taken_over_once(coordinator, school_class, qualification):
    waiting = keep(coordinator, as_csv(row()))
    ends = at_once(*(taking(waiting, coordinator) for _time in range(2)))
    assert sorted(ends) == sorted([WON, "This list was taken over already."])
    assert User.objects.filter(email="anna@school.example").count() == 1
    assert is_whole()


def test_a_step_beside_a_list_goes_before_it_or_after_it(
    coordinator, portfolio, classmate, class_elsewhere
):
    given = [{"mail": one, "klas": "4B"} for one in (portfolio.student.email, classmate.email)]
    waiting = keep(coordinator, as_csv(*given))

    def close():
        steps.close(portfolio=portfolio, by=coordinator, reason="Left")

    ends = at_once(taking(waiting, coordinator), close)
    assert ends[1] == WON
    assert ends[0] in (WON, LOOK_AGAIN)
    moved = LogEntry.objects.filter(verb="class_changed").count()
    assert moved == (2 if ends[0] == WON else 0)
    assert is_whole()
