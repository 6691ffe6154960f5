"""Pages as pictures and tables as cells, of files that were accepted and are still hostile."""

import io
import itertools
import time
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

import openpyxl
import pytest
from PIL import Image

from portfolios.inspection import Kind, Limits, Table, Unreadable, read_tables, render_page
from tests.portfolios.inspection import samples

BILLION = (
    '<!DOCTYPE x [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghij"))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


@pytest.fixture
def kept(tmp_path):
    """A kept file with these bytes; its name tells nothing."""

    def write(data):
        path = tmp_path / "0123abcd"
        path.write_bytes(data)
        return path

    return write


def workbook(*sheets):
    """An xlsx with these rows in each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Meting {number}")
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(data, change):
    """The container, with the text of its first sheet or content changed."""
    file = io.BytesIO()
    fast = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", **fast) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(
                name, change(part) if name.endswith(("sheet1.xml", "content.xml")) else part
            )
    return file.getvalue()  # fmt: skip


def ods(*rows, head="", clean=escape):
    """An OpenDocument workbook of one sheet, by hand."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    lines = (
        row if isinstance(row, str) else
        f"<table:table-row>{''.join(cell.format(clean(text)) for text in row)}</table:table-row>"
        for row in rows
    )  # fmt: skip
    content = (
        f"{head}<office:document-content {ODS_NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Blad">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return samples.archive(**{"mimetype": Kind.ODS.value, "content.xml": content})


@pytest.mark.parametrize(("page", "side"), [(1, 1000), (3, 2000)])
def test_a_page_is_a_jpeg_with_the_long_side_that_was_asked_for(kept, page, side):
    image = render_page(kept(samples.pdf(3)), page, side)

    with Image.open(io.BytesIO(image)) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) == side


@pytest.mark.parametrize(("page", "side"), [(0, 1000), (-1, 1000), (4, 1000), (1, 0), (1, 90_000)])
def test_a_page_that_is_not_there_is_unreadable(kept, page, side):
    with pytest.raises(Unreadable):
        render_page(kept(samples.pdf(3)), page, side)


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", samples.locked_pdf(), samples.picture("JPEG"), b"text"]
)
def test_what_is_no_readable_pdf_has_no_pages(kept, data):
    with pytest.raises(Unreadable):
        render_page(kept(data), 1, 1000)


def test_a_page_that_takes_too_long_is_unreadable(kept):
    with pytest.raises(Unreadable):
        render_page(kept(samples.pdf()), 1, 1000, Limits(wall_seconds=0))


def test_a_workbook_shows_its_cells_as_text(kept):
    rows = [
        ["maat", 1, 0.1 + 0.2, None, True],
        [],
        [datetime(2026, 11, 20), datetime(2026, 11, 20, 8, 15), "<b>&"],  # noqa: DTZ001
    ]

    assert read_tables(kept(workbook(rows)), Kind.XLSX) == [
        Table(
            "Meting 1",
            [
                ["maat", "1", "0.3", "", "True"],
                [],
                ["2026-11-20", "2026-11-20 08:15", "<b>&"],
            ],
        )
    ]


def test_formulas_show_the_value_they_had_last(kept):
    data = changed(
        workbook([["x"]]),
        lambda part: part.replace(
            b"</row>", b'<c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f>HYPERLINK("x")</f></c></row>'
        ),
    )

    assert read_tables(kept(data), Kind.XLSX)[0].rows == [["x", "2"]]


def test_of_a_large_workbook_the_first_sheets_rows_and_columns_are_shown(kept):
    tables = read_tables(kept(workbook(*[[[0] * 40] * 300] * 7)), Kind.XLSX)

    assert len(tables) == 5
    assert [len(table.rows) for table in tables] == [200] * 5
    assert {len(row) for table in tables for row in table.rows} == {30}
    assert all(table.more_rows and table.more_columns for table in tables)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
        ("a,b\n1.5,2\n", [["a", "b"], ["1.5", "2"]]),
        ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        ('\ufeffa;b\n"1;2";3\n', [["a", "b"], ["1;2", "3"]]),
        ("een\ntwee\n", [["een"], ["twee"]]),
        ("", []),
        ('a;b\n"open;1\n', [["a", "b"], ["open;1\n"]]),
    ],
)
def test_a_text_shows_as_a_table(kept, text, rows):
    assert read_tables(kept(text.encode()), Kind.CSV) == [Table("", rows)]


def test_a_text_of_a_million_rows_shows_the_first(kept):
    (table,) = read_tables(kept(b"a;b\n" * 1_000_000), Kind.CSV)

    assert (len(table.rows), table.more_rows, table.more_columns) == (200, True, False)


def test_a_table_of_long_cells_stays_small(kept):
    (table,) = read_tables(kept((b";".join([b"x" * 400_000] * 5) + b"\n") * 2), Kind.CSV)

    assert {len(cell) for row in table.rows for cell in row} == {500}


def test_an_opendocument_workbook_shows_its_cells(kept):
    wide = '<table:table-row><table:table-cell table:number-columns-repeated="16384"/>'
    many = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/>'
    ends = (f"{row}</table:table-row>" for row in (wide, many))

    data = ods(["maat", "waarde"], ["as", "20 & 3"], *ends)

    assert read_tables(kept(data), Kind.ODS) == [
        Table("Blad", [["maat", "waarde"], ["as", "20 & 3"]])
    ]


@pytest.mark.parametrize("head", [BILLION, OUTSIDE])
@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
def test_what_the_xml_of_a_workbook_calls_for_is_not_fetched_and_not_unfolded(kept, kind, head):
    if kind == Kind.XLSX:
        data = changed(
            workbook([["woord"]]),
            lambda part: head.encode() + part.rpartition(b"?>")[2].replace(b"woord", b"&j;"),
        )
    else:
        data = ods(["&j;"], head=head, clean=str)
    began = time.monotonic()

    with pytest.raises(Unreadable):
        read_tables(kept(data), kind)

    assert time.monotonic() - began < 20


def test_a_cell_of_a_gigabyte_is_unreadable(kept):
    data = changed(workbook([["woord"]]), lambda part: part.replace(b"woord", b"x" * 1_000_000_000))
    assert len(data) < 5_000_000

    with pytest.raises(Unreadable):
        read_tables(kept(data), Kind.XLSX, Limits(memory_bytes=500_000_000))


@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", samples.archive(), workbook([["x"]])[:-100], b"text"]
)
def test_a_broken_workbook_is_unreadable(kept, kind, data):
    with pytest.raises(Unreadable):
        read_tables(kept(data), kind)


@pytest.mark.parametrize("kind", [Kind.PDF, Kind.DOCX, "", "made/up"])
def test_other_kinds_have_no_tables(kept, kind):
    with pytest.raises(Unreadable):
        read_tables(kept(b"x"), kind)
