"""A list of ten thousand rows, from the file to the last log entry; run by `.ci/run long`.

Its times are printed (`-s`), never asserted: how quick a machine is says nothing of the code.
"""

import time

import pytest

from portfolios import class_list, log
from portfolios.models import LogEntry, Mail, Portfolio, Teaching, User
from tests import factories
from tests.portfolios.class_list import lists

pytestmark = [pytest.mark.long, pytest.mark.django_db]

ROWS = 10_000


def timed(what, step):
    begin, worked = time.monotonic(), time.process_time()
    answer = step()
    spent = time.monotonic() - begin, time.process_time() - worked
    print(f"{what}: {spent[0]:.1f} s, of which this process worked {spent[1]:.1f} s", flush=True)
    return answer


def rows(offset=0):
    """Students in 400 classes, and a teacher for each class."""
    for number in range(ROWS):
        room = f"K{(number + offset) % 400:03}"
        if number < 400:
            yield lists.row(
                voornaam=f"T{number}", mail=f"t{number}@x.example", klas=room, rol="docent"
            )
        else:
            yield lists.row(voornaam=f"S{number}", mail=f"s{number}@x.example", klas=room)


def test_ten_thousand_rows_are_taken_over_and_change_nothing_the_second_time(
    coordinator, board_member, qualification
):
    data = lists.as_xlsx(*rows())
    options = {"name": "large.xlsx", "makes_classes": True, "invites": True}
    waiting = timed("read", lambda: lists.keep(coordinator, data, **options))
    plan = timed("plan", lambda: class_list.build(waiting, by=coordinator))
    told = timed(
        "take over",
        lambda: list(class_list.take(waiting, by=coordinator, shown=plan.digest)),
    )
    assert told[0] == (0, 20_000 - 400 + 400)
    assert told[-1] == (20_000, 20_000)
    assert (Portfolio.objects.count(), Teaching.objects.count()) == (ROWS - 400, 400)
    assert Mail.objects.count() == ROWS
    assert LogEntry.objects.count() == ROWS - 400

    again = lists.keep(coordinator, data, **options)
    plan = timed("plan again", lambda: class_list.build(again, by=coordinator))
    assert plan.counts[class_list.What.UNCHANGED] == ROWS
    before = User.objects.count(), LogEntry.objects.count()
    timed("take over again", lambda: lists.take(coordinator, again))
    assert before == (User.objects.count(), LogEntry.objects.count())

    students = [one for one in rows(offset=1) if "rol" not in one]
    moved = lists.keep(coordinator, lists.as_csv(*students), invites=True)
    timed("move to other classes", lambda: lists.take(coordinator, moved))
    assert LogEntry.objects.filter(verb="class_changed").count() == ROWS - 400

    assert timed("every chain", broken_chains) == []


def broken_chains():
    """The portfolios whose entries do not follow from each other up to the head.

    All that `verify_log` asks of a portfolio is asked of fewer (test_taking.py).
    """
    heads = {}
    for entry in LogEntry.objects.order_by("portfolio", "number").iterator():
        follows = heads.get(entry.portfolio_id, "") == entry.previous
        heads[entry.portfolio_id] = (
            entry.hash if follows and log.entry_hash(entry) == entry.hash else None
        )
    kept = Portfolio.objects.values_list("pk", "log_head")
    return [pk for pk, head in kept if heads.get(pk) != head]


def test_a_hundred_students_go_to_another_level(coordinator, level3, school_class):
    factories.make_students(100, level3, school_class)
    found = User.objects.filter(portfolios__isnull=False)
    given = [{"mail": one.email, "klas": "4A", "uitstroom": "small-4"} for one in found]
    waiting = lists.keep(coordinator, lists.as_csv(*given))
    timed("100 to another level", lambda: lists.take(coordinator, waiting))
    assert set(Portfolio.objects.values_list("exit_profile__slug", flat=True)) == {"small-4"}
