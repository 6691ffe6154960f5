"""Nothing is dropped in silence: each row is written or reported, whatever was done to the file."""

import csv
import io

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from curriculum.exchange import Faulty
from curriculum.importer import import_qualification
from curriculum.models import Qualification
from curriculum.readers import heads as known
from curriculum.report import Fate
from tests.curriculum.exchange import broken_tables, office
from tests.curriculum.exchange.random_files import TRAPS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

WORDS = st.one_of(
    st.sampled_from([*TRAPS, "", "", "1", "1.1", "2.1", "X", "?", "high", "Totaal", "version"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5),
)


@st.composite
def damaged(draw):
    """The good table with cells changed, rows put in, taken out, doubled and moved."""
    rows = broken_tables.rows(lambda rows: None)
    for _time in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(rows) - 1)) if rows else 0
        step = draw(st.sampled_from(["cell", "row", "take", "double", "move", "empty"]))
        if step == "row":
            rows.insert(place, draw(st.lists(WORDS, max_size=8)))
        elif step == "empty":
            rows.insert(place, [])
        elif rows and step == "cell" and rows[place]:
            rows[place][draw(st.integers(0, len(rows[place]) - 1))] = draw(WORDS)
        elif rows and step == "take":
            del rows[place]
        elif rows and step == "double":
            rows.insert(place, list(rows[place]))
        elif rows and step == "move":
            rows.append(rows.pop(place))
    return rows


def as_csv(rows):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return file.getvalue().encode()


def as_xlsx(rows):
    return office.workbook(
        [
            ["".join(sign for sign in text if sign not in "\ufffe\uffff") for text in row]
            for row in rows
        ]
    )


def filled(rows):
    """How many rows are no heads: those with something in them, and empty ones above the last."""
    last = max((n for n, row in enumerate(rows) if any(map(str.strip, row))), default=-1)
    return last + 1


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
@settings(
    max_examples=150,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=damaged())
def test_as_many_rows_come_in_as_are_written_and_reported(write, rows):
    before = Qualification.objects.count()
    try:
        with transaction.atomic():
            report = import_qualification(write(rows)).report
            made = Qualification.objects.get()
            # An exit profile may have a column alone, and a core task the rows of others.
            stored = made.work_processes.count() + 1
            transaction.set_rollback(True)
    except Faulty as refusal:
        report, stored = refusal.report, None

    assert Qualification.objects.count() == before
    assert report.written + report.reported == report.rows
    assert all(line.reasons for line in report.lines if line.fate in (Fate.ERROR, Fate.SKIPPED))
    if stored is None:
        assert report.written == 0
    else:
        assert report.written >= stored
        heads = filled(rows) - report.rows
        assert 1 <= heads <= filled(rows)
        assert heads == sum(is_head(row) for row in rows)


def is_head(row):
    return known.of_table([text.strip() for text in row]) is not None
