"""Damaged containers: each gets a verdict, soon, and no module does worse than refuse."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolios.inspection import Reason
from tests.portfolios.inspection import samples_cad as cad
from tests.portfolios.inspection import samples_films as films
from tests.portfolios.inspection import samples_office as office
from tests.portfolios.inspection.child_modules import Refused, loaded

MOST_SECONDS = 30
GOOD = {
    "verslag.docx": office.ooxml("docx", [("word/a.xlsx", office.ooxml("xlsx"))]),
    "uren.ods": office.odf("spreadsheet"),
    "oud.doc": office.compound({"WordDocument": b"x", "Macros/VBA/dir": b"x"}),
    "film.mov": films.movie(
        brand=b"qt  ",
        handlers=(b"vide", b"soun", b"meta"),
        extra=films.metadata() + films.user_data(),
        trailer=films.box(b"SEFT", films.OWNER),
    ),
    "film.webm": films.webm(subtitle=True),
    "stem.mp3": films.mp3(before=films.id3(), behind=films.id3()),
    "stem.wav": films.wav([films.riff_list()])[:2000],
    "stem.ogg": films.ogg(),
    "haak.dwg": cad.dwg(b"AC1015"),
    "haak.dxf": cad.DXF,
    "haak.stp": cad.STEP,
    "haak.igs": cad.iges(),
    "haak.stl": cad.STL_TEXT,
    "plaat.stl": cad.stl(),
    "haak.ipt": office.compound({"RSeStorage/RSeSegInfo": b"x"}, cad.IPT_CLASS),
    "kar.sldasm": cad.solidworks("Contents/CMgr"),
}
# Numbers that overflow, and marks that begin something, where a good file has something else.
PARTS = (
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\0\0\0\1",
    b"moov",
    b"PK\3\4",
    b"OggS",
)
PIECES = st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from(PARTS))


# (name, what to put where, where to cut): not the bytes, which are too many to print.
DAMAGE = st.sampled_from(sorted(GOOD)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.dictionaries(st.integers(0, len(GOOD[name]) - 1), PIECES, max_size=6),
        st.one_of(st.none(), st.integers(1, len(GOOD[name]))),
    )
)


def damaged(name, changes, end):
    """The good file of this name with other bytes in some places, and perhaps cut short."""
    data = bytearray(GOOD[name])
    for place, piece in changes.items():
        data[place : place + len(piece)] = piece
    return bytes(data[:end])


few = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
some = settings(few, max_examples=500)
many = settings(few, max_examples=1500, derandomize=False)
modules = loaded("office", "films", "sounds", "cad")


def check_verdict(judge, outputs, name, data):
    began = time.monotonic()
    verdict = judge(data, name)

    assert verdict.accepted == (verdict.reason == "")
    assert verdict.accepted or verdict.reason in Reason.values
    assert verdict.has_kept == outputs.kept.exists()
    assert time.monotonic() - began < MOST_SECONDS + 5


def check_modules(folder, data):
    path, kept, reasons = folder / "received", folder / "kept", set()
    path.write_bytes(data)
    kept.unlink(missing_ok=True)
    for module in modules:
        try:
            if kind := module.kind_of(data[:4096], str(path)):
                module.judge(str(path), kind, str(kept))
        except Refused as refused:
            reasons.add(str(refused))

    assert reasons <= set(Reason.values)


@few
@given(damage=DAMAGE)
def test_a_damaged_container_gets_a_verdict(judge, outputs, damage):
    check_verdict(judge, outputs, damage[0], damaged(*damage))


@some
@given(damage=DAMAGE)
def test_a_module_does_nothing_worse_than_refuse(tmp_path, damage):
    check_modules(tmp_path, damaged(*damage))


@pytest.mark.long
@many
@given(damage=DAMAGE)
def test_damaged_containers_get_a_verdict_thousands_of_times(judge, outputs, damage):
    check_verdict(judge, outputs, damage[0], damaged(*damage))


@pytest.mark.long
@settings(many, max_examples=20_000)
@given(damage=DAMAGE)
def test_a_module_does_nothing_worse_than_refuse_in_thousands_of_files(tmp_path, damage):
    check_modules(tmp_path, damaged(*damage))
