"""Bytes of strangers: whatever was done to a file, it is read or answered with a sentence."""

import random

import pytest

from curriculum import exchange, exporter, readers
from curriculum.report import refused
from tests.curriculum.exchange import office, source

pytestmark = pytest.mark.usefixtures("in_english")

ASKED = readers.Asked(slug="q", version=1, name="Q")
WHOLE = {
    **{name: write(source.wtb_data()) for name, (_type, write) in exporter.FORMATS.items()},
    "docx": office.document(source.rows()),
    "stored docx": office.packed(
        {"word/document.xml": f'<w:document xmlns:w="{office.WORD}"><w:body>'
         f"{office._table(source.rows())}</w:body></w:document>"}, method=0,
    ),
}  # fmt: skip


def damage(raw, chance):
    """A few bytes changed, taken out or put in, or the file cut short."""
    found = bytearray(raw)
    for _time in range(chance.randint(1, 8)):
        place = chance.randrange(len(found))
        step = chance.choice(["change", "take", "put", "cut", "double"])
        if step == "change":
            found[place] = chance.randrange(256)
        elif step == "take":
            del found[place : place + chance.randint(1, 40)]
        elif step == "put":
            found[place:place] = chance.randbytes(chance.randint(1, 40))
        elif step == "double":
            found[place:place] = found[place : place + chance.randint(1, 400)]
        elif chance.random() < 0.1:
            del found[max(place, 1) :]
    return bytes(found)


def try_out(raw):
    """What any import does before it writes."""
    try:
        reading = readers.read(raw, ASKED, lambda *key: None)
    except exchange.Faulty as refusal:
        return refusal.faults
    _data, faults = exchange.check(reading.data)
    reading.sort_faults(faults)
    report = refused(reading).as_data()
    assert len(report["lines"]) == len(reading.rows)
    return reading.told


def in_turn(name, number):
    chance = random.Random(name)
    return [try_out(damage(WHOLE[name], chance)) for _time in range(number)]


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_bytes_are_read_or_answered(name):
    answers = in_turn(name, 25)

    assert any(answers)
    assert all(isinstance(sentence, str) and sentence for told in answers for sentence in told)


@pytest.mark.long
@pytest.mark.parametrize("name", WHOLE)
def test_very_many_damaged_files_are_read_or_answered(name):
    assert any(in_turn(name, 2_000))


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_has_no_fault(name):
    assert try_out(WHOLE[name]) == []
