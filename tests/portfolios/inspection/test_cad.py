"""Drawings and models: recognised by their structure, kept as they came."""

import pytest

from portfolios.inspection import Kind
from tests.portfolios.inspection import samples_cad as cad
from tests.portfolios.inspection.samples_office import compound


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (cad.dwg(), "haak.dwg", Kind.DWG),
        (cad.dwg(b"AC1015"), "haak.dwg", Kind.DWG),
        (cad.dwg(b"AC1021"), "haak.dwg", Kind.DWG),
        (cad.DXF, "haak.dxf", Kind.DXF),
        (b"AutoCAD Binary DXF\r\n\x1a\0\0\0SECTION\0\0\0EOF\0", "haak.dxf", Kind.DXF),
        (cad.STEP, "haak.step", Kind.STEP),
        (cad.STEP.replace(b"remark", b"\xeb"), "haak.stp", Kind.STEP),
        (cad.iges(), "haak.igs", Kind.IGES),
        (cad.stl(), "haak.stl", Kind.STL),
        (cad.stl(header=b"solid ook zo"), "haak.stl", Kind.STL),
        (cad.STL_TEXT, "haak.stl", Kind.STL),
        (compound({"RSeStorage/RSeSegInfo": b"x"}, cad.IPT_CLASS), "haak.ipt", Kind.IPT),
        (compound({"SwDocContentMgr/Info": b"x"}), "haak.sldprt", Kind.SLDPRT),
        (compound({"swXmlContents/COMPINSTANCETREE": b"x"}), "kar.sldasm", Kind.SLDASM),
        (cad.solidworks("Contents/CMgr"), "haak.sldprt", Kind.SLDPRT),
        (
            cad.solidworks("Contents/CMgr", "swXmlContents/COMPINSTANCETREE"),
            "kar.sldasm",
            Kind.SLDASM,
        ),
    ],
)
def test_a_drawing_or_model_is_accepted_and_kept_as_it_came(judge, data, name, kind):
    verdict = judge(data, name)

    assert (verdict.accepted, verdict.kind, verdict.has_kept) == (True, kind, False)


@pytest.mark.parametrize("name", ["kar.sldasm", "haak.sldprt", "haak.SLDPRT"])
def test_where_the_bytes_do_not_tell_the_name_makes_a_part_or_an_assembly(judge, name):
    verdict = judge(cad.solidworks("Contents/CMgr"), name)

    assert verdict.accepted
    assert verdict.kind == (Kind.SLDASM if "sldasm" in name else Kind.SLDPRT)


def test_letters_of_an_old_code_page_are_accepted(judge):
    assert judge(cad.STEP.replace(b"''", b"'Gel\xe8nder'", 1), "haak.stp").accepted
    assert judge(cad.DXF.replace(b"remark", b"Gel\xe8nder"), "haak.dxf").accepted


def test_an_assembly_of_inventor_is_no_part(judge):
    data = compound({"RSeStorage/RSeSegInfo": b"x"}, cad.ASSEMBLY_CLASS)

    assert judge(data, "kar.iam").reason == "unknown_kind"
