"""Broken files, brought in by the page: an answer with place and reason, and nothing is written."""

import json
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from curriculum import exporter
from curriculum.models import Qualification
from portfolios.models import ImportState, StructureImport
from tests.curriculum.exchange import broken_office, broken_tables, source
from tests.curriculum.test_importer_faults import FAULTS
from tests.factories import make_qualification

START = "/admin/curriculum/qualification/import/"
# What stands in the way of publishing is no fault of a draft.
OF_PUBLISHING = {"retired and marked", "choose too high", "profile unused", "no profiles"}
# The page asks for these at their own fields, and brings everything in as a draft.
OF_THE_FORM = {"unknown state", "version no number", "version absent"}


def _json():
    for name, (damage, fault) in FAULTS.items():
        if name not in OF_PUBLISHING | OF_THE_FORM:
            data = source.wtb_data()
            damage(data)
            yield name, (json.dumps(data).encode(), fault)
    yield "no JSON", (b'{"slug": wtb}', "the file: is not JSON (line 1, column 10")
    yield "a list", (b"[]", "the file: must be an object")
    yield "a key twice", (b'{"slug": "a", "slug": "b"}', 'the key "slug" is given twice')
    yield "nesting", (b"[" * 100_000, "the file: is not JSON that can be read")
    yield "a long number", (b'{"version": ' + b"1" * 5_000 + b"}", "is not JSON that can be read")
    yield "no UTF-8", (b'{"name": "\xe9"}', "the file: is not UTF-8 (byte 11)")
    yield (
        "many items",
        (
            b'{"exit_profiles": [' + b"1," * 5_001 + b"1]}",
            "the file: has more than 5000 rows",
        ),
    )


BROKEN = {
    "json": dict(_json()),
    "csv": broken_tables.CSV,
    "xlsx": broken_office.XLSX,
    "docx": broken_office.DOCX,
}
CASES = [(name, case) for name, cases in BROKEN.items() for case in cases]
SAID = {"docx": {"slug": "q", "version": "1", "name": "Q"}}
# The page says these sizes itself, and asks for these at the field.
AT_THE_FIELD = {"a file without end", "nothing"}


@pytest.mark.parametrize("name", BROKEN)
def test_there_are_enough_of_them(name):
    assert len(BROKEN[name]) >= 30


@pytest.mark.parametrize(("name", "case"), CASES, ids=["-".join(case) for case in CASES])
def test_a_broken_file_is_answered_and_writes_nothing(desk, name, case):
    raw, fault = BROKEN[name][case]
    make_qualification({1: (None, {"1.1": "h"})}, slug="q", state="draft")
    before = exporter.as_data(Qualification.objects.get())

    sent = {"file": SimpleUploadedFile(f"m.{name}", raw), **SAID.get(name, {})}
    page = desk.post(START, sent, follow=True)

    assert page.status_code == 200
    assert exporter.as_data(Qualification.objects.get()) == before
    if case in AT_THE_FIELD:
        assert set(page.context["form"].errors) == {"file"}
        return
    row = StructureImport.objects.get()
    assert row.state == ImportState.FAILED
    shown = unescape(page.content.decode())
    place, _comma, reason = fault.rpartition(", ") if fault.startswith("row ") else ("", "", fault)
    if name == "json" and not fault.startswith("the "):
        place, _colon, reason = fault.partition(": ")
    assert reason.split(": ")[-1] in shown
    assert row.report.is_refused
    assert not place.startswith("row ") or place.split(",")[0] in shown
