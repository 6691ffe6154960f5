"""The faults of an import file: each is named with its place, and nothing is written."""

import json

import pytest

from curriculum.exchange import Faulty
from curriculum.importer import import_qualification
from curriculum.models import Qualification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def data(wtb_file):
    return json.loads(wtb_file.read_bytes())


def raw(data):
    return json.dumps(data).encode()


def faults_of(content):
    with pytest.raises(Faulty) as refusal:
        import_qualification(content)
    assert not Qualification.objects.exists()
    return refusal.value.faults


def change(place, value):
    """A damage: put this value at this place of the file."""

    def damage(data):
        *path, last = place
        for step in path:
            data = data[step]
        data[last] = value

    return damage


def remove(*place):
    """A damage: leave this out of the file."""

    def damage(data):
        *path, last = place
        for step in path:
            data = data[step]
        del data[last]

    return damage


FIRST = ("core_tasks", 0, "work_processes", 0)
AT_FIRST = "core_tasks[0].work_processes[0]"

FAULTS = {
    "duplicate code": (
        change((*FIRST, "code"), "3.1"),
        'core_tasks[2].work_processes[0].code: "3.1" is used twice',
    ),
    "duplicate core task": (
        change(("core_tasks", 1, "number"), 1),
        "core_tasks[1].number: 1 is used twice",
    ),
    "duplicate profile": (
        change(("exit_profiles", 1, "slug"), "wtb-4"),
        'exit_profiles[1].slug: "wtb-4" is used twice',
    ),
    "unknown profile": (
        change((*FIRST, "marks"), {"wtb-4": "x", "wtb-5": "x"}),
        f'{AT_FIRST}.marks.wtb-5: there is no exit profile "wtb-5"',
    ),
    "unknown mark": (
        change((*FIRST, "marks"), {"wtb-4": "yes"}),
        f"{AT_FIRST}.marks.wtb-4: must be one of x, ?",
    ),
    "marks no object": (change((*FIRST, "marks"), ["x"]), f"{AT_FIRST}.marks: must be an object"),
    "missing title": (remove(*FIRST, "title"), f"{AT_FIRST}.title: is missing"),
    "empty title": (change((*FIRST, "title"), "  "), f"{AT_FIRST}.title: is empty"),
    "long title": (
        change((*FIRST, "title"), "x" * 10_000),
        f"{AT_FIRST}.title: has 10000 characters, 300 is the most",
    ),
    "long note": (
        change((*FIRST, "note"), "x" * 10_001),
        f"{AT_FIRST}.note: has 10001 characters, 10000 is the most",
    ),
    "title no text": (change((*FIRST, "title"), 3), f"{AT_FIRST}.title: must be a text"),
    "no text at all": (
        change((*FIRST, "title"), "a\x00b"),
        f"{AT_FIRST}.title: holds a character that is no text",
    ),
    "half a sign": (
        change((*FIRST, "note"), "\ud800"),
        f"{AT_FIRST}.note: holds a character that is no text",
    ),
    "bad code": (
        change((*FIRST, "code"), "1 1"),
        f'{AT_FIRST}.code: "1 1" may only hold letters, digits, and . _ - inside',
    ),
    "code no text": (change((*FIRST, "code"), 1.1), f"{AT_FIRST}.code: must be a text"),
    "unknown key": (
        change((*FIRST, "color"), "red"),
        f"{AT_FIRST}.color: is not a known key",
    ),
    "retired no flag": (
        change((*FIRST, "retired"), 0),
        f"{AT_FIRST}.retired: must be true or false",
    ),
    "retired and marked": (
        change((*FIRST, "retired"), True),
        f"{AT_FIRST}.retired: Work process 1.1 is retired, but still marked.",
    ),
    "choose too high": (
        change(("core_tasks", 7, "choose"), 5),
        "core_tasks[7].choose: Core task 8 asks to choose 5, but wtb-3 marks only 4.",
    ),
    "choose zero": (
        change(("core_tasks", 7, "choose"), 0),
        "core_tasks[7].choose: must be from 1 to 32767",
    ),
    "choose true": (
        change(("core_tasks", 7, "choose"), True),
        "core_tasks[7].choose: must be a whole number",
    ),
    "three assessors": (
        change(("exit_profiles", 0, "required_assessors"), 3),
        "exit_profiles[0].required_assessors: must be from 1 to 2",
    ),
    "version no number": (change(("version",), "1"), "version: must be a whole number"),
    "version absent": (change(("version",), None), "version: must be a whole number"),
    "unknown state": (
        change(("state",), "final"),
        "state: must be one of draft, published, retired",
    ),
    "tasks no list": (
        change(("core_tasks", 6, "work_processes"), {}),
        "core_tasks[6].work_processes: must be a list",
    ),
    "task no object": (change(("core_tasks", 6), "7"), "core_tasks[6]: must be an object"),
    "no tasks": (remove("core_tasks"), "core_tasks: is missing"),
    "profile unused": (
        lambda data: data["exit_profiles"].append(
            {**data["exit_profiles"][0], "slug": "other-2", "name": "other"}
        ),
        "exit_profiles[2]: No work process is marked for other.",
    ),
    "no profiles": (change(("exit_profiles",), []), "exit_profiles: There is no exit profile."),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_place_and_nothing_is_written(data, name):
    damage, fault = FAULTS[name]
    damage(data)

    assert fault in faults_of(raw(data))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"name": "Techniek één"}'.encode("latin-1"), "the file: is not UTF-8 (byte 20)"),
        ("{}".encode("utf-16"), "the file: is not UTF-8 (byte 1)"),
        (b'{"slug": wtb}', "the file: is not JSON (line 1, column 10: Expecting value)"),
        (b"", "the file: is empty"),
        (b"[]", "the file: must be an object"),
        (
            b'{"slug": "a", "slug": "b"}',
            'the file: is not JSON that can be read (the key "slug" is given twice in one object)',
        ),
    ],
)
def test_a_file_that_is_no_qualification_is_refused_with_a_sentence(content, fault):
    assert faults_of(content)[0] == fault


def test_nesting_without_end_is_refused_with_a_sentence():
    assert faults_of(b"[" * 100_000)[0].startswith("the file: is not JSON that can be read")


def test_all_faults_are_named_at_once(data):
    for name in ("duplicate code", "unknown key", "choose too high"):
        FAULTS[name][0](data)
    data["core_tasks"][3]["work_processes"][1]["marks"]["x-9"] = "x"

    assert faults_of(raw(data)) == [
        f"{AT_FIRST}.color: is not a known key",
        'core_tasks[2].work_processes[0].code: "3.1" is used twice',
        'core_tasks[3].work_processes[1].marks.x-9: there is no exit profile "x-9"',
        "core_tasks[7].choose: Core task 8 asks to choose 5, but wtb-3 marks only 4.",
    ]
