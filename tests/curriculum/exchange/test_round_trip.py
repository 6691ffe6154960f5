"""An export that is imported gives the same export again, to the byte."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from curriculum import exchange, exporter, readers
from curriculum.importer import Change, import_qualification
from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from tests.curriculum.exchange.random_files import qualifications

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

FORMATS = sorted(exporter.FORMATS)


def exported(qualification, name):
    return exporter.file_of(qualification, name)[2]


def forget_everything():
    for model in (Requirement, WorkProcess, CoreTask, ExitProfile, Qualification):
        model.objects.all().delete()


@pytest.mark.parametrize("name", FORMATS)
def test_the_matrix_of_the_school_comes_back_to_the_byte(wtb, wtb_file, name):
    first = exported(wtb, name)
    assert import_qualification(first).change is Change.UNCHANGED
    forget_everything()

    outcome = import_qualification(first)

    assert outcome.change is Change.CREATED
    assert outcome.report.doubts == []
    again = Qualification.objects.get()
    assert exported(again, name) == first
    assert exported(again, "json") == wtb_file.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
@settings(
    max_examples=60,
    deadline=None,
    # Making an example smaller takes minutes here, and says little more.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=qualifications())
def test_any_qualification_comes_back_to_the_byte(name, data):
    _type, write = exporter.FORMATS[name]
    first = write(data)

    reading = readers.read(first, readers.Asked(), lambda *key: None)
    found, faults = exchange.check(reading.data)

    assert faults == reading.faults == []
    assert found == data
    assert write(found) == first
    assert [row for row in reading.rows if not row.is_good and row.skipped != "empty"] == []
