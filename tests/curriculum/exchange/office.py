"""Office documents made by hand, as small as they can be: good ones, and any damage."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(parts, method=zipfile.ZIP_DEFLATED):
    """A zip with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def document(*tables, before="", inside=""):
    """A Word document with these tables: rows of cells of paragraphs."""
    body = "".join(_table(rows) for rows in tables)
    return word(
        f'<w:document xmlns:w="{WORD}"><w:body>{body}{inside}</w:body></w:document>', before
    )


def word(xml, before=""):
    """A Word document with this main part."""
    return packed({"word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{before}{xml}'})


def _table(rows):
    return f"<w:tbl>{''.join(_row(cells) for cells in rows)}</w:tbl>"


def _row(cells):
    found = "".join(f"<w:tc>{''.join(map(paragraph, cell))}</w:tc>" for cell in cells)
    return f"<w:tr>{found}</w:tr>"


def paragraph(text):
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def workbook(*sheets, **parts):
    """A workbook; a sheet is rows of texts, or the XML of one. `parts` come besides or instead."""
    names = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in names)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in names
    )
    made = {
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">{links}</Relationships>',
    }
    for number, rows in enumerate(sheets, 1):
        xml = rows if isinstance(rows, str) else sheet(rows)
        made[f"xl/worksheets/sheet{number}.xml"] = xml
    return packed({**made, **parts})


def sheet(rows, after=""):
    """The XML of a sheet; a cell is a text, or XML that begins with `<c `."""
    body = "".join(
        f'<row r="{number}">{"".join(_cell(number, n, text) for n, text in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{SHEET}"><sheetData>{body}</sheetData>{after}</worksheet>'


def _cell(row, column, text):
    if text.startswith("<c "):
        return text
    place = quoteattr(f"{get_column_letter(column + 1)}{row}")
    return f'<c r={place} t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else ""
