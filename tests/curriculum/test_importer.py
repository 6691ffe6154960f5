"""Importing: twice, dry, over a draft, and never over a published version."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from curriculum.exchange import Faulty
from curriculum.exporter import as_data, as_json
from curriculum.importer import Change, import_qualification
from curriculum.models import CoreTask, Qualification, Requirement, WorkProcess

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def data(wtb_file):
    return json.loads(wtb_file.read_bytes())


def raw(data):
    return json.dumps(data).encode()


def process(data, task=0, index=0):
    return data["core_tasks"][task]["work_processes"][index]


def test_the_optional_keys_may_be_left_out_and_a_byte_order_mark_is_no_fault(data):
    for row in (row for task in data["core_tasks"] for row in task["work_processes"]):
        for key in ("title_en", "source_title", "description", "note", "retired"):
            del row[key]

    outcome = import_qualification(b"\xef\xbb\xbf" + raw(data))

    assert outcome.change is Change.CREATED
    assert Qualification.objects.get().work_processes.filter(note="").count() == 52


def test_a_draft_may_still_have_too_few_options(data):
    data["state"] = "draft"
    data["core_tasks"][7]["choose"] = 5

    assert import_qualification(raw(data)).change is Change.CREATED


def run(path, *options):
    output = io.StringIO()
    call_command("import_qualification", str(path), *options, stdout=output)
    return output.getvalue()


def test_the_second_import_changes_nothing(wtb_file):
    assert run(wtb_file) == "wtb, version 1: created.\n62 rows: 62 new.\n"
    keys = list(Requirement.objects.values_list("pk", flat=True))

    assert run(wtb_file) == "wtb, version 1: unchanged.\n62 rows: 62 unchanged.\n"
    assert list(Requirement.objects.values_list("pk", flat=True)) == keys


def test_a_dry_run_says_what_would_happen_and_writes_nothing(wtb_file):
    answer = run(wtb_file, "--dry-run")

    assert answer.splitlines() == [
        "wtb, version 1: created.",
        "62 rows: 62 new.",
        "Dry run: nothing was written.",
    ]
    assert not Qualification.objects.exists()


def test_the_command_names_every_fault_and_fails(tmp_path, data):
    process(data)["title"] = ""
    process(data, 1)["code"] = "1.1"
    path = tmp_path / "wrong.json"
    path.write_bytes(raw(data))

    with pytest.raises(CommandError) as refusal:
        run(path)

    assert refusal.value.returncode == 1
    assert str(refusal.value).splitlines() == [
        f"{path} is not imported.",
        "  core_tasks[0].work_processes[0].title: is empty",
        '  core_tasks[1].work_processes[0].code: "1.1" is used twice',
    ]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.json cannot be read"):
        run(tmp_path / "none.json")


def test_a_published_version_is_not_changed_by_a_file(wtb, data):
    before = as_json(wtb)
    process(data)["title"] = "another title"
    del process(data, 0, 1)["marks"]["wtb-4"]
    data["core_tasks"][1]["work_processes"].reverse()

    with pytest.raises(Faulty) as refusal:
        import_qualification(raw(data))

    at_one = "core_tasks[number 1].work_processes"
    assert refusal.value.faults == [
        "version 1 of wtb is published and differs from the file; "
        "give the file a higher version number",
        f'{at_one}[code 1.1].title: stored is "initieert wijzigingsvoorstellen aan producten", '
        'the file says "another title"',
        f'{at_one}[code 1.2].marks: stored is {{"wtb-4": "?"}}, the file says {{}}',
        "core_tasks[number 2].work_processes: the order differs",
    ]
    assert as_json(wtb) == before


def test_a_draft_becomes_what_the_file_says_and_keeps_its_rows(data):
    data["state"] = "draft"
    import_qualification(raw(data))
    draft = Qualification.objects.get()
    kept = draft.work_processes.get(code="2.1").pk
    moved = data["core_tasks"][0]["work_processes"].pop(3)
    data["core_tasks"][1]["work_processes"].insert(0, moved)
    data["core_tasks"].pop(5)
    process(data, 2)["code"] = "3.9"

    outcome = import_qualification(raw(data))

    assert outcome.change is Change.UPDATED
    draft.refresh_from_db()
    assert as_data(draft) == data
    assert draft.work_processes.get(code="2.1").pk == kept
    assert [p.code for p in draft.core_tasks.get(number=2).work_processes.all()][:2] == [
        "1.7",
        "2.1",
    ]
    assert not WorkProcess.objects.filter(code__in=["3.1", "6.1"]).exists()
    assert not CoreTask.objects.filter(number=6).exists()
    assert "core_tasks[number 6]: is stored, but not in the file" in outcome.differences


def test_a_file_can_publish_a_draft(data):
    data["state"] = "draft"
    import_qualification(raw(data))
    data["state"] = "published"

    assert import_qualification(raw(data)).differences == [
        'state: stored is "draft", the file says "published"'
    ]
    assert Qualification.objects.newest("wtb").version == 1


def test_a_new_version_leaves_the_old_one_alone(wtb, data):
    before = as_json(wtb)
    data["version"] = 2
    process(data)["title"] = "another title"

    import_qualification(raw(data))

    assert Qualification.objects.newest("wtb").version == 2
    assert as_json(wtb) == before
