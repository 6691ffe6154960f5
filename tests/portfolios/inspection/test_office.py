"""Office documents: recognised by their parts, unpacked wholly, never with code in them."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from portfolios.inspection import Kind
from tests.portfolios.inspection import samples_office as office


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (office.ooxml("docx"), "verslag.docx", Kind.DOCX),
        (office.ooxml("xlsx"), "uren.xlsx", Kind.XLSX),
        (office.ooxml("pptx"), "dia.pptx", Kind.PPTX),
        (office.odf("text"), "verslag.odt", Kind.ODT),
        (office.odf("spreadsheet"), "uren.ods", Kind.ODS),
        (office.odf("presentation"), "dia.odp", Kind.ODP),
    ],
)
def test_a_document_is_accepted_and_kept_as_it_came(judge, outputs, data, name, kind):
    verdict = judge(data, name)

    assert (verdict.accepted, verdict.kind, verdict.has_kept) == (True, kind, False)
    assert not outputs.kept.exists()


def test_a_document_may_hold_a_workbook_and_pictures(judge):
    more = [
        ("word/embeddings/blad.xlsx", office.ooxml("xlsx")),
        ("word/media/image1.emz", b"\x1f\x8b\x08" + bytes(40)),
        ("word/media/image2.svg", b"<!DOCTYPE svg><svg/>"),
        ("word/embeddings/oleObject1.bin", office.compound({"Equation Native": b"x"})),
    ]

    assert judge(office.ooxml("docx", more), "verslag.docx").accepted


def test_a_workbook_of_another_writer_is_accepted(judge):
    book, file = Workbook(), io.BytesIO()
    book.active.append(["as", 20.01])
    book.save(file)

    assert judge(file.getvalue(), "maten.xlsx").kind == Kind.XLSX


def test_sizes_told_behind_the_data_are_accepted(judge):
    class OneWay(io.BytesIO):  # what is written to a pipe cannot go back to its header
        def seekable(self):
            return False

        def seek(self, *place):
            raise OSError

        def tell(self):
            raise OSError

    file = OneWay()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in office.ooxml_members("docx"):
            archive.writestr(name, data)

    assert judge(file.getvalue(), "verslag.docx").accepted


@pytest.mark.parametrize(
    "place", ["word/vbaProject.bin", "xl/VBAProject.BIN", "customXml/vbaProject.bin"]
)
def test_code_is_found_wherever_it_lies(judge, place):
    assert judge(office.ooxml("docx", [(place, b"x")]), "verslag.docx").reason == "macros"


def test_code_is_found_in_a_workbook_in_a_document(judge):
    inner = office.ooxml("xlsx", [("xl/vbaProject.bin", b"x")])

    assert judge(office.ooxml("docx", [("word/a.xlsx", inner)]), "a.docx").reason == "macros"


def test_code_is_found_in_an_old_workbook_in_a_document(judge):
    inner = office.compound({"Workbook": b"x", "_VBA_PROJECT_CUR/VBA/dir": b"x"})

    assert judge(office.ooxml("docx", [("word/a.bin", inner)]), "a.docx").reason == "macros"


def test_documents_within_documents_have_an_end(judge):
    data = office.ooxml("docx")
    for _ in range(3):
        data = office.ooxml("docx", [("word/embeddings/a.docx", data)])

    assert judge(data, "a.docx").reason == "archive"


def test_entities_are_refused_in_every_encoding(judge):
    for text in ("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<?xml version='1.0'?> <!ENTITY b 'c'>"):
        for encoding in ("utf-8", "utf-16"):
            members = [("word/styles.xml", text.encode(encoding))]
            assert judge(office.ooxml("docx", members), "a.docx").reason == "damaged"
