"""Broken files of every format: each is answered with its place and reason, and writes nothing."""

import pytest

from curriculum import report
from curriculum.exchange import Faulty
from curriculum.importer import import_qualification
from curriculum.models import CoreTask, ExitProfile, Qualification, WorkProcess
from curriculum.readers import Asked
from curriculum.report import Fate
from tests.curriculum.exchange import broken_office, broken_tables
from tests.factories import make_qualification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

BROKEN = {
    "csv": broken_tables.CSV,
    "xlsx": broken_office.XLSX,
    "docx": broken_office.DOCX,
}
CASES = [(name, case) for name, cases in BROKEN.items() for case in cases]
# A document says nothing of these.
ASKED = {"docx": Asked(slug="q", version=1, name="Q")}


def stored():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Qualification, ExitProfile, CoreTask, WorkProcess)
    ]


@pytest.mark.parametrize("name", BROKEN)
def test_there_are_enough_of_them(name):
    assert len(BROKEN[name]) >= 30


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_the_table_that_is_damaged_is_good_without_its_damage(name):
    whole = {
        "csv": broken_tables.as_csv(broken_tables.GOOD),
        "xlsx": broken_office._BOOK,
    }

    assert import_qualification(whole[name]).report.written == 5


def test_the_document_that_is_damaged_is_good_without_its_damage():
    outcome = import_qualification(broken_office.task(), asked=ASKED["docx"])

    assert (outcome.report.rows, outcome.report.written) == (3, 3)


@pytest.mark.parametrize(("name", "case"), CASES, ids=["-".join(case) for case in CASES])
def test_a_broken_file_is_answered_with_place_and_reason_and_writes_nothing(name, case):
    raw, fault = BROKEN[name][case]
    make_qualification({1: (None, {"1.1": "h"})}, slug="q", state="draft")
    before = stored()

    with pytest.raises(Faulty) as refusal:
        import_qualification(raw, asked=ASKED.get(name, Asked()))

    assert any(fault in told for told in refusal.value.faults), refusal.value.faults
    assert stored() == before
    told = refusal.value.report
    assert told.is_refused
    assert told.written == 0
    assert told.rows == told.reported
    assert all(line.reasons for line in told.lines)
    again = report.Report.of_data(told.as_data())
    assert [line.fate for line in again.errors] == [Fate.ERROR] * len(told.errors)


def test_a_report_of_very_many_faults_and_changes_can_be_kept_and_read():
    line = report.Line("1", "x" * 9_000, "changed", ["r"] * 300, [("a", "b", "c")] * 300)

    kept = report.Report([line] * 3, ["fault"] * 300).as_data()

    found = report.Report.of_data(kept)
    assert found.faults[199:] == ["fault", "100 more, not named here"]
    assert found.lines[0].changes[200] == ["100 more, not named here", "", ""]
    assert len(found.lines[0].label) == 501
    assert found.rows == 3
